import { TillbookError } from "@tillbook/pipeline";
import type { NamedNotebook } from "./check.js";
import { type Cell, listCode, readSource } from "./notebook.js";
import { listFigures } from "./outputs.js";

/** Lists what keeps executed notebooks from being a report: charts of the same name, and notebooks that show nothing. */
export function findProblems(executed: readonly NamedNotebook[]): TillbookError[] {
  return [...findRepeated(executed), ...executed.flatMap(findEmpty)];
}

function findRepeated(executed: readonly NamedNotebook[]): TillbookError[] {
  const places = new Map<string, string>();
  return executed.flatMap(({ name: file, notebook }) =>
    notebook.cells.flatMap((cell, i) =>
      listFigures({ ...notebook, cells: [cell] }).flatMap((figure) => {
        const { name } = figure.layout.meta;
        const place = `notebooks/${file}.ipynb cell ${i + 1}`;
        const first = places.get(name);
        places.set(name, first ?? place);
        if (first === undefined) return [];
        const message = `${place}: expected one chart named ${name}, got another in ${first}`;
        const hint = `give one of them a name of its own, in layout.meta.name, or remove it`;
        return [new TillbookError("NOTEBOOK_INVALID", message, hint)];
      }),
    ),
  );
}

function findEmpty({ name, notebook }: NamedNotebook): TillbookError[] {
  const [title, ...others] = notebook.cells;
  const hasText = (cell: Cell): boolean => cell.cell_type !== "code" && readSource(cell).trim() !== "";
  const isMore = readSource(title!).trim().includes("\n");
  if (isMore || others.some((cell) => hasText(cell) || (cell.outputs?.length ?? 0) > 0)) return [];
  const count = listCode(notebook).length;
  const message = `notebooks/${name}.ipynb: expected a chart or a text besides the title, got none from its ${count} code ${count === 1 ? "cell" : "cells"}`;
  return [
    new TillbookError(
      "NOTEBOOK_INVALID",
      message,
      "end with show(...) or say(...), write Markdown, or remove the notebook",
    ),
  ];
}
