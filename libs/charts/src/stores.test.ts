import assert from "node:assert/strict";
import { test } from "node:test";
import { en } from "./locale/en.js";
import { startRecording, stopRecording, takeMarks } from "./marks.js";
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

test("of many stores the first five have a colour each, and all others share a grey", () => {
  const names = Array.from({ length: 13 }, (_, i) => `store ${i + 1}`);
  const { series, findSeries } = splitStores(names, en, []);
  assert.equal(new Set(series.map((one) => one.color)).size, 6);
  assert.equal(series.at(-1)?.name, "8 other stores");
  assert.deepEqual([findSeries("store 5"), findSeries("store 6"), findSeries("store 13")], [4, 5, 5]);
});

test("each store has the next colour; its name stays whole, its label is short and escaped", () => {
  const { series, hasOthers } = splitStores(["Ulm & Köln", "A very long name of a store"], en, []);
  assert.equal(hasOthers, false);
  assert.deepEqual(series, [
    { name: "Ulm & Köln", label: "Ulm &amp; Köln", color: palette[0] },
    { name: "A very long name of a store", label: "A very long name of a…", color: palette[1] },
  ]);
});

test("one store is named, more are counted", () => {
  assert.equal(nameStores(["Ulm"], en, []), "Ulm");
  assert.equal(nameStores(["Ulm", "Köln"], en, []), "2\u00a0stores");
});

test("of fewer series the last is all further stores, in grey; six stores are six series", () => {
  const names = Array.from({ length: 8 }, (_, i) => `${361 + i}`);
  const { series, findSeries } = splitStores(names, en, []);
  assert.deepEqual(
    series.map(({ name, color }) => [name, color === othersColor]),
    [...["361", "362", "363", "364", "365"].map((name) => [`Store ${name}`, false]), ["3 other stores", true]],
  );
  assert.equal(findSeries("368"), 5);
  assert.equal(splitStores(names.slice(0, 6), en, []).hasOthers, false);
});

test("how many further stores there are is counted in the rows, so that verify can count them too", () => {
  const names = Array.from({ length: 8 }, (_, i) => `s${i}`);
  const rows = names.map((store) => ({ store }));
  startRecording();
  try {
    const { marks } = takeMarks(splitStores(names, en, rows).series.at(-1)!.name);
    const [how] = marks.map(({ quantity }) => quantity.how);
    assert.deepEqual(how, { kind: "count", rows: rows.slice(5), distinct: ["store"] });
  } finally {
    stopRecording();
  }
});
