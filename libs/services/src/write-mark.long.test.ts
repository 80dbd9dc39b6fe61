import assert from "node:assert/strict";
import { cp, rm, utimes } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { Paths } from "@tillbook/pipeline";
import type { Connection, RowDataPacket } from "mysql2/promise";
import { joinEmbeddedMysql, leaveEmbeddedMysql, readConnection } from "./embedded-mysql.js";
import { type MysqlAddress, openMysql } from "./open-mysql.js";
import { makeTestRoot } from "./test-mysql.js";
import { findWriteMark, isUnwritten, type WriteMark } from "./write-mark.js";

let paths: Paths;
let address: MysqlAddress;
let own: Connection;
let other: Connection;

async function connect(): Promise<void> {
  address = await joinEmbeddedMysql(paths, "tillbook");
  [own, other] = await Promise.all([openMysql(address), openMysql(address)]);
}

async function disconnect(): Promise<void> {
  own.destroy();
  other.destroy();
  await leaveEmbeddedMysql(paths);
}

before(async () => {
  paths = await makeTestRoot();
  await connect();
});
after(async () => {
  await disconnect();
  await rm(paths.root, { recursive: true });
});

const find = (table = "sales"): Promise<WriteMark> => findWriteMark(own, paths, table);

const columns = "(id int primary key auto_increment, store varchar(20), article varchar(20))";

/** Makes tables of 1,000 rows whose last write was long ago, and behind which the server has tidied up. */
async function makeTables(tables: readonly string[]): Promise<void> {
  for (const table of tables) {
    await own.query(`drop table if exists ${table}`);
    await own.query(`create table ${table} ${columns}`);
    await own.query(`insert into ${table} (store, article) select concat('Nord ', seq), 'Brot' from seq_1_to_1000`);
  }
  await settle(tables);
}

const makeTable = (): Promise<void> => makeTables(["sales"]);

async function settle(tables: readonly string[] = ["sales"]): Promise<void> {
  await sleep(3000);
  const findAll = async (): Promise<(string | undefined)[]> => {
    const files: (string | undefined)[] = [];
    for (const table of tables) files.push((await find(table)).files);
    return files;
  };
  let last: (string | undefined)[] = [];
  for (let i = 0; i < 100; i++) {
    const files = await findAll();
    if (!files.includes(undefined) && isDeepStrictEqual(files, last)) return;
    last = files;
    await sleep(100);
  }
  throw new Error(`expected marks that settle, got ${last}`);
}

/** A mark by its files alone, as after a restart. */
const byFiles = ({ files }: WriteMark): WriteMark => ({ ...(files !== undefined && { files }) });
const byServer = ({ server }: WriteMark): WriteMark => ({ ...(server !== undefined && { server }) });

/**
 * Expects that each part of the mark sees a change, also later, when all is quiet again.
 * @param changes  each of them as statements on a table of its own, `t1` and so on
 */
async function expectSeen(...changes: ((table: string) => readonly string[])[]): Promise<void> {
  const tables = changes.map((_, i) => `t${i + 1}`);
  await makeTables(tables);
  const before = new Map<string, WriteMark>();
  for (const table of tables) before.set(table, await find(table));
  for (const { server, files } of before.values()) assert.ok(server !== undefined && files !== undefined);
  for (const [i, change] of changes.entries())
    for (const statement of change(tables[i] as string)) await other.query(statement);
  for (const wait of [0, 3000]) {
    await sleep(wait);
    for (const [table, mark] of before) {
      const now = await find(table);
      assert.equal(isUnwritten(byFiles(mark), byFiles(now)), false, `${table}: the files are the same`);
      assert.equal(isUnwritten(byServer(mark), byServer(now)), false, `${table}: the server says the same`);
    }
  }
}

test("a table to which nobody writes keeps its mark, while others read it", async () => {
  await makeTable();
  const before = await find();
  await other.query("start transaction with consistent snapshot");
  await sleep(150); // innodb_trx is a copy of up to 100 ms ago
  const reading = other.query("select count(*) from sales where sleep(0.001) = 0");
  const during = await find();
  await reading;
  await other.query("commit");
  await sleep(150);
  const after = await find();
  assert.ok(isUnwritten(byFiles(before), during));
  assert.equal(during.server, undefined, "the open transaction might write");
  assert.deepEqual(after, before);
});

test("an update, an insert, a delete and a replacement are seen", async () => {
  await expectSeen(
    (table) => [`update ${table} set store = 'Süd' where id = 500`],
    (table) => [`insert into ${table} set store = 'Nord', article = 'Brot'`],
    (table) => [`delete from ${table} where id = 1000`],
    (table) => [`replace ${table} set id = 7, store = 'Nord', article = 'Milch'`],
  );
});

test("a change after its table was emptied, made anew, altered or swapped is seen", async () => {
  await expectSeen(
    (table) => [`truncate table ${table}`],
    (table) => [`drop table ${table}`, `create table ${table} ${columns}`],
    (table) => [`alter table ${table} add column note varchar(20) default 'x'`],
    // Swapped names change no row on the disk.
    (table) => [
      `alter table ${table} rename column store to x`,
      `alter table ${table} rename column article to store, rename column x to article`,
    ],
    (table) => [`create table next like ${table}`, `rename table ${table} to old, next to ${table}`, "drop table old"],
    (table) => [
      `create table months like ${table}`,
      "alter table months partition by range (id) (partition p0 values less than maxvalue)",
      `alter table months exchange partition p0 with table ${table}`,
      "drop table months",
    ],
  );
});

