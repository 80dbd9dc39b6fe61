import assert from "node:assert/strict";
import test from "node:test";
import type { Figure, Trace } from "@tillbook/charts";
import { listTraceTypes, parseFigure } from "./figure.js";

function figure(...types: string[]): Figure {
  const table = { columns: [{ label: "A", align: "left" as const }], rows: [["1"]] };
  return {
    data: types.map((type) => ({ type }) as Trace),
    layout: { meta: { name: "a-1", title: "A", alt: "A", table } },
  };
}

function refuse(value: unknown, message: string): void {
  const where = "x.ipynb cell 2";
  const error = {
    code: "NOTEBOOK_INVALID",
    message: `${where}: expected ${message}`,
    hint: /show\(\) of notebooks\/tables\.ts/,
  };
  assert.throws(() => parseFigure(value, where), error);
}

test("the types of traces are listed once, also where a trace doesn't say what it is", () => {
  assert.deepEqual(listTraceTypes([figure("bar"), figure("pie", "bar"), { ...figure(), data: [{}] }]), [
    "bar",
    "pie",
    "scatter",
  ]);
});

test("a figure that the report can show is given as it is", () => {
  const types = "bar box carpet funnel heatmap indicator ohlc pie sankey scatterpolar sunburst table treemap violin";
  const right = figure(...types.split(" "));
  assert.equal(parseFigure(right, "x.ipynb cell 2"), right);
});

test("what is no figure is refused", () => {
  for (const value of [undefined, null, {}, { data: {}, layout: {} }])
    refuse(value, "a Plotly figure with data and layout");
});

test("a figure without name, title or text alternative is refused", () => {
  for (const field of ["name", "title", "alt"] as const) {
    const wrong = figure("bar");
    delete (wrong.layout.meta as Partial<Figure["layout"]["meta"]>)[field];
    refuse(wrong, `layout.meta.${field}, a text`);
  }
  refuse({ data: [], layout: {} }, "layout.meta.name, a text");
  refuse({ data: [] }, "layout.meta.name, a text");
});

test("a figure that Plotly would draw in part is refused, with notebook and cell", () => {
  assert.throws(() => parseFigure(figure("bar", "scattergl"), "x.ipynb cell 2"), {
    code: "NOTEBOOK_INVALID",
    message: /^x\.ipynb cell 2: chart "a-1": data\[1\] \(scattergl\): "scattergl" needs WebGL/,
  });
});

test("a name that isn't fit for an id is refused", () => {
  for (const name of ['a" onclick="', "A", "", "a b"]) {
    const wrong = figure("bar");
    wrong.layout.meta.name = name;
    refuse(wrong, "layout.meta.name of letters, digits and hyphens");
  }
});

test("a table without columns or rows, or with a row that lacks a cell or has one too many, is refused", () => {
  const message = "layout.meta.table with as many cells in each row as columns";
  const { table } = figure("bar").layout.meta;
  const rows = [[[]], [["1", "2"]], [["1"], []], ["1"], "1"];
  for (const wrong of [undefined, {}, { ...table, columns: 1 }, ...rows.map((rows) => ({ ...table, rows }))]) {
    const { layout, data } = figure("bar");
    refuse({ data, layout: { meta: { ...layout.meta, table: wrong } } }, message);
  }
});
