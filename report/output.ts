import { stripVTControlCharacters } from "node:util";
import type { Drill, KeyFigure } from "@tillbook/charts";
import { drillType, figureType, joinLines, keyFiguresType, type Output } from "@tillbook/notebook";
import { TillbookError } from "@tillbook/pipeline";
import { parseFigure } from "./figure.js";
import { isVisible } from "./html-content.js";
import { type Picture, pictureTypes } from "./image.js";
import { refuse } from "./place.js";
import type { Block } from "./section.js";

const hint = "make plot";

/** The forms of an output that the report knows, the richest first. */
const knownTypes = [
  figureType,
  keyFiguresType,
  drillType,
  "text/html",
  "text/markdown",
  "text/latex",
  ...pictureTypes,
  "application/json",
  "text/plain",
];

/**
 * Reads an output as what the report shows: its richest form that the report knows.
 * @param where  e.g. "build/notebooks/2-monthly-sales.ipynb cell 3"
 * @throws TillbookError NOTEBOOK_INVALID when the cell failed, or the report knows no form that shows the content
 */
export function parseOutput(output: Output, where: string): Block[] {
  if (output.output_type === "error") throw invalid(`${where} failed with ${output["ename"] ?? "an error"}`);
  if (output.output_type === "stream") return printText(joinLines(output["text"]), output["name"] === "stderr");
  const data = output.data ?? {};
  const types = Object.keys(data);
  const known = knownTypes.filter(
    (type) => type in data && !(type === "text/html" && !isVisible(joinLines(data[type]))),
  );
  const [best] = known;
  const unknown = types.find((type) => !known.includes(type));
  // "<VegaLite object>" is no chart: a text counts only where it isn't what stands for something else
  if (unknown !== undefined && (best === undefined || best === "text/plain") && types.length > 0) {
    throw refuse(
      { where: nameSource(where, unknown) },
      "expected an output that a report can show, got none",
      hintOf(unknown),
    );
  }
  return best === undefined ? [] : parseContent(best, data[best], readMetadata(output, best), where);
}

function parseContent(type: string, content: unknown, metadata: Record<string, unknown>, where: string): Block[] {
  const source = { where: nameSource(where, type) };
  if (type === figureType) return [{ kind: "figure", figure: parseFigure(content, where) }];
  if (type === keyFiguresType) return [{ kind: "key-figures", keyFigures: parseKeyFigures(content, where) }];
  if (type === drillType) return [{ kind: "drill", drill: parseDrill(content, where) }];
  if (type === "application/json") return [{ kind: "text", text: JSON.stringify(content, undefined, 2) }];
  const text = joinLines(content);
  if (type === "text/html") return [{ kind: "html", html: text, source }];
  if (type === "text/markdown") return [{ kind: "markdown", markdown: text, source }];
  if (type === "text/latex") return [{ kind: "latex", latex: text, source }];
  if (type === "text/plain") return printText(text, false);
  const { alt, width, height } = metadata;
  const picture: Picture = { type, content: text, alt: alt === undefined ? undefined : String(alt), width, height };
  return [{ kind: "picture", picture, source }];
}

/** Metadata of a form: its own, or those of the output, as nbconvert reads them. */
function readMetadata(output: Output, type: string): Record<string, unknown> {
  const all = (output["metadata"] ?? {}) as Record<string, unknown>;
  return { ...all, ...(all[type] as Record<string, unknown> | undefined) };
}

/** Makes printed text as a terminal leaves it: without colours, and without what a carriage return overwrote. */
function printText(text: string, isError: boolean): Block[] {
  const lines = stripVTControlCharacters(text)
    .split(/\r?\n/)
    .map((line) => line.slice(line.replace(/\r+$/, "").lastIndexOf("\r") + 1));
  const printed = lines.join("\n").replaceAll("\r", "");
  return printed.trim() === "" ? [] : [{ kind: "text", text: printed, ...(isError ? { isError } : {}) }];
}

function hintOf(type: string): string {
  if (/javascript|ecmascript/.test(type))
    return "a report runs no scripts of notebooks: show a table, a picture, or a chart by show()";
  if (type === "application/pdf")
    return 'export it as SVG or PNG, and use showPicture(picture, "what it shows") of ./tables.js';
  if (type === "text/html")
    return "it has nothing but scripts and styles: show a table, a picture, or a chart by show()";
  return "show it as HTML, Markdown, LaTeX, SVG, PNG, JPEG, GIF, WebP, JSON or text; docs/notebooks.md lists what is shown where";
}

/** Names the committed notebook, which is the one to mend. */
function nameSource(where: string, type: string): string {
  return `${where.replace(/^build\//, "")}: ${type}`;
}

function parseKeyFigures(value: unknown, where: string): KeyFigure[] {
  const isKeyFigure = ({ label, value, note = "" }: Partial<KeyFigure>): boolean =>
    [label, value, note].every((text) => typeof text === "string");
  if (Array.isArray(value) && value.every(isKeyFigure)) return value;
  throw invalid(`${where}: expected key figures with label and value, two texts, and perhaps a note`);
}

function parseDrill(value: unknown, where: string): Drill {
  const { months, stores } = (value ?? {}) as Partial<Drill>;
  const isList = (list: unknown): boolean => Array.isArray(list) && list.length === months?.length;
  const isStore = ({ store, name, revenue, openDays, receipts, refunded }: Drill["stores"][number]): boolean =>
    [store, name].every((text) => typeof text === "string") && [revenue, openDays, receipts, refunded].every(isList);
  if (isList(months) && Array.isArray(stores) && stores.every(isStore)) return value as Drill;
  throw invalid(`${where}: expected months, and stores with a sum for each, got others`);
}

function invalid(message: string): TillbookError {
  return new TillbookError("NOTEBOOK_INVALID", message, hint);
}
