import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, test } from "node:test";
import { findPaths, formatFailure, TillbookError } from "@tillbook/pipeline";
import type { RowDataPacket } from "mysql2/promise";
import { type Outcome, renderPage } from "./contract-page.js";
import { formatImport, importSales } from "./import.js";
import { columnNames } from "./schema.js";
import { startTestDatabase } from "./test-database.js";

// The contract of import as files: each folder of `fixtures` is imported by itself, and its outcome is in the JSON file of the
// same name. docs/your-own-data-cases.md shows all of them. UPDATE_EXPECTED=1 accepts the current outcomes.

const fixtures = join(import.meta.dirname, "fixtures");
const { connection, paths, folder: temporary, stop } = await startTestDatabase();
after(stop);
const rejectsFolder = join(temporary, "rejects");
const page = join(findPaths().root, "docs", "your-own-data-cases.md");
const isUpdated = Boolean(process.env["UPDATE_EXPECTED"]);

test("each format is imported row for row; each fault is reported with its place, and leaves the old table", async () => {
  const [got, expected]: Record<string, Outcome>[] = [{}, {}];
  for (const name of await listCases()) {
    const outcome = await runCase(join(fixtures, name));
    if (isUpdated) await writeFile(join(fixtures, `${name}.json`), `${JSON.stringify(outcome, undefined, 2)}\n`);
    Object.assign(got ?? {}, { [name]: outcome });
    Object.assign(expected ?? {}, { [name]: await readExpected(name) });
  }
  assert.deepEqual(got, expected);
});

test("docs/your-own-data-cases.md shows all of them", async () => {
  const names = await listCases();
  const cases = names.map(async (name) => ({
    name,
    folder: join(fixtures, name),
    outcome: await readExpected(name),
  }));
  const text = await renderPage(await Promise.all(cases));
  if (isUpdated) await writeFile(page, text);
  assert.equal(text, await readFile(page, "utf8"));
});

async function listCases(): Promise<string[]> {
  return (await readdir(fixtures)).filter((name) => !name.endsWith(".json")).sort();
}

async function readExpected(name: string): Promise<Outcome> {
  return JSON.parse(await readFile(join(fixtures, `${name}.json`), "utf8"));
}

async function runCase(source: string): Promise<Outcome> {
  await connection.query("truncate table sales").catch(() => {});
  const { printed, error } = await run(source, "stop");
  const rows = await readRows();
  if (error === undefined) return { printed, rows };
  assert.deepEqual(rows, [], "the old table stays");
  const isOfRows = /^[^ ]+:\d+: .*(must|expected \d|expected quotes|expected a closing|expected a delimiter)/;
  if (!isOfRows.test(error.message)) return { printed };
  const keep = await run(source, "keep");
  return { printed, keep: { printed: keep.printed, rows: await readRows(), rejects: await readRejects() } };
}

/** Imports a folder; returns what the stage prints. */
async function run(source: string, rejects: "stop" | "keep"): Promise<{ printed: string[]; error?: TillbookError }> {
  const lines: string[] = [];
  const log = (line: string): void => void lines.push(`import    ${line.replaceAll(fixtures, "…")}`);
  try {
    const result = await importSales(connection, {
      paths,
      source,
      sourceHint: "",
      mode: "always",
      rejectsFolder,
      rejects,
      log,
    });
    const { notes, made } = formatImport(result);
    for (const line of [...notes, `done: ${made}`]) log(line);
    return { printed: lines };
  } catch (error) {
    if (!(error instanceof TillbookError)) throw error;
    for (const line of formatFailure(error)) log(line);
    return { printed: lines, error };
  }
}

async function readRows(): Promise<string[]> {
  const sql = `select concat_ws('|', ${columnNames.join(", ")}) as v from sales order by id`;
  const [rows] = await connection.query<RowDataPacket[]>(sql).catch(() => [[]]);
  // Without the empty columns at the end, so that a new optional column changes no outcome.
  return rows.map(({ v }) => v.replace(/\|+$/, ""));
}

async function readRejects(): Promise<Record<string, string[]>> {
  const names = existsSync(rejectsFolder) ? (await readdir(rejectsFolder)).sort() : [];
  const read = async (name: string) =>
    [name, (await readFile(join(rejectsFolder, name), "utf8")).trimEnd().split("\n")] as const;
  return Object.fromEntries(await Promise.all(names.map(read)));
}
