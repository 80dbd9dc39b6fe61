import assert from "node:assert/strict";
import test from "node:test";
import { makeWordAxis } from "./axis.js";
import type { FigureSpec, Layout } from "./figure.js";
import { de } from "./locale/de.js";
import { en } from "./locale/en.js";
import { markText, startRecording, stopRecording, takeMarks } from "./marks.js";
import { quantity } from "./quantity.js";
import { tabulateFigure } from "./tabulate-figure.js";

/** Gives heads and rows of a table, each as one text. */
function tabulate(data: FigureSpec["data"], layout: Layout = {}, messages = en): string[] | undefined {
  const table = tabulateFigure(data, layout, messages);
  return table && [table.columns.map(({ label }) => label), ...table.rows].map((row) => row.join(" | "));
}

const axes = { xaxis: { title: { text: "Day" } }, yaxis: { title: { text: "Revenue (€)" } } };

test("one trace is names and values, headed by the titles of the axes", () => {
  const bar = { type: "bar", x: ["a &amp; b", "c"], y: [1234.5, -2] } as const;
  assert.deepEqual(tabulate([bar], axes), ["Day | Revenue (€)", "a & b | 1,234.5", "c | −2.0"]);
  assert.deepEqual(tabulate([bar], axes, de)?.[1], "a & b | 1.234,5");
  assert.deepEqual(tabulate([bar])?.[0], "Name | Value");
  assert.deepEqual(tabulate([{ type: "bar", orientation: "h", x: [1], y: ["a"] }], axes), [
    "Revenue (€) | Day",
    "a | 1",
  ]);
});

test("years are no amounts", () => {
  const bar = { type: "bar", x: [2025, 2026], y: [2000, 2001] } as const;
  assert.deepEqual(tabulate([bar], axes)?.slice(1), ["2025 | 2,000", "2026 | 2,001"]);
});

test("traces of the same names stand side by side, with the units of their axes", () => {
  const layout: Layout = { ...axes, yaxis2: { title: { text: "Share" }, tickformat: ".1%" } };
  const data: FigureSpec["data"] = [
    { type: "bar", name: "Sum", x: ["a", "b"], y: [3, 1] },
    { name: "Line", x: ["a", "b", "c"], y: [0.755, 1, 1], yaxis: "y2" },
  ];
  assert.deepEqual(tabulate(data, layout), [
    "Day | Sum: Revenue (€) | Line: Share",
    "a | 3 | 75.5%",
    "b | 1 | 100.0%",
    "c |  | 100.0%",
  ]);
});

test("places on an axis of words have their words", () => {
  assert.deepEqual(
    tabulate([{ type: "bar", x: [0, 1], y: [1, 2] }], { xaxis: makeWordAxis(["May", "June"]) })?.slice(1),
    ["May | 1", "June | 2"],
  );
});

test("points without a name of their own stand below each other, by the names of their traces", () => {
  const box = (name: string, y: number[]) => ({ type: "box", name, y }) as const;
  assert.deepEqual(tabulate([box("a", [1, 2]), box("b", [3])], axes), [
    "Series | Revenue (€)",
    "a | 1",
    "a | 2",
    "b | 3",
  ]);
});

test("parts of a whole, matrices, flows and prices have the columns of their kind", () => {
  const tree = { type: "treemap", labels: ["All", "x"], parents: ["", "All"], values: [2, 1] } as const;
  assert.deepEqual(tabulate([tree]), ["Part of | Name | Value", " | All | 2", "All | x | 1"]);
  assert.deepEqual(tabulate([{ type: "heatmap", x: ["a", "b"], y: ["r"], z: [[1, 2]] }], axes), [
    "Revenue (€) | a | b",
    "r | 1 | 2",
  ]);
  const sankey = {
    type: "sankey",
    node: { label: ["a", "b"] },
    link: { source: [0], target: [1], value: [5] },
  } as const;
  assert.deepEqual(tabulate([sankey]), ["From | To | Value", "a | b | 5"]);
  const prices = { type: "ohlc", x: ["2026-03-01"], open: [1], high: [3], low: [1], close: [2] } as const;
  assert.deepEqual(tabulate([prices], axes), ["Day | Open | High | Low | Close", "2026-03-01 | 1 | 3 | 1 | 2"]);
  assert.deepEqual(tabulate([{ type: "pie", labels: ["a"], values: [1] }]), ["Name | Value", "a | 1"]);
});

test("more rows than anybody reads, or a kind without columns, make no table", () => {
  const y = Array.from({ length: 1001 }, (_, i) => i);
  assert.equal(tabulate([{ x: y, y }]), undefined);
  assert.equal(tabulate([{ x: y.slice(1), y: y.slice(1) }])?.length, 1001);
  assert.equal(tabulate([{ type: "scattersmith", real: [1], imag: [1] }]), undefined);
});

test("a number that carries how it was computed still does in the table", () => {
  startRecording();
  try {
    const row = { revenue: "12.50" };
    const x = () => [markText("May", "month", 5)];
    const data: FigureSpec["data"] = ["a", "b"].map((name) => ({
      type: "bar",
      name,
      x: x(),
      y: [quantity(row, "revenue")],
    }));
    const [cells = []] = tabulateFigure(data, axes, en)?.rows ?? [];
    const taken = cells.map(takeMarks);
    assert.deepEqual(
      taken.map(({ text }) => text),
      ["May", "12.5", "12.5"],
    );
    assert.deepEqual(
      taken.map(({ marks: [mark] }) => mark?.format),
      ["month", "number:1", "number:1"],
    );
    assert.equal(taken[1]!.marks[0]!.quantity.how.kind, "cell");
  } finally {
    stopRecording();
  }
});
