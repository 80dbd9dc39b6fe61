import assert from "node:assert/strict";
import { test } from "node:test";
import { en } from "./locale/en.js";
import {
  describeArticles,
  describeCashiers,
  describeHours,
  describeLeaders,
  describeMonths,
  describeStores,
  describeWeekdays,
  listKeyFigures,
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

test("articles that lead their store are named, the most frequent first, and beyond nine the rest is counted", () => {
  const lead = (article: string, store: string) => ({
    ...{ store, article, revenue: "1.00", sales: 1, rank_in_store: 1, rank_overall: 1 },
  });
  const few = [lead("b", "1"), lead("a|", "2"), lead("b", "3")];
  assert.equal(plain(describeLeaders(few, en)), "Best seller by store: b (2 stores), a\\| (1 store).");
  const many = Array.from({ length: 400 }, (_, i) => lead(`article ${String(i % 50).padStart(2, "0")}`, `${i}`));
  assert.match(plain(describeLeaders(many, en)), /article 07 \(8 stores\), and 42 other articles\.$/);
});

test("names are escaped in every sentence", () => {
  const row = {
    store: "<a>",
    article: "b|c",
    cashier: "d*",
    revenue: "1.00",
    sales: 1,
    rank_in_store: 1,
    rank_overall: 1,
  };
  assert.match(describeStores([row], en), /\*\*\\<a\\>\*\*/);
  assert.match(describeArticles([row], 100n, en), /\*\*b\\\|c\*\*/);
  assert.match(describeCashiers([row], en), /\*\*d\\\* in \\<a\\>\*\*/);
});

test("nothing is not described", () => {
  for (const describe of [describeMonths, describeStores, describeHours, describeWeekdays])
    assert.throws(() => describe([], en), /expected at least one row to describe, got none/);
  assert.throws(() => describeArticles([], 0n, en), /expected at least one row to describe, got none/);
});

test("only articles of the first 20 ranks are described", () => {
  const rows = [20, 21].map((rank) => ({
    ...{
      store: "a",
      article: `Ware ${rank}`,
      revenue: `${rank}.00`,
      sales: 1,
      rank_in_store: rank,
      rank_overall: rank,
    },
  }));
  assert.match(describeArticles(rows, 4100n, en), /^The only article is \*\*Ware 20\*\*/);
});
