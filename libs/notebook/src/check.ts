import type { Messages } from "@tillbook/charts";
import { TillbookError } from "@tillbook/pipeline";
import type { Failure } from "./execute.js";
import { type LintProblem, lintNotebook } from "./lint.js";
import { listCode, type Notebook } from "./notebook.js";
import { lintTexts, listTexts } from "./texts.js";

/** A notebook as it is committed; its name is the file's without ending. */
export interface NamedNotebook {
  name: string;
  notebook: Notebook;
}

/**
 * Lists what is wrong with committed notebooks, without running them: types, saved outputs, typed numbers, missing
 * translations; e.g. `notebooks/2-monthly-sales.ipynb cell 3 line 2: …`.
 * @param typeErrors  what `checkTypes` found, by the notebook's name
 */
export function listProblems(
  notebooks: readonly NamedNotebook[],
  typeErrors: ReadonlyMap<string, readonly Failure[]>,
  languages: readonly Messages[],
): TillbookError[] {
  return notebooks.flatMap(({ name, notebook }) => {
    const problems = [
      ...(typeErrors.get(name) ?? []).map((failure) => describeTypeError(notebook, failure)),
      ...lintNotebook(notebook),
      ...lintTexts(notebook, languages),
    ];
    return problems.map((problem) => formatProblem(`notebooks/${name}.ipynb`, problem));
  });
}

/** Lists the translations that no notebook needs any more. */
export function listUnusedTexts(notebooks: readonly NamedNotebook[], languages: readonly Messages[]): TillbookError[] {
  const texts = notebooks.flatMap(({ notebook }) => listTexts(notebook));
  const needed = new Set(texts.map(({ text }) => text.replace(/\s+/g, " ").trim()));
  return languages.flatMap(({ notebooks: translated = {}, language }) => {
    const file = `libs/charts/src/locale/${language}.ts`;
    const unused = Object.keys(translated).filter((text) => !needed.has(text));
    return unused.map((text) => {
      const message = `${file}: expected only texts of notebooks, got ${JSON.stringify(text)}, which none has`;
      return new TillbookError("NOTEBOOK_INVALID", message, `remove it from \`notebooks\` in ${file}`);
    });
  });
}

function describeTypeError(notebook: Notebook, { cell, line, message, hint }: Failure): LintProblem {
  const place = notebook.cells.indexOf(listCode(notebook)[cell]!) + 1;
  return { cell: place, line, message: `TypeScript: ${message}`, hint: hint ?? "make jupyter, and fix FILE" };
}

function formatProblem(file: string, { cell, line, message, hint }: LintProblem): TillbookError {
  const place = line === undefined ? `cell ${cell}` : `cell ${cell} line ${line}`;
  return new TillbookError("NOTEBOOK_INVALID", `${file} ${place}: ${message}`, hint.replace("FILE", file));
}
