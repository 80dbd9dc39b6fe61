import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  type DataDays,
  findPeriodBefore,
  findShownInTrend,
  findTrend,
  findWeekday,
  findYearBefore,
  isCovered,
  listDays,
  type Period,
  parsePeriod,
  resolvePeriod,
} from "./period.js";

const data: DataDays = { first: "2024-01-02", last: "2026-03-10", closedWeekdays: [7] };

function parse(text: string): Period {
  const period = parsePeriod(text);
  if (period === undefined) throw new Error(`expected a period, got ${text}`);
  return period;
}

test("a period has its first and last day", () => {
  const days = ["2026-02", "2024-02", "2026-Q1", "2026-Q4", "2026", "2026-02-01/2026-02-14"].map((text) => {
    const { name, unit, first, last } = parse(text);
    return [name, unit, first, last].join(" ");
  });
  assert.deepEqual(days, [
    "2026-02 month 2026-02-01 2026-02-28",
    "2024-02 month 2024-02-01 2024-02-29",
    "2026-Q1 quarter 2026-01-01 2026-03-31",
    "2026-Q4 quarter 2026-10-01 2026-12-31",
    "2026 year 2026-01-01 2026-12-31",
    "2026-02-01/2026-02-14 days 2026-02-01 2026-02-14",
  ]);
});

test("days that are a month, a quarter or a year have its name", () => {
  const names = ["2026-02-01/2026-02-28", "2026-04-01/2026-06-30", "2026-01-01/2026-12-31", "2026-02-01/2026-04-30"];
  assert.deepEqual(
    names.map((text) => parse(text).name),
    ["2026-02", "2026-Q2", "2026", "2026-02-01/2026-04-30"],
  );
});

test("what is no period is refused", () => {
  const texts = ["", "2026-13", "2026-00", "2026-Q5", "26", "2026-2", "latest", "2026-02-30/2026-03-01", "2026-02-01"];
  const more = ["2026-02-14/2026-02-01", "2026-02-01/2026-02-14/2026-02-15", " 2026", "2026-02-01 / 2026-02-14"];
  for (const text of [...texts, ...more]) assert.equal(parsePeriod(text), undefined, text);
});

test("the period before is as long", () => {
  const before = ["2026-01", "2026-Q1", "2026", "2026-02-10/2026-02-16", "2026-02-01/2026-04-30"].map(
    (text) => findPeriodBefore(parse(text))?.name,
  );
  assert.deepEqual(before, ["2025-12", "2025-Q4", "2025", "2026-02-03/2026-02-09", "2025-11-01/2026-01-31"]);
});

test("a year before are the same days, and whole months stay whole", () => {
  const before = ["2025-02", "2026-Q2", "2026", "2024-02-20/2024-02-29", "2025-02-01/2025-02-28"].map(
    (text) => findYearBefore(parse(text))?.name,
  );
  assert.deepEqual(before, ["2024-02", "2025-Q2", "2025", "2023-02-20/2023-02-28", "2024-02"]);
});

test("all the data has nothing before it", () => {
  const all = resolvePeriod(undefined, data);
  assert.deepEqual(all, { name: "all", unit: "all", first: "2024-01-02", last: "2026-03-10" });
  assert.equal(findPeriodBefore(all), undefined);
  assert.equal(findYearBefore(all), undefined);
});

test("latest is the last whole month in the data", () => {
  assert.equal(resolvePeriod("latest", data).name, "2026-02");
  // the 31st of May 2026 is a Sunday
  assert.equal(resolvePeriod("latest", { ...data, last: "2026-05-30" }).name, "2026-05");
  assert.equal(resolvePeriod("latest", { ...data, last: "2026-05-30", closedWeekdays: [] }).name, "2026-04");
});

test("a trend has 24 months up to the end of the period; of all the data it is that", () => {
  const trend = (name: string): string => findTrend(parse(name)).name;
  assert.equal(trend("2026-02"), "2024-03-01/2026-02-28");
  assert.equal(trend("2025"), "2024-01-01/2025-12-31");
  assert.equal(trend("2026-02-01/2026-02-14"), "2024-03-01/2026-02-14");
  const all = resolvePeriod(undefined, data);
  assert.deepEqual(findTrend(all), all);
});

test("a trend shows of a period whole months from their 1st on, the last 24 of more", () => {
  const shown = (name: string): string => findShownInTrend(parse(name)).name;
  assert.equal(shown("2026-02"), "2026-02");
  assert.equal(shown("2026-02-10/2026-02-14"), "2026-02-01/2026-02-14");
  assert.equal(shown("2025-12-20/2026-02-14"), "2025-12-01/2026-02-14");
  assert.equal(shown("2026-02-10/2026-02-28"), "2026-02");
  assert.equal(shown("2023-01-15/2026-02-14"), "2024-03-01/2026-02-14");
  const all = resolvePeriod(undefined, data);
  assert.deepEqual(findShownInTrend(all), all);
});

test("latest is refused where no month is whole, and names the days of the data", () => {
  assert.throws(() => resolvePeriod("latest", { first: "2026-01-25", last: "2026-02-10", closedWeekdays: [] }), {
    code: "SETTING_INVALID",
    message: /complete, got "latest"; the data has 2026-01-25 to 2026-02-10$/,
  });
});

test("a period without a day of the data is refused", () => {
  assert.throws(() => resolvePeriod("2027", data), {
    code: "SETTING_INVALID",
    message: /no sales in it; the data has/,
  });
});

test("a month is covered where only days without sales are missing at its ends", () => {
  const isMonthCovered = (month: string): boolean => isCovered(parse(month), data);
  assert.equal(isMonthCovered("2024-01"), true);
  assert.equal(isMonthCovered("2026-02"), true);
  assert.equal(isMonthCovered("2026-03"), false);
  assert.equal(isMonthCovered("2023-12"), false);
});

test("weekdays are counted from Monday", () => {
  assert.deepEqual(["2026-11-30", "2026-11-29", "1969-12-31"].map(findWeekday), [1, 7, 3]);
});

test("a period and the one before it are without a gap", () => {
  const day = fc.integer({ min: 0, max: 20_000 }).map((n) => new Date(n * 86_400_000).toISOString().slice(0, 10));
  fc.assert(
    fc.property(day, day, (a, b) => {
      const period = parse([a, b].sort().join("/"));
      const before = findPeriodBefore(period) as Period;
      assert.equal(listDays(before.last, period.first).length, 2);
      assert.deepEqual(parse(period.name), period);
      assert.deepEqual(parse(before.name), before);
    }),
  );
});
