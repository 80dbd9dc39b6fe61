import assert from "node:assert/strict";
import { test } from "node:test";
import { type CashierRow, cashierPace, describePace } from "./cashier-pace.js";
import { describeClosedDays, findClosedDays, type OpenDayRow } from "./closed-days.js";
import { de } from "./locale/de.js";
import { en } from "./locale/en.js";
import { quantity } from "./quantity.js";
import { compareRates, describeReturns, returnsFunnel } from "./returns.js";
import type { StoreRow } from "./store-table.js";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");

function makeStore(store: string, sales: number, refunds: number): StoreRow {
  const days = { open_days: 10, first_day: "2026-02-01", last_day: "2026-02-28" };
  return { store, revenue: "100.00", sales, ...days, refunds, refunded: `-${refunds}.00`, zero_sales: 0 };
}

test("a root is exact to twelve decimals, and of less than nothing nothing", () => {
  assert.equal(String(quantity("6.25").sqrt()), "2.5");
  assert.equal((quantity(2).sqrt().numerator * 10n ** 12n) / quantity(2).sqrt().denominator, 1_414_213_562_373n);
  assert.equal(Number(quantity(-1).sqrt()), 0);
});

const rows = [
  makeStore("Ulm", 10_000, 100),
  makeStore("Köln", 10_000, 100),
  makeStore("Bonn", 10_000, 160),
  makeStore("Tiny", 20, 1),
];

test("a store is named only where its share is beyond chance and differs by a quarter; a small one isn't blamed for one refund", () => {
  assert.deepEqual(
    compareRates(rows, "refunds").stores.map(({ side }) => side),
    [0, 0, 1, 0],
  );
  const [chain, outside] = describeReturns(rows, en).map(plain);
  assert.equal(chain, "**361 lines** are refunds, 1.20% of all: −€361.00, 47.4% of what was sold.");
  assert.equal(outside, "More refunds than chance explains: **Bonn** (1.60%).");
  const large = [makeStore("a", 1_000_000, 10_000), makeStore("b", 1_000_000, 11_000)];
  assert.match(describeReturns(large, en)[1]!, /^In no store/);
  assert.match(
    describeReturns(rows, de).join(" "),
    /Mehr Erstattungen, als der Zufall erklärt: \*\*Bonn\*\* \(1,60\u00a0%\)/,
  );
});

test("no refunds, one store and refunds only are said as they are", () => {
  assert.deepEqual(describeReturns([makeStore("Ulm", 10, 0)], en), ["No line is a refund."]);
  const only = { ...makeStore("Ulm", 1, 1), revenue: "-1.00" };
  assert.deepEqual(describeReturns([only], en).map(plain), ["**1 line** is a refund, 100.00% of all: −€1.00."]);
  assert.equal(returnsFunnel([only], "refunds", en), undefined);
});

test("the funnel has limits at two and three standard errors, which are wider for fewer lines", () => {
  const { data, layout } = returnsFunnel(rows, "refunds", en)!;
  const upper = data[2] as { x: number[]; y: number[] };
  assert.deepEqual(upper.x, [20, 10_000, 10_000, 10_000]);
  assert.ok(upper.y[0]! > upper.y[1]!);
  assert.deepEqual(layout.meta.table.rows[0], ["Tiny", "20", "1", "5.00%", "0.00% to 8.51%"]);
  assert.match(layout.meta.alt, /Outside: Bonn \(1\.60%\)\.$/);
  assert.equal(returnsFunnel(rows, "zero_sales", en), undefined);
});

test("two stores at one place of the funnel are named above and below it, and a third is not", () => {
  const many = [
    ...rows,
    makeStore("Bern", 10_000, 160),
    makeStore("Basel", 10_000, 160),
    makeStore("Wien", 90_000, 900),
  ];
  const { text, textposition } = returnsFunnel(many, "refunds", en)!.data.at(-1) as Record<string, string[]>;
  const places = text!.flatMap((name, i) => (name === "" ? [] : [`${name} ${textposition![i]}`]));
  assert.deepEqual(places.map(plain).sort(), ["Basel top center", "Bern bottom center"]);
});

