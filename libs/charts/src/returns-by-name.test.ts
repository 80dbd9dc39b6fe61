import assert from "node:assert/strict";
import { test } from "node:test";
import { de } from "./locale/de.js";
import { en } from "./locale/en.js";
import { describeArticleReturns, describeCashierReturns } from "./returns-by-name.js";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");
const listLines = (texts: readonly string[]): string[] =>
  texts.flatMap((text) => plain(text).split("\n")).filter((line) => line.startsWith("|"));

/** Lines of twenty articles, 1,000 each with `refunds` of them below zero and two of nothing, and what else is given. */
const makeArticles = (
  refunds: number,
  ...others: [article: string, sales: number, refunds: number, zero?: number][]
) => [
  ...Array.from({ length: 20 }, (_, i) => ({ article: `a${i}`, sales: 1000, refunds, zero_sales: 2 })),
  ...others.map(([article, sales, refunds, zero = 0]) => ({ article, sales, refunds, zero_sales: zero })),
];

test("articles are listed with limits from all others, what has most in excess first; those of the other kind below", () => {
  const rows = makeArticles(20, ["4711", 1000, 60], ["Matches", 5000, 180], ["Bags", 10_000, 210, 200]);
  const [first, table, ...last] = describeArticleReturns(rows, en);
  assert.equal(first, "These articles have more or fewer refunds, or sales of nothing, than chance explains.");
  assert.deepEqual(listLines([table!]).slice(2), [
    "| Matches | 5,000 | Refunds | 180 | 3.60% | 1.23% to 2.83% |",
    "| Article 4711 | 1,000 | Refunds | 60 | 6.00% | 0.25% to 3.82% |",
    "| Bags | 10,000 | Sales of nothing | 200 | 2.00% | 0.00% to 0.31% |",
  ]);
  assert.match(last.at(-1)!, /within four standard errors of the share of the others;/);
  assert.match(describeArticleReturns(rows, de)[1]!, /\| Artikel 4711 \| 1\.000 \| Erstattungen \| 60 \|/);
});

test("one refund of one line is no finding, nor are a few of a few lines, and without names or refunds nothing is said", () => {
  const few = makeArticles(20, ["Once", 1, 1], ["Seldom", 100, 9]);
  assert.deepEqual(describeArticleReturns(few, en), [
    "No article has more or fewer refunds, or sales of nothing, than chance explains.",
  ]);
  assert.deepEqual(describeArticleReturns([{ article: "", sales: 9000, refunds: 900, zero_sales: 0 }], en), []);
  assert.deepEqual(
    describeArticleReturns(
      makeArticles(0).map((row) => ({ ...row, zero_sales: 0 })),
      en,
    ),
    [],
  );
});

test("refunds alone differ from nothing", () => {
  const rows = makeArticles(1000).map((row) => ({ ...row, zero_sales: 0 }));
  assert.deepEqual(describeArticleReturns(rows, en), []);
});

test("more names have wider limits: of 500, one beyond four standard errors is chance", () => {
  const many = (names: number, refunds: number) => [
    ...Array.from({ length: names }, (_, i) => ({ article: `a${i}`, sales: 1000, refunds: 100, zero_sales: 0 })),
    { article: "b", sales: 1000, refunds, zero_sales: 0 },
  ];
  const isListed = (names: number, refunds: number) => describeArticleReturns(many(names, refunds), en).length > 1;
  // a standard error is 9.5 lines
  assert.deepEqual(
    [isListed(9, 140), isListed(20, 130), isListed(20, 141), isListed(500, 141), isListed(500, 150)],
    [true, false, true, false, true],
  );
});

test("beyond ten of a kind the rest is counted", () => {
  const rows = makeArticles(
    10,
    ...Array.from({ length: 12 }, (_, i) => [`b${i}`, 1000, 90] as [string, number, number]),
  );
  const texts = describeArticleReturns(rows, en);
  assert.equal(listLines(texts).length, 12);
  assert.equal(texts[2], "2 more are outside.");
});

test("one that has many makes no others have few, and of two nobody knows which is unusual", () => {
  const make = (...refunds: number[]) =>
    refunds.map((own, i) => ({ store: "Ulm", cashier: `${i + 1}`, sales: 4500, refunds: own, zero_sales: 0 }));
  const texts = describeCashierReturns(make(280, 58, 72), en, "numbers");
  assert.deepEqual(
    listLines(texts)
      .slice(2)
      .map((line) => line.split(" |")[0]),
    ["| Cashier 1"],
  );
  assert.deepEqual(describeCashierReturns(make(280, 58), en, "numbers"), []);
});

test("a cashier is compared with the store, by number where names are hidden", () => {
  const rows = [
    ...["1", "2", "3", "4"].map((cashier) => ({ store: "Ulm", cashier, sales: 1000, refunds: 10, zero_sales: 0 })),
    { store: "Ulm", cashier: "5", sales: 1000, refunds: 60, zero_sales: 0 },
    ...["1", "2"].map((cashier) => ({ store: "381", cashier, sales: 1000, refunds: 60, zero_sales: 0 })),
    { store: "Alone", cashier: "1", sales: 1000, refunds: 500, zero_sales: 0 },
    { store: "Ulm", cashier: "", sales: 1000, refunds: 900, zero_sales: 0 },
  ];
  const texts = describeCashierReturns(rows, en, "numbers");
  assert.deepEqual(listLines(texts).slice(2), ["| Cashier 5 | Ulm | 1,000 | Refunds | 60 | 6.00% | 0.06% to 1.94% |"]);
  assert.match(texts.at(-1)!, /three standard errors of the share of the others of the store/);
  const names = rows.map((row) => (row.cashier === "5" ? { ...row, cashier: "Ada | B" } : row));
  assert.match(describeCashierReturns(names, en)[1]!, /^\| Ada \\\| B \| Ulm/m);
});
