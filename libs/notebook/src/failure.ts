import { TillbookError } from "@tillbook/pipeline";
import type { NamedNotebook } from "./check.js";
import type { Failure } from "./kernels.js";
import { listCode, readSource } from "./notebook.js";

/**
 * Explains why a notebook failed, e.g. `notebooks/2-monthly-sales.ipynb cell 3 line 2: TypeError: …, in: const x = …`; cells
 * count from 1, Markdown included.
 */
export function describeFailure({ name, notebook }: NamedNotebook, failure: Failure): TillbookError {
  const file = `notebooks/${name}.ipynb`;
  const cell = listCode(notebook)[failure.cell];
  const place = cell ? `cell ${notebook.cells.indexOf(cell) + 1}` : "before its first cell";
  const line = failure.line ? ` line ${failure.line}` : "";
  const text = cell && failure.line ? readSource(cell).split("\n")[failure.line - 1]?.trim() : undefined;
  const quoted = text ? `, in: ${text}` : "";
  const message = failure.message.replace(/\s*\n\s*/g, " ");
  return new TillbookError(
    "NOTEBOOK_FAILED",
    `${file} ${place}${line}: ${failure.name}: ${message}${quoted}`,
    failure.hint ?? findHint(name, failure),
  );
}

function findHint(name: string, failure: Failure): string {
  return failure.name === "TypeScript"
    ? `make jupyter, and fix notebooks/${name}.ipynb`
    : `make jupyter, and run its cells one by one; its outputs so far are in build/notebooks/${name}.failed.ipynb`;
}
