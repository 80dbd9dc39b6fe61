import assert from "node:assert/strict";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { parsePeriod, resolvePeriod } from "@tillbook/pipeline";
import { parseQuery } from "./queries.js";
import { findScope, parseWithin, type ReportScope, writeWithin } from "./report-scope.js";
import { dependsOnScope, readScopeFiles, restrictQuery, type Scope, type ScopeFiles } from "./scope.js";

const data = { first: "2024-03-02", last: "2026-03-10", closedWeekdays: [7] };
const all = resolvePeriod(undefined, data);

function scope(name: string, store?: string): Scope {
  return { period: name === "all" ? all : parsePeriod(name)!, store };
}

function makeQuery(name: string, columns: string) {
  const grain = columns.split(" ")[0];
  return parseQuery(name, `-- question: a?\n-- grain: ${grain}\n-- columns: ${columns}\n-- checks: 1 = 1\n`);
}

const files: ScopeFiles = {
  texts: new Map([
    ["monthly_sales", "select :first as a, :last, :period, :store from monthly_sales where ':first' <> 1 -- :last\n;"],
  ]),
  queries: [
    makeQuery("monthly_sales", "year int"),
    makeQuery("targets", "year int, month int, store varchar(9), target int"),
    makeQuery("daily", "year int, month int, day int"),
    makeQuery("articles", "article varchar(9), store varchar(9)"),
  ],
};

function restrict(sql: string, name = "2026-02", store?: string): string {
  return restrictQuery(sql, scope(name, store), files, "own db");
}

test("a result is what its scope file says, with the period and the store in it, read from the table that is stored", () => {
  assert.equal(
    restrict("select a from monthly_sales;", "2026-02", "Köln"),
    "with `monthly_sales` as (\nselect date'2026-02-01' as a, date'2026-02-28', '2026-02', 'Köln' from `own db`.monthly_sales where ':first' <> 1\n)\nselect a from `monthly_sales`",
  );
  assert.match(
    restrict("select a from monthly_sales", "all"),
    /date'2024-03-02' as a, date'2026-03-10', 'all', null from/,
  );
});

