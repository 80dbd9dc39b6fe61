import assert from "node:assert/strict";
import { test } from "node:test";
import { articleParts, countArticleParts, describeArticleParts } from "./abc.js";
import { de, en } from "./locale/index.js";
import { makeArticleRow } from "./test-articles.js";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");
const row = makeArticleRow({
  articles: 34_385,
  articles_for_half: 1811,
  articles_for_80_percent: 9000,
  articles_in_store: 10,
  articles_for_half_in_store: 1,
  articles_for_80_percent_in_store: 4,
});

test("it is said how many of the best articles make half and four fifths of the revenue, in the chain or the store", () => {
  const say = (messages: typeof en, isStore: boolean): string =>
    plain(describeArticleParts(countArticleParts([row], isStore)!, messages));
  assert.equal(say(en, false), "**1,811** of 34,385 articles (5.3%) make half of the revenue, 9,000 make four fifths.");
  assert.equal(say(en, true), "**1** of 10 articles (10.0%) makes half of the revenue, 4 make four fifths.");
  assert.equal(
    say(de, false),
    "**1.811** von 34.385 Artikeln (5,3 %) bringen die Hälfte des Umsatzes, 9.000 bringen vier Fünftel.",
  );
});

test("of few articles, or where they bring in nothing, no part is told", () => {
  assert.equal(countArticleParts([], false), undefined);
  assert.equal(countArticleParts([makeArticleRow({ articles: 4, articles_for_half: 2 })], false), undefined);
  assert.equal(countArticleParts([makeArticleRow({ articles: 40, articles_for_half: 0 })], false), undefined);
});

test("the bars are how many articles make the first half, the next up to four fifths, and the rest", () => {
  const figure = articleParts(countArticleParts([row], false)!, en);
  assert.deepEqual((figure.data[0] as unknown as { x: number[] }).x, [1811, 7189, 25_385]);
  const { title, alt, table } = figure.layout.meta;
  assert.equal(plain(title), "1,811 of 34,385 articles make half of the revenue");
  assert.match(plain(alt), /first half of the revenue: 1,811 articles \(5\.3%\); from there/);
  assert.deepEqual(table.rows.at(-1), ["All", "34,385", "100.0%"]);
});
