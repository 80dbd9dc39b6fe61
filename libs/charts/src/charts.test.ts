import assert from "node:assert/strict";
import { test } from "node:test";
import type { Figure } from "./figure.js";
import { en } from "./locale/en.js";
import { monthlySales } from "./monthly-sales.js";
import { salesPerCashier } from "./sales-per-cashier.js";
import { rankStores } from "./stores.js";
import { heatColors, heatDark, heatInks, makeLayout } from "./theme.js";
import { timeSales } from "./time-sales.js";
import { topArticles } from "./top-articles.js";
import { weekdayHours } from "./weekday-hours.js";

/** Leaves out of the types which attributes each type of trace has. */
function read({ data, layout }: Figure): { data: Record<string, unknown>[]; layout: Figure["layout"] } {
  return { data: data as Record<string, unknown>[], layout };
}

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
    revenue: i < 10 ? "100.00" : "-10.00",
  }));
  const { data, layout } = read(monthlySales(rows, en));
  assert.equal(layout["barmode"], "relative");
  assert.equal(monthlySales(rows.slice(0, 10), en).layout["barmode"], "group");
  assert.equal(data.length, 11);
  assert.deepEqual([data.at(-1)?.["name"], data.at(-1)?.["y"]], ["390 other stores", [-3900]]);
  const [lowest = 0, highest = 0] = (layout["yaxis"] as { range: number[] }).range;
  assert.ok(lowest <= -3900 && highest >= 1000);
});

