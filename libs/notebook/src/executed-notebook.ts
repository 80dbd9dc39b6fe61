import { sortKeys, splitLines } from "./jupyter-json.js";
import { type Cell, type Notebook, type Output, readSource } from "./notebook.js";

/** What running one code cell gave. */
export interface CellResult {
  outputs: Output[];
  executionCount: number | null;
}

/**
 * Puts the results of the code cells into a notebook; without anything that depends on the machine or the time.
 * @param inputs  hash of all that the results depend on
 */
export function fillNotebook(notebook: Notebook, results: readonly CellResult[], inputs: string): Notebook {
  const left = [...results];
  const cells = notebook.cells.map((committed): Cell => {
    // however an editor has written it
    const cell = { ...sortKeys(committed), source: splitLines(readSource(committed)) };
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
  const metadata = { kernelspec: sortKeys(kernelspec), language_info, tillbook: { inputs } };
  return { cells, metadata, nbformat: notebook.nbformat, nbformat_minor: notebook.nbformat_minor };
}

/** Reads the hash of the inputs that an executed notebook was made from; undefined for any other notebook. */
export function readInputs(notebook: Notebook): string | undefined {
  return (notebook.metadata["tillbook"] as { inputs?: string } | undefined)?.inputs;
}

/** Reads which column of `sales` a notebook needs, e.g. `sold_at`; it is left out of reports on files that have none. */
export function readNeeds(notebook: Notebook): string | undefined {
  return (notebook.metadata["tillbook"] as { needs?: string } | undefined)?.needs;
}

/** Formats a notebook as Jupyter does: one space of indent and a final newline. */
export function formatNotebook(notebook: Notebook): string {
  return `${JSON.stringify(notebook, undefined, 1)}\n`;
}

/** Leaves out what names the display in one run; metadata stay: how numbers were computed, what a picture shows. */
function cleanOutput({ transient: _transient, ...lasting }: Output): Output {
  return lasting as Output;
}
