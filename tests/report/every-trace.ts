import type { FigureSpec } from "@tillbook/charts";

const days = ["Mon", "Tue", "Wed", "Thu", "Fri"];
const weeks = ["2026-03-02", "2026-03-09", "2026-03-16", "2026-03-23", "2026-03-30"];
const random = (n: number, seed: number): number[] =>
  Array.from({ length: n }, (_, i) => Math.round(1000 * (1 + Math.sin(seed + i * 12.9898) * 0.9)) / 100);
const matrix = [1, 2, 3, 4].map((row) => random(5, row));
const tree = {
  labels: ["All", "Food", "Drinks", "Bread", "Milk", "Coffee", "Tea"],
  parents: ["", "All", "All", "Food", "Food", "Drinks", "Drinks"],
  values: [100, 60, 40, 35, 25, 30, 10],
  branchvalues: "total",
} as const;
const prices = {
  open: [10, 12, 11, 13, 12],
  high: [13, 14, 13, 15, 14],
  low: [9, 11, 10, 12, 10],
  close: [12, 11, 13, 12, 11],
};

/** A figure of each type of trace that the report draws, as an analyst writes it: data, titles, and no more. */
export const everyTrace: Record<string, FigureSpec["data"]> = {
  bar: [
    { type: "bar", name: "Ulm", x: days, y: [1200.5, 900, 1100, 1500, 2100] },
    { type: "bar", name: "Köln", x: days, y: [1000, 950, 1000, 1200, 1900] },
  ],
  "bar-across": [
    {
      type: "bar",
      orientation: "h",
      y: ["Bread", "Milk", "Coffee"],
      x: [1200000, 800000, 300000],
      text: ["a", "b", "c"],
    },
  ],
  barpolar: [{ type: "barpolar", theta: days, r: [3, 4, 2, 5, 6] }],
  box: [
    { type: "box", name: "Ulm", y: random(40, 1) },
    { type: "box", name: "Köln", y: random(40, 2) },
  ],
  candlestick: [{ type: "candlestick", x: weeks, ...prices }],
  carpet: [
    { type: "carpet", a: [1, 1, 1, 2, 2, 2, 3, 3, 3], b: [1, 2, 3, 1, 2, 3, 1, 2, 3], y: [1, 2, 3, 2, 3, 4, 4, 5, 6] },
  ],
  contour: [{ type: "contour", x: days, y: ["a", "b", "c", "d"], z: matrix }],
  contourcarpet: [
    {
      type: "carpet",
      carpet: "c",
      a: [1, 1, 1, 2, 2, 2, 3, 3, 3],
      b: [1, 2, 3, 1, 2, 3, 1, 2, 3],
      y: [1, 2, 3, 2, 3, 4, 4, 5, 6],
    },
    {
      type: "contourcarpet",
      carpet: "c",
      a: [1, 1, 1, 2, 2, 2, 3, 3, 3],
      b: [1, 2, 3, 1, 2, 3, 1, 2, 3],
      z: [1, 2, 3, 4, 5, 6, 7, 8, 9],
    },
  ],
  funnel: [{ type: "funnel", y: ["Visitors", "Buyers", "Members"], x: [1200, 700, 300] }],
  funnelarea: [{ type: "funnelarea", labels: ["Visitors", "Buyers", "Members"], values: [5, 3, 2] }],
  heatmap: [{ type: "heatmap", x: days, y: ["a", "b", "c", "d"], z: matrix }],
  histogram: [{ type: "histogram", x: random(200, 3) }],
  histogram2d: [{ type: "histogram2d", x: random(300, 3), y: random(300, 5) }],
  histogram2dcontour: [{ type: "histogram2dcontour", x: random(300, 3), y: random(300, 5) }],
  icicle: [{ type: "icicle", ...tree }],
  image: [
    {
      type: "image",
      z: [
        [
          [51, 34, 136],
          [136, 204, 238],
        ],
        [
          [17, 119, 51],
          [221, 204, 119],
        ],
      ],
    },
  ],
  indicator: [
    { type: "indicator", mode: "number+delta+gauge", value: 270, delta: { reference: 250 }, title: { text: "Sales" } },
  ],
  line: [
    { name: "Ulm", x: weeks, y: [10, 12, 11, 15, 14] },
    { name: "Köln", x: weeks, y: [8, 9, 13, 12, 10], fill: "tonexty", line: { dash: "dot" } },
  ],
  ohlc: [{ type: "ohlc", x: weeks, ...prices }],
  parcats: [
    {
      type: "parcats",
      dimensions: [
        { label: "Store", values: ["a", "a", "b"] },
        { label: "Kind", values: ["x", "y", "y"] },
      ],
    },
  ],
  pie: [{ type: "pie", labels: ["Bread", "Milk", "Coffee", "Tea", "Others"], values: [40, 25, 20, 10, 5] }],
  sankey: [
    {
      type: "sankey",
      node: { label: ["Ulm", "Köln", "Food", "Drinks"] },
      link: { source: [0, 0, 1, 1], target: [2, 3, 2, 3], value: [8, 4, 2, 8] },
    },
  ],
  scatter: [{ type: "scatter", mode: "markers", x: random(50, 1), y: random(50, 2), marker: { size: random(50, 3) } }],
  scattercarpet: [
    {
      type: "carpet",
      carpet: "c",
      a: [1, 1, 1, 2, 2, 2, 3, 3, 3],
      b: [1, 2, 3, 1, 2, 3, 1, 2, 3],
      y: [1, 2, 3, 2, 3, 4, 4, 5, 6],
    },
    { type: "scattercarpet", carpet: "c", a: [1, 2, 3], b: [1, 2, 3] },
  ],
  scatterpolar: [{ type: "scatterpolar", theta: [...days, "Mon"], r: [3, 4, 2, 5, 6, 3], fill: "toself" }],
  scattersmith: [{ type: "scattersmith", real: [0.5, 1, 2], imag: [0.5, -0.5, 1] }],
  scatterternary: [{ type: "scatterternary", mode: "markers", a: [1, 2, 3], b: [3, 2, 1], c: [2, 2, 2] }],
  sunburst: [{ type: "sunburst", ...tree }],
  table: [
    {
      type: "table",
      header: { values: ["Store", "Sales"] },
      cells: {
        values: [
          ["Ulm", "Köln"],
          [1200, 800],
        ],
      },
    },
  ],
  treemap: [{ type: "treemap", ...tree }],
  violin: [
    { type: "violin", name: "Ulm", y: random(40, 1) },
    { type: "violin", name: "Köln", y: random(40, 2) },
  ],
  waterfall: [
    {
      type: "waterfall",
      x: ["Start", "Up", "Down", "End"],
      y: [10, 5, -3, 0],
      measure: ["absolute", "relative", "relative", "total"],
    },
  ],
};
