import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { escapeControls, findRoot, formatFailure } from "@tillbook/pipeline";
import type { Provenance } from "@tillbook/provenance";
import { compareProvenance } from "./compare.js";
import { writeDiff } from "./diff.js";
import { checkReportFile } from "./report-file.js";
import { checkSignature, type SignatureCheck } from "./signature.js";
import { checkSignedPdf } from "./signed-pdf.js";

// `npx tillbook-verify report.pdf report.html` checks reports without anything else. `npx tillbook-verify compare one.html
// other.html` also prints the first stage whose output differs, and why. The exit code is 1 if anything is wrong or differs.
// `npx tillbook-verify diff old.html new.html` writes a page with the numbers that differ; its exit code is 1 if any do, 2 if they
// can't be compared. There are no options, since npx would take them as its own.

const [command, ...rest] = process.argv.slice(2);
if (command === "diff" && (rest.length === 2 || rest.length === 3)) process.exit(await diff(rest));
const isComparison = command === "compare";
const files = isComparison || command === undefined ? rest : [command, ...rest];
if (files.length === 0 || (isComparison && files.length !== 2) || command === "diff") {
  console.error(
    [
      "usage: tillbook-verify FILE…",
      "       tillbook-verify compare FILE OTHER",
      "       tillbook-verify diff OLD NEW [PAGE.html]",
      "FILE is a report, HTML or PDF, signed or not; the signature of an HTML is FILE.p7s beside it. To check the reports in build/ against the data, run make verify.",
    ].join("\n"),
  );
  process.exit(2);
}
const provenances: (Provenance | undefined)[] = [];
for (const file of files) provenances.push(await check(file));
const [here, there] = provenances;
if (isComparison && here && there) compare(here, there);

async function check(file: string): Promise<Provenance | undefined> {
  try {
    const bytes = await readFile(file);
    const signed = await checkSignedPdf(bytes);
    const { provenance, good, findings } = await checkReportFile(signed?.unsigned ?? bytes);
    const { good: signer, findings: wrong } = signed ?? (await checkSignatureBeside(file, bytes));
    findings.push(...wrong);
    for (const line of good) print(`${file}: ok: ${line}`);
    for (const line of signer) print(`${file}: signature: ${line}`);
    if (provenance) {
      const { commit, tree } = provenance.origin;
      print(`${file}: made by commit ${commit}, working tree ${tree}`);
    }
    for (const finding of findings) print(`${file}: WRONG: ${finding}`);
    if (findings.length > 0) process.exitCode = 1;
    return provenance;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    console.error(escapeControls(`cannot read ${file}: ${(error as Error).message}`));
    process.exitCode = 1;
    return undefined;
  }
}

/** Checks the detached signature of a file, FILE.p7s, if there is one. */
async function checkSignatureBeside(file: string, bytes: Uint8Array): Promise<SignatureCheck> {
  if (!existsSync(`${file}.p7s`)) return { good: ["none, so nothing says who sent it"], findings: [] };
  const { good, findings } = await checkSignature(await readFile(`${file}.p7s`), bytes);
  const covers = findings.length === 0 ? ["the signature beside it covers the whole file"] : [];
  return { good: [...covers, ...good], findings: findings.map((finding) => `${file}.p7s: ${finding}`) };
}

/** Writes what differs as a page; returns the exit code. */
async function diff([earlier = "", later = "", page]: readonly string[]): Promise<number> {
  try {
    return (await writeDiff(findRoot(import.meta.dirname), [earlier, later], page, print)) ? 0 : 1;
  } catch (error) {
    for (const line of formatFailure(error)) console.error(line);
    return 2;
  }
}

function compare(here: Provenance, there: Provenance): void {
  const [file, other] = files;
  const { first, reasons } = compareProvenance(here, there);
  if (first === undefined) print(`${file}: ok: same content as ${other}, by their provenance`);
  else {
    print(`${file}: DIFFERS from ${other}: ${first}`);
    process.exitCode = 1;
  }
  for (const reason of reasons) print(`${file}: ${first === undefined ? "note" : "why"}: ${reason}`);
  if (first !== undefined && reasons.length === 0)
    print(`${file}: why: unknown, no setting, input or version in the reports differs`);
}

/** A report is a stranger's: what it says must not reach the terminal as anything but text. */
function print(line: string): void {
  console.log(escapeControls(line));
}
