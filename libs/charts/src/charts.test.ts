import assert from "node:assert/strict";
import { test } from "node:test";
import { monthlySales } from "./monthly-sales.js";
import { salesPerCashier } from "./sales-per-cashier.js";
import { timeSales } from "./time-sales.js";
import { topArticles } from "./top-articles.js";

test("a chart of no rows is an error, not an empty picture", () => {
  assert.throws(() => monthlySales([]), /expected at least one row/);
  assert.throws(() => topArticles([]), /expected at least one row/);
  assert.throws(() => salesPerCashier([]), /expected at least one row/);
  assert.throws(() => timeSales([]), /expected at least one row/);
});

test("the table behind monthly sales adds up to the cent, over stores and months", () => {
  const figure = monthlySales([
    { year: 2025, month: 1, store: "a", revenue: "0.10", sales: 1 },
    { year: 2025, month: 1, store: "b", revenue: "0.20", sales: 1 },
    { year: 2025, month: 2, store: "a", revenue: "0.30", sales: 1 },
  ]);
  assert.deepEqual(figure.layout.meta.table.rows, [
    ["January 2025", "0.10", "0.20", "0.30"],
    ["February 2025", "0.30", "0.00", "0.30"],
    ["All", "0.40", "0.20", "0.60"],
  ]);
});

test("beyond 24 cashiers one bar is the average of the others, and is marked as that", () => {
  const rows = Array.from({ length: 40 }, (_, i) => ({
    store: "a",
    cashier: `cashier ${i + 1}`,
    revenue: `${100 - i}.00`,
    sales: 10,
  }));
  const { meta } = salesPerCashier(rows).layout;
  assert.equal(meta.table.rows.length, 25);
  assert.deepEqual(meta.table.rows.at(-1), ["Average of 16 others", "all stores", "10", "68.50"]);
});

test("stores keep the colours of the ranking that they are given", () => {
  const rows = [
    { store: "a", cashier: "x", revenue: "1.00", sales: 1 },
    { store: "b", cashier: "y", revenue: "2.00", sales: 1 },
  ];
  const colors = (ranking?: string[]) =>
    salesPerCashier(rows, ranking).data.map((trace) => [trace["name"], (trace["marker"] as { color: string }).color]);
  const [first, second] = colors();
  assert.deepEqual(colors(["a", "b"]), [
    ["a", first![1]],
    ["b", second![1]],
  ]);
});

test("a hostile name reaches no text that Plotly interprets", () => {
  const store = "<script>alert(1)</script>";
  const figure = timeSales([{ hour: 8, weekday: 1, store, revenue: "1.00", sales: 1 }]);
  assert.ok(!JSON.stringify(figure.data).includes("<script>"));
  assert.equal(figure.layout.meta.table.columns[1]?.label, `${store} (€)`);
});
