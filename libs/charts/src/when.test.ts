import assert from "node:assert/strict";
import { test } from "node:test";
import { de, en, type Messages } from "./locale/index.js";
import type { TimeSalesRow } from "./time-rows.js";
import { measureDays } from "./variation.js";
import { describeHours, describeWeekdays, findPeakHour } from "./when.js";

// What false reports have said of days of the week and of hours, and must say never again.

const plain = (text: string): string => text.replaceAll("\u00a0", " ");

/** Seven days of the week of one store, each with its open days and what was booked on them. */
const makeWeek = (days: readonly (readonly [openDays: number, revenue: number])[]): TimeSalesRow[] =>
  days.map(([open_days, revenue], i) => ({
    ...{ hour: 9, weekday: i + 1, store: "Ulm", sales: 100, open_days },
    revenue: revenue.toFixed(2),
  }));

/** Hours of stores, named A, B …: their revenue from 9:00 on. */
const makeHours = (stores: readonly (readonly number[])[], sales = 10_000): TimeSalesRow[] =>
  stores.flatMap((hours, s) =>
    hours.map((revenue, h) => ({
      ...{ hour: 9 + h, weekday: 1, store: String.fromCharCode(65 + s), sales, open_days: 50 },
      revenue: revenue.toFixed(2),
    })),
  );

const varyBy = (hours: readonly number[], variation: number) => ({
  hours: new Map(hours.map((hour) => [hour, variation])),
  days: 3,
});

test("a year with 53 Wednesdays has no strongest Wednesday: means per open day are compared, not sums", () => {
  const rows = makeWeek([52, 52, 53, 52, 52, 52, 52].map((days) => [days, days * 100]));
  assert.equal(
    plain(describeWeekdays(rows, en, undefined, 0.2)),
    "There is no notable difference between the days of the week: per open day they take from €100.00 (Monday) to €100.00 (Sunday).",
  );
});

test("a day of the week is the strongest per open day, beside what was booked", () => {
  const rows = makeWeek([
    [52, 5200],
    [52, 5200],
    [53, 5300],
    [52, 5200],
    [40, 5000],
    [52, 5200],
    [52, 4000],
  ]);
  assert.equal(
    plain(describeWeekdays(rows, en, undefined, 0.2)),
    "**Friday** is the strongest day of the week with €125.00 per open day (€5,000.00 booked). **Sunday** is the weakest day of the week with €76.92 per open day (€4,000.00 booked).",
  );
  assert.equal(
    plain(describeWeekdays(rows, de, undefined, 0.2)),
    "**Freitag** ist der stärkste Wochentag mit 125,00 € je Öffnungstag (gebucht: 5.000,00 €). **Sonntag** ist der schwächste Wochentag mit 76,92 € je Öffnungstag (gebucht: 4.000,00 €).",
  );
});

test("noise has no strongest day and no strongest hour", () => {
  const rows = makeWeek([11_343, 11_596, 11_822, 11_305, 11_437, 11_573, 11_521].map((revenue) => [86, revenue]));
  assert.match(
    describeWeekdays(rows, en, undefined, 0.25),
    /^There is no notable difference between the days of the week: per open day they take from €131\.45 \(Thursday\) to €137\.47 \(Wednesday\)\.$/,
  );
  const hours = makeHours([[3353, 3588, 3113, 3323, 3417, 3630]]);
  const variations = varyBy([9, 10, 11, 12, 13, 14], 0.9);
  assert.equal(
    plain(describeHours(hours, en, { ...variations, days: 600 })),
    "There is no notable difference between the hours: they take from 15.2% (11:00–12:00) to 17.8% (14:00–15:00) of the revenue.",
  );
  assert.equal(findPeakHour(hours, en, { ...variations, days: 600 }), undefined);
});

test("hours and days that differ, while no few of them stand out, are not said to be alike", () => {
  const hours = makeHours([[400, 460, 540, 620, 700, 800, 900, 1000]]);
  const variation = { hours: new Map(Array.from({ length: 8 }, (_, h) => [9 + h, 0.5])), days: 25 };
  assert.equal(
    plain(describeHours(hours, en, variation)),
    "The hours take from 7.4% (9:00–10:00) to 18.5% (16:00–17:00) of the revenue.",
  );
  const week = makeWeek([100, 104, 108, 112, 116, 120, 124].map((perDay) => [4, 4 * perDay]));
  assert.equal(
    plain(describeWeekdays(week, en, undefined, 0.08)),
    "Per open day, the revenue of the days of the week ranges from €100.00 (Monday) to €124.00 (Sunday).",
  );
});

