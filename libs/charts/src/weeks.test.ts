import assert from "node:assert/strict";
import { test } from "node:test";
import { de, en } from "./locale/index.js";
import { describeGrowth, listWeeks, type WeekRow, weeklySales } from "./weeks.js";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");
const day = (number: number): string => new Date(number * 86_400_000).toISOString().slice(0, 10);
/** Rows of the weeks from a Monday on, six days each. */
const makeWeeks = (monday: string, weeks: number[], store: string, revenue: (i: number) => number): WeekRow[] =>
  weeks.map((week, i) => {
    const first = Date.parse(monday) / 86_400_000 + 7 * i;
    return {
      ...{ week, store, revenue: revenue(i).toFixed(2), sales: 6, open_days: 6 },
      ...{ first_day: day(first), last_day: day(first + 5) },
    };
  });
const readPoints = (trace: unknown) => trace as { x: number[]; y: (number | null)[] };
const numbers = (year: number, from: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => 100 * year + from + i);

// 2024-12-30 and 2025-12-29 are the Mondays of week 1
const before = makeWeeks("2024-12-30", numbers(2025, 1, 8), "Ulm", () => 600);
const now = makeWeeks("2025-12-29", numbers(2026, 1, 8), "Ulm", (i) => 660 + i);
const scope = {
  period: { first: "2026-01-01", last: "2026-02-22" },
  data: { first: "2024-12-30", last: "2026-02-28", closedWeekdays: [7] },
};

test("weeks are compared per open day with the same ISO week a year before", () => {
  const weeks = listWeeks([...before, ...now], scope);
  assert.equal(weeks.length, 9); // week 8 of 2025 among them
  assert.deepEqual(describeGrowth(weeks, en).map(plain), [
    "Over the 8 weeks that the data also has for the year before, a store took **€110.58** per open day, against €100.00: 10.6% more. It was higher in 8 weeks, and lower in 0.",
  ]);
  assert.match(
    plain(describeGrowth(weeks, de)[0]!),
    /^In 8 Wochen, .* je Öffnungstag \*\*110,58 €\*\* ein, im Vorjahr 100,00 €: 10,6 % mehr\./,
  );
  const { title, table } = weeklySales(weeks, en).layout.meta;
  assert.equal(plain(title), "Revenue per open day was higher than a year before in 8 of 8 weeks");
  assert.deepEqual(table.rows.at(-1), [
    ...["week 8 of 2026", "6", "667.00", "111.17", "+0.2%", "100.00", "+11.2%", "+11.2%"],
  ]);
});

test("as many weeks that rose as fell are no notable change", () => {
  const rows = [...before, ...makeWeeks("2025-12-29", numbers(2026, 1, 8), "Ulm", (i) => (i % 2 ? 500 : 800))];
  assert.match(describeGrowth(listWeeks(rows, scope), en)[0]!, /: no notable change\. /);
});

test("like for like is of the stores with sales in both weeks", () => {
  const opened = makeWeeks("2025-12-29", numbers(2026, 1, 8), "Köln", () => 60);
  const weeks = listWeeks([...before, ...now, ...opened], scope);
  assert.match(describeGrowth(weeks, en)[0]!, /: 39\.7% less, 10\.6% more like for like\./);
  assert.deepEqual(weeklySales(weeks, en).layout.meta.table.rows.at(-1)!.slice(-2), ["−39.4%", "+11.2%"]);
});

test("a week in part is named with its days, drawn hollow, and neither compared nor the lowest", () => {
  const cut = { ...now.at(-1)!, revenue: "1.00", open_days: 1, last_day: "2026-02-16" };
  const weeks = listWeeks([...now.slice(0, -1), cut], { ...scope, period: { ...scope.period, last: "2026-02-16" } });
  assert.deepEqual(describeGrowth(weeks, en), [
    "There is no previous year in the files.",
    "The data has only a part of week 8 of 2026 (16 February only), so it is not compared.",
  ]);
  const figure = weeklySales(weeks, en);
  const hollow = readPoints(figure.data.at(-1));
  assert.deepEqual([hollow.x, hollow.y], [[7], [1]]);
  assert.match(
    figure.layout.meta.alt,
    /Lowest: week 1 of 2026, €110\..* covered by the data: week 8 of 2026 \(16 February only\)\.$/,
  );
  assert.deepEqual(figure.layout.meta.table.rows.at(-1)!.slice(1), ["1", "1.00", "1.00", "–"]);
});

test("a week without sales is a gap, and week 53 has none a year before where that year has none", () => {
  const rows = makeWeeks("2020-12-21", [202052, 202053, 202101], "Ulm", () => 600);
  const data = { first: "2020-12-21", last: "2021-01-10", closedWeekdays: [7] };
  const weeks = listWeeks([rows[0]!, rows[2]!], { period: { first: data.first, last: data.last }, data });
  assert.deepEqual(readPoints(weeklySales(weeks, en).data[0]).y, [100, null, 100]);
  assert.deepEqual(
    listWeeks(rows, { period: data, data }).map(({ before }) => before?.[0]?.week),
    [undefined, 202052, 202053],
  );
});

test("the 53 weeks up to the period's end are shown", () => {
  const rows = makeWeeks("2024-12-30", [...numbers(2025, 1, 52), ...numbers(2026, 1, 8)], "Ulm", () => 600);
  const shown = listWeeks(rows, scope);
  assert.deepEqual([shown.length, shown[0]?.rows[0]?.week], [53, 202508]);
});

test("of fewer than two whole weeks nothing is told", () => {
  assert.deepEqual(describeGrowth([], en), ["The data has fewer than two whole weeks, so no growth can be told."]);
});
