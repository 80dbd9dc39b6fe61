import { readFile } from "node:fs/promises";
import type { Provenance } from "@tillbook/provenance";
import { compareProvenance } from "./compare.js";
import { checkReportFile } from "./report-file.js";

// `npx tillbook-verify report.pdf report.html`: checks reports by nothing but themselves. `npx tillbook-verify compare one.html
// other.html` says as well which stage is the first that made something else, and why. Exit code 1 where something is wrong or
// differs. No options: npx would take them for its own.

const [command, ...rest] = process.argv.slice(2);
const isComparison = command === "compare";
const files = isComparison || command === undefined ? rest : [command, ...rest];
if (files.length === 0 || (isComparison && files.length !== 2)) {
  console.error(
    "usage: tillbook-verify FILE…   or   tillbook-verify compare ONE OTHER   HTML or PDF reports; make verify checks those of build/ against the data",
  );
  process.exit(2);
}
const provenances: (Provenance | undefined)[] = [];
for (const file of files) provenances.push(await check(file));
const [here, there] = provenances;
if (isComparison && here && there) compare(here, there);

async function check(file: string): Promise<Provenance | undefined> {
  try {
    const { provenance, good, problems } = await checkReportFile(await readFile(file));
    for (const line of good) console.log(`${file}: ok: ${line}`);
    if (provenance) {
      const { commit, tree } = provenance.origin;
      console.log(`${file}: made by commit ${commit}, files since then: ${tree}`);
    }
    for (const problem of problems) console.log(`${file}: WRONG: ${problem}`);
    if (problems.length > 0) process.exitCode = 1;
    return provenance;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    console.error(`${file}: cannot be read: ${(error as Error).message}`);
    process.exitCode = 1;
    return undefined;
  }
}

function compare(here: Provenance, there: Provenance): void {
  const [file, other] = files;
  const { first, reasons } = compareProvenance(here, there);
  if (first === undefined) console.log(`${file}: ok: nothing in it differs from ${other}`);
  else {
    console.log(`${file}: DIFFERS from ${other}: ${first}`);
    process.exitCode = 1;
  }
  for (const reason of reasons) console.log(`${file}: ${first === undefined ? "although" : "why"}: ${reason}`);
  if (first !== undefined && reasons.length === 0)
    console.log(`${file}: why: by nothing that the reports name; see what differs in how and where they were made`);
}
