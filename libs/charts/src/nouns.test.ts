import assert from "node:assert/strict";
import { test } from "node:test";
import { cashierPace } from "./cashier-pace.js";
import { de } from "./locale/de.js";
import { en } from "./locale/en.js";
import { salesPerCashier } from "./sales-per-cashier.js";
import { describeArticles, describeLeaders } from "./sentences.js";
import { describeOutstanding } from "./specialities.js";
import { makeArticleRow } from "./test-articles.js";
import { topArticles } from "./top-articles.js";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");

const articles = ["4711", "Tea 3"].map((article, i) => ({
  ...{
    store: "Ulm",
    article,
    revenue: i === 0 ? "900.00" : "100.00",
    sales: 10,
    rank_in_store: i + 1,
    rank_overall: i + 1,
  },
}));
const cashiers = ["12", "Ada"].map((cashier, i) => ({
  ...{ store: "381", cashier, revenue: i === 0 ? "900.00" : "100.00", sales: 10, hours: 2, days: 1 },
}));

test("an article that is a bare number has its noun in sentences, titles, at axes and in tables, in both languages", () => {
  assert.match(describeArticles(articles, 100_000n, en), /^\*\*Article 4711\*\* has the highest revenue/);
  assert.match(describeLeaders(articles, de), /: Artikel 4711 \(/);
  assert.match(
    plain(describeOutstanding(articles.map(makeArticleRow), de, false)),
    /^\*\*Artikel 4711\*\* ragt heraus/,
  );
  const { layout } = topArticles(articles, en);
  assert.deepEqual(layout.yaxis?.ticktext, ["Article 4711", "Tea 3"]);
  assert.match(layout.meta.title, /^Article 4711 brings in the most/);
  assert.deepEqual(layout.meta.table.rows.map(([name]) => name).slice(0, 2), ["Article 4711", "Tea 3"]);
});

test("a cashier that is a bare number has its noun, too, and one that has a name keeps it alone", () => {
  assert.deepEqual(salesPerCashier(cashiers, de).layout.yaxis?.ticktext, ["Kassenkraft 12", "Ada"]);
  assert.deepEqual(cashierPace(cashiers, en)!.layout.yaxis?.ticktext, ["Cashier 12", "Ada"]);
  assert.deepEqual([en.nameCashier("Cashier 12"), de.nameArticle("Artikel 7")], ["Cashier 12", "Artikel 7"]);
});
