import assert from "node:assert/strict";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Paths } from "@tillbook/pipeline";
import type { Connection } from "mysql2/promise";
import { joinEmbeddedMysql, leaveEmbeddedMysql } from "./embedded-mysql.js";
import { fingerprintTable } from "./fingerprint.js";
import { findKnown, keepKnown, readFingerprint, readKnown, refreshKnown } from "./known-content.js";
import { openMysql } from "./open-mysql.js";
import { makeTestRoot } from "./test-mysql.js";

let paths: Paths;
let own: Connection;
let other: Connection;

async function connect(): Promise<void> {
  const address = await joinEmbeddedMysql(paths, "tillbook");
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

async function makeTable(name = "sales"): Promise<void> {
  await own.query("drop table if exists sales, sales__next");
  await own.query(`create table ${name} (id int primary key auto_increment, amount decimal(8,2))`);
  await own.query(`insert into ${name} (amount) select seq from seq_1_to_1000`);
}

/** Asks for the sum of the amounts, and says whether that took a scan. */
async function sum(table = "sales", meanwhile = async (): Promise<unknown> => undefined) {
  let hasScanned = false;
  const answer = await readKnown(own, paths, table, "sum", async () => {
    hasScanned = true;
    const [[row]] = await own.query<never[]>(`select sum(amount) as sum from ${table}`);
    await meanwhile();
    return String(row?.["sum"]);
  });
  return { answer, hasScanned };
}

const file = (): string => join(paths.data, "known-tables.json");

test("a table is scanned once, and again after somebody wrote to it", async () => {
  await makeTable();
  assert.deepEqual(await sum(), { answer: "500500.00", hasScanned: true });
  assert.deepEqual(await sum(), { answer: "500500.00", hasScanned: false });
  await other.query("update sales set amount = amount + 1 where id = 1");
  assert.deepEqual(await sum(), { answer: "500501.00", hasScanned: true });
  assert.deepEqual(await sum(), { answer: "500501.00", hasScanned: false });
});

test("another question is another scan", async () => {
  await makeTable();
  await sum();
  assert.equal(await readKnown(own, paths, "sales", "count", async () => 1000), 1000);
  assert.equal(await readKnown(own, paths, "sales", "count", async () => 1), 1000);
});

test("what was scanned while somebody wrote is not kept", async () => {
  await makeTable();
  await sum("sales", () => other.query("update sales set amount = 0 where id = 1"));
  assert.deepEqual(await sum(), { answer: "500499.00", hasScanned: true });
});

test("a fingerprint that is kept is the one that a scan computes", async () => {
  await makeTable();
  const of = { columns: ["amount"], amountColumn: "amount" };
  const computed = await fingerprintTable(own, "sales", ["amount"], "amount");
  assert.deepEqual(await readFingerprint(own, paths, "sales", of), computed);
  assert.deepEqual(await readFingerprint(own, paths, "sales", of), computed);
  assert.equal(await readFingerprint(own, paths, "sales", { columns: ["lost"] }), undefined);
  await own.query("drop table sales");
  assert.equal(await readFingerprint(own, paths, "sales", of), undefined);
});

test("what the writer of a table keeps of it is known", async () => {
  await makeTable();
  await keepKnown(own, paths, "sales", "sum", "500500.00", { rows: 1000 });
  assert.equal((await findKnown(own, paths, "sales"))?.answer, "500500.00");
  await other.query("delete from sales where id = 1");
  assert.equal(await findKnown(own, paths, "sales"), undefined);
});

test("what is kept of a table right after it was written outlasts purge, and a restart", async () => {
  await makeTable();
  await keepKnown(own, paths, "sales", "sum", "500500.00", { rows: 1000 });
  await sleep(1500); // purge looks for work once a second
  await disconnect();
  await connect();
  assert.equal((await findKnown(own, paths, "sales"))?.answer, "500500.00");
});

test("what is kept before purge is found again once that is done, and outlasts a restart only then", async () => {
  const keep = async (): Promise<void> => {
    await makeTable();
    await own.query("create or replace table held (id int primary key)");
    // stops purge of all tables
    await other.query("flush tables held for export");
    await own.query("delete from sales where id > 500");
    await sleep(2500); // the server tells the time of the last write after two seconds
    await keepKnown(own, paths, "sales", "sum", "125250.00", { rows: 500 });
    assert.match(readFileSync(file(), "utf8"), /"isUntidy":true/);
    await other.query("unlock tables");
    await sleep(1500); // purge looks for work once a second
  };
  await keep();
  await refreshKnown(own, paths, 10_000);
  assert.match(readFileSync(file(), "utf8"), /"isUntidy":false/);
  await disconnect();
  await connect();
  assert.equal((await findKnown(own, paths, "sales"))?.answer, "125250.00");
  await keep();
  await disconnect();
  await connect();
  assert.equal(await findKnown(own, paths, "sales"), undefined);
});

test("what is kept before purge is not found again where somebody wrote meanwhile", async () => {
  await makeTable();
  await other.query("start transaction with consistent snapshot");
  await own.query("delete from sales where id > 500");
  await keepKnown(own, paths, "sales", "sum", "125250.00", { rows: 500 });
  await other.query("rollback");
  await own.query("update sales set amount = 7 where id = 1");
  await refreshKnown(own, paths, 10_000);
  assert.equal(await findKnown(own, paths, "sales"), undefined);
});

test("on a server of one's own, a large table is worth to wait for the time of its last write, a small one is not", async () => {
  const elsewhere = await makeTestRoot();
  const keep = async (rows: number): Promise<boolean> => {
    await makeTable();
    await keepKnown(own, elsewhere, "sales", "sum", "500500.00", { rows });
    return (await findKnown(own, elsewhere, "sales")) !== undefined;
  };
  assert.deepEqual([await keep(1000), await keep(10_000_000)], [false, true]);
  await rm(elsewhere.root, { recursive: true });
});

test("the file is its owner's; one that is damaged, of another version or missing costs a scan", async () => {
  await makeTable();
  await sum();
  assert.equal(statSync(file()).mode & 0o777, 0o600);
  const content = readFileSync(file(), "utf8");
  for (const damaged of [content.slice(0, -9), "", "null", "[]", "{}", content.replace('"version":1', '"version":2')]) {
    writeFileSync(file(), damaged);
    assert.deepEqual(await sum(), { answer: "500500.00", hasScanned: true });
  }
  await rm(file());
  assert.deepEqual(await sum(), { answer: "500500.00", hasScanned: true });
  assert.deepEqual(await sum(), { answer: "500500.00", hasScanned: false });
});
