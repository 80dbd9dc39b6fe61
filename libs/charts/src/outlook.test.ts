import assert from "node:assert/strict";
import { test } from "node:test";
import { parsePeriod } from "@tillbook/pipeline";
import { de, en } from "./locale/index.js";
import { describeOutlook, type MonthSum } from "./outlook.js";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");
const day = (year: number, month: number, date: number): string =>
  new Date(Date.UTC(year, month - 1, date)).toISOString().slice(0, 10);
/** Two years from January 2024 on; the second is by one percent larger for each month of the year. */
const rows = Array.from({ length: 24 }, (_, i): MonthSum => {
  const [year, month] = [2024 + Math.floor(i / 12), (i % 12) + 1];
  const revenue = (1000 * (year === 2024 ? 100 : 100 + month)).toFixed(2);
  return { year, month, revenue, first_day: day(year, month, 1), last_day: day(year, month + 1, 0) };
});
const data = { first: "2024-01-01", last: "2025-12-31", closedWeekdays: [] };
const scope = { period: parsePeriod("2025-12")!, data };

test("the month to come is what it was a year before, give or take what most months were off by", () => {
  // errors of 1 to 12 percent: the 11th is that of ⌈0.8 × 13⌉
  assert.deepEqual(describeOutlook(rows, scope, en).map(plain), [
    "**January 2026: €89.9k to €112k.** In January 2025 it was €101k; forecasting each month as it was a year before was off by at most 11.0% in 11 of the last 12 months.",
    "The forecast for December 2025 was €100k; the month came to €112k (+12.0%).",
  ]);
  assert.deepEqual(describeOutlook(rows, scope, de).map(plain), [
    "**Januar 2026: 89,9 Tsd. € bis 112 Tsd. €.** Im Januar 2025 waren es 101 Tsd. €; wer für jeden Monat den Umsatz des Vorjahresmonats annahm, lag in 11 der letzten 12 Monate um höchstens 11,0 % daneben.",
    "Für Dezember 2025 wären demnach 100 Tsd. € zu erwarten gewesen; es wurden 112 Tsd. € (+12,0 %).",
  ]);
});

test("of fewer than 24 whole months one after the other nothing is said", () => {
  assert.deepEqual(describeOutlook(rows.slice(1), scope, en), []);
  assert.deepEqual(describeOutlook([{ ...rows[0]!, first_day: "2024-01-15" }, ...rows.slice(1)], scope, en), []);
  assert.deepEqual(
    describeOutlook(
      rows.filter((_, i) => i !== 6),
      scope,
      en,
    ),
    [],
  );
  assert.deepEqual(describeOutlook([], scope, en), []);
});

test("a last month in part is not taken, nor does it matter", () => {
  const part: MonthSum = { year: 2026, month: 1, revenue: "5.00", first_day: "2026-01-01", last_day: "2026-01-03" };
  const period = { ...scope.period, name: "all", unit: "all" as const, first: data.first, last: "2026-01-03" };
  const said = describeOutlook([...rows, part], { period, data: { ...data, last: "2026-01-03" } }, en);
  assert.match(said[0]!, /^\*\*January 2026: /);
});

test("a month that the data has is not forecast", () => {
  assert.deepEqual(describeOutlook(rows, { ...scope, data: { ...data, last: "2026-01-31" } }, en), []);
});

test("where months are off by all of their amount, there is no outlook", () => {
  const wild = rows.map((row, i) => (i >= 12 && i % 2 ? { ...row, revenue: "300000.00" } : row));
  assert.deepEqual(describeOutlook(wild, scope, en), []);
});
