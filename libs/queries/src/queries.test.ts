import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { findRoot } from "@tillbook/pipeline";
import { hashQueries, parseQuery, type Query, readQueries, readSteps } from "./queries.js";

const header = `-- question: who?
-- grain: store, day
-- columns: store varchar(100), day date, revenue decimal(20,2) in euros
-- checks: sum(revenue) = sales.amount; count(*) = (select count(distinct store, day) from sales)
`;

test("a header gives the question, the grain, the columns with their units, and the equations", () => {
  const query = parseQuery("by_store", `${header}select 1`);
  assert.deepEqual(query, {
    name: "by_store",
    question: "who?",
    grain: ["store", "day"],
    columns: [
      { name: "store", type: "varchar(100)", isNullable: false, unit: "" },
      { name: "day", type: "date", isNullable: false, unit: "" },
      { name: "revenue", type: "decimal(20,2)", isNullable: false, unit: "euros" },
    ],
    checks: [
      { left: "sum(revenue)", right: "sales.amount" },
      { left: "count(*)", right: "(select count(distinct store, day) from sales)" },
    ],
    parts: undefined,
    text: `${header}select 1`,
  });
});

test("a header line that is missing or empty is an error that names the file and the line", () => {
  for (const key of ["question", "grain", "columns", "checks"])
    for (const broken of [
      header.replace(`-- ${key}:`, `-- no ${key}:`),
      header.replace(RegExp(`${key}:.*`), `${key}:`),
    ])
      assert.throws(() => parseQuery("by_store", broken), {
        code: "SQL_FILE_INVALID",
        message: `spark/by_store.sql: expected a header line "-- ${key}: …", got none`,
      });
});

test("a grain that is no column, a column without a type or with an unknown form, and half an equation are errors", () => {
  const parse = (from: string, to: string) => () => parseQuery("by_store", header.replace(from, to));
  assert.throws(
    parse("grain: store", "grain: shop"),
    /expected each column of the grain in "-- columns:", got no shop/,
  );
  assert.throws(parse("store varchar(100)", "store"), /got "store"/);
  assert.throws(parse("day date", "Day date"), /got "Day date"/);
  assert.throws(parse("in euros", "euros"), /got "revenue decimal\(20,2\) euros"/);
  assert.throws(parse(" = sales.amount", ""), /got "sum\(revenue\)"/);
  assert.throws(parse("= sales.amount", "= sales.amount = 3"), /got "sum\(revenue\) = sales.amount = 3"/);
});

test("a column may have digits in its name, spaces in its type, and null after it where a value may be missing", () => {
  const columns =
    "store varchar(100), q1_revenue decimal(20, 2) in euros, growth decimal(10,4) null in percent, n int unsigned";
  const query = parseQuery(
    "by_store",
    header.replace(/columns: .*/, `columns: ${columns}`).replace("store, day", "store"),
  );
  assert.deepEqual(query.columns.slice(1), [
    { name: "q1_revenue", type: "decimal(20,2)", isNullable: false, unit: "euros" },
    { name: "growth", type: "decimal(10,4)", isNullable: true, unit: "percent" },
    { name: "n", type: "int unsigned", isNullable: false, unit: "" },
  ]);
  assert.throws(
    () => parseQuery("by_store", header.replace("day date", "day date null")),
    /expected columns of the grain without null, got day with it/,
  );
});

test("an equation has its sign outside of parentheses", () => {
  const checks = "sum(if(a = (1), b, 0)) = (select count(*) from sales where (c) = 2); max(if(a = ';', 1, 2)) = 2";
  assert.deepEqual(parseQuery("by_store", header.replace(/checks: .*/, `checks: ${checks}`)).checks, [
    { left: "sum(if(a = (1), b, 0))", right: "(select count(*) from sales where (c) = 2)" },
    { left: "max(if(a = ';', 1, 2))", right: "2" },
  ]);
});

test("a name that no table can have is an error", () => {
  for (const name of ["By_store", "1st", "by-store", "b".repeat(52)])
    assert.throws(() => parseQuery(name, header), /expected a file name of lower-case letters/);
  assert.equal(parseQuery("b".repeat(51), header).name.length, 51);
});

test("a query cannot have the name of another table of Tillbook's, or of one that a swap needs", () => {
  for (const name of ["sales", "import_status", "aggregate_status", "by_store__next", "by_store__old"])
    assert.throws(() => parseQuery(name, header), { code: "SQL_FILE_INVALID", message: /a table of Tillbook's own/ });
  assert.equal(parseQuery("sales__older", header).name, "sales__older");
});

test("a folder's queries are read in the order of their names, other files and folders are not", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tillbook-queries-"));
  try {
    await mkdir(join(folder, "steps"));
    await writeFile(join(folder, "steps", "rollup.sql"), "select 1");
    await writeFile(join(folder, "steps", "told_receipts.sql"), "select 3");
    await writeFile(join(folder, "steps", "item_sales.sql"), "select 4");
    await writeFile(join(folder, "steps", "asked_articles.sql"), "select 2");
    for (const name of ["b.sql", "a.sql", "a.check.sql", "a.scope.sql", "a.ts"])
      await writeFile(join(folder, name), header);
    assert.deepEqual(
      (await readQueries(folder)).map(({ name }) => name),
      ["a", "b"],
    );
    assert.deepEqual(await readSteps(folder), {
      rollup: "select 1",
      told_receipts: "select 3",
      item_sales: "select 4",
      asked_articles: "select 2",
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test("a query says whose sales a row depends on: those of its month or of its period, which its grain has", () => {
  const parse = (parts: string, grain = "store, day"): Query =>
    parseQuery(
      "by_store",
      `${header
        .replace("grain: store, day", `grain: ${grain}`)
        .replace("day date", "day date, year int, month int, period varchar(40)")}-- parts: ${parts}\n`,
    );
  assert.equal(parse("month", "year, month, store").parts, "month");
  assert.equal(parse("period", "period, store").parts, "period");
  assert.throws(() => parse("month", "year, store"), /expected month in "-- grain:" for "-- parts: month", got none/);
  assert.throws(() => parse("period"), /expected period in "-- grain:" for "-- parts: period", got none/);
  assert.throws(() => parse("week"), /expected "-- parts: month" or period, got "week"/);
});

test("the hash changes with any query's name or text, and with the rollup", () => {
  const [a, b] = [parseQuery("a", header), parseQuery("b", header)];
  const steps = { rollup: "select 1", told_receipts: "select 3", asked_articles: "select 2", item_sales: "select 4" };
  const hash = hashQueries([a, b], steps);
  assert.equal(hash, hashQueries([{ ...a }, { ...b, question: "what?" }], steps));
  for (const other of [
    hashQueries([a], steps),
    hashQueries([a, b], { ...steps, rollup: "select 2" }),
    hashQueries([a, b], { ...steps, told_receipts: "select 1" }),
    hashQueries([a, b], { ...steps, asked_articles: "select 1" }),
    hashQueries([a, { ...b, name: "c" }], steps),
    hashQueries([a, { ...b, text: `${b.text}-- done` }], steps),
  ])
    assert.notEqual(other, hash);
});

test("every committed query has a header that can be read, and equations over sales", async () => {
  const queries = await readQueries(join(findRoot(), "spark"));
  assert.ok(queries.length > 0);
  for (const { name, checks } of queries) assert.match(checks.map(({ right }) => right).join(), /\bsales\b/, name);
});
