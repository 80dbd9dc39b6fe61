import { join } from "node:path";
import { locales } from "@tillbook/charts";
import { findPaths, formatFailure } from "@tillbook/pipeline";
import { listProblems, listUnusedTexts } from "./check.js";
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
  const languages = Object.values(locales);
  // the languages have the texts of our notebooks, not of another folder's
  const unused = process.argv[2] === undefined ? listUnusedTexts(notebooks, languages) : [];
  for (const problem of [...problems, ...listProblems(notebooks, typeErrors, languages), ...unused])
    printFailure(problem);
} catch (error) {
  printFailure(error);
}

function printFailure(error: unknown): void {
  for (const line of formatFailure(error)) process.stderr.write(`check     ${line}\n`);
  process.exitCode = 1;
}
