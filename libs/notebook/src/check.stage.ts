import { join } from "node:path";
import { locales } from "@tillbook/charts";
import { findPaths, formatFailure, readSettings } from "@tillbook/pipeline";
import { readChartSources } from "./chart-sources.js";
import { listProblems, listUntranslatedCharts, listUnusedTexts } from "./check.js";
import { checkTypes } from "./check-types.js";
import { listCode, readSource } from "./notebook.js";
import { describeScratch, readNotebooks } from "./notebook-files.js";

// `node --import @tillbook/pipeline/tsx libs/notebook/src/check.stage.ts [folder]`: checks the committed notebooks without
// running them, for `make check`. Prints every problem; the exit code is 1 when there is one.

const paths = findPaths();
const folder = process.argv[2] ?? join(paths.root, "notebooks");

try {
  const { notebooks, scratch, problems } = await readNotebooks(folder);
  for (const line of describeScratch(scratch)) process.stderr.write(`check     ${line}\n`);
  const code = notebooks.map(({ name, notebook }) => ({ name, cells: listCode(notebook).map(readSource) }));
  const typeErrors = await checkTypes(code, paths.root, join(paths.build, `check-${process.pid}`));
  // a translation may come later: a report in that language lists what is missing
  const languages = readSettings().isStrict ? Object.values(locales) : [];
  for (const problem of [...problems, ...listProblems(notebooks, typeErrors, languages)]) printFailure(problem);
  // the languages have the texts of our notebooks, not of another folder's
  if (process.argv[2] === undefined) {
    const charts = await readChartSources(paths.root);
    for (const chart of charts) for (const problem of listUntranslatedCharts(chart, languages)) printFailure(problem);
    const sources = charts.map(({ source }) => source);
    for (const problem of listUnusedTexts(notebooks, sources, languages)) printFailure(problem);
  }
} catch (error) {
  printFailure(error);
}

function printFailure(error: unknown): void {
  for (const line of formatFailure(error)) process.stderr.write(`check     ${line}\n`);
  process.exitCode = 1;
}
