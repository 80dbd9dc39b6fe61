import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { parsePeriod } from "@tillbook/pipeline";
import { bridge } from "./bridge.js";
import { categories } from "./categories.js";
import type { Figure } from "./figure.js";
import { indexLine } from "./index-line.js";
import { en } from "./locale/en.js";
import { monthlySales } from "./monthly-sales.js";
import { toQuantity } from "./quantity.js";
import { salesPerCashier } from "./sales-per-cashier.js";
import { storeHours } from "./store-hours.js";
import { makeMonthRows } from "./test-months.js";
import { timeSales } from "./time-sales.js";
import { topArticles } from "./top-articles.js";
import { trend } from "./trend.js";
import { weekdayHours } from "./weekday-hours.js";

// Figures against committed files; UPDATE_EXPECTED=1 accepts what changed.

const folder = join(dirname(fileURLToPath(import.meta.url)), "expected");

function expectFigure(figure: Figure): void {
  const { name } = figure.layout.meta;
  const expected = join(folder, `${name}.json`);
  const changed = join(folder, `${name}-changed.json`);
  const text = `${JSON.stringify(figure, undefined, 1)}\n`;
  if (process.env["UPDATE_EXPECTED"] === "1") writeFileSync(expected, text);
  rmSync(changed, { force: true });
  if (readFileSync(expected, "utf8") === text) return;
  writeFileSync(changed, text);
  assert.fail(`${name} is not as expected: compare ${changed}; UPDATE_EXPECTED=1 accepts it`);
}

const south = "Köln <Süd> & Nord";

test("monthly sales are grouped bars, one colour a store", () => {
  expectFigure(
    monthlySales(
      [
        { year: 2025, month: 12, store: "Ulm", revenue: "1200.50", sales: 300 },
        { year: 2025, month: 12, store: south, revenue: "900.00", sales: 200 },
        { year: 2026, month: 1, store: "Ulm", revenue: "1000.25", sales: 250 },
      ],
      en,
    ),
  );
});

test("top articles are bars stacked by store, the highest on top, without articles beyond rank 20", () => {
  expectFigure(
    topArticles(
      [
        { store: "Ulm", article: "Rye | bread", revenue: "300.00", sales: 100, rank_in_store: 2, rank_overall: 2 },
        { store: south, article: "Coffee", revenue: "250.00", sales: 50, rank_in_store: 1, rank_overall: 1 },
        { store: "Ulm", article: "Coffee", revenue: "350.00", sales: 70, rank_in_store: 1, rank_overall: 1 },
        { store: "Ulm", article: "Matches", revenue: "1.00", sales: 1, rank_in_store: 5, rank_overall: 21 },
      ],
      en,
    ),
  );
});

test("categories are sorted bars, sales without one last, with changes in the table", () => {
  const rows = [
    { store: "Ulm", category: "Dairy", revenue: "300.00", sales: 100 },
    { store: south, category: "Dairy", revenue: "250.00", sales: 50 },
    { store: "Ulm", category: "Tea & <Coffee>", revenue: "600.00", sales: 70 },
    { store: "Ulm", category: "", revenue: "50.00", sales: 1 },
  ];
  const before = rows.map((row) => ({ ...row, revenue: row.category === "" ? "25.00" : "200.00" }));
  const all = makeMonthRows([
    { year: 2026, month: 2, store: "Ulm", revenue: "950.00", sales: 171, open_days: 20 },
    { year: 2026, month: 2, store: south, revenue: "250.00", sales: 50, open_days: 20 },
  ]);
  const compared = [{ period: parsePeriod("2026-01")!, rows: before, all: all.slice(0, 1) }];
  expectFigure(categories(rows, all, compared, en)!);
});

test("sales per cashier are sorted bars in the colour of the store", () => {
  expectFigure(
    salesPerCashier(
      [
        { store: "Ulm", cashier: "Ada", revenue: "700.00", sales: 70 },
        { store: "Ulm", cashier: "Ben", revenue: "900.00", sales: 80 },
        { store: south, cashier: "Ada", revenue: "800.10", sales: 90 },
      ],
      en,
    ),
  );
});

test("time sales are stacked areas, and an hour without sales is zero", () => {
  expectFigure(
    timeSales(
      [
        { hour: 8, weekday: 1, store: "Ulm", revenue: "100.00", sales: 10 },
        { hour: 10, weekday: 1, store: "Ulm", revenue: "150.00", sales: 15 },
        { hour: 10, weekday: 6, store: south, revenue: "50.00", sales: 5 },
      ],
      en,
    ),
  );
});

