import assert from "node:assert/strict";
import { test } from "node:test";
import {
  listHours,
  makeCalendar,
  makeMonthTicks,
  nameDay,
  nameHour,
  nameMonth,
  numberMonth,
  type Period,
} from "./calendar.js";
import { en } from "./locale/en.js";
import { quantity } from "./quantity.js";

const march2026 = numberMonth({ year: 2026, month: 3 });

const pickNames = ({ name, tick }: Period) => ({ name, tick });

test("months without sales keep their place between the first and the last", () => {
  const months = [
    { year: 2026, month: 2 },
    { year: 2025, month: 11 },
  ].map(numberMonth);
  const { periods, findPeriod } = makeCalendar(months, en);
  assert.deepEqual(periods.map(pickNames), [
    { name: "November 2025", tick: "Nov<br>2025" },
    { name: "December 2025", tick: "Dec" },
    { name: "January 2026", tick: "Jan<br>2026" },
    { name: "February 2026", tick: "Feb" },
  ]);
  assert.deepEqual(months.map(findPeriod), [3, 0]);
});

test("quarters, years and decades are named, and begin where the calendar says", () => {
  const calendar = (months: number) => makeCalendar([march2026, march2026 + months - 1], en);
  const quarters = calendar(15);
  assert.deepEqual(quarters.periods.slice(0, 5).map(pickNames), [
    { name: "1st quarter of 2026", tick: "Q1<br>2026" },
    { name: "2nd quarter of 2026", tick: "Q2" },
    { name: "3rd quarter of 2026", tick: "Q3" },
    { name: "4th quarter of 2026", tick: "Q4" },
    { name: "1st quarter of 2027", tick: "Q1<br>2027" },
  ]);
  assert.deepEqual(
    [0, 1, 10].map((months) => quarters.findPeriod(march2026 + months)),
    [0, 1, 4],
  );
  assert.deepEqual(calendar(60).periods.map(pickNames).at(-1), { name: "2031", tick: "2031" });
  assert.deepEqual(calendar(200).periods.map(pickNames), [
    { name: "2020s", tick: "2020s" },
    { name: "2030s", tick: "2030s" },
    { name: "2040s", tick: "2040s" },
  ]);
  assert.equal(calendar(200).findPeriod(march2026 + 46), 1);
});

test("more than 14 months become quarters, then years, then decades", () => {
  const unit = (months: number): string => makeCalendar([24_300, 24_300 + months - 1], en).unit;
  assert.deepEqual([1, 14, 15, 42, 43, 168, 169, 3000].map(unit), [
    "month",
    "month",
    "quarter",
    "quarter",
    "year",
    "year",
    "decade",
    "decade",
  ]);
});

test("days, weekdays, months and hours are words", () => {
  assert.deepEqual(
    [nameDay("2026-03-09", en), en.calendar.weekday(7), nameHour(7, en), nameMonth(march2026, en)],
    ["9 March 2026", "Sunday", "7:00–8:00", "March 2026"],
  );
  assert.equal(nameMonth(march2026 - 3, en), "December 2025");
});

test("hours are listed from the first to the last", () => {
  assert.deepEqual(listHours([9, 7, 10, 7].map((hour) => ({ hour }))).map(Number), [7, 8, 9, 10]);
  assert.deepEqual(listHours([{ hour: 23 }]).map(Number), [23]);
  assert.throws(() => listHours([]), /expected at least one row to draw, got none/);
});

test("of more than 14 months in a row only the first of each quarter is named, with its year where that is new", () => {
  const list = (first: number, length: number): string[] =>
    makeMonthTicks(
      Array.from({ length }, (_, i) => quantity(first + i)),
      en,
    );
  assert.deepEqual(list(march2026, 3), ["Mar<br>2026", "Apr", "May"]);
  const ticks = list(march2026, 15);
  assert.deepEqual(ticks.filter(Boolean), ["Apr<br>2026", "Jul", "Oct", "Jan<br>2027", "Apr"]);
  assert.equal(ticks.indexOf("Jan<br>2027"), 10);
});
