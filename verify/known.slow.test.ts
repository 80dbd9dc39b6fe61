import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { readSalesParts } from "@tillbook/dataset";
import { parseQuery } from "@tillbook/queries";
import { readFingerprint } from "@tillbook/services";
import { describeColumns } from "../spark/aggregate.js";
import { createResultTable } from "../spark/result-table.js";
import { startTestDatabase, type TestDatabase } from "../spark/test-database.js";
import { checkKnown } from "./known.js";
import type { VerifyContext } from "./verify.js";

let database: TestDatabase;
before(async () => {
  database = await startTestDatabase();
});
after(() => database.stop());

const perStore = parseQuery(
  "per_store",
  `-- question: what did each store take?
-- grain: store
-- columns: store varchar(100), revenue decimal(20,2) in euros
-- checks: sum(revenue) = sales.amount
select store, sum(amount) as revenue from sales group by store`,
);

/** As if a write had not been seen: what is kept is another content than the table has. */
async function forge(table: string, change: (answer: string) => string): Promise<void> {
  const file = join(database.paths.data, "known-tables.json");
  const content = JSON.parse(await readFile(file, "utf8"));
  content.tables[table].answer = JSON.parse(change(JSON.stringify(content.tables[table].answer)));
  await writeFile(file, JSON.stringify(content));
}

async function check(): Promise<{ findings: string[]; found: string }> {
  const findings: string[] = [];
  const { connection, paths } = database;
  const found = await checkKnown({ connection, paths, queries: [perStore] } as unknown as VerifyContext, findings);
  return { findings, found };
}

test("what is known of a table and is not what it holds is a finding; a table that was changed since is none", async () => {
  const { connection, paths } = database;
  await database.setSales([["2025-01-01", "08:00:00", "Nord", "Tea", "10.00", "7"]]);
  await connection.query(createResultTable(perStore, "per_store"));
  await connection.query("insert into per_store values ('Nord', 10.00)");
  assert.deepEqual(await check(), { findings: [], found: "0 tables hold what is known of them without a scan" });
  await readSalesParts(connection, paths);
  await readFingerprint(connection, paths, "per_store", describeColumns(perStore));
  assert.deepEqual(await check(), { findings: [], found: "2 tables hold what is known of them without a scan" });
  await forge("sales", (answer) => answer.replace("10.00", "11.00"));
  await forge("per_store", (answer) => answer.replace("10.00", "9.00"));
  const { findings } = await check();
  assert.match(findings[0] ?? "", /^table sales was changed .* expected 1:11\.00:\d+, got 1:10\.00:/);
  assert.match(findings[1] ?? "", /^table per_store was changed .* expected 1:9\.00:\d+, got 1:10\.00:/);
  assert.equal(findings.length, 2);
  await forge("sales", (answer) => answer.replace("11.00", "10.00").replace('"month":1', '"month":2'));
  assert.match((await check()).findings[0] ?? "", /rows of other files or months/);
  await connection.query("update sales set amount = 12");
  await connection.query("update per_store set revenue = 12");
  assert.deepEqual(await check(), { findings: [], found: "0 tables hold what is known of them without a scan" });
});
