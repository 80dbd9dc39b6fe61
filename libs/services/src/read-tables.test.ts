import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { findPaths } from "@tillbook/pipeline";
import type { Connection } from "mysql2/promise";
import { readCurrency } from "./currency.js";
import { fingerprintTable, formatFingerprint, parseFingerprint } from "./fingerprint.js";
import { readMonthSums } from "./month-sums.js";
import { readOnly } from "./read-only.js";
import { withTableLock } from "./table-lock.js";
import { startTestMysql, type TestMysql } from "./test-mysql.js";
import { countWrites, watchWrites } from "./watch-writes.js";

// What is read of tables, on one embedded MariaDB.

let server: TestMysql;
let connection: Connection;
let other: Connection;
before(async () => {
  server = await startTestMysql();
  [connection, other] = [await server.connect(), await server.connect()];
  await connection.query(
    "create table monthly_sales (year int, month int, day int, store varchar(9), revenue decimal(20,2), sales bigint)",
  );
  await connection.query(`insert into monthly_sales values (2025, 2, 1, 'Nord', 2.50, 2), (2025, 1, 31, 'Nord', -0.05, 1),
    (2025, 1, 2, 'Süd', 10.00, 4), (987, 1, 1, 'Süd', 1.00, 1)`);
});
after(() => server.stop());

test("months are summed in whole cents, of all days and stores or of some", async () => {
  const january = { sales: 5, amount_cents: "995" };
  assert.deepEqual(await readMonthSums(connection, {}), {
    "0987-01": { sales: 1, amount_cents: "100" },
    "2025-01": january,
    "2025-02": { sales: 2, amount_cents: "250" },
  });
  const days = { first: "2025-01-02", last: "2025-01-31" };
  assert.deepEqual(await readMonthSums(connection, { days }), { "2025-01": january });
  assert.deepEqual(await readMonthSums(connection, { days, store: "Nord" }), {
    "2025-01": { sales: 1, amount_cents: "-5" },
  });
  assert.deepEqual(Object.keys((await readMonthSums(connection, { store: "Süd" })) ?? {}), ["0987-01", "2025-01"]);
});

test("months of a query are summed as well; without a table there are none, and other failures are told", async () => {
  const query = "(select * from monthly_sales where year = 987)";
  assert.deepEqual(Object.keys((await readMonthSums(connection, {}, query)) ?? {}), ["0987-01"]);
  assert.equal(await readMonthSums(connection, {}, "no_such_table"), undefined);
  await assert.rejects(readMonthSums(connection, {}, "(select 1 as year)"), { code: "ER_BAD_FIELD_ERROR" });
});

test("the currency is that of the last import that is done, and euros where none is recorded", async () => {
  assert.equal(await readCurrency(connection), "EUR");
  await connection.query("create table import_status (id int, state varchar(10), currency char(3))");
  assert.equal(await readCurrency(connection), "EUR");
  await connection.query(
    "insert into import_status values (1, 'done', 'USD'), (2, 'done', 'CHF'), (3, 'failed', 'JPY')",
  );
  assert.equal(await readCurrency(connection), "CHF");
  await connection.query("alter table import_status drop column currency");
  assert.equal(await readCurrency(connection), "EUR");
  await assert.rejects(readCurrency({ query: () => Promise.reject(new Error("gone")) } as never), /^Error: gone$/);
});

test("a select is run, behind comments of every kind, in parentheses or as a table", async () => {
  for (const sql of [
    "select 1 as n",
    "-- a\n# b\n/* c */ (select 1 as n)",
    "with x as (select 1 as n) select * from x",
    "VALUES (1)",
  ])
    assert.equal((await readOnly(connection, sql))[0].length, 1, sql);
  assert.ok((await readOnly(connection, "show tables"))[0].length > 0);
});

test("what writes is refused, by its text or by the server, and leaves no transaction open", async () => {
  for (const sql of [
    "drop table monthly_sales",
    "/*! select 1 */",
    "--select 1",
    "selects",
    "select 1 into outfile 'x'",
    "select 1 into DUMPFILE 'x'",
  ])
    await assert.rejects(readOnly(connection, ` ${sql} `), {
      message: `expected a select, got ${JSON.stringify(sql)}`,
    });
  const long = `update monthly_sales set sales = 1 where ${"x".repeat(60)}`;
  await assert.rejects(readOnly(connection, long), { message: `expected a select, got "${long.slice(0, 60)}"` });
  await assert.rejects(readOnly(connection, "with x as (select 1) delete from monthly_sales"));
  await connection.query("update monthly_sales set sales = 2 where year = 987");
  assert.equal((await readMonthSums(other, {}))?.["0987-01"]?.sales, 2);
});

test("a fingerprint counts NULL as nothing, or in a column that may be NULL as one", async () => {
  await connection.query("create table prints (a varchar(9) null, b decimal(20,2) null)");
  const print = async (...rest: [amount?: string, nullable?: string[], where?: string]) => {
    const found = await fingerprintTable(
      connection,
      "prints",
      ["a", "b"],
      ...([rest[0], ...rest.slice(1)] as [string]),
    );
    return found && formatFingerprint(found);
  };
  assert.equal(await print("b"), "0:0.00:0");
  await connection.query("insert into prints values ('x', 1.50), (null, 2.25)");
  assert.match((await print("b")) ?? "", /^2:3\.75:\d+$/);
  assert.match((await print()) ?? "", /^2:0\.00:\d+$/);
  assert.notEqual(await print("b"), await print("b", ["a"]));
  assert.match((await print("b", [], "a = 'x'")) ?? "", /^1:1\.50:\d+$/);
  assert.equal(await fingerprintTable(connection, "prints", ["c"], undefined), undefined);
  assert.equal(await fingerprintTable(connection, "no_such_table", ["a"], undefined), undefined);
  await assert.rejects(print("b", [], "x("));
  assert.deepEqual(parseFingerprint("2:3.75:9"), { rows: 2, amount: "3.75", checksum: "9" });
});

test("a lock is held by one run of a stage, and is free when that ends, also by a failure", async () => {
  await withTableLock(connection, "import", async () => {
    await assert.rejects(
      withTableLock(other, "import", async () => {}, 0),
      {
        code: "BUSY",
        message: "another import is changing this database",
        hint: "wait until it ends, then run `make import`",
      },
    );
    assert.equal(await withTableLock(other, "aggregate", async () => 7, 0), 7);
  });
  await assert.rejects(
    withTableLock(connection, "import", async () => {
      throw new Error("x");
    }),
    /^Error: x$/,
  );
  assert.equal(await withTableLock(other, "import", async () => 8, 0), 8);
});

test("writes of other sessions are seen, and not our own", async () => {
  const isAlone = await watchWrites(connection, findPaths());
  await connection.query("insert into prints values ('own', 1)");
  assert.equal(await isAlone(), true);
  const before = await countWrites(other);
  await other.query("insert into prints values ('other', 1)");
  assert.equal((await countWrites(other)) - before, 1);
  assert.equal(await isAlone(), false);
  assert.equal(await isAlone(1), true);
  await other.query("truncate table prints");
  assert.equal(await isAlone(1), false);
});
