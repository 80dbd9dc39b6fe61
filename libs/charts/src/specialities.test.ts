import assert from "node:assert/strict";
import { test } from "node:test";
import { de, en } from "./locale/index.js";
import { quantity, sum } from "./quantity.js";
import { describeOutstanding, describeSpecialities } from "./specialities.js";
import { makeArticleRow } from "./test-articles.js";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");
const stores = [
  { store: "Stralsund", revenue: "1000.00" },
  { store: "Ulm", revenue: "9000.00" },
];
const ice = makeArticleRow({
  store: "Stralsund",
  article: "Ice",
  revenue: "74.00",
  sales: 40,
  revenue_overall: "100.00",
});
const say = (rows: (typeof ice)[], messages = en): string =>
  plain(describeSpecialities(rows, stores, sum(stores, "revenue"), messages));

test("a store that sells most of an article, far beyond its part of all revenue, is named with its part", () => {
  assert.equal(
    say([ice]),
    "Specialities of single stores: **Stralsund** sells 74.0% of all Ice (its share of all revenue is 10.0%).",
  );
  assert.equal(
    say([ice], de),
    "Besonderheiten einzelner Filialen: **Stralsund** mit Ice (74,0 % vom Umsatz dieses Artikels) bei 10,0 % vom gesamten Umsatz.",
  );
});

test("an article that only one store sells is all its own", () => {
  assert.match(say([{ ...ice, revenue: "100.00" }]), /\*\*Stralsund\*\* sells all Ice \(/);
});

test("few sales, less than half, or as much as the store sells of everything, are no speciality", () => {
  assert.equal(say([{ ...ice, sales: 29 }]), "");
  assert.equal(say([{ ...ice, revenue: "49.00" }]), "");
  assert.equal(say([{ ...ice, store: "Ulm", revenue: "92.00" }]), "");
  assert.equal(say([{ ...ice, article: "" }]), "");
});

test("a chain of one store has no specialities", () => {
  const own = [{ store: "Stralsund", revenue: "1000.00" }];
  assert.equal(describeSpecialities([ice], own, quantity(own[0]!, "revenue"), en), "");
});

test("an article that brings in many times as much as the next is said to stand out", () => {
  const [first, second] = [
    makeArticleRow({ article: "Gift card", revenue: "130.00" }),
    makeArticleRow({ article: "Milk", revenue: "10.00", rank_in_store: 2, rank_overall: 2 }),
  ];
  assert.equal(
    describeOutstanding([second, first], en, false),
    "**Gift card** stands out: it brings in 13 times as much as the next one, Milk.",
  );
  assert.equal(describeOutstanding([first, { ...second, revenue: "50.00", revenue_overall: "50.00" }], en, false), "");
  assert.equal(describeOutstanding([first, { ...second, article: "" }], en, false), "");
});
