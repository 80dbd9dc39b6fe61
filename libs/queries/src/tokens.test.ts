import assert from "node:assert/strict";
import { test } from "node:test";
import { readsTable } from "./tokens.js";

test("a query reads what stands where tables do, not a column, a text or a comment of that name", () => {
  const readsSales = (sql: string): boolean => readsTable(sql, "sales");
  assert.ok(readsSales("select 1 from Sales"));
  assert.ok(readsSales("select 1 from -- all of them\n`sales`"));
  assert.ok(readsSales("select rollup.sales from rollup, sales where true"));
  assert.ok(readsSales("with few as (select * from (sales)) select 1 from rollup"));
  assert.ok(!readsSales("select store, sales from rollup -- from sales"));
  assert.ok(!readsSales("select 'from sales' as name, sum(sales) as sales from rollup group by store, sales"));
});