test("rows that come back with the file of the table are seen", async () => {
  const file = join(paths.data, "mysql", "tillbook", "sales.ibd");
  await makeTable();
  await own.query("flush tables sales for export");
  await cp(file, `${file}.copy`);
  await own.query("unlock tables");
  await own.query("delete from sales where id > 500");
  await settle();
  const before = await find();
  await other.query("alter table sales discard tablespace");
  await cp(`${file}.copy`, file);
  await other.query("alter table sales import tablespace");
  await rm(`${file}.copy`);
  for (const part of [byFiles, byServer]) assert.equal(isUnwritten(part(before), await find()), false);
});

test("a transaction that is rolled back may only cost a scan; the mark settles", async () => {
  await makeTable();
  await other.query("start transaction");
  await other.query("update sales set store = 'Süd'");
  await other.query("rollback");
  await settle();
  const before = await find();
  await sleep(200);
  assert.deepEqual(await find(), before);
});

test("while a transaction that wrote is open, there is no mark, and writers wait for no longer than a second", async () => {
  await makeTable();
  const before = await find();
  await other.query("start transaction");
  await other.query("update sales set store = 'Süd' where id = 1");
  await sleep(150);
  const started = performance.now();
  const during = await find();
  assert.ok(performance.now() - started < 2000);
  assert.deepEqual(during, {});
  await other.query("commit");
  await sleep(3000);
  assert.equal(isUnwritten(before, await find()), false);
});

test("a transaction that began in the second of the last write and commits after the mark is seen", async () => {
  await makeTable();
  // MariaDB gives both commits the same update_time.
  await Promise.all([
    other.query("start transaction with consistent snapshot"),
    own.query("update sales set store = 'a' where id = 1"),
  ]);
  await settle();
  const before = await find();
  assert.equal(before.server, undefined);
  await other.query("update sales set store = 'b' where id = 2");
  await other.query("commit");
  await sleep(3000);
  assert.equal(isUnwritten(before, await find()), false);
});

test("a prepared transaction whose session is gone leaves no mark until it ends, also after a crash", async () => {
  await makeTable();
  await other.query("xa start 'month'");
  await other.query("update sales set store = 'Süd' where id = 1");
  await other.query("xa end 'month'");
  await other.query("xa prepare 'month'");
  other.destroy();
  await sleep(300);
  assert.deepEqual(await find(), {});
  await crash();
  assert.deepEqual(await find(), {});
  await own.query("xa commit 'month'");
  await settle();
});

test("a change that was committed before the server was killed is seen after its recovery", async () => {
  await makeTable();
  const before = await find();
  await other.query("update sales set store = 'Süd' where id = 500");
  await crash();
  for (const wait of [0, 3000]) {
    await sleep(wait);
    assert.equal(isUnwritten(before, await find()), false);
  }
});

test("a change that was open when the server was killed is none, and the mark settles", async () => {
  await makeTable();
  await other.query("start transaction");
  await other.query("update sales set store = 'Süd'");
  await crash();
  await settle();
  const [[row]] = await own.query<RowDataPacket[]>("select count(*) as count from sales where store = 'Süd'");
  assert.equal(row?.["count"], 0);
});

test("a restart changes no files; the server's own account begins anew", async () => {
  await makeTable();
  const before = await find();
  await disconnect();
  await connect();
  const after = await find();
  assert.equal(after.files, before.files);
  assert.equal(after.server, undefined);
});

test("a data folder that was copied, and a file whose time was set back, are seen", async () => {
  await makeTable();
  const before = await find();
  await disconnect();
  const data = join(paths.data, "mysql");
  await cp(data, `${data}.copy`, { recursive: true, preserveTimestamps: true });
  await rm(data, { recursive: true });
  await cp(`${data}.copy`, data, { recursive: true, preserveTimestamps: true });
  await rm(`${data}.copy`, { recursive: true });
  await connect();
  assert.equal(isUnwritten(before, await find()), false);
  const copied = await find();
  await utimes(join(data, "tillbook", "sales.ibd"), new Date(0), new Date(0));
  assert.equal(isUnwritten(byFiles(copied), await find()), false);
});

test("a table of partitions is seen in each, and what is no table of InnoDB has no mark", async () => {
  await own.query("drop table if exists sales");
  await own.query("create table sales (id int primary key) partition by hash (id) partitions 3");
  await own.query("insert into sales select seq from seq_1_to_9");
  await settle();
  const before = await find();
  assert.equal(before.files?.split("\n").length, 5);
  await other.query("delete from sales where id = 5");
  assert.equal(isUnwritten(before, await find()), false);
  await own.query("drop table sales");
  assert.deepEqual(await find(), {});
  await own.query("create view sales as select 1 as id");
  assert.deepEqual(await find(), {});
  await own.query("drop view sales");
});

async function crash(): Promise<void> {
  process.kill((await readConnection(paths))?.pid ?? 0, "SIGKILL");
  own.destroy();
  other.destroy();
  await sleep(200);
  await connect();
}
