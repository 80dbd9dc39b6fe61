import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { findRoot } from "@tillbook/pipeline";
import { readQueries, readSecondPath, shadowTables } from "@tillbook/queries";
import { createResultTable } from "./result-table.js";
import { startTestDatabase, type TestDatabase } from "./test-database.js";

// What the results mean in a period and in a store: spark/<name>.scope.sql, on results that MariaDB computed itself.

const folder = join(findRoot(), "spark");
let database: TestDatabase;

before(async () => {
  database = await startTestDatabase();
  await database.setSales([
    ["2025-01-30", "08:00:00", "Nord", "Tea", "9.00", "7", "1", "1", ""],
    ["2025-01-31", "09:00:00", "Nord", "Tea", "-1.00", "7", "2", "-1", ""],
    ["2025-01-31", null, "Süd", "", "3.00", "7", "3", null, ""],
    ["2025-02-01", "09:00:00", "Nord", "Milk", "2.00", "8", "4", "2", "Dairy"],
    ["2025-02-07", "09:59:59", "Nord", "Milk", "0.00", "8", "5", "1", "Dairy"],
    ["2025-02-08", "09:00:00", "Nord", "Milk", "8.00", "8", "6", "1.5", "Dairy"],
  ]);
  const queries = await readQueries(folder);
  const path = await readSecondPath(folder, queries);
  for (const query of queries) {
    const { name, columns } = query;
    await database.connection.query(createResultTable(query, name));
    const names = columns.map((column) => column.name).join(", ");
    await database.connection.query(
      `insert into ${name} (${names}) ${shadowTables(`select ${names} from ${name}`, path)}`,
    );
  }
});
after(() => database?.stop());

async function readScope(name: string, values: Record<"period" | "first" | "last" | "store", string | null>) {
  const text = await readFile(join(folder, `${name}.scope.sql`), "utf8");
  const sql = text.replaceAll(/:(period|first|last|store)\b/g, (_, key: keyof typeof values) =>
    database.connection.escape(values[key]),
  );
  const [rows] = await database.connection.query({ sql, rowsAsArray: true, dateStrings: true });
  return (rows as unknown[][]).map((row) => row.join(" ")).sort();
}

test("in a period each table has the rows that its days alone would have", async () => {
  const days = { period: "2025-01-31/2025-02-07", first: "2025-01-31", last: "2025-02-07", store: null };
  assert.deepEqual(await readScope("monthly_sales", days), [
    "2025 1 Nord -1.00 1 1 2025-01-31 2025-01-31 1 -1.00 0 0 0 1 -1.000",
    "2025 1 Süd 3.00 1 1 2025-01-31 2025-01-31 0 0.00 0 1 1 1 ",
    "2025 2 Nord 2.00 2 2 2025-02-01 2025-02-07 0 0.00 1 0 0 2 3.000",
  ]);
  assert.deepEqual(await readScope("time_sales", days), [
    "-1 5 Süd 3.00 1 1 1",
    "9 5 Nord -1.00 2 2 2",
    "9 6 Nord 2.00 1 1 1",
  ]);
  assert.deepEqual(await readScope("sales_per_cashier", days), [
    "Nord 7 -1.00 1 1 1 1",
    "Nord 8 2.00 2 2 2 2",
    "Süd 7 3.00 1 1 0 1",
  ]);
});

test("in a store each table has the rows of the store, its articles with their ranks in the chain", async () => {
  const scope = { period: "2025", first: "2025-01-01", last: "2025-12-31", store: "Süd" };
  assert.deepEqual(await readScope("monthly_sales", scope), [
    "2025 1 Süd 3.00 1 1 2025-01-31 2025-01-31 0 0.00 0 1 1 1 ",
  ]);
  assert.deepEqual(await readScope("time_sales", scope), ["-1 5 Süd 3.00 1 1 1"]);
  assert.deepEqual(await readScope("sales_per_cashier", scope), ["Süd 7 3.00 1 1 0 1"]);
  assert.deepEqual(await readScope("top_articles", scope), ["Süd  3.00 1 1 3 0 2 0 0 1 2 3.00"]);
});

test("the articles are those of the named period", async () => {
  const all = { period: "all", first: "2025-01-30", last: "2025-02-08", store: null };
  assert.deepEqual(await readScope("top_articles", all), [
    "Nord Milk 10.00 3 1 1 2 2 1 2 1 2 10.00",
    "Nord Tea 8.00 2 2 2 2 2 1 2 1 2 8.00",
    "Süd  3.00 1 1 3 0 2 0 0 1 2 3.00",
  ]);
  assert.deepEqual(await readScope("top_articles", { ...all, period: "2025-02" }), [
    "Nord Milk 10.00 3 1 1 1 1 1 1 1 1 10.00",
  ]);
  assert.deepEqual(await readScope("top_articles", { ...all, period: "2025-03" }), []);
});

test("the categories are those of the named period, of a store or of all, while its articles have none among them", async () => {
  const all = { period: "all", first: "2025-01-30", last: "2025-02-08", store: null };
  assert.deepEqual(await readScope("category_sales", all), [
    "Nord  8.00 2 2 1 1 1 11.00",
    "Nord Dairy 10.00 3 1 2 1 1 10.00",
    "Süd  3.00 1 1 1 0 1 11.00",
  ]);
  assert.deepEqual(await readScope("category_sales", { ...all, store: "Süd" }), ["Süd  3.00 1 1 1 0 1 11.00"]);
  assert.deepEqual(await readScope("category_sales", { ...all, period: "2025-03" }), []);
});

test("the four questions of docs/sql.md are one select each", async () => {
  const docs = await readFile(join(findRoot(), "docs/sql.md"), "utf8");
  const selects = [...docs.matchAll(/^\*[^\n]+\?\*\n\n```sql\n(.*?)```/gms)].map(([, sql]) => sql ?? "");
  const answers: string[][] = [];
  for (const sql of selects) {
    const [rows] = await database.connection.query({ sql: `select * from (${sql}) as answer`, rowsAsArray: true });
    answers.push((rows as unknown[][]).map((row) => row.join(" ")).sort());
  }
  assert.deepEqual(answers, [
    ["2025 1 Nord 8.00 2", "2025 1 Süd 3.00 1", "2025 2 Nord 10.00 3"],
    ["Nord Milk 10.00 3 1 1", "Nord Tea 8.00 2 2 2", "Süd  3.00 1 1 3"],
    ["Nord 7 8.00 2", "Nord 8 10.00 3", "Süd 7 3.00 1"],
    ["-1 5 Süd 3.00 1", "8 4 Nord 9.00 1", "9 5 Nord -1.00 2", "9 6 Nord 10.00 2"],
  ]);
});
