import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findPaths, formatFailure } from "@tillbook/pipeline";
import { formatCommitted } from "./committed-notebook.js";
import { makeNotebook } from "./new-notebook.js";

// `node --import @tillbook/pipeline/tsx libs/notebook/src/new-notebook.stage.ts weekday-sales [folder]`: makes a notebook with the
// next number, for `make new-notebook NAME=weekday-sales`.

const [name = "", folder = join(findPaths().root, "notebooks")] = process.argv.slice(2);
const log = (line: string): void => void process.stderr.write(`notebook  ${line}\n`);

try {
  const { file, notebook } = makeNotebook(name, await readdir(folder));
  await writeFile(join(folder, file), formatCommitted(notebook), { flag: "wx" });
  log(`notebooks/${file} is in the next report: make report`);
  log("to edit it: make jupyter");
} catch (error) {
  formatFailure(error).map(log);
  process.exitCode = 1;
}
