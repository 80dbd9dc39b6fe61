import assert from "node:assert/strict";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { sumFingerprints } from "@tillbook/dataset";
import { hashQueries, parseQuery, type Query } from "@tillbook/queries";
import { formatFingerprint, readCurrency } from "@tillbook/services";
import type { RowDataPacket } from "mysql2/promise";
import { fingerprintResult } from "./aggregate.js";
import { aggregateSales } from "./aggregate-sales.js";
import { readMonths } from "./months.js";
import { createResultTable } from "./result-table.js";
import { noteDone, prepareStatus, startRun } from "./status.js";
import { nameParts } from "./sum-parts.js";
import { startTestDatabase, type TestDatabase } from "./test-database.js";

let database: TestDatabase;
before(async () => {
  database = await startTestDatabase();
});
after(() => database.stop());

const perArticle = parseQuery(
  "per_article",
  `-- question: what was each article sold for?
-- grain: article
-- columns: article varchar(100), revenue decimal(20,2) in euros
-- checks: sum(revenue) = sales.amount
select article, sum(amount) as revenue from sales group by article`,
);
const steps = { rollup: "select 1", told_receipts: "select 2", asked_articles: "select 1", item_sales: "select 1" };

/** Rows that the server reads one after the other while `work` goes on. */
async function countRead(work: () => Promise<unknown>): Promise<number> {
  await database.connection.query("flush status");
  await work();
  const [rows] = await database.connection.query<RowDataPacket[]>(
    "show session status where variable_name in ('Handler_read_next', 'Handler_read_rnd_next')",
  );
  return rows.reduce((sum, row) => sum + Number(row["Value"]), 0);
}

const spark = "4.3.0";

/** Makes 5,000 sales of January and February 2026, and the result of a query as an aggregation of them leaves it. */
async function makeResult(query: Query, asked?: string): Promise<void> {
  const { connection, paths } = database;
  await database.setSales([]);
  await connection.query(
    `insert into sales (sold_on, sold_at, store, article, amount, cashier)
     select '2026-01-01' + interval (seq % 50) day, '12:00:00', 'Nord', seq, 1.25, '7' from seq_1_to_5000`,
  );
  await connection.query(`drop table if exists ${query.name}`);
  await connection.query(createResultTable(query, query.name));
  await connection.query(`insert into ${query.name} select article, sum(amount) from sales group by article`);
  await prepareStatus(connection);
  const months = (await readMonths(connection, paths)) ?? [];
  const result = await fingerprintResult(connection, query, query.name);
  assert.ok(result);
  const run = await startRun(connection, {
    read: formatFingerprint(sumFingerprints(months)),
    months: Object.fromEntries(months.map((month) => [month.name, formatFingerprint(month)])),
    queries: hashQueries([query], steps),
    asked,
  });
  await noteDone(connection, run, { spark, wrote: { [query.name]: formatFingerprint(result) } });
}

/** Aggregates without Spark; where that is needed, it fails and says for how many rows. */
async function aggregate(query: Query, partsFolder?: string): Promise<boolean> {
  const { connection, paths } = database;
  const { isUnchanged } = await aggregateSales({
    connection,
    paths,
    database: "tillbook",
    queries: [query],
    steps,
    asked: undefined,
    partsFolder,
    isCluster: false,
    openConnection: () => Promise.reject(new Error("expected no result to be loaded")),
    withSession: ({ rows }) => Promise.reject(new Error(`expected no Spark, got a session for ${rows} rows`)),
    log: () => {},
    progress: () => {},
  });
  return isUnchanged;
}

test("an aggregation for which nothing changed scans neither sales nor a result", async () => {
  await makeResult(perArticle);
  const again = async (): Promise<void> => assert.equal(await aggregate(perArticle), true);
  // The first run scans the result, of which nothing is known yet.
  assert.ok((await countRead(again)) > 5000);
  const read = await countRead(again);
  assert.ok(read < 1000, `read ${read} rows`);
  await database.connection.query("update sales set amount = 1.26 where id = 1");
  await assert.rejects(again(), { message: "expected no Spark, got a session for 5000 rows" });
});

test("a result that is not of periods, and asks for days, is computed again when nobody asks for any longer", async () => {
  const ofDays = parseQuery("per_article", `${perArticle.text} having :first is null`);
  const parts = join(database.paths.data, "no-parts");
  await makeResult(ofDays, "2026-01-02/2026-01-05");
  await assert.rejects(aggregate(ofDays, parts), /expected no Spark/);
  await makeResult(perArticle, "2026-01-02/2026-01-05");
  assert.equal(await aggregate(perArticle, parts), false);
  const [rows] = await database.connection.query<RowDataPacket[]>("select count(*) as n from per_article");
  assert.equal(rows[0]?.["n"], 5000);
});

test("a session is as large as what it reads: months that changed, and those whose parts are lost", async () => {
  const { connection, paths } = database;
  const folder = join(paths.data, "parts");
  await makeResult(perArticle);
  const currency = await readCurrency(connection);
  const parts = [
    ...nameParts({ months: (await readMonths(connection, paths)) ?? [], steps, currency }, spark).values(),
  ];
  for (const part of parts) await mkdir(join(folder, part), { recursive: true });
  await connection.query("update sales set amount = 1.26 where id = 1");
  const again = () => aggregate(perArticle, folder);
  await assert.rejects(again(), /a session for 3100 rows/);
  await rm(join(folder, parts[1]!), { recursive: true });
  await assert.rejects(again(), /a session for 5000 rows/);
  await rm(folder, { recursive: true });
  await assert.rejects(again(), /a session for 5000 rows/);
});