test("three days have no strongest day of the week, and what they don't have isn't called closed", () => {
  const rows = makeWeek([
    [1, 20_000],
    [1, 21_000],
    [1, 28_000],
  ]).map((row) => ({ ...row, weekday: row.weekday + 2 }));
  const span = { first: "2025-01-01", last: "2025-01-03" };
  const days = [20_000, 21_000, 28_000].map((revenue, i) => ({
    ...{ year: 2025, month: 1, day: i + 1, open_days: 1 },
    revenue: revenue.toFixed(2),
  }));
  assert.equal(
    plain(describeWeekdays(rows, en, span, measureDays(days))),
    "The data has too few weeks to compare the days of the week. Not in the data: Monday, Tuesday, Saturday and Sunday.",
  );
  assert.equal(
    plain(describeWeekdays(rows, de, span, measureDays(days))),
    "Für einen Vergleich der Wochentage enthalten die Daten zu wenige Wochen. Nicht in den Daten: Montag, Dienstag, Samstag und Sonntag.",
  );
  const hours = makeHours([[1000, 3000, 2000]]);
  const unknown = varyBy([9, 10, 11], Number.POSITIVE_INFINITY);
  assert.equal(describeHours(hours, en, unknown), "The data has too few days to compare the hours.");
});

test("an hour that one store makes the strongest is said to be that store's, in both languages", () => {
  const rows = makeHours([...Array.from({ length: 7 }, () => [100, 150, 120]), [100, 100, 500]]);
  const variations = varyBy([9, 10, 11], 0.01);
  const say = (messages: Messages): string => plain(describeHours(rows, messages, { ...variations, days: 300 }));
  assert.equal(
    say(en),
    "7 of 8 stores peak at 10:00–11:00; H at 11:00–12:00. Of all together, 11:00–12:00 stands out with 40.7% of the revenue because of **H** alone: without it, the strongest hour is 10:00–11:00, with 40.5%.",
  );
  assert.equal(
    say(de),
    "Bei 7 von 8 Filialen ist 10–11 Uhr die stärkste Stunde; bei H ist es 11–12 Uhr. Insgesamt ragt 11–12 Uhr mit 40,7 % des Umsatzes allein wegen **H** heraus: Ohne diese Filiale ist 10–11 Uhr mit 40,5 % die stärkste Stunde.",
  );
  assert.equal(findPeakHour(rows, en, { ...variations, days: 300 }), undefined);
});

test("a store that peaks at another hour is named, a bare number with its noun", () => {
  const rows = makeHours([...Array.from({ length: 3 }, () => [100, 150, 120]), [100, 130, 140]]).map((row) =>
    row.store === "D" ? { ...row, store: "381" } : row,
  );
  const variations = varyBy([9, 10, 11], 0.01);
  assert.equal(
    plain(describeHours(rows, en, { ...variations, days: 300 })),
    "**10:00–11:00** is the strongest hour with 39.2% of the revenue. 9:00–10:00 is the quietest hour with 27.0% of the revenue. 3 of 4 stores peak at 10:00–11:00; Store 381 at 11:00–12:00.",
  );
  assert.equal(findPeakHour(rows, en, { ...variations, days: 300 })?.key, 10);
});

test("hours of a store that differ by less than so few sales do are no peak of their own", () => {
  const [a, b, c] = [
    [100, 150, 120],
    [100, 150, 120],
    [100, 135, 150],
  ];
  const variations = varyBy([9, 10, 11], 0.01);
  const say = (sales: number): string =>
    plain(describeHours(makeHours([a!, b!, c!], sales), en, { ...variations, days: 300 }));
  assert.match(say(10_000), /2 of 3 stores peak at 10:00–11:00; C at 11:00–12:00\.$/);
  assert.match(say(400), /All 3 stores peak at 10:00–11:00, or take about as much then as at their peak\.$/);
  assert.doesNotMatch(say(1), /stores/);
});

test("a day that one store carries is said so, and a day on which few stores sell", () => {
  const rows = ["A", "B", "C", "D"].flatMap((store, s) =>
    [100, 110, s === 0 ? 300 : 100].map((perDay, d) => ({
      ...{ hour: 9, weekday: d + 1, store, sales: 100, open_days: 50 },
      revenue: (50 * perDay).toFixed(2),
    })),
  );
  const few = { hour: 9, weekday: 7, store: "A", sales: 10, open_days: 50, revenue: "5000.00" };
  assert.equal(
    plain(describeWeekdays([...rows, few], en, undefined, 0.05)),
    "**Wednesday** is the strongest day of the week with €150.00 per open day (€30,000.00 booked). That is **A** alone: without it, Tuesday would be. **Monday and Sunday** are the weakest days of the week with €100.00 per open day each. Only 1 of 4 stores has sales on Sunday. Nothing was sold on Thursday, Friday and Saturday.",
  );
});

test("refunds alone are no strongest hour and no strongest day", () => {
  const rows = makeHours([[-5, -1, -3]]);
  const variations = varyBy([9, 10, 11], 0);
  assert.doesNotMatch(describeHours(rows, en, { ...variations, days: 30 }), /%|NaN/);
  assert.equal(findPeakHour(rows, en, { ...variations, days: 30 }), undefined);
});
