import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { findPeriodBefore, findRoot, findYearBefore, listDays, type Period, parsePeriod } from "@tillbook/pipeline";
import {
  findAskedPeriod,
  findScope,
  type Query,
  type ReportScope,
  readQueries,
  readReportScope,
  readScopeFiles,
  readSecondPath,
  restrictQuery,
  type ScopeFiles,
  shadowTables,
} from "@tillbook/queries";
import fc from "fast-check";
import { createResultTable } from "../spark/result-table.js";
import { startTestDatabase, type TestDatabase } from "../spark/test-database.js";

// What a period and a store have is what the sales of that period and store alone would give, in each table.

const folder = join(findRoot(), "spark");
let database: TestDatabase;
let queries: Query[];
let files: ScopeFiles;
before(async () => {
  database = await startTestDatabase();
  queries = await readQueries(folder);
  files = await readScopeFiles(folder);
});
after(() => database?.stop());

type Sale = readonly [
  day: string,
  time: string | null,
  store: string,
  article: string,
  amount: string,
  cashier: string,
  receipt: string,
  quantity: string | null,
  category: string,
];

/** Fills the tables with what MariaDB computes for them. */
async function setTables(sales: readonly Sale[], asked?: Period): Promise<void> {
  await database.setSales(sales as unknown as string[][]);
  const path = await readSecondPath(folder, queries, "EUR", asked);
  for (const query of queries) {
    const names = query.columns.map(({ name }) => name).join(", ");
    await database.connection.query(`drop table if exists ${query.name}`);
    await database.connection.query(createResultTable(query, query.name));
    const sql = shadowTables(`select ${names} from ${query.name}`, path);
    await database.connection.query(`insert into ${query.name} (${names}) ${sql}`);
  }
}

/** What notebooks read of each table, and of sales. */
async function readTables(report: ReportScope): Promise<Record<string, unknown>> {
  const read = async (columns: string, name: string) => {
    const sql = restrictQuery(`select ${columns} from ${name}`, findScope(report), files, "tillbook");
    const [rows] = await database.connection.query({ sql, rowsAsArray: true });
    return (rows as unknown as unknown[][]).map((row) => row.join("|")).sort();
  };
  const names = [...queries.map(({ name }) => name), "category_sales"];
  const results = await Promise.all(names.map(async (name) => [name, await read("*", name)] as const));
  return {
    ...Object.fromEntries(results),
    sales: await read("sold_on, sold_at, store, article, amount, cashier", "sales"),
  };
}

const day = fc.integer({ min: 0, max: 430 }).map((n) => {
  return new Date(Date.UTC(2023, 11, 20) + n * 86_400_000).toISOString().slice(0, 10);
});
const sale = fc.tuple(
  day,
  fc.constantFrom(null, "00:00:00", "09:30:00", "23:59:59"),
  fc.constantFrom("Nord", "Süd", "Trader Joe's"),
  fc.constantFrom("", ...Array.from({ length: 30 }, (_, i) => `Article ${i}`)),
  fc.integer({ min: -500, max: 2000 }).map((cents) => (cents / 100).toFixed(2)),
  fc.constantFrom("", "7", "8"),
  fc.constant(""),
  fc.constant(null),
  fc.constantFrom("", "Dairy", "Meat"),
);
const settings = fc.oneof(
  fc.constantFrom("2024-01", "2024-02", "2024", "2024-Q1", "2024-02-29/2024-02-29", "2023-12-25/2024-01-07", "2023-Q4"),
  fc.tuple(day, day).map((days) => days.sort().join("/")),
);

test("a period's tables are those of its days alone: 29 February, over New Year, partly outside of the data, any days", async () => {
  let checked = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(sale, { minLength: 40, maxLength: 120 }), settings, async (sales, setting) => {
      const period = parsePeriod(setting)!;
      const own = sales.filter(([day]) => day >= period.first && day <= period.last);
      if (own.length === 0) return;
      await setTables(sales, findAskedPeriod(setting));
      const report = await readReportScope(database.connection, { period: setting, store: undefined });
      assert.deepEqual(report.period, period);
      const has = (some?: Period): boolean => sales.some(([day]) => some && day >= some.first && day <= some.last);
      assert.equal(report.before !== undefined, has(findPeriodBefore(period)));
      assert.equal(report.yearBefore !== undefined, has(findYearBefore(period)));
      const seen = await readTables(report);
      await setTables(own);
      const alone = await readReportScope(database.connection, { period: undefined, store: undefined });
      assert.deepEqual(seen, await readTables(alone), setting);
      checked++;
    }),
    { numRuns: Number(process.env["PERIOD_RUNS"] ?? 12), seed: 17 },
  );
  assert.ok(checked > 5, String(checked));
});

test("a store's tables are those of its sales alone, but for the places of its articles in the chain", async () => {
  const sales = fc.sample(sale, { numRuns: 120, seed: 5 });
  const store = "Trader Joe's";
  await setTables(sales);
  const seen = await readTables(await readReportScope(database.connection, { period: "2024-Q1", store }));
  const days = new Set(listDays("2024-01-01", "2024-03-31"));
  await setTables(sales.filter(([day, , own]) => own === store && days.has(day)));
  const alone = await readTables(await readReportScope(database.connection, { period: undefined, store: undefined }));
  const { top_articles: articles, category_sales: categories, ...others } = seen;
  const { top_articles: ownArticles, category_sales: ownCategories, ...own } = alone;
  assert.deepEqual(others, own);
  // store, article, revenue, sales, rank in the store
  const cut = (rows: unknown) => (rows as string[]).map((row) => row.split("|").slice(0, 5).join("|"));
  assert.deepEqual(cut(articles), cut(ownArticles));
  assert.deepEqual(cut(categories), cut(ownCategories));
});
