import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { findPaths, readSettings, sha256File } from "@tillbook/pipeline";
import { connectMysql, joinEmbeddedMysql, leaveEmbeddedMysql } from "@tillbook/services";
import type { RowDataPacket } from "mysql2/promise";
import { openBlockReaders } from "./block-readers.js";
import { closeFindings, findDialect } from "./dialect.js";
import { DuplicateCounter } from "./duplicates.js";
import { type LoadOptions, loadFile } from "./load.js";
import type { BlockRead } from "./read-block.js";
import { Rejects } from "./rejects.js";
import { createSalesTable } from "./schema.js";

const header = "sold_on,sold_at,store,article,amount,cashier";
const row = "2025-01-02,09:41:07,Köln,Butter,12.50,Ada";
const invalid = row.replace("12.50", "12.505");

const temporary = await mkdtemp(join(tmpdir(), "tillbook-load-"));
const paths = { ...findPaths(), data: temporary };
const { mysql } = readSettings({});
await joinEmbeddedMysql(paths, mysql.database);
const connection = await connectMysql(mysql, paths);
const path = join(temporary, "a.csv");
const rejectsFolder = join(temporary, "rejects");
after(async () => {
  await connection.end();
  await leaveEmbeddedMysql(paths);
  await rm(temporary, { recursive: true });
});
beforeEach(() => connection.query("drop table if exists loaded"));

test("a file is loaded, and described by its rows, cents, rejected rows and hash", async () => {
  const rejects = new Rejects(rejectsFolder);
  const duplicates = new DuplicateCounter();
  let bytes = 0;
  const onBytes = (count: number): void => {
    bytes += count;
  };
  const onRows = (block: BlockRead): void => duplicates.add(0, block);
  const rows = [row, row.replace("12.50", "-3.2"), invalid, row];
  const { file, ids } = await load(rows, { rejects, onRows, onBytes });
  assert.deepEqual(ids, { first: 1, last: 3 });
  const lacks = ["receipt", "quantity", "category"];
  const counts = { rows: 3, amount_cents: "2180", rejected: 1 };
  assert.deepEqual(file, { name: "a.csv", sha256: await sha256File(path), ...counts, lacks });
  assert.deepEqual(await select("concat_ws(',', sold_on, sold_at, store, article, amount, cashier)"), [
    row,
    row.replace("12.50", "-3.20"),
    row,
  ]);
  assert.equal((await duplicates.count()).count, 1);
  assert.equal(bytes, Buffer.byteLength([header, row, row.replace("12.50", "-3.2"), invalid, row, ""].join("\n")));
});

test("a file without rejected rows has no count of them", async () => {
  assert.ok(!("rejected" in (await load([row])).file));
});

test("a value that the server would store in part stops the import, with the server's warning", async () => {
  await connection.query(createSalesTable("loaded").replace("store varchar(100)", "store varchar(3)"));
  await assert.rejects(load([row, row.replace("Köln", "Ulm")]), {
    code: "CHECK_FAILED",
    message:
      /^a\.csv: expected MySQL to store 2 rows unchanged, it reported: .*Records: 2 .*Warnings: 1.*; Data truncated for column 'store' at row 1$/,
  });
});

test("a row that the server skips stops the import", async () => {
  await connection.query(createSalesTable("loaded").replace("\n)", ",\n unique key (article)\n)"));
  await assert.rejects(load([row, row]), { code: "CHECK_FAILED", message: /store 2 rows .*Skipped: 1/ });
});

test("valid rows behind a whole block of invalid ones are loaded", async () => {
  const rejects = new Rejects(rejectsFolder);
  const { file } = await load([...Array<string>(5000).fill(invalid), row], { rejects });
  assert.deepEqual([file.rows, file.rejected], [1, 5000]);
  assert.deepEqual(await select("count(*)"), [1]);
});

test("after the first invalid row no block is loaded, but the file is checked to its end", async () => {
  const rejects = new Rejects(undefined);
  const many = Array<string>(5000).fill(row);
  const { file } = await load([...many, invalid, ...many, invalid], { rejects });
  assert.deepEqual([file.rows, file.rejected], [10_000, 2]);
  assert.equal(rejects.rows, 2);
  const [loaded] = await select("count(*)");
  assert.ok(Number(loaded) <= 5000, String(loaded));
});

test("once an import is stopped, further files are checked without the server", async () => {
  const rejects = new Rejects(undefined);
  await load([row, invalid], { rejects });
  await connection.query("drop table loaded");
  await writeFile(path, `${[header, invalid, row].join("\n")}\n`);
  assert.equal((await loadWritten({ rejects })).file.rejected, 1);
  assert.equal(rejects.rows, 2);
});

test("a file that changes while it is read is refused", async () => {
  const onBytes = (): void => appendFileSync(path, `${row}\n`);
  await assert.rejects(load(Array(20_000).fill(row), { onBytes }), {
    code: "CSV_INVALID",
    message: "a.csv changed while it was read",
    hint: "run `make import` to read it again",
  });
});

test("an abort stops the load with its reason", async () => {
  const stop = new AbortController();
  const onBytes = (): void => stop.abort(new Error("stopped"));
  await assert.rejects(load(Array(20_000).fill(row), { onBytes, signal: stop.signal }), /stopped/);
  assert.deepEqual(await select("count(*)"), [0]);
});

test("a server that takes no rows stops the reading, so that memory stays bounded", async () => {
  await connection.query(createSalesTable("loaded").replace("\n)", ",\n unique key (article)\n)"));
  const other = await connectMysql(mysql, paths);
  const stop = new AbortController();
  try {
    // The first row of the file waits for this one, which is not committed.
    await other.query("start transaction");
    await other.query(
      "insert into loaded set sold_on = now(), sold_at = now(), store = '', article = 'Butter', amount = 1",
    );
    const long = row.replace("Köln", "x".repeat(100)).replace("Ada", "y".repeat(100));
    let bytes = 0;
    const onBytes = (count: number): void => {
      bytes += count;
    };
    const loading = load(Array(300_000).fill(long), { onBytes, signal: stop.signal });
    loading.catch(() => {});
    for (let before = -1; before !== bytes || bytes === 0; await sleep(500)) before = bytes;
    const totalBytes = 300_000 * (long.length + 1);
    assert.ok(bytes < totalBytes / 2, `${bytes} of ${totalBytes} bytes were read`);
    stop.abort(new Error("stopped"));
    await other.query("rollback");
    await assert.rejects(loading, /stopped/);
  } finally {
    await other.end();
  }
});

/** Loads a file of such rows into `loaded`, which is created where a test has not. */
async function load(rows: readonly string[], options: Partial<LoadOptions> = {}) {
  await writeFile(path, `${[header, ...rows].join("\n")}\n`);
  await connection.query(createSalesTable("loaded").replace("create table", "create table if not exists"));
  return loadWritten(options);
}

async function loadWritten(options: Partial<LoadOptions>) {
  const [dialect] = closeFindings([await findDialect({ name: "a.csv", path }, {})]);
  assert.ok(dialect);
  const file = { name: "a.csv", path, sha256: await sha256File(path), sizeBytes: 0, dialect };
  const readers = openBlockReaders(0);
  const rejects = new Rejects(undefined);
  return loadFile(connection, "loaded", file, {
    ...{ readers, rejects, onRows: () => {}, onBytes: () => {} },
    ...options,
  });
}

async function select(expression: string): Promise<unknown[]> {
  const order = expression === "count(*)" ? "" : "order by id";
  const [rows] = await connection.query<RowDataPacket[]>(`select ${expression} as v from loaded ${order}`);
  return rows.map(({ v }) => v);
}
