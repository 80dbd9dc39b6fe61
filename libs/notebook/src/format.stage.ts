import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { findPaths, formatFailure, writeFileAtomic } from "@tillbook/pipeline";
import { formatCommitted } from "./committed-notebook.js";
import { parseNotebook } from "./notebook.js";
import { isScratch } from "./notebook-files.js";

// `node --import @tillbook/pipeline/tsx libs/notebook/src/format.stage.ts [folder]`: writes the notebooks as they are committed,
// without outputs, for `make format`. One that can't be read is named, and left as it is.

const folder = process.argv[2] ?? join(findPaths().root, "notebooks");

for (const name of (await readdir(folder)).filter((file) => file.endsWith(".ipynb") && !isScratch(file)).sort()) {
  const file = join(folder, name);
  try {
    const bytes = await readFile(file);
    const formatted = formatCommitted(parseNotebook(`notebooks/${name}`, bytes));
    if (formatted === bytes.toString()) continue;
    await writeFileAtomic(file, formatted);
    process.stderr.write(`format    notebooks/${name}\n`);
  } catch (error) {
    for (const line of formatFailure(error)) process.stderr.write(`format    ${line}\n`);
    process.exitCode = 1;
  }
}
