import assert from "node:assert/strict";
import test from "node:test";
import { parsePeriod } from "@tillbook/pipeline";
import { addBefore, checkSums, type Part, readBy } from "./parts.js";

const unset = { store: undefined, period: undefined };
const invalid = (message: RegExp) => ({ code: "SETTING_INVALID", message });

test("BY is store or month; anything else is refused with what there is", () => {
  assert.equal(readBy("store", unset), "store");
  assert.equal(readBy("month", { store: "Köln", period: "2026-Q1" }), "month");
  for (const value of [undefined, "", "stores", "Store", "week"])
    assert.throws(() => readBy(value, unset), invalid(/^BY must be store or month, got /));
});

test("one store has no reports by store, and parts of months none by month", () => {
  assert.throws(() => readBy("store", { ...unset, store: "Köln" }), invalid(/REPORT_STORE is "Köln"/));
  assert.throws(() => readBy("month", { ...unset, period: "2026-02-01/2026-03-14" }), invalid(/whole months, got/));
  assert.equal(readBy("month", { ...unset, period: "2026-02-01/2026-04-30" }), "month");
  assert.equal(readBy("store", { ...unset, period: "2026-02-01/2026-03-14" }), "store");
  assert.equal(readBy("month", { ...unset, period: "latest" }), "month");
});

test("a report has the sums of the period before where the data has all days of both, the whole's as a store's", () => {
  const sums = { cents: 100n, sales: 1n };
  const add = (name: string | undefined, period: string, first: string, last: string): Part["before"] => {
    const scope = { period: parsePeriod(period)!, data: { first, last, closedWeekdays: [7] }, store: name };
    return addBefore({ name, scope, sums }, sums).before;
  };
  for (const name of [undefined, "Köln"]) {
    assert.equal(add(name, "2026-02", "2026-01-02", "2026-03-10"), sums);
    assert.equal(add(name, "2026-02", "2026-01-25", "2026-03-10"), undefined);
    assert.equal(add(name, "2026-03", "2026-01-02", "2026-03-10"), undefined);
  }
  const part: Part = {
    ...{ name: undefined, sums },
    scope: {
      period: parsePeriod("2026-02")!,
      data: { first: "2026-01-01", last: "2026-02-28", closedWeekdays: [] },
      store: undefined,
    },
  };
  assert.equal(addBefore(part, undefined), part);
});

test("parts that don't add up to the whole, to the cent and to the row, stop the run", () => {
  const parts = [
    { cents: 12_345_678_901_234_567_890n, sales: 1n },
    { cents: -1n, sales: 2n },
  ];
  const whole = { cents: 12_345_678_901_234_567_889n, sales: 3n };
  assert.deepEqual(checkSums("the reports", parts, whole), whole);
  const failed = { code: "CHECK_FAILED", message: /^the reports: expected .* got / };
  assert.throws(() => checkSums("the reports", parts, { ...whole, cents: whole.cents + 1n }), failed);
  assert.throws(() => checkSums("the reports", parts, { ...whole, sales: 4n }), failed);
  assert.throws(() => checkSums("the reports", parts.slice(1), whole), failed);
});
