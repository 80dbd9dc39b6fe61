import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, test } from "node:test";
import { findPaths, formatCents, formatFailure, TillbookError } from "@tillbook/pipeline";
import { importSales } from "./import.js";
import { inspectFiles } from "./inspect.js";
import { totalCents } from "./sales-file.js";
import { startTestDatabase } from "./test-database.js";

// Files as tills write them: each folder of `till-files` is imported by itself. docs/till-files.md shows what came of each,
// beside version 0.1; UPDATE_EXPECTED=1 writes it. TILL_FILES=folder runs other cases, and only prints.

/** `case.json`: what version 0.1 did with the files, and what is right, where one thing is. */
interface Case {
  today: string;
  rows?: number;
  amount?: string;
  note?: string;
}

const root = findPaths().root;
const own = process.env["TILL_FILES"];
const folder = own ?? join(root, "libs/dataset/till-files");
const page = join(root, "docs/till-files.md");
const { connection, paths, folder: temporary, stop } = await startTestDatabase();
after(stop);

test("no file of a till gives a wrong sum; what is not read is refused with the next step", async () => {
  const lines: string[] = [];
  const wrong: string[] = [];
  for (const name of (await readdir(folder)).sort()) {
    const path = join(folder, name, "case.json");
    if (!existsSync(path)) continue;
    const expected: Case = JSON.parse(await readFile(path, "utf8"));
    const { state, detail } = await importCase(join(folder, name, "files"), expected);
    const inspected = await inspectCase(join(folder, name, "files"));
    assert.ok(
      detail === inspected || detail.startsWith(`${inspected}; `),
      `${name}: ${detail}; inspected: ${inspected}`,
    );
    if (state === "WRONG") wrong.push(`${name}: ${detail}`);
    const before = expected.today === "SILENT WRONG" ? "wrong sum" : expected.today;
    lines.push(`| ${name} | ${before} | ${state} | ${escapeCell(detail)} |`);
  }
  const text = renderPage(lines);
  if (own !== undefined) console.log(text);
  else if (process.env["UPDATE_EXPECTED"]) await writeFile(page, text);
  assert.deepEqual(wrong, []);
  if (own === undefined) assert.equal(text, await readFile(page, "utf8"));
});

async function importCase(source: string, expected: Case): Promise<{ state: string; detail: string }> {
  const rejectsFolder = join(temporary, "rejects");
  try {
    const { files } = await importSales(connection, {
      paths,
      source,
      today: "2026-12-31",
      sourceHint: "",
      mode: "always",
      rejectsFolder,
      rejects: "stop",
    });
    const rows = files.reduce((sum, file) => sum + file.rows, 0);
    const amount = formatCents(totalCents(files));
    const got = describeSales(files, totalCents(files));
    if (expected.amount === undefined) return { state: "imported", detail: got };
    const isRight = rows === expected.rows && amount === Number(expected.amount).toFixed(2);
    return isRight
      ? { state: "right", detail: got }
      : { state: "WRONG", detail: `${got}; expected ${expected.rows}, ${expected.amount}` };
  } catch (error) {
    if (!(error instanceof TillbookError)) return { state: "WRONG", detail: `failed: ${(error as Error).stack}` };
    return { state: "refused", detail: describeRefusal(error) };
  }
}

/** Says what `make inspect` does: the same. */
async function inspectCase(source: string): Promise<string> {
  try {
    const options = { source, today: "2026-12-31", sourceHint: "", rejects: "stop", isWhole: true } as const;
    const { files, failures } = await inspectFiles(options);
    if (failures[0] !== undefined) throw failures[0];
    const cents = files.reduce((sum, file) => sum + file.cents, 0n);
    return describeSales(files, cents);
  } catch (error) {
    return describeRefusal(error);
  }
}

function describeSales(files: readonly { rows: number }[], cents: bigint): string {
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  return `${rows} ${rows === 1 ? "row" : "rows"}, ${formatCents(cents)}`;
}

/** The message and the next step. */
function describeRefusal(error: unknown): string {
  const lines = formatFailure(error).map((line) => line.trim().replaceAll(folder, "…"));
  return [lines[0], lines.at(-1)].join(" · ");
}

function escapeCell(text: string): string {
  const visible = text.replace(/\p{Cc}/gu, (control) => `\\x${control.charCodeAt(0).toString(16).padStart(2, "0")}`);
  return visible.replaceAll("|", "\\|").replaceAll("<", "&lt;");
}

function renderPage(lines: readonly string[]): string {
  const count = (column: number, state: string): number =>
    lines.filter((line) => line.split(" | ")[column] === state).length;
  const states = ["right", "imported", "refused"].map((state) => `${count(2, state)} ${state}`).join(", ");
  return [
    "# Files as tills write them",
    "",
    "What import makes of each folder in `libs/dataset/till-files`: before is version 0.1, now is this version. *Right* means the",
    "expected rows and sum, *imported* that there is no expected sum, and *refused* that nothing was imported; the message and",
    "the next step follow. `UPDATE_EXPECTED=1 node --import @tillbook/pipeline/tsx --test libs/dataset/src/till-files.slow.test.ts`",
    "writes this page.",
    "",
    `${lines.length} cases: ${states}.`,
    "",
    "| case | before | now | what came of it |",
    "|---|---|---|---|",
    ...lines,
    "",
  ].join("\n");
}
