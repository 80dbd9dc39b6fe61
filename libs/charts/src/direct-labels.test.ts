import assert from "node:assert/strict";
import test from "node:test";
import { type DirectLabel, findMiddles, headPx, labelEnds, labelPieces, placeOnAxis } from "./direct-labels.js";
import type { Layout } from "./figure.js";
import { en } from "./locale/en.js";
import { monthlySales } from "./monthly-sales.js";
import { timeSales } from "./time-sales.js";
import { topArticles } from "./top-articles.js";

const colors = ["#000001", "#000002", "#000003"];
const label = (text: string, trace: number, x: number, y: number): DirectLabel => ({
  ...{ text, trace, x, y, color: colors[trace]! },
});

/** The texts of labels, where they stand, and where their lines begin. */
function read({ annotations = [], shapes = [] }: Layout) {
  return annotations.map(({ text, x, y, name }, i) => ({
    ...{ text, x: Number(x), y: Number(y), name },
    ...{ from: [shapes[i]!.x0, shapes[i]!.y0], to: [shapes[i]!.x1, shapes[i]!.y1], color: shapes[i]!.line?.color },
  }));
}

test("names stand beside where their series end, apart from each other and in that order, each at a line of its colour", () => {
  const ends = [label("Köln", 0, 0.9, 0.5), label("Ulm", 1, 0.9, 0.5), label("Trier", 2, 0.9, 0.4)];
  const names = read(labelEnds(ends, 300)!);
  assert.deepEqual(
    names.map(({ text, name, color }) => [text, name, color]),
    [
      ["Trier", "series 2", colors[2]],
      ["Köln", "series 0", colors[0]],
      ["Ulm", "series 1", colors[1]],
    ],
  );
  for (const [i, { y, from, to }] of names.entries()) {
    if (i > 0) assert.ok((y - names[i - 1]!.y) * 300 >= 15 - 1e-9);
    assert.deepEqual([from, to[1]], [[0.9, i === 0 ? 0.4 : 0.5], y]);
  }
  assert.equal(labelEnds(ends, 40), undefined, "three lines need 45 px");
});

test("a long name is broken at a space, and has room for both lines and beside the plot", () => {
  const ends = ["Esslingen am Neckar", "Garmisch-Partenkirchen"].map((text, i) => label(text, i, 1, 0.5));
  const layout = labelEnds(ends, 300)!;
  const [first, second] = read(layout);
  assert.deepEqual([first!.text, second!.text], ["Esslingen<br>am Neckar", "Garmisch-<br>Partenkirchen"]);
  assert.ok((second!.y - first!.y) * 300 >= 30 - 1e-9);
  assert.ok(layout.margin.r! >= 13 * 6);
  const [isolated] = read(labelEnds([label("\u2068שוק ירושלים הגדול\u2069", 0, 1, 0.5)], 300)!);
  assert.doesNotMatch(isolated!.text!, /<br>/);
});

test("names stand above the pieces of a bar, and none where they are too wide together", () => {
  const pieces = [label("Esslingen am Neckar", 0, 0.1, 0), label("3 other stores", 1, 0.12, 0)];
  const [first, second] = read(labelPieces(pieces, 400)!);
  assert.deepEqual([first!.text, second!.text], ["Esslingen<br>am Neckar", "3 other<br>stores"]);
  assert.ok((second!.x - first!.x) * 480 >= 60);
  assert.deepEqual(first!.from, [0.1, 1 - headPx / 400]);
  assert.equal(
    labelPieces(
      ["a", "b", "c"].map((name, i) => label(name.repeat(30), i, 0, 0)),
      400,
    ),
    undefined,
  );
  const apart = [0, 1, 2].map((i) => label("Stralsund", i, 0.98, 0));
  assert.equal(labelPieces(apart, 400), undefined, "the first would be far from its piece");
});

test("where all is refunds, areas are named where they end below zero", () => {
  const refunds = ["a", "b"].map((store) => ({ store, weekday: 1, hour: 8, revenue: "-4.00", sales: 1 }));
  const names = read(timeSales(refunds, en).layout).map(({ text, from }) => [text, from[1]]);
  const { range } = timeSales(refunds, en).layout.yaxis!;
  assert.deepEqual(
    names,
    placeOnAxis([-6, -2], { range: range! }).map((y, i) => [["b", "a"][i], y]),
  );
});

test("pieces below zero are stacked downwards", () => {
  assert.deepEqual(findMiddles([4, -2, 6, -4]), [2, -1, 7, -4]);
  assert.deepEqual(placeOnAxis([2, -1], { range: [-2, 6] }), [0.5, 0.125]);
});

const stores = ["a", "b", "c", "d", "e", "f", "g"];

test("charts of stores name them directly; where one is missing at the end, or there is one alone, they don't", () => {
  const hours = stores.map((store, s) => ({ store, weekday: 1, hour: 8, revenue: `${9 - s}.00`, sales: 1 }));
  const texts = ({ layout }: { layout: Layout }) => (layout.annotations ?? []).map(({ text }) => text).sort();
  const named = ["2 other<br>stores", "a", "b", "c", "d", "e"];
  assert.deepEqual(
    texts(timeSales(hours, en)).map((text) => text?.replace("\u00a0", " ")),
    ["2 other stores", ...named.slice(1)],
  );
  assert.deepEqual(texts(timeSales(hours.slice(0, 1), en)), []);
  const articles = hours.map((row) => ({ ...row, article: "tea", rank_in_store: 1, rank_overall: 1 }));
  assert.deepEqual(
    texts(topArticles(articles, en)).map((text) => text?.replace("\u00a0", " ")),
    named,
  );
  assert.equal(topArticles(articles, en).layout.showlegend, false);
  const refunds = articles.map((row) => (row.store === "b" ? { ...row, revenue: "-1.00" } : row));
  const refunded = topArticles(refunds, en, stores);
  assert.deepEqual([texts(refunded), refunded.layout.showlegend], [[], true]);
  const months = [1, 2].flatMap((month) => hours.map((row) => ({ ...row, year: 2026, month })));
  assert.equal(texts(monthlySales(months, en)).length, 6);
  const data = { first: "2026-01-01", last: "2026-02-10", closedWeekdays: [] };
  const cut = monthlySales(months, en, stores, data);
  assert.deepEqual(
    [cut.layout.meta.subtitle, cut.layout.showlegend],
    ["Revenue by month, €; hatched: only partly in the data", false],
  );
  assert.deepEqual(
    cut.layout.annotations!.map(({ text, name }) => cut.data[Number(name!.split(" ")[1])]!.name === text),
    [true, true, true, true, true, true],
  );
  const gone = months.filter(({ store, month }) => store !== "a" || month === 1);
  assert.deepEqual([texts(monthlySales(gone, en)), monthlySales(gone, en).layout.showlegend], [[], true]);
});
