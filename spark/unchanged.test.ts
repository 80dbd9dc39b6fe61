import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { hashQueries, parseQuery } from "@tillbook/queries";
import { formatFingerprint } from "@tillbook/services";
import type { RowDataPacket } from "mysql2/promise";
import { fingerprintResult } from "./aggregate.js";
import { aggregateSales } from "./aggregate-sales.js";
import { readMonths } from "./months.js";
import { createResultTable } from "./result-table.js";
import { noteDone, prepareStatus, startRun } from "./status.js";
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
const steps = { rollup: "select 1", asked_articles: "select 1" };

/** Rows that the server reads one after the other while `work` goes on. */
async function countRead(work: () => Promise<unknown>): Promise<number> {
  await database.connection.query("flush status");
  await work();
  const [rows] = await database.connection.query<RowDataPacket[]>(
    "show session status where variable_name in ('Handler_read_next', 'Handler_read_rnd_next')",
  );
  return rows.reduce((sum, row) => sum + Number(row["Value"]), 0);
}

test("an aggregation for which nothing changed scans neither sales nor a result", async () => {
  const { connection, paths } = database;
  await database.setSales([]);
  await connection.query(
    `insert into sales (sold_on, sold_at, store, article, amount, cashier)
     select '2026-01-01' + interval (seq % 50) day, '12:00:00', 'Nord', seq, 1.25, '7' from seq_1_to_5000`,
  );
  await connection.query(createResultTable(perArticle, "per_article"));
  await connection.query("insert into per_article select article, sum(amount) from sales group by article");
  await prepareStatus(connection);
  const months = (await readMonths(connection, paths)) ?? [];
  const result = await fingerprintResult(connection, perArticle, "per_article");
  assert.ok(result);
  const run = await startRun(connection, {
    read: `5000:6250.00:${months.reduce((sum, { checksum }) => sum + BigInt(checksum), 0n)}`,
    months: Object.fromEntries(months.map((month) => [month.name, formatFingerprint(month)])),
    queries: hashQueries([perArticle], steps),
    asked: undefined,
  });
  await noteDone(connection, run, { spark: "4.3.0", wrote: { per_article: formatFingerprint(result) } });
  const aggregate = async (): Promise<void> => {
    const { isUnchanged } = await aggregateSales({
      connection,
      paths,
      database: "tillbook",
      queries: [perArticle],
      steps,
      asked: undefined,
      partsFolder: undefined,
      isCluster: false,
      openConnection: () => Promise.reject(new Error("expected no result to be loaded")),
      withSession: () => Promise.reject(new Error("expected no Spark")),
      log: () => {},
      progress: () => {},
    });
    assert.equal(isUnchanged, true);
  };
  // The first run scans the result, of which nothing is known yet.
  assert.ok((await countRead(aggregate)) > 5000);
  const read = await countRead(aggregate);
  assert.ok(read < 1000, `read ${read} rows`);
  await connection.query("update sales set amount = 1.26 where id = 1");
  await assert.rejects(aggregate(), { message: "expected no Spark" });
});
