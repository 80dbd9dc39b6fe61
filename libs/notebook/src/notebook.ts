import type { Figure } from "@tillbook/charts";
import { TillbookError } from "@tillbook/pipeline";

/** One output of a code cell, as Jupyter's notebook format 4 has it. */
export interface Output {
  output_type: string;
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

/** What running one code cell made. */
export interface CellResult {
  outputs: Output[];
  executionCount: number | null;
}

/**
 * Reads the text of a notebook file.
 * @throws TillbookError NOTEBOOK_INVALID naming the file
 */
export function parseNotebook(file: string, text: string): Notebook {
  const invalid = (problem: string): TillbookError =>
    new TillbookError(
      "NOTEBOOK_INVALID",
      `${file}: ${problem}`,
      `mend ${file}, or restore it: git checkout -- ${file}`,
    );
  let notebook: Notebook;
  try {
    notebook = JSON.parse(text);
  } catch (error) {
    throw invalid(`expected JSON: ${(error as Error).message}`);
  }
  if (notebook?.nbformat !== 4 || !Array.isArray(notebook.cells)) throw invalid("expected Jupyter's notebook format 4");
  const [first] = notebook.cells;
  if (first?.cell_type !== "markdown" || !/^# \S/.test(readSource(first))) {
    throw invalid('expected the first cell to be Markdown that starts with "# Title"');
  }
  return notebook;
}

/** Gives the source of a cell as one text. */
export function readSource(cell: Cell): string {
  return Array.isArray(cell.source) ? cell.source.join("") : cell.source;
}

/** Lists the code cells, in their order. */
export function listCode(notebook: Notebook): Cell[] {
  return notebook.cells.filter((cell) => cell.cell_type === "code");
}

/** Puts the results of the code cells into a notebook; whatever the machine or the moment added stays out. */
export function fillNotebook(notebook: Notebook, results: readonly CellResult[], inputs: string): Notebook {
  const left = [...results];
  const cells = notebook.cells.map((cell): Cell => {
    const { execution: _execution, trusted: _trusted, ...metadata } = cell.metadata;
    if (cell.cell_type !== "code") return { ...cell, metadata };
    const result = left.shift();
    return {
      ...cell,
      metadata,
      outputs: (result?.outputs ?? []).map(cleanOutput),
      execution_count: result?.executionCount ?? null,
    };
  });
  const { kernelspec } = notebook.metadata;
  const language_info = { name: "typescript", file_extension: ".ts", mimetype: "text/typescript" };
  return { ...notebook, cells, metadata: { kernelspec, language_info, tillbook: { inputs } } };
}

/** Gives what counts of a committed notebook: outputs that an editor saved with it don't. */
export function formatSource(notebook: Notebook): string {
  return formatNotebook(fillNotebook(notebook, [], ""));
}

/** Gives the hash of the inputs that an executed notebook was made from; undefined for any other notebook. */
export function readInputs(notebook: Notebook): string | undefined {
  return (notebook.metadata["tillbook"] as { inputs?: string } | undefined)?.inputs;
}

/** Formats a notebook as Jupyter does: one space of indent and a final newline. */
export function formatNotebook(notebook: Notebook): string {
  return `${JSON.stringify(notebook, undefined, 1)}\n`;
}

/** Lists the charts that a notebook shows, in their order. */
export function listFigures(notebook: Notebook): Figure[] {
  return notebook.cells
    .flatMap((cell) => cell.outputs ?? [])
    .map((output) => output.data?.["application/vnd.plotly.v1+json"] as Figure | undefined)
    .filter((figure) => figure?.layout?.meta?.name !== undefined) as Figure[];
}

function cleanOutput(output: Output): Output {
  const { transient: _transient, ...kept } = output;
  return output.output_type === "display_data" ? { ...kept, metadata: {} } : kept;
}
