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
    revenue: i < 5 ? "100.00" : "-10.00",
  }));
  const { data, layout } = read(monthlySales(rows, en));
  assert.equal(layout["barmode"], "relative");
  assert.equal(monthlySales(rows.slice(0, 6), en).layout["barmode"], "group");
  assert.equal(data.length, 6);
  assert.deepEqual([data.at(-1)?.["name"], data.at(-1)?.["y"]], ["395 other stores", [-3950]]);
  const [lowest = 0, highest = 0] = (layout["yaxis"] as { range: number[] }).range;
  assert.ok(lowest <= -3950 && highest >= 500);
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
  assert.equal(columns.length, 8);
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

/** A row for each hour from 8:00 on of each day of the week, of one store that is open on so many days. */
const makeFields = (days: readonly (readonly [openDays: number, hours: readonly number[]])[]) =>
  days.flatMap(([open_days, hours], d) =>
    hours.map((revenue, h) => ({
      ...{ hour: 8 + h, weekday: d + 1, store: "a", sales: 1, open_days },
      revenue: revenue.toFixed(2),
    })),
  );

/** The texts of fields, and what stands in the legend for their colours. */
function readFields(rows: ReturnType<typeof makeFields>): Map<string, Set<string>> {
  const colors = new Map<string, Set<string>>();
  for (const { text, name } of read(weekdayHours(rows, en)).data)
    for (const label of (text as string[] | undefined) ?? [])
      colors.set(label, (colors.get(label) ?? new Set<string>()).add(String(name)));
  return colors;
}

test("fields of a heatmap that read the same have the same colour", () => {
  const rows = makeFields(
    Array.from({ length: 7 }, (_, d) => [52, Array.from({ length: 15 }, (_, h) => 1000 + 137 * ((d * 15 + h) % 23))]),
  );
  const colors = readFields(rows);
  assert.ok(colors.size > 10);
  for (const [label, steps] of colors) assert.equal(steps.size, 1, `${label}: ${[...steps].join(", ")}`);
});

test("the scale of a heatmap starts at zero, so that noise doesn't look like a pattern", () => {
  const rows = makeFields(
    Array.from({ length: 7 }, (_, d) => [52, Array.from({ length: 24 }, (_, h) => 450 + ((d * 31 + h * 17) % 60))]),
  ).map((row) => ({ ...row, hour: row.hour - 8 }));
  const { data } = read(weekdayHours(rows, en));
  assert.deepEqual(
    data.map(({ name }) => name),
    ["from 0.0%", "from 0.1%", "from 0.2%", "from 0.3%", "from 0.4%", "from 0.5%", "from 0.6%"],
  );
  const used = data.filter(({ x, hoverinfo }) => (x as unknown[]).length > 0 && hoverinfo !== "skip");
  assert.ok(used.length <= 2, `${used.length} colours`);
});

test("the heatmap compares means per open day: a day that occurs more often is no stronger", () => {
  const rows = makeFields([
    [52, [5200, 10_400]],
    [53, [5300, 10_600]],
  ]);
  assert.deepEqual([...readFields(rows).keys()].sort(), ["16.7", "33.3"]);
  assert.deepEqual(weekdayHours(rows, en).layout.meta.table.rows, [
    ["8:00–9:00", "16.7%", "16.7%"],
    ["9:00–10:00", "33.3%", "33.3%"],
    ["All", "50.0%", "50.0%"],
    ["Per open day (€)", "300.00", "300.00"],
    ["Open days", "52", "53"],
    ["Booked (€)", "15,600.00", "15,900.00"],
  ]);
});

test("a day of the week that the data doesn't have is no row of the heatmap", () => {
  const { layout } = read(
    weekdayHours(
      makeFields([
        [1, [10, 20]],
        [1, [20, 10]],
      ]).map((row) => ({ ...row, weekday: row.weekday + 2 })),
      en,
    ),
  );
  assert.deepEqual((layout["yaxis"] as { ticktext: string[] }).ticktext, ["Wednesday", "Thursday"]);
});

test("the title of a heatmap claims a peak only beyond what hours vary by themselves", () => {
  const rows = makeFields(Array.from({ length: 7 }, (_, d) => [52, [5200, d === 4 ? 7000 : 5200, 5200]]));
  const title = (variation: number): string => {
    const hours = new Map([8, 9, 10].map((hour) => [hour, variation]));
    return weekdayHours(rows, en, { hours, days: 364 }).layout.meta.title;
  };
  assert.equal(title(0.1), "Sales peak on Friday between 9:00 and 10:00: 6.3% of a week's revenue");
  assert.equal(title(0.8), "Revenue by weekday and hour of the day, in percent of a week's");
  assert.equal(title(Number.POSITIVE_INFINITY), "Revenue by weekday and hour of the day, in percent of a week's");
});

test("at most six areas are stacked, the last for all further stores", () => {
  const rows = (count: number) =>
    Array.from({ length: count }, (_, s) => ({
      ...{ hour: 9, weekday: 1, store: `s${s}`, revenue: `${100 - s}.00`, sales: 1 },
    }));
  assert.deepEqual(
    timeSales(rows(8), en).data.map((trace) => (trace as { name?: string }).name),
    ["s0", "s1", "s2", "s3", "s4", "3 other stores"],
  );
  assert.equal(timeSales(rows(6), en).data.length, 6);
  assert.equal(timeSales(rows(8), en).layout.meta.table.columns.length, 8);
});

test("areas and bars are of all stores where the grey of further ones would be more than half, and the table has those of before", () => {
  const rows = (count: number) =>
    Array.from({ length: count }, (_, s) => ({
      ...{
        hour: 9,
        weekday: 1,
        store: `s${s}`,
        article: "a",
        revenue: "1.00",
        sales: 1,
        rank_in_store: 1,
        rank_overall: 1,
      },
    }));
  for (const draw of [timeSales, topArticles]) {
    const names = (count: number) =>
      draw(rows(count), en)
        .data.map(({ name }: { name?: string }) => name)
        .filter(Boolean);
    assert.equal(names(10).at(-1), "5 other stores");
    assert.deepEqual(names(11), ["Revenue"]);
    const { layout } = draw(rows(11), en);
    assert.deepEqual(layout.meta.table.rows[0]?.slice(-2), ["6.00", "11.00"]);
    assert.doesNotMatch(layout.meta.alt, /[Ss]tacked/);
  }
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
  const rows = Array.from({ length: 7 }, (_, i) => ({
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
  const texts = (hours: number) => [...readFields(makeFields([[1, Array.from({ length: hours }, () => 5)]])).keys()];
  assert.deepEqual(texts(16), ["6.3"]);
  assert.deepEqual(texts(17), [""]);
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
