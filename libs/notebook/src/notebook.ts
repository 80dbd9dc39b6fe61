import { TillbookError } from "@tillbook/pipeline";

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
 * Reads the text of a notebook file.
 * @param file  as it is named in messages, e.g. "notebooks/1-the-data.ipynb"
 * @param hint  what to do about a file that can't be read
 * @throws TillbookError NOTEBOOK_INVALID naming the file
 */
export function parseNotebook(
  file: string,
  text: string,
  hint = `fix ${file}, or restore it: git checkout -- ${file}`,
): Notebook {
  const invalid = (problem: string): TillbookError =>
    new TillbookError("NOTEBOOK_INVALID", `${file}: expected ${problem}`, hint);
  let notebook: Notebook;
  try {
    notebook = JSON.parse(text);
  } catch (error) {
    throw invalid(`JSON: ${(error as Error).message}`);
  }
  if (notebook?.nbformat !== 4 || !Array.isArray(notebook.cells)) throw invalid("Jupyter's notebook format 4");
  const [first] = notebook.cells;
  if (first?.cell_type !== "markdown" || !/^# \S/.test(readSource(first))) {
    throw invalid('the first cell to be Markdown that starts with "# Title"');
  }
  return notebook;
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