test("weekday hours are fields in steps of colour, empty where nothing was sold", () => {
  expectFigure(
    weekdayHours(
      [
        { hour: 8, weekday: 1, store: "Ulm", revenue: "100.00", sales: 10 },
        { hour: 8, weekday: 1, store: south, revenue: "20.00", sales: 1 },
        { hour: 9, weekday: 6, store: "Ulm", revenue: "700.00", sales: 15 },
        { hour: 10, weekday: 7, store: south, revenue: "350.00", sales: 5 },
      ],
      en,
    ),
  );
});

test("hours of stores are small lines against the chain's, on one scale", () => {
  const rows = ["Ulm", south, "381", "Hanau"].flatMap((store, s) =>
    Array.from({ length: 6 }, (_, h) => ({
      ...{ hour: 9 + h, weekday: 1, store, sales: 900 },
      revenue: `${100 * (4 - s) * (1 + (h === (s === 2 ? 5 : 2) ? 2 : 0))}.00`,
    })),
  );
  expectFigure(storeHours(rows, en)!);
});

test("the trend has the period in a colour of its own, and hatches what the data has only in part", () => {
  const months = Array.from({ length: 14 }, (_, i) => ({
    ...{ year: 2025 + Math.floor(i / 12), month: (i % 12) + 1, store: "Ulm", sales: 30, open_days: 25 },
    revenue: `${1000 + ((i * 397) % 500)}.50`,
  }));
  const [first, ...others] = makeMonthRows(months);
  const rows = [{ ...first!, first_day: "2025-01-20", last_day: "2025-01-31", revenue: "400.00" }, ...others];
  const data = { first: "2025-01-20", last: "2026-02-28", closedWeekdays: [] };
  expectFigure(trend(rows, { period: parsePeriod("2026-02")!, data }, en));
});

test("grouped bars of a month that the data has only in part are hatched", () => {
  const rows = makeMonthRows([
    { year: 2025, month: 12, store: "Ulm", revenue: "1200.50", sales: 300 },
    { year: 2025, month: 12, store: south, revenue: "900.00", sales: 200 },
    ...[{ year: 2026, month: 1, store: "Ulm", revenue: "400.25", sales: 100, last_day: "2026-01-10" }],
    ...[{ year: 2026, month: 1, store: south, revenue: "300.00", sales: 80, last_day: "2026-01-09" }],
  ]);
  const figure = monthlySales(rows, en, undefined, { first: "2025-12-01", last: "2026-01-10", closedWeekdays: [] });
  expectFigure({
    ...figure,
    layout: { ...figure.layout, meta: { ...figure.layout.meta, name: "monthly-sales-in-part" } },
  });
});

test("the bridge has bars of what was booked, and steps between them that begin where the one before ends", () => {
  const [now, earlier] = [
    makeMonthRows([
      { year: 2026, month: 2, store: "Ulm", revenue: "1100.50", sales: 250, open_days: 24 },
      { year: 2026, month: 2, store: south, revenue: "90.00", sales: 20, open_days: 5 },
    ]),
    makeMonthRows([
      { year: 2026, month: 1, store: "Ulm", revenue: "1000.25", sales: 240, open_days: 25 },
      { year: 2026, month: 1, store: "361", revenue: "150.00", sales: 30, open_days: 10 },
    ]),
  ];
  const usual = new Map([[1, toQuantity(1)]]);
  const [period, before] = [parsePeriod("2026-02")!, parsePeriod("2026-01")!];
  const [nowDays, thenDays] = [now, earlier].map((rows) => rows.map((row) => ({ ...row, weekday: 1 })));
  const weekdays = { now: nowDays!, earlier: thenDays! };
  expectFigure(bridge({ period, before, now, earlier, weekdays, usual }, en, 0.1)!);
});

test("the index is a line of its months, in grey what was booked, each named at its end", () => {
  const months = [96, 101, 97, 106].map((adjusted, m) => ({
    ...{ key: 2025 * 12 + 10 + m, month: toQuantity(2025 * 12 + 10 + m), days: 25 },
    ...{ adjusted: toQuantity(adjusted), booked: toQuantity(100 + ((m * 7) % 5)) },
  }));
  expectFigure(indexLine(months, en, 0.05, "2 stores")!);
});
