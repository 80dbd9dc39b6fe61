import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { findPaths, type Paths } from "@tillbook/pipeline";
import { fingerprintTable } from "@tillbook/services";
import type { Connection, RowDataPacket } from "mysql2/promise";
import { divide, readSalesParts, sumFingerprints } from "./sales-parts.js";
import { columnNames, createSalesTable } from "./schema.js";
import { startTestDatabase, type TestDatabase } from "./test-database.js";

let database: TestDatabase;
let connection: Connection;
let paths: Paths;
before(async () => {
  database = await startTestDatabase();
  connection = database.connection;
  paths = { ...findPaths(), data: database.folder };
});
after(() => database.stop());

/** Makes 1,000 rows in two files, of January and February 2026, and then one that somebody inserted. */
async function makeSales(): Promise<void> {
  await connection.query("drop table if exists sales");
  await connection.query(createSalesTable("sales"));
  await connection.query(
    `insert into sales (id, sold_on, sold_at, store, article, amount, cashier)
     select seq, '2026-01-30' + interval (seq div 300) day, '12:00:00', 'Nord', 'Brot', seq / 100, '7' from seq_1_to_1000`,
  );
  await connection.query("insert into sales set id = 5000, sold_on = '2025-12-31', amount = -1.50");
}

const files = [{ first: 1n, last: 400n }, undefined, { first: 401n, last: 1000n }];

test("parts are by file and month, and add up to the fingerprint of the table", async () => {
  await makeSales();
  const parts = (await readSalesParts(connection, paths, { files })) ?? [];
  assert.deepEqual(
    parts.map(({ file, year, month, rows, firstId, lastId }) => [file, year, month, rows, firstId, lastId]),
    [
      [-1, 2025, 12, 1, 5000n, 5000n],
      [0, 2026, 1, 400, 1n, 400n],
      [2, 2026, 1, 199, 401n, 599n],
      [2, 2026, 2, 401, 600n, 1000n],
    ],
  );
  assert.deepEqual(sumFingerprints(parts), await fingerprintTable(connection, "sales", columnNames, "amount"));
});

test("parts of a table to which nobody has written are read without a scan, and are the same", async () => {
  await makeSales();
  const readRows = async (work: () => Promise<unknown>): Promise<number> => {
    await connection.query("flush status");
    await work();
    const [rows] = await connection.query<RowDataPacket[]>(
      "show session status where variable_name in ('Handler_read_next', 'Handler_read_rnd_next') and value > 500",
    );
    return rows.length;
  };
  const first = await readSalesParts(connection, paths, { files });
  assert.equal(
    await readRows(async () => assert.deepEqual(await readSalesParts(connection, paths, { files }), first)),
    0,
  );
  assert.equal(await readRows(() => readSalesParts(connection, paths)), 1, "other files are another question");
});

test("there are no parts of a table that is missing or has other columns", async () => {
  await connection.query("drop table if exists sales");
  assert.equal(await readSalesParts(connection, paths, { files }), undefined);
  await connection.query("create table sales (id int primary key)");
  assert.equal(await readSalesParts(connection, paths, { files }), undefined);
});

test("the ids of files and those between cover all ids, each once", () => {
  const where = (ids: Parameters<typeof divide>[0]): string[] =>
    divide(ids).map(({ file, where }) => `${file}: ${where}`);
  assert.deepEqual(where([]), ["-1: true"]);
  assert.deepEqual(where([{ first: 11n, last: 20n }, { first: 1n, last: 10n }, undefined, { first: 31n, last: 31n }]), [
    "-1: id < 1",
    "1: id between 1 and 10",
    "0: id between 11 and 20",
    "-1: id > 20 and id < 31",
    "3: id between 31 and 31",
    "-1: id > 31",
  ]);
  assert.deepEqual(
    where([
      { first: 1n, last: 10n },
      { first: 10n, last: 20n },
    ]),
    ["-1: true"],
  );
});

test("amounts with thousandths keep their decimals in the sum", () => {
  const part = { rows: 1, checksum: "1" };
  assert.equal(
    sumFingerprints([
      { ...part, amount: "1.250" },
      { ...part, amount: "-0.500" },
    ]).amount,
    "0.750",
  );
  assert.deepEqual(sumFingerprints([]), { rows: 0, amount: "0.00", checksum: "0" });
});
