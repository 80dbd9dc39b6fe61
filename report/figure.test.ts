import assert from "node:assert/strict";
import test from "node:test";
import { choosePlotlyBundle, type Figure, parseFigure } from "./figure.js";

function figure(...types: string[]): Figure {
  const table = { columns: [{ label: "A", align: "left" as const }], rows: [["1"]] };
  return { data: types.map((type) => ({ type })), layout: { meta: { name: "a", title: "A", alt: "A", table } } };
}

test("bars and areas are drawn by the smallest bundle", () => {
  assert.equal(choosePlotlyBundle([figure("bar"), figure("scatter")]), "plotly-basic.min.js");
});

test("a heat map brings the larger bundle", () => {
  assert.equal(choosePlotlyBundle([figure("bar"), figure("heatmap")]), "plotly-cartesian.min.js");
});

test("a trace that needs WebGL is refused, since paper can't show it sharply", () => {
  assert.throws(() => parseFigure(figure("scattergl"), "x.ipynb, cell 2"), /as SVG, got "scattergl"$/);
});

test("a name that isn't fit for an id is refused", () => {
  const wrong = figure("bar");
  wrong.layout.meta.name = 'a" onclick="';
  assert.throws(() => parseFigure(wrong, "x.ipynb, cell 2"), /layout\.meta\.name of letters, digits and hyphens/);
});

test("a table row with a missing cell is refused", () => {
  const wrong = figure("bar");
  wrong.layout.meta.table.rows.push([]);
  assert.throws(() => parseFigure(wrong, "x.ipynb, cell 2"), /as many cells in each row as columns/);
});
