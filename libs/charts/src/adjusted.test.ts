import assert from "node:assert/strict";
import { test } from "node:test";
import { adjustedPerDay, measureWeekdays } from "./adjusted.js";

const saturday = (revenue: string, open_days: number) => ({ weekday: 6, revenue, open_days });
const monday = (revenue: string, open_days: number) => ({ weekday: 1, revenue, open_days });

test("a month with more Saturdays sells as much as one with fewer, where every day is as usual", () => {
  const usual = measureWeekdays([monday("4000.00", 40), saturday("8000.00", 40)]);
  assert.equal(Number(usual.get(1)) * 3, 2);
  assert.equal(Number(usual.get(6)) * 3, 4);
  const [four, five] = [
    [monday("400.00", 4), saturday("800.00", 4)],
    [monday("400.00", 4), saturday("1000.00", 5)],
  ].map((rows) => adjustedPerDay(rows, usual));
  assert.equal(Number(four), 150);
  assert.ok(five!.equals(four!));
  assert.equal(Number(adjustedPerDay([monday("440.00", 4), saturday("880.00", 4)], usual).over(four!)), 1.1);
});

test("days of a weekday on which nothing is usually sold count as they are, and all of them where nothing is", () => {
  const usual = measureWeekdays([monday("400.00", 4), { weekday: 7, revenue: "-3.00", open_days: 1 }]);
  assert.deepEqual([...usual.keys()], [1]);
  const refunds = [saturday("-30.00", 3)];
  assert.equal(Number(adjustedPerDay(refunds, usual)), -10);
  assert.equal(measureWeekdays(refunds).size, 0);
  assert.equal(Number(adjustedPerDay([], usual)), 0);
});
