import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { findPaths, readSettings, TillbookError } from "@tillbook/pipeline";
import { connectMysql, joinEmbeddedMysql, leaveEmbeddedMysql } from "@tillbook/services";
import type { Connection, RowDataPacket } from "mysql2/promise";
import { importSales } from "./import.js";

// The contract of import as files: each folder of `fixtures` is imported by itself, and what comes of it is in the
// JSON of its name: rows and log, or the error; and where there are bad rows, what SALES_REJECTS=keep makes of them.
// UPDATE_EXPECTED=1 accepts what came.

/** What comes of a folder. */
interface Outcome {
  log?: string[];
  rows?: string[];
  error?: string[];
  /** The same with `keep`. */
  kept?: { rows: string[]; rejects: Record<string, string[]> };
}

const fixtures = join(import.meta.dirname, "fixtures");
const temporary = await mkdtemp(join(tmpdir(), "tillbook-contract-"));
const paths = { ...findPaths(), data: temporary };
const { mysql } = readSettings({});
const rejectsFolder = join(temporary, "rejects");

let connection: Connection;
before(async () => {
  await joinEmbeddedMysql(paths, mysql.database);
  connection = await connectMysql(mysql, paths);
});
after(async () => {
  await connection.end();
  await leaveEmbeddedMysql(paths);
  await rm(temporary, { recursive: true });
});

test("each format comes in row for row, and each fault is told with its place and leaves the old table", async () => {
  const cases = (await readdir(fixtures)).filter((name) => !name.endsWith(".json")).sort();
  const [got, expected]: Record<string, Outcome>[] = [{}, {}];
  for (const name of cases) {
    const outcome = await runCase(join(fixtures, name));
    const file = join(fixtures, `${name}.json`);
    if (process.env["UPDATE_EXPECTED"]) await writeFile(file, `${JSON.stringify(outcome, undefined, 2)}\n`);
    Object.assign(got ?? {}, { [name]: outcome });
    Object.assign(expected ?? {}, { [name]: JSON.parse(await readFile(file, "utf8")) });
  }
  assert.deepEqual(got, expected);
});

async function runCase(source: string): Promise<Outcome> {
  const log: string[] = [];
  const run = (rejects: "stop" | "keep") =>
    importSales(connection, {
      source,
      sourceHint: "",
      mode: "always",
      rejectsFolder,
      rejects,
      log: (line) => log.push(line),
    });
  await connection.query("truncate table sales").catch(() => {});
  try {
    await run("stop");
    return { log, rows: await readRows() };
  } catch (error) {
    if (!(error instanceof TillbookError)) throw error;
    const told = [`${error.message} [${error.code}]`, ...error.details, `try: ${error.hint}`];
    const outcome: Outcome = { error: told.map((line) => line.replaceAll(fixtures, "…")) };
    assert.deepEqual(await readRows(), [], "the old table stays");
    if (!/^[^ ]+:\d+: .*(must|expected \d|expected quotes|expected a closing|expected the next)/.test(error.message))
      return outcome;
    await run("keep");
    return { ...outcome, kept: { rows: await readRows(), rejects: await readRejects() } };
  }
}

async function readRows(): Promise<string[]> {
  const sql = "select concat_ws('|', sold_on, sold_at, store, article, amount, cashier) as v from sales order by id";
  const [rows] = await connection.query<RowDataPacket[]>(sql).catch(() => [[]]);
  return rows.map(({ v }) => v);
}

async function readRejects(): Promise<Record<string, string[]>> {
  const names = existsSync(rejectsFolder) ? (await readdir(rejectsFolder)).sort() : [];
  const read = async (name: string) =>
    [name, (await readFile(join(rejectsFolder, name), "utf8")).trimEnd().split("\n")] as const;
  return Object.fromEntries(await Promise.all(names.map(read)));
}
