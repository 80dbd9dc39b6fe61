import assert from "node:assert/strict";
import { test } from "node:test";
import { parsePeriod } from "@tillbook/pipeline";
import { type CategoryRow, categories, describeCategories } from "./categories.js";
import { de, en, type Messages } from "./locale/index.js";
import { makeMonthRows } from "./test-months.js";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");

/** Rows of one store; each line is worth 1. */
const makeRows = (amounts: Record<string, string>, store = "Ulm"): CategoryRow[] =>
  Object.entries(amounts).map(([category, revenue]) => ({ store, category, revenue, sales: 10 }));

/** What the stores sold together. */
const addUp = (rows: readonly CategoryRow[], open_days = 10) => {
  const stores = Map.groupBy(rows, ({ store }) => store);
  return [...stores].map(([store, own]) => ({
    store,
    revenue: own.reduce((sum, row) => sum + Number(row.revenue), 0).toFixed(2),
    sales: own.reduce((sum, row) => sum + row.sales, 0),
    open_days,
  }));
};

const say = (rows: readonly CategoryRow[], messages: Messages = en): string =>
  plain(describeCategories(rows, addUp(rows), messages));

test("the category that brings in the most is named with its part of all revenue, and what has none", () => {
  const rows = makeRows({ Dairy: "50.00", "Me*at": "30.00", "": "20.00" });
  assert.equal(
    say(rows),
    "Of 2 categories, **Dairy** brings in the most: €50.00, 50.0% of the total. A further €20.00 from 10 sales has no category in the files.",
  );
  assert.equal(
    say(rows, de),
    "Von 2 Warengruppen bringt **Dairy** am meisten ein: 50,00 €, 50,0 % des Gesamtumsatzes. Weitere 20,00 € aus 10 Verkäufen sind in den Dateien keiner Warengruppe zugeordnet.",
  );
});

test("of five categories or more it is said what the three largest have", () => {
  const rows = makeRows({ A: "10.00", B: "40.00", C: "5.00", D: "20.00", E: "25.00" });
  assert.match(say(rows), /\. The three largest together account for 85\.0% of the total\.$/);
  assert.doesNotMatch(say(rows.slice(1)), /three/);
});

test("ties are named together, one category and equal ones are not compared, and refunds alone lead nowhere", () => {
  assert.match(
    say(makeRows({ A: "4.00", B: "4.00", C: "2.00" })),
    /\*\*A and B\*\* each bring in the most: €4\.00 and 40\.0% of the total each/,
  );
  assert.equal(say(makeRows({ A: "4.00" })), "The only category is **A**: €4.00 from 10 sales.");
  assert.equal(say(makeRows({ A: "4.00" }), de), "Die einzige Warengruppe ist **A**: 4,00 € aus 10 Verkäufen.");
  assert.equal(say(makeRows({ A: "4.00", B: "4.00" })), "Revenue is the same for each of the 2 categories: €4.00.");
  assert.equal(say(makeRows({ A: "-4.00", B: "-3.00" })), "No category brings in more than is taken back of it.");
});

test("where one store alone makes a category the first, that is said, and the title claims none", () => {
  const rows = [
    ...makeRows({ A: "10.00", B: "12.00" }, "Ulm"),
    ...makeRows({ A: "10.00", B: "12.00" }, "Bonn"),
    ...makeRows({ A: "90.00", B: "1.00" }, "42"),
  ];
  assert.match(say(rows), /That is \*\*Store 42\*\* alone: without it, B would be\./);
  assert.equal(categories(rows, addUp(rows), [], en)?.layout.meta.title, "Revenue by category");
});

test("without categories nothing is said or drawn", () => {
  const rows = makeRows({ "": "20.00" });
  assert.equal(say(rows), "");
  assert.equal(categories(rows, addUp(rows), [], en), undefined);
  assert.equal(categories([], [], [], en), undefined);
});

test("one category alone has a sentence and no chart, beside sales without one it has", () => {
  const rows = makeRows({ A: "4.00" });
  assert.equal(categories(rows, addUp(rows), [], en), undefined);
  const both = makeRows({ A: "4.00", "": "1.00" });
  assert.ok(categories(both, addUp(both), [], en));
});

test("bars are sorted, 15 at most; further ones and sales without a category are grey, and the table has all", () => {
  const amounts = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`C${i}`, `${100 - i}.00`]));
  const rows = makeRows({ "": "200.00", ...amounts });
  const { data, layout } = categories(rows, addUp(rows), [], en)!;
  const [bars] = data as unknown as [{ x: number[]; marker: { color: string[] } }];
  assert.equal(bars.x.length, 16);
  assert.deepEqual([bars.x[0], bars.x[13]].map(Number), [100, 87]);
  assert.equal(bars.marker.color.filter((color) => color === "#949494").length, 2);
  const { columns, rows: lines } = layout.meta.table;
  assert.deepEqual(
    columns.map(({ label }) => label),
    ["Category", "Revenue (€)", "Share", "Sales"],
  );
  assert.equal(lines.length, 62);
  assert.deepEqual(lines.slice(-2), [
    ["(no category)", "200.00", "4.5%", "10"],
    ["All", "4,430.00", "100.0%", "610"],
  ]);
  assert.match(
    layout.meta.alt,
    /^Bars: revenue of 60.categories\. Total: €4\.4k\. From top to bottom: C0 €100, C1 €99, /,
  );
});

test("what the results don't have is one line of the table, so that it adds up", () => {
  const rows = makeRows({ A: "4.00", B: "2.00" });
  const all = [{ store: "Ulm", revenue: "7.50", sales: 30, open_days: 1 }];
  const { layout } = categories(rows, all, [], en)!;
  assert.deepEqual(layout.meta.table.rows.slice(-2), [
    ["All other categories", "1.50", "20.0%", "10"],
    ["All", "7.50", "100.0%", "30"],
  ]);
});

test("changes are per open day; what was not sold then has none", () => {
  const rows = makeRows({ A: "60.00", B: "10.00" });
  const before = makeRows({ A: "20.00", C: "20.00" });
  const months = makeMonthRows([{ year: 2026, month: 1, store: "Ulm", revenue: "40.00", sales: 20, open_days: 5 }]);
  const compared = [{ period: parsePeriod("2026-01")!, rows: before, all: months }];
  const { columns, rows: lines } = categories(rows, addUp(rows), compared, en)!.layout.meta.table;
  assert.equal(columns.at(-1)?.label, "Change per open day against January 2026");
  assert.deepEqual(
    lines.map((line) => [line[0], line.at(-1)]),
    [
      ["A", "+50.0%"],
      ["B", "–"],
      ["All", "−12.5%"],
    ],
  );
});