test("a view is some rows of a table by another name, also beside that table, and by it alone a query depends on the scope", () => {
  const own: ScopeFiles = {
    texts: new Map([["sums", "-- of: articles\nselect article from articles where store = :store"]]),
    queries: files.queries,
  };
  const see = (sql: string): string => restrictQuery(sql, scope("all", "A"), own, "own db");
  assert.equal(
    see("select * from sums"),
    "with `sums` as (\n-- of: articles\nselect article from `own db`.articles where store = 'A'\n)\nselect * from `sums`",
  );
  assert.match(see("select * from sums, articles"), /^with `articles` as \(\n.*\n\),\n`sums` as \(\n-- of/);
  assert.equal(dependsOnScope("select 1 from sums", { period: undefined, store: undefined }, own), true);
  assert.equal(dependsOnScope("select 1 from sums", { period: undefined, store: "A" }, own), true);
});

test("a store's name is a text, whatever it has", () => {
  for (const [store, quoted] of [
    ["Trader Joe's", "'Trader Joe''s'"],
    ["a\\' or 1=1 -- ", "'a\\\\'' or 1=1 -- '"],
    ["\\", "'\\\\'"],
    ["日本 🧀\n", "'日本 🧀\n'"],
    ["$& $1 :first", "'$& $1 :first'"],
  ] as const) {
    assert.ok(restrict("select 1 from monthly_sales", "2026-02", store).includes(`, ${quoted} from`), store);
    assert.ok(restrict("select 1 from sales", "all", store).includes(`where store = ${quoted}\n)`), store);
  }
});

test("sales and results without a scope file are restricted by their columns", () => {
  assert.equal(
    restrict("select count(*) from sales", "2026-02", "A"),
    "with `sales` as (\nselect * from `own db`.`sales` where sold_on between date'2026-02-01' and date'2026-02-28' and store = 'A'\n)\nselect count(*) from `sales`",
  );
  assert.match(restrict("select 1 from targets", "2025-Q4"), /where 100 \* year \+ month between 202510 and 202512\n/);
  assert.match(
    restrict("select 1 from daily", "2025-12-31/2026-01-01"),
    /where 10000 \* year \+ 100 \* month \+ day between 20251231 and 20260101\n/,
  );
  assert.match(restrict("select 1 from articles", "all", "A"), /`articles` where store = 'A'\n/);
});

test("with neither period nor store, only results with a scope file are written anew", () => {
  for (const sql of ["select sales, targets from sales, targets", "select * from articles"])
    assert.equal(restrict(sql, "all"), sql);
});

test("a result that can't be restricted is named, with the columns that it lacks", () => {
  const refuse = (sql: string, name: string, store: string | undefined, message: RegExp): void =>
    assert.throws(() => restrict(sql, name, store), { code: "SQL_FILE_INVALID", message });
  refuse(
    "select 1 from articles",
    "2026-02",
    undefined,
    /^spark\/articles\.sql: the report is of 2026-02, .* no year and month by which/,
  );
  refuse("select 1 from sales, articles a", "2026-02", undefined, /articles/);
  refuse("select 1 from sales s join (targets t, articles a)", "2026-02", undefined, /articles/);
  refuse("select (select 1 from own.x) from `Own DB`.articles", "2026-02", undefined, /articles/);
  refuse("select 1 from targets", "2026-02-01/2026-02-27", undefined, /the table has no day by which/);
  refuse("select 1 from daily", "all", "A", /the report is of the store A, but the table has no store by which/);
  for (const sql of [
    "select articles from sales",
    "select sum(sales), articles from sales",
    "select count(articles) from sales join targets on a.articles = b.b where articles in (1) order by 1, articles",
    "select x.articles from x",
  ])
    assert.match(restrict(sql), /^with|^select x/);
});

test("a with of the query's own is kept, recursive too, and may define a table's name anew", () => {
  assert.match(
    restrict("with recursive n as (select 1 union select n + 1 from n) select * from n, sales"),
    /^with recursive `sales` as \(\nselect \* from `own db`\.`sales` where .*\n\),\nn as/,
  );
  assert.match(
    restrict("with sales as (select * from sales where amount > 0) select * from sales"),
    /^with `sales__scoped` as \(\n.*\n\),\n`sales` as \(select \* from `sales__scoped` as `sales` where amount > 0\) select \* from `sales`$/,
  );
});

test("what reads no tables, or asks about them, is sent as it is", () => {
  for (const sql of ["show columns from sales", "explain select * from sales", "describe sales", "select 1 from own"])
    assert.equal(restrict(sql), sql);
  for (const sql of ["(select 1 from sales) union (select 2)", "-- sales\ntable sales", "/* a */ select 1 from sales"])
    assert.match(restrict(sql), /^with `sales` as/);
});

test("without settings only results with a scope file depend on the scope, with one all results and sales", () => {
  const depends = (sql: string, store?: string): boolean => dependsOnScope(sql, { period: undefined, store }, files);
  assert.deepEqual(
    ["monthly_sales", "sales", "targets", "own"].map((name) => depends(`select 1 from ${name}`)),
    [true, false, false, false],
  );
  assert.deepEqual(
    ["monthly_sales", "sales", "targets", "own"].map((name) => depends(`select 1 from ${name}`, "A")),
    [true, true, true, false],
  );
});

test("scope files are read beside their queries; one without a query, or with another placeholder, is an error", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tillbook-scope-"));
  try {
    await mkdir(join(folder, "steps"));
    await writeFile(join(folder, "a.sql"), "-- question: a?\n-- grain: a\n-- columns: a int\n-- checks: 1 = 1\n");
    await writeFile(join(folder, "a.scope.sql"), "select ':x', @a := :store -- :y");
    const { texts, queries } = await readScopeFiles(folder);
    assert.deepEqual([[...texts.keys()], queries.map(({ name }) => name)], [["a"], ["a"]]);
    await writeFile(join(folder, "a.scope.sql"), "select :stores");
    await assert.rejects(readScopeFiles(folder), {
      code: "SQL_FILE_INVALID",
      message: "spark/a.scope.sql: expected :first, :last, :period or :store, got :stores",
    });
    await rename(join(folder, "a.scope.sql"), join(folder, "b.scope.sql"));
    await assert.rejects(readScopeFiles(folder), {
      message: "spark/b.scope.sql: expected spark/b.sql beside it, got none",
    });
    await writeFile(join(folder, "b.scope.sql"), "-- of: a\nselect 1");
    assert.deepEqual([...(await readScopeFiles(folder)).texts.keys()], ["b"]);
    await writeFile(join(folder, "b.scope.sql"), "-- of: c\nselect 1");
    await assert.rejects(readScopeFiles(folder), {
      message: "spark/b.scope.sql: expected spark/c.sql beside it, got none",
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("a query sees the period, those before, a trend or all the data, of the store or of the chain", () => {
  const report: ReportScope = { period: parsePeriod("2026-02")!, data, store: "A" };
  const names = (["period", "before", "year before", "trend", "all"] as const).map(
    (within) => findScope(report, within).period.name,
  );
  assert.deepEqual(names, ["2026-02", "2026-01", "2025-02", "2024-03-01/2026-02-28", "all"]);
  assert.equal(findScope(report).store, "A");
  assert.equal(findScope(report, "period", { chain: true }).store, undefined);
  assert.throws(() => findScope({ ...report, period: all }, "before"), /expected a report of a period/);
});

test("by day, a result is seen as it is stored, and one that has no days as its scope file says", () => {
  const own: ScopeFiles = {
    texts: new Map([
      ["daily", "select year, month, count(*) as days from daily group by year, month"],
      ["monthly_sales", files.texts.get("monthly_sales")!],
    ]),
    queries: files.queries,
  };
  const see = (name: string, table: string, days: boolean): string =>
    restrictQuery(`select * from ${table}`, { ...scope(name), days }, own, "own db");
  assert.match(see("2026-02", "daily", false), /count\(\*\)/);
  assert.match(
    see("2026-02", "daily", true),
    /select \* from `own db`\.`daily` where 10000 \* year .* between 20260201/,
  );
  assert.equal(see("all", "daily", true), "select * from daily");
  assert.match(see("all", "monthly_sales", true), /'all', null from/);
});

test("what a query sees is written before it, and read again", () => {
  const text = writeWithin("select 1", "year before", { chain: true });
  assert.equal(text, "-- within year before, chain\nselect 1");
  assert.deepEqual(parseWithin(text), {
    sql: "select 1",
    within: "year before",
    options: { chain: true, days: false },
  });
  assert.deepEqual(parseWithin("select 1"), {
    sql: "select 1",
    within: "period",
    options: { chain: false, days: false },
  });
  const byDay = { chain: false, days: true };
  assert.deepEqual(parseWithin(writeWithin("select 1", "all", byDay)), {
    sql: "select 1",
    within: "all",
    options: byDay,
  });
});
