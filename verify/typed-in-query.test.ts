import assert from "node:assert/strict";
import { test } from "node:test";
import { listTypedInQuery } from "./typed-in-query.js";

test("a number or a text that stands in a query is listed where it is shown, not where it selects", () => {
  assert.deepEqual(listTypedInQuery("select 7 as stores from sales"), ["7"]);
  assert.deepEqual(listTypedInQuery("select store, 0 * count(*) + 5777 as x from sales group by 1"), ["5777"]);
  assert.deepEqual(listTypedInQuery("with monthly_sales as (select 5777 as x) select x from monthly_sales"), ["5777"]);
  assert.deepEqual(listTypedInQuery("select sales from a union all select 12"), ["12"]);
  assert.deepEqual(listTypedInQuery("select 'made 42 sales' as n, /*!80000 5777 + */ b from a"), [
    "'made 42 sales'",
    "/*!80000 5777 + */",
  ]);
  for (const sql of [
    "select round(100 * sum(a) / 365, 2) as x, sum(if(a < 0, a, 0.00)) as y from sales where a > 5777 limit 5777 -- 5777",
    "select cast(a as decimal(30, 10)), a - lag(a, 1) over (order by b), extract(year from c) from t order by 1, 2",
  ])
    assert.deepEqual(listTypedInQuery(sql), [], sql);
});
