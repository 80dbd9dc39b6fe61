import { TillbookError } from "@tillbook/pipeline";
import { type Figure, parseFigure } from "./figure.js";

/** One number of the cover, plain text. */
export interface KeyFigure {
  label: string;
  value: string;
  note?: string;
}

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

interface Cell {
  cell_type: string;
  source: string | string[];
  outputs?: Output[];
}

interface Output {
  output_type: string;
  name?: string;
  text?: string | string[];
  ename?: string;
  data?: Record<string, unknown>;
}

/**
 * Reads an executed notebook (nbformat 4) as a section.
 * @param name  file name without ending, for messages and ids
 * @throws TillbookError NOTEBOOK_INVALID when it isn't a notebook, a cell failed, or no cell made anything to show
 */
export function parseNotebook(name: string, json: string): Section {
  const cells = parseCells(name, json);
  const sources = cells.filter((cell) => cell.cell_type === "code").map((cell) => joinLines(cell.source).trim());
  const [title, ...blocks] = takeTitle(
    name,
    cells.flatMap((cell, i) => parseCell(cell, `${name}.ipynb, cell ${i + 1}`)),
  );
  const isExecuted = cells.some((cell) => (cell.outputs ?? []).length > 0);
  if (!isExecuted) throw invalid(`${name}.ipynb: expected an executed notebook, got one without outputs`);
  return { name, title, blocks, sources: sources.filter((source) => source !== "") };
}

function parseCells(name: string, json: string): Cell[] {
  try {
    const { nbformat, cells } = JSON.parse(json) as { nbformat?: number; cells?: Cell[] };
    if (nbformat === 4 && Array.isArray(cells)) return cells;
  } catch {
    // no JSON is as wrong as other JSON
  }
  throw invalid(`${name}.ipynb: expected a Jupyter notebook in format 4`);
}

function parseCell(cell: Cell, where: string): Block[] {
  if (cell.cell_type === "markdown") return [{ kind: "markdown", markdown: joinLines(cell.source) }];
  return (cell.outputs ?? []).flatMap((output) => parseOutput(output, where));
}

/** Takes the richest form of an output that the report knows; the others are fallbacks for other viewers. */
function parseOutput(output: Output, where: string): Block[] {
  if (output.output_type === "error") throw invalid(`${where} failed with ${output.ename ?? "an error"}`);
  if (output.output_type === "stream") return [{ kind: "text", text: joinLines(output.text) }];
  const data = output.data ?? {};
  const figure = data["application/vnd.plotly.v1+json"];
  if (figure !== undefined) return [{ kind: "figure", figure: parseFigure(figure, where) }];
  const keyFigures = data["application/vnd.tillbook.key-figures+json"];
  if (keyFigures !== undefined) return [{ kind: "key-figures", keyFigures: keyFigures as KeyFigure[] }];
  const markdown = data["text/markdown"];
  if (markdown !== undefined) return [{ kind: "markdown", markdown: joinLines(markdown) }];
  const picture = data["image/png"];
  if (picture !== undefined) return [{ kind: "picture", base64: joinLines(picture).replace(/\s/g, "") }];
  const text = data["text/plain"];
  return text === undefined ? [] : [{ kind: "text", text: joinLines(text) }];
}

/** Splits the heading off the first block. */
function takeTitle(name: string, blocks: Block[]): [string, ...Block[]] {
  const [first, ...others] = blocks;
  const match = first?.kind === "markdown" ? /^\s*#[ \t]+(.+?)[ \t#]*(?:\n|$)/.exec(first.markdown) : null;
  if (first?.kind !== "markdown" || !match)
    throw invalid(`${name}.ipynb: expected the first cell to start with "# Title"`);
  const rest = first.markdown.slice(match[0].length);
  return [match[1]!, ...(rest.trim() === "" ? [] : [{ kind: "markdown", markdown: rest } as const]), ...others];
}

/** nbformat allows a text or a list of lines that keep their line ends. */
function joinLines(source: unknown): string {
  return Array.isArray(source) ? source.join("") : String(source ?? "");
}

function invalid(message: string): TillbookError {
  return new TillbookError("NOTEBOOK_INVALID", message, "make plot");
}
