import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { columnNames } from "@tillbook/dataset";
import { findRoot, resolvePeriod } from "@tillbook/pipeline";
import { readScopeFiles, restrictQuery, type ScopeFiles } from "@tillbook/queries";
import { salesColumns } from "../libs/queries/src/cashier-numbers.js";
import { startTestDatabase, type TestDatabase } from "./test-database.js";

// What notebooks see of cashiers where no name of theirs may be in a report.

let database: TestDatabase;
let files: ScopeFiles;
const data = { first: "2026-01-01", last: "2026-02-28", closedWeekdays: [] };
const names = ["Ada Lovelace", "O'Neill; \\", "Ben", ""];

before(async () => {
  database = await startTestDatabase();
  files = await readScopeFiles(join(findRoot(), "spark"));
  const rows = [...names, "Ben"].map((cashier, i): (string | null)[] => {
    return [
      `2026-0${i < 3 ? 1 : 2}-0${i + 1}`,
      "08:00:00",
      i === 4 ? "Nord" : "Süd",
      "Tea",
      `${i + 1}.00`,
      cashier,
      "",
      null,
      "",
    ];
  });
  await database.setSales(rows);
  await database.connection.query("drop table if exists sales_per_cashier");
  await database.connection.query(`create table sales_per_cashier as
    select year(sold_on) as year, month(sold_on) as month, day(sold_on) as day, store, cashier, sum(amount) as revenue,
      count(*) as sales, 0 as receipts, 1 as hours
    from sales group by sold_on, store, cashier`);
});
after(() => database.stop());

async function run(sql: string, options: { days?: boolean; store?: string } = {}): Promise<unknown[][]> {
  const scope = { period: resolvePeriod(undefined, data), store: undefined, cashiers: "numbers" as const, ...options };
  const restricted = restrictQuery(sql, scope, files, "tillbook");
  const [rows] = await database.connection.query({ sql: restricted, rowsAsArray: true });
  return rows as unknown as unknown[][];
}

test("cashiers are numbers within their store in every table and form of query, the same in each, and no name is seen", async () => {
  assert.deepEqual(salesColumns, ["id", ...columnNames]);
  const list =
    "select store, cashier, sum(revenue) from sales_per_cashier group by store, cashier order by store, cashier";
  const seen = await run(list);
  assert.deepEqual(
    seen.map(([store, cashier]) => [store, cashier]),
    [
      ["Nord", "1"],
      ["Süd", ""],
      ["Süd", "1"],
      ["Süd", "2"],
      ["Süd", "3"],
    ],
  );
  const all = [
    await run("select * from sales_per_cashier"),
    await run("select * from sales_per_cashier", { days: true }),
    await run("select * from sales_per_cashier", { store: "Süd" }),
    await run("select * from sales"),
    await run("select s.* from tillbook.sales as s where s.cashier <> ''"),
    await run("with own as (select cashier from sales) select * from own"),
  ];
  assert.deepEqual(
    all.map(({ length }) => length),
    [5, 5, 4, 5, 4, 5],
  );
  const text = JSON.stringify(all);
  for (const name of names.filter((name) => name !== "")) assert.doesNotMatch(text, new RegExp(name.slice(0, 3)));
  const again = await run(
    "select store, cashier, sum(amount) from sales group by store, cashier order by store, cashier",
  );
  assert.deepEqual(again, seen);
  assert.deepEqual(await run("select count(*), count(distinct article) from sales"), [[5, 1]]);
});

test("by name they are as they are stored", async () => {
  const sql = restrictQuery(
    "select distinct cashier from sales",
    { period: resolvePeriod(undefined, data), store: undefined },
    files,
    "tillbook",
  );
  assert.equal(sql, "select distinct cashier from sales");
});
