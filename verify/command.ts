import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { escapeControls, findRoot, formatFailure } from "@tillbook/pipeline";
import type { Provenance } from "@tillbook/provenance";
import { type Comparison, compareProvenance } from "./compare.js";
import { writeDiff } from "./diff.js";
import { checkReportFile } from "./report-file.js";
import { checkSignature, type SignatureCheck } from "./signature.js";
import { checkSignedPdf } from "./signed-pdf.js";

/** What the command line asks for. */
export interface Command {
  name: "check" | "compare" | "diff";
  files: readonly string[];
}

/** Where lines go. */
export interface Terminal {
  log: (line: string) => void;
  error: (line: string) => void;
}

const usage = [
  "usage: tillbook-verify FILE…",
  "       tillbook-verify compare FILE OTHER",
  "       tillbook-verify diff OLD NEW [PAGE.html]",
  "FILE is a report, HTML or PDF, signed or not; the signature of an HTML is FILE.p7s beside it. To check the reports in build/ against the data, run make verify.",
].join("\n");

/** Reads the arguments of `tillbook-verify`; undefined where they are none that it takes. */
export function readCommand(args: readonly string[]): Command | undefined {
  const [name, ...files] = args;
  if (name === "diff") return files.length === 2 || files.length === 3 ? { name, files } : undefined;
  if (name === "compare") return files.length === 2 ? { name, files } : undefined;
  return args.length === 0 ? undefined : { name: "check", files: args };
}

/** Runs `tillbook-verify`; returns the exit code. */
export async function runCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const command = readCommand(args);
  if (command === undefined) {
    terminal.error(usage);
    return 2;
  }
  // a report is a stranger's: what it says must not reach the terminal as anything but text
  const print = (line: string): void => terminal.log(escapeControls(line));
  const { name, files } = command;
  return name === "diff" ? diff(files, print, terminal) : check(name, files, print, terminal);
}

/** Checks files one after the other, and compares two. */
async function check(
  name: Command["name"],
  files: readonly string[],
  print: Terminal["log"],
  { error }: Terminal,
): Promise<number> {
  const checked: FileCheck[] = [];
  for (const file of files) {
    const one = await checkFile(file);
    one.lines.forEach(print);
    if (one.problem !== undefined) error(escapeControls(one.problem));
    checked.push(one);
  }
  const isRight = checked.every((one) => one.isRight);
  const [here, there] = checked.map(({ provenance }) => provenance);
  if (name !== "compare" || !here || !there) return isRight ? 0 : 1;
  const comparison = compareProvenance(here, there);
  describeComparison(files, comparison).forEach(print);
  return isRight && comparison.first === undefined ? 0 : 1;
}

/** Writes what differs as a page. */
async function diff(
  [earlier = "", later = "", page]: readonly string[],
  print: Terminal["log"],
  { error: printError }: Terminal,
): Promise<number> {
  try {
    return (await writeDiff(findRoot(import.meta.dirname), [earlier, later], page, print)) ? 0 : 1;
  } catch (error) {
    for (const line of formatFailure(error)) printError(line);
    return 2;
  }
}

/** What there is to say of a file. */
interface FileCheck {
  provenance: Provenance | undefined;
  lines: string[];
  /** Why it cannot be read. */
  problem?: string;
  isRight: boolean;
}

async function checkFile(file: string): Promise<FileCheck> {
  try {
    const bytes = await readFile(file);
    const signed = await checkSignedPdf(bytes);
    const { provenance, good, findings } = await checkReportFile(signed?.unsigned ?? bytes);
    const { good: signer, findings: wrong } = signed ?? (await checkSignatureBeside(file, bytes));
    const all = [...findings, ...wrong];
    const lines = [
      ...good.map((line) => `ok: ${line}`),
      ...signer.map((line) => `signature: ${line}`),
      ...(provenance ? [`made by commit ${provenance.origin.commit}, working tree ${provenance.origin.tree}`] : []),
      ...all.map((finding) => `WRONG: ${finding}`),
    ];
    return { provenance, lines: lines.map((line) => `${file}: ${line}`), isRight: all.length === 0 };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    const problem = `cannot read ${file}: ${(error as Error).message}`;
    return { provenance: undefined, lines: [], problem, isRight: false };
  }
}

/** Checks the detached signature of a file, FILE.p7s, if there is one. */
async function checkSignatureBeside(file: string, bytes: Uint8Array): Promise<SignatureCheck> {
  if (!existsSync(`${file}.p7s`)) return { good: ["none, so nothing says who sent it"], findings: [] };
  const { good, findings } = await checkSignature(await readFile(`${file}.p7s`), bytes);
  const covers = findings.length === 0 ? ["the signature beside it covers the whole file"] : [];
  return { good: [...covers, ...good], findings: findings.map((finding) => `${file}.p7s: ${finding}`) };
}

function describeComparison([file, other]: readonly string[], { first, reasons }: Comparison): string[] {
  if (first === undefined)
    return [
      `${file}: ok: same content as ${other}, by their provenance`,
      ...reasons.map((reason) => `${file}: note: ${reason}`),
    ];
  const known = reasons.length > 0 ? reasons : ["unknown, no setting, input or version in the reports differs"];
  return [`${file}: DIFFERS from ${other}: ${first}`, ...known.map((reason) => `${file}: why: ${reason}`)];
}