/** Days of four weeks from Monday, 5 January 2026 on. */
function makeDays(store: string, keep: (day: number) => boolean): OpenDayRow[] {
  const days = Array.from({ length: 28 }, (_, i) => i + 5).filter(keep);
  return days.map((day) => ({ store, year: 2026, month: day > 31 ? 2 : 1, day: day > 31 ? day - 31 : day }));
}

test("a day without sales is a gap only on a weekday on which the store is usually open, and others have sales", () => {
  const isSunday = (day: number): boolean => (day - 4) % 7 === 0;
  const isMonday = (day: number): boolean => (day - 5) % 7 === 0;
  const days = [
    ...makeDays("Ulm", (day) => !isSunday(day) && day !== 14),
    ...makeDays("Köln", (day) => !isSunday(day) && !isMonday(day) && ![14, 20, 21].includes(day)),
  ];
  const found = findClosedDays(days).map(({ store, days: closed, isRegular }) => ({ store, closed, isRegular }));
  assert.deepEqual(found, [{ store: "Köln", closed: ["2026-01-20", "2026-01-21"], isRegular: true }]);
  const [first] = describeClosedDays(days, en).map(plain);
  assert.equal(
    first,
    "**Köln** has no sales on 2 days on which it is usually open: Tuesday, 20 January 2026 and Wednesday, 21 January 2026.",
  );
  // every third day without sales; on two weekdays it is closed in half of the weeks, so not usually open
  const often = [...makeDays("Ulm", () => true), ...makeDays("Köln", (day) => day % 3 !== 0 || day > 30)];
  assert.equal(
    plain(describeClosedDays(often, en)[0]!),
    "**Köln** has no sales on 5 of 20 days on which it is usually open; they are too many to be listed.",
  );
  const open = ["Ulm", "Köln"].flatMap((store) => makeDays(store, () => true));
  assert.equal(describeClosedDays(open, en)[0], en.returns.noClosedDays);
  const closed = makeDays("Ulm", (day) => day !== 14);
  const all = makeDays("", () => true);
  assert.deepEqual(describeClosedDays(closed, en), []);
  assert.match(describeClosedDays(closed, en, all)[0]!, /on 1\u00a0day .*: Wednesday, 14 January/);
  assert.deepEqual(
    describeClosedDays(
      makeDays("Ulm", (day) => day < 10),
      en,
    ),
    [],
  );
});

const cashiers: CashierRow[] = [
  { store: "Ulm", cashier: "1", revenue: "90.00", sales: 30, receipts: 10, hours: 5, days: 2 },
  { store: "Ulm", cashier: "2", revenue: "10.00", sales: 40, receipts: 12, hours: 4, days: 2 },
  { store: "Köln", cashier: "1", revenue: "500.00", sales: 9, receipts: 3, hours: 3, days: 1 },
  { store: "Ulm", cashier: "", revenue: "5.00", sales: 1, receipts: 1, hours: 1, days: 1 },
];

test("cashiers are sorted by receipts per active hour within their store, and appear by number", () => {
  const { data, layout } = cashierPace(cashiers, en, "numbers")!;
  assert.deepEqual(layout.meta.table.rows, [
    ["Cashier 1", "Köln", "3", "3", "1.0"],
    ["Cashier 2", "Ulm", "12", "4", "3.0"],
    ["Cashier 1", "Ulm", "10", "5", "2.0"],
  ]);
  assert.deepEqual((layout.yaxis as { ticktext: string[] }).ticktext[0], "Köln · Cashier 1");
  assert.equal(Number((data[0] as unknown as { x: unknown[] }).x[1]), 3);
  assert.match(
    plain(describePace(cashiers, en, "numbers")[1]!),
    /from 1\.0 to 3\.0 receipts per active hour; the median is 2\.0/,
  );
});

test("without receipts lines are counted, without times days; by name names are told", () => {
  const named = cashiers.map(({ receipts: _, hours: __, ...row }) => ({
    ...row,
    cashier: row.cashier && `Ada ${row.cashier}`,
  }));
  const { layout } = cashierPace(named, en, "names")!;
  assert.deepEqual(layout.meta.table.rows[0], ["Ada 1", "Köln", "9", "1", "9.0"]);
  assert.match(layout.meta.title, /^Lines per active day/);
  assert.equal(cashierPace(cashiers.slice(2), en, "numbers"), undefined);
  assert.deepEqual(describePace([cashiers[3]!], en, "numbers"), [en.sentences.noCashiers]);
});
