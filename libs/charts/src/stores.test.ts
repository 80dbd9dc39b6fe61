import assert from "node:assert/strict";
import { test } from "node:test";
import { en } from "./locale/en.js";
import { nameStores, rankStores, splitStores } from "./stores.js";
import { othersColor, palette } from "./theme.js";

test("stores are ranked by revenue, and by name where it is equal", () => {
  const rows = [
    { store: "b", revenue: "1.00" },
    { store: "c", revenue: "1.00" },
    { store: "a", revenue: "0.50" },
    { store: "a", revenue: "0.50" },
    { store: "d", revenue: "2.00" },
  ];
  assert.deepEqual(rankStores(rows), ["d", "a", "b", "c"]);
});

test("ten stores have a colour each, the eleventh and all further share a grey", () => {
  const names = Array.from({ length: 13 }, (_, i) => `store ${i + 1}`);
  const { series, findSeries } = splitStores(names, en, []);
  assert.equal(new Set(series.map((one) => one.color)).size, 11);
  assert.equal(series.at(-1)?.name, "3 other stores");
  assert.deepEqual([findSeries("store 10"), findSeries("store 11"), findSeries("store 13")], [9, 10, 10]);
});

test("each store has the next colour; its name stays whole, its label is short and escaped", () => {
  const { series, hasOthers } = splitStores(["Ulm & Köln", "A very long name of a store"], en, []);
  assert.equal(hasOthers, false);
  assert.deepEqual(series, [
    { name: "Ulm & Köln", label: "Ulm &amp; Köln", color: palette[0] },
    { name: "A very long name of a store", label: "A very long name of a…", color: palette[1] },
  ]);
});

test("ten stores have no others, eleven have one", () => {
  const names = Array.from({ length: 11 }, (_, i) => `store ${i + 1}`);
  assert.equal(splitStores(names.slice(0, 10), en, []).hasOthers, false);
  const { series, hasOthers } = splitStores(names, en, []);
  assert.equal(hasOthers, true);
  assert.deepEqual(series.at(-1), { name: "1 other store", label: "1 other store", color: othersColor });
});

test("one store is named, more are counted", () => {
  assert.equal(nameStores(["Ulm"], en, []), "Ulm");
  assert.equal(nameStores(["Ulm", "Köln"], en, []), "2\u00a0stores");
});
