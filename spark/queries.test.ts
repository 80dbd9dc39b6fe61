import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { findRoot } from "@tillbook/pipeline";
import { createResultTable, parseQuery, readQueries } from "./queries.js";

const header = `-- question: who?
-- grain: store
-- columns: store varchar(100), revenue decimal(20,2) in euros
-- checks: sum(revenue) = sales.amount; count(*) = (select count(distinct store) from sales)
`;

test("a header gives the question, the grain, the columns with their units, and the equations", () => {
  const query = parseQuery("by_store", `${header}select 1`);
  assert.equal(query.question, "who?");
  assert.deepEqual(query.grain, ["store"]);
  assert.deepEqual(query.columns, [
    { name: "store", type: "varchar(100)", unit: "" },
    { name: "revenue", type: "decimal(20,2)", unit: "euros" },
  ]);
  assert.deepEqual(query.checks, [
    { left: "sum(revenue)", right: "sales.amount" },
    { left: "count(*)", right: "(select count(distinct store) from sales)" },
  ]);
});

test("the grain becomes the primary key, and every column is not null", () => {
  const ddl = createResultTable(parseQuery("by_store", header), "by_store__next");
  assert.match(ddl, /create table by_store__next \(/);
  assert.match(ddl, /revenue decimal\(20,2\) not null comment 'euros'/);
  assert.match(ddl, /primary key \(store\)/);
});

test("a header without checks is refused and names the file and the line", () => {
  assert.throws(() => parseQuery("by_store", header.replace("-- checks", "-- check")), {
    code: "SQL_FILE_INVALID",
    message: 'spark/by_store.sql: expected a header line "-- checks: …"',
  });
});

test("a grain that is no column, a column without a type, and half an equation are refused", () => {
  assert.throws(() => parseQuery("by_store", header.replace("grain: store", "grain: shop")), /not so shop/);
  assert.throws(() => parseQuery("by_store", header.replace("store varchar(100)", "store")), /not "store"/);
  assert.throws(() => parseQuery("by_store", header.replace(" = sales.amount", "")), /not "sum\(revenue\)"/);
});

test("the committed queries are the four that the design names", async () => {
  const names = (await readQueries(join(findRoot(), "spark"))).map(({ name }) => name);
  assert.deepEqual(names, ["monthly_sales", "sales_per_cashier", "time_sales", "top_articles"]);
});
