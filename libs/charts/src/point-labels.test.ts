import assert from "node:assert/strict";
import { test } from "node:test";
import { placeLabels, placeOnLogAxis } from "./point-labels.js";

test("a text that would cover one before goes below its point, and a third beside them is left out", () => {
  const labels = ["Hagenburgstadt Süd", "Waldlaufingen Am Markt", "Lindenkirchen"].map((text, i) => {
    return { text, x: 0.5 + i / 20, y: 0.6 };
  });
  assert.deepEqual(placeLabels(labels, 300), ["top center", "bottom center", undefined]);
});

test("texts that are far from each other are all above their points", () => {
  const labels = [
    { text: "Köln", x: 0.2, y: 0.5 },
    { text: "Ulm", x: 0.3, y: 0.5 },
    { text: "Bonn", x: 0.2, y: 0.6 },
  ];
  assert.deepEqual(placeLabels(labels, 300), ["top center", "top center", "top center"]);
});

test("values on a logarithmic axis are placed by their ratios, and one value is in the middle", () => {
  const round = (places: readonly number[]) => places.map((place) => Math.round(place * 100) / 100);
  assert.deepEqual(round(placeOnLogAxis([1, 10, 100])), [0.05, 0.5, 0.95]);
  assert.deepEqual(round(placeOnLogAxis([7, 7])), [0.5, 0.5]);
});
