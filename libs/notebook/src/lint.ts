import { listCode, type Notebook, readSource } from "./notebook.js";
import { findTypedNumbers } from "./typed-numbers.js";

/** What is wrong with a committed notebook; cells count from 1, Markdown included, lines from 1. */
export interface LintProblem {
  cell: number;
  /** Line of the cell; undefined where the whole cell is meant. */
  line: number | undefined;
  message: string;
  /** Next command, or what to do instead; FILE stands for the notebook's file. */
  hint: string;
}

/** Finds what the check of types can't: outputs and counts that an editor saved, and numbers typed into prose. */
export function lintNotebook(notebook: Notebook): LintProblem[] {
  return [...findSaved(notebook), ...findDigits(notebook)];
}

function findSaved(notebook: Notebook): LintProblem[] {
  return listCode(notebook).flatMap((cell) => {
    const outputs = cell.outputs?.length ?? 0;
    const count = cell.execution_count ?? null;
    const got = [
      ...(outputs > 0 ? [`${outputs} saved ${outputs === 1 ? "output" : "outputs"}`] : []),
      ...(count === null ? [] : [`execution count ${count}`]),
    ];
    if (got.length === 0) return [];
    const message = `expected no saved outputs and no execution count, got ${got.join(" and ")}`;
    const hint = "make format";
    return [{ cell: notebook.cells.indexOf(cell) + 1, line: undefined, message, hint }];
  });
}

function findDigits(notebook: Notebook): LintProblem[] {
  return notebook.cells.flatMap((cell, place) =>
    cell.cell_type !== "markdown"
      ? []
      : findTypedNumbers(readSource(cell)).map(({ line, text }) => ({
          cell: place + 1,
          line,
          message: `expected numbers to come from a cell, got ${text} typed into Markdown`,
          hint: "write the sentence in a code cell, with say(); where it is a name or an example, write it as `code`",
        })),
  );
}
