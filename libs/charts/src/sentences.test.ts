import assert from "node:assert/strict";
import { test } from "node:test";
import { en } from "./locale/en.js";
import {
  describeArticles,
  describeCashiers,
  describeData,
  describeHours,
  describeLeaders,
  describeMonths,
  describeStores,
  describeWeekdays,
  listKeyFigures,
  listRowCounts,
} from "./sentences.js";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");

const months = [
  { year: 2025, month: 12, store: "Ulm", revenue: "150.00", sales: 30 },
  { year: 2026, month: 1, store: "Ulm", revenue: "60.00", sales: 10 },
  { year: 2026, month: 1, store: "Köln_Süd", revenue: "120.00", sales: 20 },
];

test("the strongest month is compared with the month before, over the turn of the year", () => {
  assert.equal(
    plain(describeMonths(months, en)),
    "**January 2026** was the strongest month: €180.00, 20.0% more than in December 2025. The weakest was December 2025 with €150.00.",
  );
});

test("the leading store and the last one have their parts of the revenue, their names escaped", () => {
  assert.equal(
    plain(describeStores(months, en)),
    "Of 2 stores, **Ulm** has the highest revenue: €210.00, 63.6% of the total; Köln\\_Süd has the lowest: €120.00, 36.4% of the total.",
  );
});

test("key figures are revenue, sales, average sale, stores and strongest month", () => {
  assert.deepEqual(
    listKeyFigures(months, en).map(({ value }) => plain(value)),
    ["€330", "60", "€5.50", "2", "January 2026"],
  );
});

test("the first article is counted in the stores where it leads", () => {
  const rows = [
    { store: "a", article: "Tea", revenue: "5.00", sales: 1, rank_in_store: 1, rank_overall: 1 },
    { store: "b", article: "Tea", revenue: "4.00", sales: 1, rank_in_store: 2, rank_overall: 1 },
    { store: "b", article: "Rum", revenue: "6.00", sales: 1, rank_in_store: 1, rank_overall: 2 },
  ];
  assert.equal(
    plain(describeArticles(rows, 3000n, en)),
    "**Tea** has the highest revenue: €9.00, 30.0% of the total. It is first in 1 of 2 stores. The 2 best-selling articles account for 50.0% of the total.",
  );
});

test("sales without a cashier are said, and not compared", () => {
  const named = { store: "a", cashier: "Ada", revenue: "5.00", sales: 1 };
  const unnamed = { store: "b", cashier: "", revenue: "7.50", sales: 2 };
  assert.equal(
    plain(describeCashiers([named, unnamed], en)),
    "The only cashier is **Ada in a**: €5.00 from 1 sale. A further €7.50 from 2 sales has no cashier in the files and is not counted here.",
  );
  assert.equal(describeCashiers([unnamed], en), "The files name no cashiers, so there is nothing to compare.");
});

test("articles that lead their store are named, the most frequent first, and beyond nine the rest is counted", () => {
  const lead = (article: string, store: string) => ({
    ...{ store, article, revenue: "1.00", sales: 1, rank_in_store: 1, rank_overall: 1 },
  });
  const few = [lead("b", "1"), lead("a|", "2"), lead("b", "3")];
  assert.equal(plain(describeLeaders(few, en)), "Best seller by store: b (2 stores), a\\| (1 store).");
  const many = Array.from({ length: 400 }, (_, i) => lead(`article ${String(i % 50).padStart(2, "0")}`, `${i}`));
  assert.match(plain(describeLeaders(many, en)), /article 07 \(8 stores\), and 42 other articles\.$/);
});

test("one cashier is not compared with anybody", () => {
  const rows = [{ store: "a", cashier: "Ada", revenue: "5.00", sales: 1 }];
  assert.equal(plain(describeCashiers(rows, en)), "The only cashier is **Ada in a**: €5.00 from 1 sale.");
});

test("hours and weekdays name the strongest, and the days without sales", () => {
  const rows = [1, 2, 3, 4, 5, 6].map((weekday) => ({
    hour: 10 + weekday,
    weekday,
    store: "a",
    revenue: `${weekday}.00`,
    sales: 1,
  }));
  assert.match(plain(describeHours(rows, en)), /^\*\*16:00–17:00\*\* is the strongest hour with €6\.00, 28\.6%/);
  assert.match(plain(describeWeekdays(rows, en)), /^\*\*Saturday\*\* .* Nothing is sold on Sunday\.$/);
});

test("what was imported is said with its period", () => {
  const data = {
    ...{ files: 1, rows: 2, first_day: "2025-01-01", last_day: "2025-01-31", articles: 3, cashiers: 1 },
    ...{ imported: 1998, rejected: 2, refunds: 1, refunded: "-3.20", zeros: 0, duplicates: 5 },
  };
  assert.equal(
    plain(describeData(data, en)),
    "**2 sales** from 1 January 2025 to 31 January 2025, read from 1 file: 3 articles, sold by 1 cashier.",
  );
  assert.match(plain(describeData({ ...data, cashiers: 0 }, en)), /: 3 articles\. The files name no cashiers\.$/);
  assert.deepEqual(
    listRowCounts(data, en).map(({ label, value, note }) => [label, value, note]),
    [
      ["Rows in the files", "2,000", "1,998 imported, 2 rejected"],
      ["Refunds", "1", "−€3.20"],
      ["Sales of €0.00", "0", undefined],
      ["Duplicate rows", "5", undefined],
    ],
  );
});