test("the sum of an article with refunds stands beyond all of its pieces", () => {
  const rows = ["30.00", "-20.00"].map((revenue, i) => ({
    ...{ store: `s${i}`, article: "a", revenue, sales: 1, rank_in_store: 1, rank_overall: 1 },
  }));
  const { data, layout } = read(topArticles(rows, en));
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

test("two hours are points in the middle of each", () => {
  const rows = [9, 10].map((hour) => ({ hour, weekday: 1, store: "a", revenue: "75.00", sales: 50 }));
  assert.deepEqual(read(timeSales(rows, en)).data[0]?.["x"], [9.5, 10.5]);
});

test("a single hour is an area as wide as the hour", () => {
  const [area] = read(timeSales([{ hour: 9, weekday: 1, store: "a", revenue: "75.00", sales: 50 }], en)).data;
  assert.deepEqual([area?.["x"], area?.["y"], area?.["mode"]], [[9, 10], [75, 75], "lines"]);
});

test("beyond 20 cashiers one bar is the average of the others, and is marked as that", () => {
  const rows = Array.from({ length: 40 }, (_, i) => ({
    store: "a",
    cashier: `cashier ${i + 1}`,
    revenue: `${100 - i}.00`,
    sales: 10,
  }));
  const { data, layout } = read(salesPerCashier(rows, en));
  assert.deepEqual(data.at(-1)?.["x"], [70.5]);
  assert.deepEqual(
    data.map(({ name, showlegend }) => [name, showlegend]),
    [
      ["a", true],
      ["Others", false],
    ],
  );
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
    read(salesPerCashier(rows, en, ranking)).data.map((trace) => [
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
  const name = "<script>alert(1)</script>";
  const row = { store: name, article: name, cashier: name, revenue: "1.00", sales: 1 };
  const time = { year: 2025, month: 1, hour: 8, weekday: 1, rank_in_store: 1, rank_overall: 1 };
  for (const draw of [monthlySales, topArticles, salesPerCashier, timeSales, weekdayHours]) {
    const { data, layout } = read(draw([{ ...row, ...time }], en));
    const { meta, ...drawn } = layout;
    assert.doesNotMatch(JSON.stringify([data, drawn]), /<script>/);
    assert.ok(meta.table.rows.length > 1);
  }
  assert.equal(timeSales([{ ...row, ...time }], en).layout.meta.table.columns[1]?.label, `${name} (€)`);
});

test("every field of the heatmap is in the one step that its revenue belongs to", () => {
  const rows = Array.from({ length: 7 }, (_, d) =>
    Array.from({ length: 10 }, (_, h) => {
      const revenue = `${(d + 1) * 1000 * h}.00`;
      return { hour: 8 + h, weekday: d + 1, store: "a", revenue, sales: 1 };
    }),
  ).flat();
  const steps = read(weekdayHours(rows, en)).data;
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

test("the average of the other cashiers is rounded to the nearest cent, and the median only as it is written", () => {
  const makeMany = (count: number, lowest: string[]) =>
    Array.from({ length: count }, (_, i) => ({
      ...{ store: "a", cashier: `c${String(i).padStart(2, "0")}`, sales: 1 },
      revenue: lowest[count - 1 - i] ?? `${10 + count - i}.00`,
    }));
  // 1.00 and 1.01 are 1.005 each, and −1.00 and −1.01 are −1.005
  const average = (...lowest: string[]) => read(salesPerCashier(makeMany(22, lowest), en)).data.at(-1)!;
  assert.deepEqual(average("1.00", "1.01")["x"], [1.01]);
  assert.deepEqual(average("-1.01", "-1.00")["x"], [-1.01]);
  assert.deepEqual(average("1.00", "1.00")["x"], [1]);
  assert.deepEqual(average("1.00", "1.01")["customdata"], [
    ["Average of 2 others", "all stores", "€1.01", "1\u00a0sale"],
  ]);
  // half of 2.00 and 0.99 is 1.495, which is nearer to €1, though not as cents
  const two = ["2.00", "0.99"].map((revenue, i) => ({ store: "a", cashier: `c${i}`, revenue, sales: 1 }));
  const { alt } = salesPerCashier([...two, { ...two[0]!, revenue: "2.99" }, { ...two[1]!, revenue: "0.10" }], en).layout
    .meta;
  assert.match(alt, /Median: €1\./);
});

test("cashiers of equal revenue are in the order of their stores, then of their names", () => {
  const rows = [
    { store: "b", cashier: "x", revenue: "2.00", sales: 1 },
    { store: "a", cashier: "z", revenue: "2.00", sales: 1 },
    { store: "a", cashier: "y", revenue: "2.00", sales: 1 },
    { store: "a", cashier: "", revenue: "9.00", sales: 1 },
    { store: "c", cashier: "w", revenue: "3.00", sales: 1 },
  ];
  const { rows: lines } = salesPerCashier(rows, en).layout.meta.table;
  assert.deepEqual(
    lines.map(([cashier, store]) => `${cashier} ${store}`),
    ["w c", "y a", "z a", "x b", "All all stores"],
  );
});

test("articles are in the order of their ranks, then of their names", () => {
  const rows = [2, 1, 2, 20].map((rank, i) => ({
    ...{ store: "a", article: "dbca"[i]!, revenue: "1.00", sales: 1, rank_in_store: rank, rank_overall: rank },
  }));
  assert.deepEqual(
    topArticles(rows, en).layout.meta.table.rows.map(([article]) => article),
    ["b", "c", "d", "a", "All"],
  );
});

test("bars of articles are stacked without lines between them where there are more stores than colours", () => {
  const rows = Array.from({ length: 11 }, (_, i) => ({
    ...{ store: `s${i}`, article: "a", revenue: "1.00", sales: 1, rank_in_store: 1, rank_overall: 1 },
  }));
  const line = (some: typeof rows) =>
    (read(topArticles(some, en)).data[0]!["marker"] as { line: { width: number } }).line.width;
  assert.deepEqual([line(rows), line(rows.slice(1))], [0, 0.6]);
});

test("the sum of an article below zero stands before its bar", () => {
  const rows = ["-30.00", "20.00"].map((revenue, i) => ({
    ...{ store: `s${i}`, article: "a", revenue, sales: 1, rank_in_store: 1, rank_overall: 1 },
  }));
  const labels = read(topArticles(rows, en)).data.at(-1)!;
  assert.deepEqual([labels["text"], labels["x"]], [["\u00a0−€10\u00a0"], [-30]]);
  assert.deepEqual(labels["textposition"], ["middle left"]);
  const [plain] = read(topArticles([{ ...rows[1]!, revenue: "0.00" }], en)).data.slice(-1);
  assert.deepEqual(plain!["textposition"], ["middle right"]);
});

test("the fields of a long day have no text, since there is no room", () => {
  const makeRows = (hours: number) =>
    Array.from({ length: hours }, (_, h) => ({ hour: h, weekday: 1, store: "a", revenue: "5.00", sales: 1 }));
  const texts = (hours: number) =>
    read(weekdayHours(makeRows(hours), en)).data.flatMap((trace) => trace["text"] as string[]);
  assert.deepEqual([...new Set(texts(16))], ["5"]);
  assert.deepEqual([...new Set(texts(17))], [""]);
});

test("a heatmap of one amount has one colour, from the middle", () => {
  const { data } = read(weekdayHours([{ hour: 9, weekday: 2, store: "a", revenue: "5.00", sales: 1 }], en));
  assert.deepEqual(
    data.map(({ name, base, x, marker }) => [name, base, x, marker]),
    [["from €5", [1 - 0.47], [9.5], { color: heatColors[4] }]],
  );
});

test("a legend is shown for more than one series, as wide as its longest label", () => {
  const layout = (...labels: string[]) => {
    const { showlegend, legend } = makeLayout(
      100,
      labels.map((label) => ({ label })),
      en,
    );
    return [showlegend, (legend as { entrywidth: number }).entrywidth];
  };
  assert.deepEqual(layout("a"), [false, 48]);
  assert.deepEqual(layout("a", "1234567"), [true, 49]);
  assert.deepEqual(layout("12345678", "1234567"), [true, 56]);
  assert.deepEqual(layout("a".repeat(30)), [false, 154]);
});

test("on a dark ground, the colours of the heatmap stand in the other order", () => {
  assert.equal(heatDark[heatColors[0]], heatColors[7]);
  assert.equal(heatDark[heatColors[7]], heatColors[0]);
  assert.deepEqual(Object.keys(heatDark).sort(), [...new Set([...heatColors, ...heatInks])].sort());
  assert.deepEqual(
    heatInks.map((ink) => heatDark[ink]),
    ["#fffaeb", "#fffaeb", "#fffaeb", "#3d1c02", "#3d1c02", "#3d1c01", "#3d1c01", "#3d1c01"],
  );
});

function formatTestEuros(cents: number): string {
  return (cents / 100).toFixed(2);
}
