import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { TillbookError } from "@tillbook/pipeline";
import type { Connection, RowDataPacket } from "mysql2/promise";
import { fingerprintTable, formatFingerprint } from "./fingerprint.js";
import { explainMysqlError } from "./mysql-errors.js";
import { copyToNext, dropTables, swapTables } from "./swap-tables.js";
import { withTableLock } from "./table-lock.js";
import { startTestMysql, type TestMysql } from "./test-mysql.js";

let server: TestMysql;
let connection: Connection;
before(async () => {
  server = await startTestMysql();
  connection = await server.connect();
});
after(() => server.stop());
beforeEach(async () => {
  await connection.query("drop table if exists child");
  const tables = ["one", "two"].flatMap((name) => [name, `${name}__next`, `${name}__old`]);
  await connection.query(`drop table if exists ${tables.join(", ")}`);
});

async function list(sql: string): Promise<unknown[]> {
  const [rows] = await connection.query<RowDataPacket[]>(sql);
  return rows.map((row) => Object.values(row)[0]);
}

test("tables are replaced together, one that was not there before too, and nothing is left beside them", async () => {
  await connection.query("create table one select 1 as n");
  await connection.query("create table one__next select 2 as n");
  await connection.query("create table two__next select 3 as n");
  await connection.query("create table one__old select 0 as n"); // of a run that was killed
  await swapTables(connection, ["one", "two"]);
  assert.deepEqual([await list("select n from one"), await list("select n from two")], [[2], [3]]);
  assert.deepEqual((await list("show tables")).sort(), ["one", "two"]);
  assert.deepEqual(await list("select @@lock_wait_timeout"), [60]);
});

test("where one table has no successor, none is replaced", async () => {
  for (const table of ["one", "two", "one__next"])
    await connection.query(`create table ${table} select '${table}' as n`);
  await assert.rejects(swapTables(connection, ["one", "two"]), { code: "ER_NO_SUCH_TABLE" });
  assert.deepEqual([await list("select n from one"), await list("select n from two")], [["one"], ["two"]]);
});

test("indexes that somebody added are there after the swap, each as it was", async () => {
  await connection.query("create table one (id int primary key, t varchar(9), key kept (t))");
  await connection.query("create table one__next (id int primary key, t varchar(9), key kept (t))");
  await connection.query(
    "alter table one add unique key `a ``b, c` (t(3) desc, id) comment 'why? so', add fulltext key words (t), add key hidden (id) ignored",
  );
  const readIndexes = () =>
    list(`select concat_ws(' ', index_name, non_unique, column_name, sub_part, collation, index_type, index_comment, ignored)
      from information_schema.statistics where table_name = 'one' and table_schema = database() order by 1`);
  const before = await readIndexes();
  assert.equal(before.length, 6);
  await swapTables(connection, ["one"]);
  assert.deepEqual(await readIndexes(), before);
});

test("where the new rows break a unique index that somebody added, no table is replaced", async () => {
  await connection.query("create table one (id int primary key, t varchar(9), unique key once (t))");
  await connection.query("create table one__next (id int primary key, t varchar(9)) select 1 as id, 'a' as t");
  await connection.query("insert into one__next values (2, 'a')");
  await assert.rejects(swapTables(connection, ["one"]), {
    code: "MYSQL_REFUSED",
    message: "an index that was added to one does not fit its new rows: Duplicate entry 'a' for key 'once'",
    hint: "drop that index of one, then run the same command again",
  });
  assert.deepEqual(await list("select count(*) from one"), [0]);
});

test("where a foreign key holds on to an old table, all tables come back", async () => {
  for (const [table, n] of Object.entries({ one: 1, one__next: 2, two__next: 3 }))
    await connection.query(`create table ${table} (n int primary key) select ${n} as n`);
  await connection.query(
    "create table child (n int, constraint down foreign key (n) references one (n)) select 1 as n",
  );
  const error = explainMysqlError(await swapTables(connection, ["one", "two"]).catch((thrown: unknown) => thrown));
  assert.ok(error instanceof TillbookError);
  assert.equal(error.code, "MYSQL_REFUSED");
  assert.deepEqual((await list("show tables")).sort(), ["child", "one", "one__next", "two__next"]);
  assert.deepEqual([await list("select n from one"), await list("select n from two__next")], [[1], [3]]);
  await connection.query("alter table child drop foreign key down");
  await swapTables(connection, ["one", "two"]);
  assert.deepEqual((await list("show tables")).sort(), ["child", "one", "two"]);
});

test("a copy has the rows, the keys and what is added to it, and replaces an older copy", async () => {
  await connection.query("create table one (n int auto_increment primary key, t varchar(9))");
  await connection.query("insert into one (t) values ('a'), ('b')");
  await connection.query("create table one__next select 9 as n");
  await copyToNext(connection, "one");
  await connection.query("insert into one__next (t) values ('c')");
  assert.deepEqual(await list("select concat(n, t) from one__next order by n"), ["1a", "2b", "3c"]);
  assert.deepEqual(await list("select t from one order by n"), ["a", "b"]);
});

test("companions are dropped, those with the suffix alone, and missing ones don't matter", async () => {
  for (const table of ["one", "one__next", "one__old"]) await connection.query(`create table ${table} (n int)`);
  await dropTables(connection, ["one", "two"], "__next");
  assert.deepEqual((await list("show tables")).sort(), ["one", "one__old"]);
});

test("a fingerprint counts rows, sums money exactly, and changes with any value, not with the order", async () => {
  await connection.query("create table one (a varchar(9) not null, m decimal(9,2) not null)");
  const print = async (): Promise<string> => {
    const found = await fingerprintTable(connection, "one", ["a", "m"], "m");
    assert.ok(found);
    return formatFingerprint(found);
  };
  assert.equal(await print(), "0:0.00:0");
  await connection.query("insert into one values ('x', -1.05), ('y', 2.10)");
  const first = await print();
  assert.match(first, /^2:1\.05:\d+$/);
  await connection.query("delete from one");
  await connection.query("insert into one values ('y', 2.10), ('x', -1.05)");
  assert.equal(await print(), first);
  await connection.query("update one set a = 'z' where a = 'x'");
  assert.match(await print(), /^2:1\.05:/);
  assert.notEqual(await print(), first);
  assert.equal((await fingerprintTable(connection, "one", ["a"], undefined))?.amount, "0.00");
  assert.equal(await fingerprintTable(connection, "none", ["a"], undefined), undefined);
  assert.equal(await fingerprintTable(connection, "one", ["none"], undefined), undefined);
});

test("a stage is BUSY while another run of it works, other stages are not, and it is free again after a failure", async () => {
  const other = await server.connect();
  const fail = () => Promise.reject(new Error("failed"));
  await withTableLock(connection, "import", async () => {
    await assert.rejects(withTableLock(other, "import", fail, 0), {
      code: "BUSY",
      message: "another import is changing this database",
      hint: "wait until it ends, then run `make import`",
    });
    assert.equal(await withTableLock(other, "aggregate", async () => 7, 0), 7);
  });
  await assert.rejects(withTableLock(connection, "import", fail), /^Error: failed$/);
  assert.equal(await withTableLock(other, "import", async () => 8, 0), 8);
  await other.end();
});

test("a query of a connection that was killed is explained", async () => {
  const victim = await server.connect();
  victim.on("error", () => {});
  const running = victim.query("select sleep(60)").catch(explainMysqlError);
  await connection.query(`kill ${victim.threadId}`);
  const error = await running;
  assert.ok(error instanceof TillbookError);
  assert.equal(error.code, "MYSQL_UNREACHABLE");
});
