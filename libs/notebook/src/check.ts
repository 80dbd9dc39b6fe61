import { findTranslation, type Messages } from "@tillbook/charts";
import { TillbookError } from "@tillbook/pipeline";
import type { Failure } from "./kernels.js";
import { type LintProblem, lintNotebook } from "./lint.js";
import { listCode, type Notebook } from "./notebook.js";
import { describeMissing, lintTexts, listTexts, listTranslated } from "./texts.js";

/** A notebook as it is committed; its name is the file's without ending. */
export interface NamedNotebook {
  name: string;
  notebook: Notebook;
}

/**
 * Lists what is wrong with committed notebooks, without running them: types, saved outputs, typed numbers, missing
 * translations; e.g. `notebooks/2-monthly-sales.ipynb cell 3 line 2: …`.
 * @param typeErrors  what `checkTypes` found, by the notebook's name
 * @param languages  in which all texts must be
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

/** Lists the texts of charts that languages lack. @param source  a TypeScript file, named from the root */
export function listUntranslatedCharts(
  { file, source }: { file: string; source: string },
  languages: readonly Messages[],
): TillbookError[] {
  return languages.flatMap((messages) =>
    listTranslated(source)
      .filter(({ text }) => findTranslation(text, messages) === undefined)
      .map(({ line, text }) => {
        const { message, hint } = describeMissing(text, messages);
        return new TillbookError("NOTEBOOK_INVALID", `${file}:${line}: ${message}`, hint);
      }),
  );
}

/** Lists the translations that no notebook and no chart needs any more. @param sources  of the charts */
export function listUnusedTexts(
  notebooks: readonly NamedNotebook[],
  sources: readonly string[],
  languages: readonly Messages[],
): TillbookError[] {
  const texts = [...notebooks.flatMap(({ notebook }) => listTexts(notebook)), ...sources.flatMap(listTranslated)];
  const needed = new Set(texts.map(({ text }) => text.replace(/\s+/g, " ").trim()));
  return languages.flatMap(({ notebooks: translated = {}, language }) => {
    const file = `libs/charts/src/locale/${language}.ts`;
    const unused = Object.keys(translated).filter((text) => !needed.has(text));
    return unused.map((text) => {
      const message = `${file}: expected only texts of notebooks and charts, got ${JSON.stringify(text)}, which none has`;
      return new TillbookError("NOTEBOOK_INVALID", message, `remove it from \`notebooks\` in ${file}`);
    });
  });
}

function describeTypeError(notebook: Notebook, { cell, line, message, hint }: Failure): LintProblem {
  const place = notebook.cells.indexOf(listCode(notebook)[cell]!) + 1;
  return { cell: place, line, message: `TypeScript: ${message}`, hint: hint ?? "make jupyter, and fix FILE" };
}

/** Makes a problem of a notebook a failure that names its file. */
export function formatProblem(file: string, { cell, line, message, hint }: LintProblem): TillbookError {
  const place = line === undefined ? `cell ${cell}` : `cell ${cell} line ${line}`;
  return new TillbookError("NOTEBOOK_INVALID", `${file} ${place}: ${message}`, hint.replace("FILE", file));
}
