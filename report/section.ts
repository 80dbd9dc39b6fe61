import type { Drill, Figure, KeyFigure } from "@tillbook/charts";
import { type Cell, listCode, parseNotebook as parse, readSource } from "@tillbook/notebook";
import { TillbookError } from "@tillbook/pipeline";
import { collectProblems } from "./collect-problems.js";
import type { Picture } from "./image.js";
import { parseOutput } from "./output.js";
import { type Attachments, refuse, type Source } from "./place.js";

/** What a section shows, in the order of the notebook. */
export type Block =
  | { kind: "markdown"; markdown: string; source: Source }
  | { kind: "html"; html: string; source: Source }
  | { kind: "latex"; latex: string; source: Source }
  | { kind: "figure"; figure: Figure }
  | { kind: "key-figures"; keyFigures: KeyFigure[] }
  | { kind: "drill"; drill: Drill }
  | { kind: "picture"; picture: Picture; source: Source }
  /** Printed, to stderr where it is an error. */
  | { kind: "text"; text: string; isError?: boolean };

/** One notebook as a section of the report. */
export interface Section {
  /** File name without ending, e.g. "2-monthly-sales". */
  name: string;
  title: string;
  /** Everything after the heading. */
  blocks: Block[];
  /** What cells with the tag "first-page" show: it stands on the cover, and not in the section. */
  firstPage?: Block[];
  /** The TypeScript of the code cells, in order, without empty ones. */
  sources: string[];
}

/**
 * Reads an executed notebook as a section.
 * @param name  file name without ending, for messages and ids
 * @throws TillbookError NOTEBOOK_INVALID when it isn't a notebook, a cell failed, nothing is shown, or something can't be;
 * AggregateError of several
 */
export function parseNotebook(name: string, json: string): Section {
  const file = `build/notebooks/${name}.ipynb`;
  const notebook = parse(file, json, "make plot");
  const cells = listCode(notebook).filter((cell) => readSource(cell).trim() !== "");
  const isExecuted = cells.some((cell) => (cell.execution_count ?? null) !== null || (cell.outputs ?? []).length > 0);
  if (cells.length > 0 && !isExecuted) throw invalid(`${file}: expected an executed notebook, got one that wasn't run`);
  const [first, ...others] = notebook.cells;
  const [title, rest] = splitTitle(readSource(first!));
  const [beginning, ...blocks] = collectProblems([{ ...first!, source: rest }, ...others], (cell, i) =>
    parseCell(cell, `${file} cell ${i + 1}`),
  );
  const [firstPage, inSection] = [true, false].map((is) =>
    blocks.filter((_, i) => isOfFirstPage(notebook.cells[i + 1]!) === is),
  );
  const shown = [...(rest.trim() === "" ? [] : beginning!), ...inSection!.flat()];
  if (shown.length === 0 && firstPage!.flat().length === 0) {
    const where = file.replace(/^build\//, "");
    throw refuse(
      { where },
      "expected something to show below the title, got nothing",
      "show a chart or a table, write a text, or delete the notebook",
    );
  }
  const sources = cells.map((cell) => readSource(cell).trim());
  return { name, title, blocks: shown, sources, ...(firstPage!.flat().length > 0 && { firstPage: firstPage!.flat() }) };
}

function isOfFirstPage({ metadata }: Cell): boolean {
  const { tags } = metadata;
  return Array.isArray(tags) && tags.includes("first-page");
}

/** Splits Markdown that starts with `# Title` into the title, without the `#` that may close it, and the rest. */
function splitTitle(markdown: string): [title: string, rest: string] {
  const [, title = "", rest = ""] = /^#[ \t]+(.+?)[ \t#]*(?:\n|$)([\s\S]*)$/.exec(markdown) ?? [];
  return [title, rest];
}

function parseCell(cell: Cell, where: string): Block[] {
  const source = { where: where.replace(/^build\//, ""), attachments: (cell["attachments"] ?? {}) as Attachments };
  if (cell.cell_type === "markdown") return [{ kind: "markdown", markdown: readSource(cell), source }];
  if (cell.cell_type === "raw") return parseRaw(cell, source);
  return collectProblems(cell.outputs ?? [], (output) => parseOutput(output, where)).flat();
}

/** Reads a raw cell by the format that it is meant for; as in nbconvert, one for another format is left out. */
function parseRaw(cell: Cell, source: Source): Block[] {
  const format = String(cell.metadata["raw_mimetype"] ?? cell.metadata["format"] ?? "").toLowerCase();
  const text = readSource(cell);
  if (text.trim() === "") return [];
  if (format === "text/html") return [{ kind: "html", html: text, source }];
  if (format === "text/markdown") return [{ kind: "markdown", markdown: text, source }];
  return format === "" || format === "text/plain" ? [{ kind: "text", text }] : [];
}

function invalid(message: string): TillbookError {
  return new TillbookError("NOTEBOOK_INVALID", message, "make plot");
}
