import assert from "node:assert/strict";
import test from "node:test";
import type { FigureSpec } from "./figure.js";
import { finishFigure, nameFile } from "./finish-figure.js";
import { titleStyle } from "./house-template.js";
import { de } from "./locale/de.js";
import { en } from "./locale/en.js";

const layout = { title: { text: "Ulm sells <b>most</b> &amp; best: €3.2M" }, meta: { alt: "Bars." } };
const bars: FigureSpec = { data: [{ type: "bar", x: ["a", "b"], y: [1, 2] }], layout };

function finish(change: Partial<FigureSpec>, messages = en) {
  return finishFigure({ ...bars, ...change }, messages, new Set());
}

test("a figure needs data, a title and a text alternative; name and table are made", () => {
  const { meta, title } = finish({}).layout;
  assert.deepEqual(meta, {
    name: "ulm-sells-most-best",
    title: "Ulm sells most & best: €3.2M",
    alt: "Bars.",
    table: {
      columns: [
        { label: "Name", align: "left" },
        { label: "Value", align: "right" },
      ],
      rows: [
        ["a", "1"],
        ["b", "2"],
      ],
    },
  });
  assert.equal(title?.text, layout.title.text);
});

test("what is said stays: name, title, table, height and colours", () => {
  const meta = { name: "mine", title: "Mine", alt: "Bars.", table: { columns: [], rows: [] }, dark: {} };
  const figure = finish({ layout: { height: 200, colorway: ["#112233"], title: { text: "Drawn" }, meta } });
  assert.deepEqual(figure.layout.meta, meta);
  const { height, colorway, title } = figure.layout;
  assert.deepEqual([height, colorway, title], [200, ["#112233"], { ...titleStyle, text: "Drawn" }]);
});

test("what is missing is said, with a text alternative to copy", () => {
  const refuse = (change: Partial<FigureSpec>, message: RegExp): void =>
    assert.throws(() => finish(change), { code: "NOTEBOOK_INVALID", message, hint: /docs\/notebooks\.md/ });
  refuse({ data: [] }, /^expected a figure with at least one trace, \{ data/);
  refuse(
    { data: [{ type: "bar", x: [], y: [] }] },
    /^expected data, got only empty arrays: does the query select any rows\?$/,
  );
  refuse({ layout: { meta: { alt: "a" } } }, /^expected a title, layout: \{ title: \{ text: "…" \} \}$/);
  const axes = { xaxis: { title: { text: "Article" } }, yaxis: { title: { text: "Revenue" } } };
  refuse(
    { layout: { title: { text: "A" }, ...axes } },
    /^chart "A": expected layout\.meta\.alt.* \{ alt: "Bars: A\. Revenue by Article\. From a to b\." \}/,
  );
  const across: FigureSpec["data"] = [
    { type: "bar", orientation: "h", x: [1], y: ["a"] },
    { x: [1], y: [1], mode: "markers" },
  ];
  refuse(
    { data: across, layout: { title: { text: "A" }, ...axes } },
    /alt: "Bars and points: A\. Article by Revenue\." /,
  );
  refuse({ data: [{ type: "image", z: [[[1, 2, 3]]] }] }, /expected layout\.meta\.table.*makeColumns/);
  const many = Array.from({ length: 1001 }, (_, i) => i);
  refuse({ data: [{ type: "histogram", x: many }] }, /or of more than 1000 points, isn't made by itself/);
});

test("the name of a file is the title's words, without what changes with the data, and is given once", () => {
  assert.equal(nameFile("Größte Märkte im Süden", new Set()), "grosste-markte-im-suden");
  assert.equal(nameFile("Straße: 12.5% of €1.2M", new Set()), "strasse-of");
  assert.equal(nameFile("売上", new Set()), "chart");
  assert.equal(nameFile("a b", new Set(["a-b", "a-b-2"])), "a-b-3");
  assert.ok(nameFile("word ".repeat(40), new Set()).length <= 60);
  const taken = new Set<string>();
  for (const _ of [1, 2]) finishFigure(bars, en, taken);
  assert.deepEqual([...taken], ["ulm-sells-most-best", "ulm-sells-most-best-2"]);
});

test("numbers are written as the language does, and amounts across have a grid that stands", () => {
  const grids = (figure: Partial<FigureSpec>, messages = en) => {
    const { layout: template } = finish(figure, messages).layout.template as {
      layout: Record<string, { showgrid: boolean }>;
    };
    return [template["separators"], template["xaxis"]!.showgrid, template["yaxis"]!.showgrid];
  };
  assert.deepEqual(grids({}), [".,", false, true]);
  assert.deepEqual(grids({ data: [{ type: "bar", orientation: "h", x: [1], y: ["a"] }] }, de), [",.", true, false]);
  assert.deepEqual(grids({ data: [{ type: "heatmap", z: [[1]] }] }), [".,", false, false]);
});

test("typed arrays, bigints, dates and colours by name become plain", () => {
  const [trace] = finish({
    data: [
      {
        type: "bar",
        x: [new Date("2026-03-01"), new Date("2026-03-02T17:30:00Z")],
        y: new Float64Array([0.1, 2]),
        text: ["red", "b"],
        customdata: new BigInt64Array([1n, 2n]) as never,
        marker: { color: ["red", "rgba(0, 0, 255, 0.5)"] },
      },
    ],
  }).data;
  assert.deepEqual(trace, {
    type: "bar",
    x: ["2026-03-01", "2026-03-02 17:30:00"],
    y: [0.1, 2],
    text: ["red", "b"],
    customdata: [1, 2],
    marker: { color: ["#ff0000", "rgba(0, 0, 255, 0.5)"] },
  });
  const big = 2n ** 60n + 1n;
  assert.deepEqual((finish({ data: [{ type: "indicator", value: big }] }).data[0] as { value?: unknown }).value, big);
});
