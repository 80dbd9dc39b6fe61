import { listCode, type Notebook, readSource } from "./notebook.js";

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
    const hint = ".venv/bin/jupyter nbconvert --clear-output --inplace FILE";
    return [{ cell: notebook.cells.indexOf(cell) + 1, line: undefined, message, hint }];
  });
}

function findDigits(notebook: Notebook): LintProblem[] {
  return notebook.cells.flatMap((cell, place) => {
    if (cell.cell_type !== "markdown") return [];
    return readSource(cell)
      .split("\n")
      .flatMap((text, i) => {
        const number = /\d+(?:[.,:]\d+)*/.exec(removeAllowed(text))?.[0];
        if (number === undefined) return [];
        const message = `expected numbers to come from a cell, got ${number} typed into Markdown`;
        return [{ cell: place + 1, line: i + 1, message, hint: "write the sentence in a code cell, with say()" }];
      });
  });
}

const months = "January|February|March|April|May|June|July|August|September|October|November|December";
/** e.g. "2025-03-31", "2025-03", "31 March 2025", "March 2025", "2025" */
const dates = new RegExp(`\\b(?:\\d{4}-\\d\\d(?:-\\d\\d)?|(?:\\d{1,2} )?(?:(?:${months}) )?\\d{4})\\b`, "g");

/** Removes the number of an item of an ordered list, and dates from a heading. */
function removeAllowed(line: string): string {
  const text = line.replace(/^\s*\d+[.)]\s/, "");
  return /^ {0,3}#{1,6} /.test(text) ? text.replaceAll(dates, "") : text;
}
