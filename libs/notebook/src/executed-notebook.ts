import type { Cell, Notebook, Output } from "./notebook.js";

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

function cleanOutput(output: Output): Output {
  const { transient: _transient, ...lasting } = output;
  if (output.output_type !== "display_data") return lasting;
  // how its numbers were computed
  const { tillbook } = (output["metadata"] ?? {}) as { tillbook?: unknown };
  return { ...lasting, metadata: tillbook === undefined ? {} : { tillbook } };
}
