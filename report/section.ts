import type { Figure, KeyFigure } from "@tillbook/charts";
import {
  type Cell,
  figureType,
  joinLines,
  keyFiguresType,
  listCode,
  type Output,
  parseNotebook as parse,
  readSource,
} from "@tillbook/notebook";
import { TillbookError } from "@tillbook/pipeline";
import { parseFigure } from "./figure.js";

/** What a section shows, in the order of the notebook. */
export type Block =
  | { kind: "markdown"; markdown: string }
  | { kind: "figure"; figure: Figure }
  | { kind: "key-figures"; keyFigures: KeyFigure[] }
  | { kind: "picture"; base64: string }
  | { kind: "text"; text: string };

/** One notebook as a section of the report. */
export interface Section {
  /** File name without ending, e.g. "2-monthly-sales". */
  name: string;
  title: string;
  /** Everything after the heading. */
  blocks: Block[];
  /** The TypeScript of the code cells, in order, without empty ones. */
  sources: string[];
}

/**
 * Reads an executed notebook as a section.
 * @param name  file name without ending, for messages and ids
 * @throws TillbookError NOTEBOOK_INVALID when it isn't a notebook, a cell failed, or no cell made anything to show
 */
export function parseNotebook(name: string, json: string): Section {
  const file = `build/notebooks/${name}.ipynb`;
  const notebook = parse(file, json, hint);
  const isExecuted = notebook.cells.some((cell) => (cell.outputs ?? []).length > 0);
  if (!isExecuted) throw invalid(`${file}: expected an executed notebook, got one without outputs`);
  const [first, ...others] = notebook.cells;
  const [title, rest] = splitTitle(readSource(first!));
  const blocks = others.flatMap((cell, i) => parseCell(cell, `${file} cell ${i + 2}`));
  const sources = listCode(notebook).map((cell) => readSource(cell).trim());
  return {
    name,
    title,
    blocks: [...(rest.trim() === "" ? [] : [{ kind: "markdown", markdown: rest } as const]), ...blocks],
    sources: sources.filter((source) => source !== ""),
  };
}

/** Splits Markdown that starts with `# Title` into the title, without the `#` that may close it, and the rest. */
function splitTitle(markdown: string): [title: string, rest: string] {
  const [, title = "", rest = ""] = /^#[ \t]+(.+?)[ \t#]*(?:\n|$)([\s\S]*)$/.exec(markdown) ?? [];
  return [title, rest];
}

function parseCell(cell: Cell, where: string): Block[] {
  if (cell.cell_type === "markdown") return [{ kind: "markdown", markdown: readSource(cell) }];
  return (cell.outputs ?? []).flatMap((output) => parseOutput(output, where));
}

/** Takes the richest form of an output that the report knows; the others are fallbacks for other viewers. */
function parseOutput(output: Output, where: string): Block[] {
  if (output.output_type === "error") throw invalid(`${where} failed with ${output["ename"] ?? "an error"}`);
  if (output.output_type === "stream") return [{ kind: "text", text: joinLines(output["text"]) }];
  const data = output.data ?? {};
  const figure = data[figureType];
  if (figure !== undefined) return [{ kind: "figure", figure: parseFigure(figure, where) }];
  const keyFigures = data[keyFiguresType];
  if (keyFigures !== undefined) return [{ kind: "key-figures", keyFigures: parseKeyFigures(keyFigures, where) }];
  const markdown = data["text/markdown"];
  if (markdown !== undefined) return [{ kind: "markdown", markdown: joinLines(markdown) }];
  const picture = data["image/png"];
  if (picture !== undefined) return [{ kind: "picture", base64: joinLines(picture).replace(/\s/g, "") }];
  const text = data["text/plain"];
  return text === undefined ? [] : [{ kind: "text", text: joinLines(text) }];
}

function parseKeyFigures(value: unknown, where: string): KeyFigure[] {
  const isKeyFigure = ({ label, value, note = "" }: Partial<KeyFigure>): boolean =>
    [label, value, note].every((text) => typeof text === "string");
  if (Array.isArray(value) && value.every(isKeyFigure)) return value;
  throw invalid(`${where}: expected key figures with label and value, two texts, and perhaps a note`);
}

const hint = "make plot";

function invalid(message: string): TillbookError {
  return new TillbookError("NOTEBOOK_INVALID", message, hint);
}
