import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { locales } from "@tillbook/charts";
import { findPaths, formatFailure, TillbookError } from "@tillbook/pipeline";
import { checkNotebooks } from "./check.js";
import { type LintProblem, lintNotebook } from "./lint.js";
import { listCode, type Notebook, parseNotebook, readSource } from "./notebook.js";
import { lintTexts, listTexts } from "./texts.js";

// `node --import tsx libs/notebook/src/check.stage.ts [folder]`: checks the committed notebooks without running them, for
// `make check`. Every problem is named; the exit code is 1 when there is one.

const paths = findPaths();
const folder = process.argv[2] ?? join(paths.root, "notebooks");

try {
  const [first, ...others] = await findProblems();
  for (const problem of others) process.stderr.write(`check     ${problem.message}\n`);
  if (first) throw first;
} catch (error) {
  for (const line of formatFailure(error)) process.stderr.write(`check     ${line}\n`);
  process.exitCode = 1;
}

/** Messages each problem, e.g. `notebooks/2-monthly-sales.ipynb cell 3 line 2: …`. */
async function findProblems(): Promise<TillbookError[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".ipynb")).sort();
  const notebooks = await Promise.all(
    files.map(async (file) => {
      const notebook = parseNotebook(`notebooks/${file}`, await readFile(join(folder, file), "utf8"));
      return { name: file.slice(0, -".ipynb".length), notebook };
    }),
  );
  const code = notebooks.map(({ name, notebook }) => ({ name, cells: listCode(notebook).map(readSource) }));
  const mistakes = await checkNotebooks(code, paths.root, join(paths.build, `check-${process.pid}`));
  const found = notebooks.flatMap(({ name, notebook }) => {
    const mistake = mistakes.get(name);
    const problems = [...lintNotebook(notebook), ...lintTexts(notebook, Object.values(locales))];
    if (mistake) {
      const message = `TypeScript: ${mistake.message}`;
      problems.unshift({ cell: countCell(notebook, mistake.cell), line: mistake.line, message, hint: "make jupyter" });
    }
    return problems.map((problem) => wordProblem(`notebooks/${name}.ipynb`, problem));
  });
  // other folders than ours are not what the languages were made for
  const isOurs = process.argv[2] === undefined;
  return [...found, ...(isOurs ? findLeftOver(notebooks.map(({ notebook }) => notebook)) : [])];
}

/** Finds texts of languages that no notebook has any more. */
function findLeftOver(notebooks: readonly Notebook[]): TillbookError[] {
  const texts = new Set(notebooks.flatMap(listTexts).map(({ text }) => text.replace(/\s+/g, " ").trim()));
  return Object.values(locales).flatMap(({ notebooks: translated = {}, language }) =>
    Object.keys(translated)
      .filter((text) => !texts.has(text))
      .map((text) => {
        const file = `libs/charts/src/locale/${language}.ts`;
        const message = `${file}: expected texts that a notebook has, got ${JSON.stringify(text)}`;
        return new TillbookError("NOTEBOOK_INVALID", message, `remove it from notebooks in ${file}`);
      }),
  );
}

function wordProblem(file: string, { cell, line, message, hint }: LintProblem): TillbookError {
  const place = line === undefined ? `cell ${cell}` : `cell ${cell} line ${line}`;
  return new TillbookError("NOTEBOOK_INVALID", `${file} ${place}: ${message}`, hint.replace("FILE", file));
}

/** Turns a place among the code cells, from 0, into one among all cells, from 1. */
function countCell(notebook: Notebook, code: number): number {
  const cell = listCode(notebook)[code];
  return cell === undefined ? 1 : notebook.cells.indexOf(cell) + 1;
}
