import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { formatCents } from "@tillbook/pipeline";
import type { Connection, RowDataPacket } from "mysql2/promise";
import { type Checkout, copyBuiltCheckout, type Ended, stagesThatRan } from "./checkout.js";
import { recompute } from "./recompute.js";

// Runs that fail or are ended in the midst, by `make`, in a checkout that has a report: what they print, what they leave.
// The tests build on each other, in this order.

let checkout: Checkout;
before(async () => {
  checkout = await copyBuiltCheckout();
});
after(() => checkout?.remove());

test("a failed stage ends with 1, says what to do, keeps the old tables, and leaves no process", async () => {
  const sql = join(checkout.root, "spark", "monthly_sales.sql");
  const good = readFileSync(sql, "utf8");
  writeFileSync(
    sql,
    good.replace("from rollup", "from (select * from rollup where store <> (select max(store) from sales))"),
  );
  const before = await checkout.query((connection) => readColumn(connection, "select sum(revenue) from monthly_sales"));
  const ended = await checkout.make("report");
  assert.notEqual(ended.code, 0);
  assert.match(ended.output, /CHECK_FAILED/);
  assert.match(ended.output, /try: /);
  assert.deepEqual(await checkout.leftovers(), []);
  const after = await checkout.query((connection) => readColumn(connection, "select sum(revenue) from monthly_sales"));
  assert.deepEqual(after, before);
  writeFileSync(sql, good);
});

test("a server that is gone is a clear failure, never a cache hit", async () => {
  const ended = await checkout.make("report", { MYSQL_HOST: "127.0.0.1", MYSQL_PORT: "9" });
  assert.notEqual(ended.code, 0);
  assert.match(ended.output, /cannot reach MySQL at 127\.0\.0\.1:9: ECONNREFUSED \[MYSQL_UNREACHABLE\]\n.*try: /);
  assert.deepEqual(await checkout.leftovers(), []);
});

test("Ctrl-C in the middle of aggregate stops everything", async () => {
  const running = checkout.start("report", { SALES_SEED: "44" });
  await running.printed(/^aggregate .*sales/m);
  while (!checkout.processes().some((line) => /java-runtime\/bin\/java/.test(line))) await sleep(20);
  process.kill(-Number(running.child.pid), "SIGINT");
  const ended = await running.ended;
  assert.notEqual(ended.code, 0);
  assert.match(ended.output, /failed: stopped by .* \[INTERRUPTED\]\n.*try: make /);
  assert.deepEqual(await checkout.leftovers(), []);
});

test("a database that is killed while Spark works is what the run tells of", async () => {
  const running = checkout.start("report", { SALES_SEED: "44" });
  await running.printed(/^aggregate .*sales/m);
  const server = checkout.processes().find((line) => /mariadbd .*--datadir/.test(line));
  process.kill(Number.parseInt(String(server), 10), "SIGKILL");
  const ended = await running.ended;
  assert.notEqual(ended.code, 0);
  assert.match(ended.output, /^aggregate failed: MySQL went away; .*\[MYSQL_UNREACHABLE\]\n.*try: /m);
  assert.deepEqual(await checkout.leftovers(), []);
});

test("a run works after one that was killed", async () => {
  const running = checkout.start("report", { SALES_SEED: "44" });
  await running.printed(/^aggregate .*sales/m);
  process.kill(-Number(running.child.pid), "SIGKILL");
  await running.ended;
  const ended = await checkout.make("aggregate", { SALES_SEED: "44" });
  assertSuccess(ended);
  assert.ok(stagesThatRan(ended).includes("aggregate"));
  assert.deepEqual(await checkout.leftovers(), []);
  const expected = await recompute(join(checkout.root, "build", "csv"));
  await checkout.query(async (connection) => {
    const sums = await readColumn(connection, "select sum(revenue) from monthly_sales");
    assert.deepEqual(sums, [formatCents(expected.cents)]);
  });
});

test("sales that somebody changes while Spark aggregates them are BUSY, and the old results stay", async () => {
  const sums = "select sum(revenue) from monthly_sales";
  const before = await checkout.query((connection) => readColumn(connection, sums));
  const running = checkout.start("aggregate", { SALES_SEED: "45" });
  await running.printed(/^aggregate .*sales/m);
  await checkout.query((connection) => connection.query("update sales set amount = amount + 1 where id = 7"));
  const ended = await running.ended;
  assert.notEqual(ended.code, 0);
  assert.match(ended.output, /^aggregate failed: sales changed during the aggregation: .*\[BUSY\]/m);
  assert.deepEqual(await checkout.query((connection) => readColumn(connection, sums)), before);
});

function assertSuccess(ended: Ended): void {
  assert.equal(ended.code, 0, ended.output);
}

async function readColumn(connection: Connection, sql: string): Promise<string[]> {
  const [rows] = await connection.query<RowDataPacket[]>(sql);
  return rows.map((row) => String(Object.values(row)[0]));
}
