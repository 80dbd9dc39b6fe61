import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, test } from "node:test";
import { findPaths, readSettings } from "@tillbook/pipeline";
import { connectMysql, copyToNext, joinEmbeddedMysql, leaveEmbeddedMysql } from "@tillbook/services";
import type { RowDataPacket } from "mysql2/promise";
import {
  createStatusTable,
  describeFile,
  findLastImport,
  markDeadRuns,
  recordFailure,
  recordStart,
  recordSuccess,
} from "./import-status.js";

const temporary = await mkdtemp(join(tmpdir(), "tillbook-status-"));
const paths = { ...findPaths(), data: temporary };
const { mysql } = readSettings({});
await joinEmbeddedMysql(paths, mysql.database);
const connection = await connectMysql(mysql, paths);
after(async () => {
  await connection.end();
  await leaveEmbeddedMysql(paths);
  await rm(temporary, { recursive: true });
});
beforeEach(async () => {
  await connection.query("drop table if exists import_status, import_status__next");
  await createStatusTable(connection);
});

const table = { rows: 7, amount: "12.50", checksum: "99" };
const files = [
  {
    name: "a.csv",
    sha256: "aa",
    rows: 4,
    amount_cents: "1000",
    rejected: 2,
    first_id: 1,
    last_id: 4,
    fingerprint: "4:10.00:1",
  },
  { name: "b.csv", sha256: "bb", rows: 3, amount_cents: "250", rejected: 1 },
];
const content = { firstDay: "2025-01-02", lastDay: "2025-03-04", duplicates: 5, currency: "EUR" };

test("a table that exists stays; one with the columns of an older version is recreated", async () => {
  await recordStart(connection, 1, "f");
  await createStatusTable(connection);
  assert.deepEqual(await select("count(*)"), [1]);
  for (const column of ["rejected", "duplicates", "first_day", "last_day"]) {
    await recordStart(connection, 1, "f");
    await connection.query(`alter table import_status drop column ${column}`);
    await createStatusTable(connection);
    assert.deepEqual(await select("count(*)"), [0], column);
    await connection.query(`select ${column} from import_status`);
  }
});

test("an import begins with its files and the current time, and without an end", async () => {
  assert.equal(await recordStart(connection, 3, "print"), 1);
  assert.equal(await recordStart(connection, 4, "other"), 2);
  assert.deepEqual(await select("concat_ws('|', id, files, files_fingerprint, state)"), [
    "1|3|print|begun",
    "2|4|other|begun",
  ]);
  assert.deepEqual(
    await select("finished is null and abs(timestampdiff(second, started, utc_timestamp())) < 60"),
    [1, 1],
  );
});

test("a failure ends its own import", async () => {
  await recordStart(connection, 1, "a");
  await recordFailure(connection, await recordStart(connection, 1, "b"));
  assert.deepEqual(await select("concat(state, finished is not null)"), ["begun0", "failed1"]);
});

test("an import that is done stays done, whatever fails after it", async () => {
  const id = await recordStart(connection, 1, "a");
  await recordSuccess(connection, "import_status", id, table, files, content);
  await recordFailure(connection, id);
  assert.deepEqual(await select("state"), ["done"]);
});

test("dead runs are those that have no end", async () => {
  await recordStart(connection, 1, "a");
  await recordFailure(connection, 1);
  await recordStart(connection, 1, "b");
  await connection.query(
    "insert into import_status set files = 1, files_fingerprint = '', state = 'done', started = now()",
  );
  await markDeadRuns(connection);
  assert.deepEqual(await select("state"), ["failed", "died", "done"]);
  assert.deepEqual(await select("finished is null", "where id = 2"), [1]);
});

test("a success is recorded in the copy that is swapped in, with all that the import made", async () => {
  await recordStart(connection, 1, "a");
  await recordFailure(connection, 1);
  const id = await recordStart(connection, 2, "b");
  await copyToNext(connection, "import_status");
  await recordSuccess(connection, "import_status__next", id, table, files, content);
  assert.deepEqual(await select("state"), ["failed", "begun"]);
  assert.equal(await findLastImport(connection), undefined);
  await connection.query("rename table import_status to import_status__old, import_status__next to import_status");
  await connection.query("drop table import_status__old");
  assert.deepEqual(await select("state"), ["failed", "done"]);
  assert.deepEqual(
    await select(
      "concat_ws('|', row_count, rejected, duplicates, first_day, last_day, amount, table_fingerprint)",
      "where id = 2",
    ),
    ["7|3|5|2025-01-02|2025-03-04|12.500|7:12.50:99"],
  );
  assert.deepEqual(await select("finished >= started", "where id = 2"), [1]);
  assert.deepEqual(await findLastImport(connection), {
    filesFingerprint: "b",
    tableFingerprint: "7:12.50:99",
    files,
    content,
  });
});

test("a success is recorded in the table itself within a transaction, and a manifest has no ids", async () => {
  const id = await recordStart(connection, 2, "b");
  await connection.query("start transaction");
  await recordSuccess(connection, "import_status", id, table, files, content);
  await connection.query("rollback");
  assert.deepEqual(await select("state"), ["begun"]);
  assert.deepEqual(files.map(describeFile)[0], {
    name: "a.csv",
    sha256: "aa",
    rows: 4,
    amount_cents: "1000",
    rejected: 2,
  });
});

test("the last import is the latest that succeeded", async () => {
  assert.equal(await findLastImport(connection), undefined);
  for (const [state, print] of [
    ["done", "1"],
    ["done", "2"],
    ["failed", "3"],
    ["begun", "4"],
    ["died", "5"],
  ]) {
    await connection.query(
      `insert into import_status set files = 1, files_fingerprint = ?, state = ?, started = now(), file_list = '[]', duplicates = 0`,
      [print, state],
    );
  }
  assert.equal((await findLastImport(connection))?.filesFingerprint, "2");
});

async function select(expression: string, where = ""): Promise<unknown[]> {
  const [rows] = await connection.query<RowDataPacket[]>(
    `select ${expression} as v from import_status ${where}${expression === "count(*)" ? "" : " order by id"}`,
  );
  return rows.map(({ v }) => v);
}
