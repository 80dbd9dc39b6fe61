import { readFile } from "node:fs/promises";
import { checkReportFile } from "./report-file.js";

// `npx tillbook-verify report.pdf report.html`: checks reports by nothing but themselves. Exit code 1 where something is wrong.

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error(
    "usage: tillbook-verify FILE…   HTML or PDF reports; make verify checks those of build/ against the data",
  );
  process.exit(2);
}
for (const file of files) {
  try {
    const { record, good, problems } = await checkReportFile(await readFile(file));
    for (const line of good) console.log(`${file}: ok: ${line}`);
    if (record) {
      const { commit, tree } = record.origin;
      console.log(`${file}: made by commit ${commit}, files since then: ${tree}`);
    }
    for (const problem of problems) console.log(`${file}: WRONG: ${problem}`);
    if (problems.length > 0) process.exitCode = 1;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    console.error(`${file}: cannot be read: ${(error as Error).message}`);
    process.exitCode = 1;
  }
}
