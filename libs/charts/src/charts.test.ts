import assert from "node:assert/strict";
import { test } from "node:test";
import { en } from "./locale/en.js";
import { monthlySales } from "./monthly-sales.js";
import { salesPerCashier } from "./sales-per-cashier.js";
import { rankStores } from "./stores.js";
import { timeSales } from "./time-sales.js";
import { topArticles } from "./top-articles.js";
import { weekdayHours } from "./weekday-hours.js";

test("a chart of no rows is an error, not an empty picture", () => {
  assert.throws(() => monthlySales([], en), /expected at least one row/);
  assert.throws(() => topArticles([], en), /expected at least one row/);
  assert.throws(() => salesPerCashier([], en), /expected at least one row/);
  assert.throws(() => timeSales([], en), /expected at least one row/);
  assert.throws(() => weekdayHours([], en), /expected at least one row/);
});

test("the table behind monthly sales adds up to the cent, over stores and months", () => {
  const figure = monthlySales(
    [
      { year: 2025, month: 1, store: "a", revenue: "0.10", sales: 1 },
      { year: 2025, month: 1, store: "b", revenue: "0.20", sales: 1 },
      { year: 2025, month: 2, store: "a", revenue: "0.30", sales: 1 },
    ],
    en,
  );
  assert.deepEqual(figure.layout.meta.table.rows, [
    ["January 2025", "0.10", "0.20", "0.30"],
    ["February 2025", "0.30", "0.00", "0.30"],
    ["All", "0.40", "0.20", "0.60"],
  ]);
});

test("more stores than colours are stacked, on an axis that holds them all", () => {
  const rows = Array.from({ length: 400 }, (_, i) => ({
    ...{ year: 2026, month: 3, store: `s${i}`, sales: 1 },
    revenue: i < 390 ? "100.00" : "-10.00",
  }));
  const { data, layout } = monthlySales(rows, en);
  assert.equal(layout["barmode"], "relative");
  assert.equal(monthlySales(rows.slice(0, 10), en).layout["barmode"], "group");
  assert.equal(data.length, 11);
  assert.deepEqual([data.at(-1)?.["name"], data.at(-1)?.["y"]], ["390 other stores", [37_900]]);
  const [lowest = 0, highest = 0] = (layout["yaxis"] as { range: number[] }).range;
  assert.ok(lowest <= 0 && highest >= 38_900);
});

test("the sum of an article with refunds stands beyond all of its pieces", () => {
  const rows = ["30.00", "-20.00"].map((revenue, i) => ({
    ...{ store: `s${i}`, article: "a", revenue, sales: 1, rank_in_store: 1, rank_overall: 1 },
  }));
  const { data, layout } = topArticles(rows, en);
  assert.equal(layout["barmode"], "relative");
  assert.deepEqual([data.at(-1)?.["text"], data.at(-1)?.["x"]], [["\u00a0€10\u00a0"], [30]]);
  const { range } = layout["xaxis"] as { range: [number, number] };
  assert.ok(range[0] < -20 && range[1] > 30);
});

test("articles without a bar are one line of the table, whose sum is all that was sold", () => {
  const articles = Array.from({ length: 60_000 }, (_, i) => ({ article: `a${i}`, cents: 60_000 - i }));
  const all = articles.map(({ cents }, i) => ({ store: `s${i % 400}`, revenue: formatTestEuros(cents), sales: 1 }));
  const top = articles.slice(0, 20).map(({ article, cents }, i) => ({
    ...{ store: `s${i % 400}`, article, revenue: formatTestEuros(cents), sales: 1 },
    ...{ rank_in_store: 1, rank_overall: i + 1 },
  }));
  const { columns, rows } = topArticles(top, en, rankStores(all), all).layout.meta.table;
  assert.equal(rows.length, 22);
  assert.equal(columns.length, 13);
  const sumOf = (numbers: readonly string[]): bigint =>
    numbers.reduce((sum, text) => sum + BigInt(text.replace(/[,.]/g, "")), 0n);
  assert.equal(rows.at(-2)?.[0], "All other articles");
  assert.equal(rows.at(-1)?.at(-1), "18,000,300.00");
  for (const row of rows) assert.equal(sumOf(row.slice(1, -1)), sumOf(row.slice(-1)), row[0]);
  for (const [c] of columns.entries()) {
    if (c > 0) assert.equal(sumOf(rows.slice(0, -1).map((row) => row[c] ?? "")), sumOf([rows.at(-1)?.[c] ?? ""]));
  }
});

test("a single hour is an area as wide as the hour", () => {
  const [area] = timeSales([{ hour: 9, weekday: 1, store: "a", revenue: "75.00", sales: 50 }], en).data;
  assert.deepEqual([area?.["x"], area?.["y"], area?.["mode"]], [[9, 10], [75, 75], "lines"]);
});

test("beyond 20 cashiers one bar is the average of the others, and is marked as that", () => {
  const rows = Array.from({ length: 40 }, (_, i) => ({
    store: "a",
    cashier: `cashier ${i + 1}`,
    revenue: `${100 - i}.00`,
    sales: 10,
  }));
  const { data, layout } = salesPerCashier(rows, en);
  assert.deepEqual(data.at(-1)?.["x"], [70.5]);
  assert.match(JSON.stringify(layout["yaxis"]), /"Average of 20 others"\]/);
  assert.equal(layout.meta.table.rows.length, 22);
  assert.deepEqual(layout.meta.table.rows.slice(-2), [
    ["20 others together", "all stores", "200", "1,410.00"],
    ["All", "all stores", "400", "3,220.00"],
  ]);
});

test("stores keep the colours of the ranking that they are given", () => {
  const rows = [
    { store: "a", cashier: "x", revenue: "1.00", sales: 1 },
    { store: "b", cashier: "y", revenue: "2.00", sales: 1 },
  ];
  const colors = (ranking?: string[]) =>
    salesPerCashier(rows, en, ranking).data.map((trace) => [
      trace["name"],
      (trace["marker"] as { color: string }).color,
    ]);
  const [first, second] = colors();
  assert.deepEqual(colors(["a", "b"]), [
    ["a", first![1]],
    ["b", second![1]],
  ]);
});

test("a hostile name reaches no text that Plotly interprets", () => {
  const store = "<script>alert(1)</script>";
  const figure = timeSales([{ hour: 8, weekday: 1, store, revenue: "1.00", sales: 1 }], en);
  assert.ok(!JSON.stringify(figure.data).includes("<script>"));
  assert.equal(figure.layout.meta.table.columns[1]?.label, `${store} (€)`);
});

test("every field of the heatmap is in the one step that its revenue belongs to", () => {
  const rows = Array.from({ length: 7 }, (_, d) =>
    Array.from({ length: 10 }, (_, h) => {
      const revenue = `${(d + 1) * 1000 * h}.00`;
      return { hour: 8 + h, weekday: d + 1, store: "a", revenue, sales: 1 };
    }),
  ).flat();
  const steps = weekdayHours(rows, en).data;
  assert.deepEqual(
    steps.map(({ name }) => name),
    ["from €0", "from €10k", "from €20k", "from €30k", "from €40k", "from €50k", "from €60k"],
  );
  const amounts = steps.map(({ customdata }) =>
    (customdata as string[][]).map((field) => Number(field[1]!.slice(1).replaceAll(",", ""))),
  );
  assert.equal(amounts.flat().length, 70);
  assert.ok(amounts.every((step, s) => step.every((euros) => euros >= s * 10_000 && euros < (s + 1) * 10_000)));
});

function formatTestEuros(cents: number): string {
  return (cents / 100).toFixed(2);
}
