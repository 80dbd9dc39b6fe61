import assert from "node:assert/strict";
import { test } from "node:test";
import { makeCalendar, nameDay, nameHour, numberMonth } from "./calendar.js";
import { en } from "./locale/en.js";

test("months without sales keep their place between the first and the last", () => {
  const { periods, findPeriod } = makeCalendar(
    [
      { year: 2025, month: 11 },
      { year: 2026, month: 2 },
    ].map(numberMonth),
    en,
  );
  assert.deepEqual(
    periods.map((period) => period.tick),
    ["Nov<br>2025", "Dec", "Jan<br>2026", "Feb"],
  );
  assert.equal(findPeriod(numberMonth({ year: 2026, month: 2 })), 3);
});

test("more than 14 months become quarters, then years, then decades", () => {
  const unit = (months: number): string => makeCalendar([24_300, 24_300 + months - 1], en).unit;
  assert.deepEqual([14, 15, 42, 60, 200].map(unit), ["month", "quarter", "quarter", "year", "decade"]);
});

test("days, weekdays and hours are words", () => {
  assert.deepEqual(
    [nameDay("2026-03-09", en), en.calendar.weekday(7), nameHour(7, en)],
    ["9 March 2026", "Sunday", "7:00–8:00"],
  );
});
