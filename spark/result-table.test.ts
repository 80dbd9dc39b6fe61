import assert from "node:assert/strict";
import { test } from "node:test";
import { parseQuery } from "@tillbook/queries";
import { createResultTable } from "./result-table.js";

test("a result has the query's columns, all not null, its units as comments, and its grain as primary key", () => {
  const query = parseQuery(
    "by_store",
    `-- question: what's up?
-- grain: store, day
-- columns: store varchar(100), day date, revenue decimal(20,2) in euro's
-- checks: count(*) = sales.rows
`,
  );
  assert.equal(
    createResultTable(query, "by_store__next"),
    `create table by_store__next (
    store varchar(100) not null,
    day date not null,
    revenue decimal(20,2) not null comment 'euro''s',
    primary key (store, day)
) engine = InnoDB default character set = utf8mb4 collate = utf8mb4_bin comment = 'Tillbook: what''s up?'`,
  );
});

test("amounts have the decimals of their currency, and its code as their unit", () => {
  const query = parseQuery(
    "by_day",
    `-- question: what?
-- grain: day
-- columns: day date, revenue decimal(20,2) in euros, part decimal(5,4)
-- checks: count(*) = sales.rows
`,
  );
  assert.match(
    createResultTable(query, "t", "KWD"),
    /revenue decimal\(20,3\) not null comment 'KWD',\n {4}part decimal\(5,4\) not null,/,
  );
  assert.match(createResultTable(query, "t", "JPY"), /revenue decimal\(20,2\) not null comment 'JPY',/);
  assert.match(createResultTable(query, "t"), /revenue decimal\(20,2\) not null comment 'euros',/);
});
