import { TillbookError } from "@tillbook/pipeline";
import { parseTree } from "jsonc-parser";

/** One output of a code cell, as Jupyter's notebook format 4 has it. */
export interface Output {
  output_type: string;
  /** The same content in several forms, by media type. */
  data?: Record<string, unknown>;
  [key: string]: unknown;
}

/** A cell; the format allows its source to be one text or a list of lines. */
export interface Cell {
  cell_type: string;
  source: string | string[];
  metadata: Record<string, unknown>;
  outputs?: Output[];
  execution_count?: number | null;
  [key: string]: unknown;
}

/** A notebook of Jupyter's format 4. */
export interface Notebook {
  cells: Cell[];
  metadata: Record<string, unknown>;
  nbformat: number;
  nbformat_minor: number;
}

/**
 * Reads a notebook file.
 * @param file  as it is named in messages, e.g. "notebooks/1-the-data.ipynb"
 * @param content  its bytes, or its text
 * @param hint  what to do about a file that can't be read
 * @throws TillbookError NOTEBOOK_INVALID naming the file, and where it is known the line or the cell
 */
export function parseNotebook(file: string, content: string | Uint8Array, hint?: string): Notebook {
  const invalid = (place: string, problem: string, todo: string): TillbookError =>
    new TillbookError("NOTEBOOK_INVALID", `${file}${place}: expected ${problem}`, hint ?? todo);
  const text =
    typeof content === "string" ? content : decode(content, (...problem) => invalid(...problem, toUtf8(file)));
  let notebook: Notebook;
  try {
    notebook = JSON.parse(text);
  } catch {
    const line = findBrokenLine(text);
    const quoted = text.split("\n")[line - 1]?.trim().slice(0, 80);
    const todo = `fix that line in a text editor, or take the last committed version: git checkout -- ${file}`;
    throw invalid(` line ${line}`, `JSON, got: ${quoted}`, todo);
  }
  if (notebook?.nbformat !== 4 || !Array.isArray(notebook.cells)) {
    throw invalid(
      "",
      "Jupyter's notebook format 4",
      `convert it: .venv/bin/jupyter nbconvert --to notebook --inplace ${file}`,
    );
  }
  const lacking = findLacking(notebook);
  if (lacking) throw invalid(...lacking, `add it in a text editor; ${file} is JSON`);
  const [first] = notebook.cells;
  if (first?.cell_type !== "markdown" || !/^# \S/.test(readSource(first))) {
    const problem = 'the first cell to be Markdown that starts with "# Title"';
    throw invalid("", problem, `add such a cell at the top of ${file}: the title is the chapter's heading`);
  }
  return notebook;
}

function toUtf8(file: string): string {
  return `save it as UTF-8, e.g. iconv -f windows-1252 -t utf-8 ${file} > new.ipynb && mv new.ipynb ${file}`;
}

type Place = [place: string, problem: string];

function decode(bytes: Uint8Array, invalid: (...place: Place) => TillbookError): string {
  const lossy = new TextDecoder().decode(bytes);
  const text = lossy.includes("\uFFFD") ? lossy : undefined;
  if (text === undefined) return lossy;
  const line = text.slice(0, text.indexOf("\uFFFD")).split("\n").length;
  throw invalid(` line ${line}`, `UTF-8, got: ${text.split("\n")[line - 1]?.trim().slice(0, 80)}`);
}

/** Finds the line that is no JSON, 1-based; a conflict that git left first. */
function findBrokenLine(text: string): number {
  const conflict = /^(?:<{7}|={7}|>{7})/m.exec(text)?.index;
  const errors: { offset: number }[] = [];
  parseTree(text, errors as never[], { disallowComments: true });
  return text.slice(0, conflict ?? errors[0]?.offset ?? text.length).split("\n").length;
}

/** Finds what the format requires of a notebook and its cells, and this one lacks. */
function findLacking({ metadata, cells }: Notebook): Place | undefined {
  if (!isObject(metadata)) return ["", '"metadata", got none'];
  for (const [i, cell] of cells.entries()) {
    const place = ` cell ${i + 1}`;
    if (!isObject(cell)) return [place, "a cell"];
    const { cell_type: type, source } = cell;
    if (!["code", "markdown", "raw"].includes(type)) return [place, `"cell_type" code, markdown or raw, got ${type}`];
    if (typeof source !== "string" && !Array.isArray(source)) return [place, '"source", got none'];
    if (!isObject(cell.metadata)) return [place, '"metadata": {}, got none'];
  }
  return undefined;
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Gives a text that the format allows to be a list of lines, which keep their line ends. */
export function joinLines(text: unknown): string {
  return Array.isArray(text) ? text.join("") : String(text ?? "");
}

/** Gives the source of a cell as one text. */
export function readSource(cell: Cell): string {
  return joinLines(cell.source);
}

/** Lists the code cells, in their order. */
export function listCode(notebook: Notebook): Cell[] {
  return notebook.cells.filter((cell) => cell.cell_type === "code");
}
