import assert from "node:assert/strict";
import { test } from "node:test";
import { fillAsked, fillPeriod, findAskedPeriod, listAskedPeriods } from "./asked-period.js";

test("only days that are no month, quarter or year are asked for by themselves", () => {
  for (const setting of [undefined, "latest", "2026-02", "2026-Q1", "2026", "2026-02-01/2026-02-28"])
    assert.equal(findAskedPeriod(setting), undefined, setting);
  assert.deepEqual(findAskedPeriod("2026-02-01/2026-02-14"), {
    name: "2026-02-01/2026-02-14",
    unit: "days",
    first: "2026-02-01",
    last: "2026-02-14",
  });
  assert.equal(findAskedPeriod("2026-02-01/2026-03-31")?.last, "2026-03-31");
});

test("the asked days stand in SQL as texts, or as nulls", () => {
  const sql =
    "select :period as period where sold_on between :first and :last and a = b::first and :lasting and x:first";
  assert.equal(
    fillPeriod(sql, findAskedPeriod("2026-02-01/2026-02-14")),
    "select '2026-02-01/2026-02-14' as period where sold_on between '2026-02-01' and '2026-02-14' and a = b::first and :lasting and x:first",
  );
  assert.match(fillPeriod(sql, undefined), /^select null as period where sold_on between null and null and/);
});

test("with the asked days go those before and the same a year before, unless these are a month, quarter or year", () => {
  const list = (setting: string) => listAskedPeriods(findAskedPeriod(setting)).map(({ name }) => name);
  assert.deepEqual(list("2026-02-03/2026-02-17"), [
    "2026-02-03/2026-02-17",
    "2026-01-19/2026-02-02",
    "2025-02-03/2025-02-17",
  ]);
  assert.deepEqual(list("2026-03-01/2026-03-28"), ["2026-03-01/2026-03-28", "2025-03-01/2025-03-28"]);
  assert.deepEqual(list("2026-02"), []);
});

test("a step is run for each of the asked periods, with its name, and without any for no rows", () => {
  const step = "select a from sales where sold_on between :first and :last";
  assert.equal(
    fillAsked(step, findAskedPeriod("2026-03-01/2026-03-28")),
    `select '2026-03-01/2026-03-28' as period, days.* from (select a from sales where sold_on between '2026-03-01' and '2026-03-28'
) as days
union all
select '2025-03-01/2025-03-28' as period, days.* from (select a from sales where sold_on between '2025-03-01' and '2025-03-28'
) as days`,
  );
  assert.equal(
    fillAsked(step, undefined),
    "select '' as period, days.* from (select a from sales where sold_on between null and null\n) as days",
  );
});
