import assert from "node:assert/strict";
import { test } from "node:test";
import { fillPeriod, findAskedPeriod } from "./asked-period.js";

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
