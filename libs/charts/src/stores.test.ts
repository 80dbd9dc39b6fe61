import assert from "node:assert/strict";
import { test } from "node:test";
import { en } from "./locale/en.js";
import { rankStores, splitStores } from "./stores.js";

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
  const { series, findSeries } = splitStores(names, en);
  assert.equal(new Set(series.map((one) => one.color)).size, 11);
  assert.equal(series.at(-1)?.name, "3 other stores");
  assert.deepEqual([findSeries("store 10"), findSeries("store 11"), findSeries("store 13")], [9, 10, 10]);
});
