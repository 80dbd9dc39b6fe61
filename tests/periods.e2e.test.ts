import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type Checkout, copyCheckout, type Ended, sharedSpark } from "./checkout.js";
import { createRandom } from "./random.js";

// The report of a month from six files, against the one of that month's file alone; the tests build on each other, in this order.

const stores = ["Köln", "Trader Joe's", "Ulm 2"];

let checkout: Checkout;
before(() => {
  checkout = copyCheckout(sharedSpark);
  for (const folder of ["all", "february"]) mkdirSync(join(checkout.root, folder));
  for (let month = 1; month <= 6; month++) {
    const text = makeFile(month);
    writeFileSync(join(checkout.root, "all", `2024-0${month}.csv`), text);
    if (month === 2) writeFileSync(join(checkout.root, "february", "2024-02.csv"), text);
  }
});
after(() => checkout.remove());

/** 240 sales of a month of 2024, with refunds, free ones and some without a cashier. */
function makeFile(month: number): string {
  const random = createRandom(month);
  const pick = (count: number): number => Math.floor(random() * count);
  const days = new Date(2024, month, 0).getDate();
  const lines = Array.from({ length: 240 }, (_, i) => {
    const day = `2024-0${month}-${String(1 + (i % days)).padStart(2, "0")}`;
    const amount = i % 60 === 59 ? "0.00" : ((i % 40 === 39 ? -1 : 1) * (0.5 + pick(3000) / 100)).toFixed(2);
    const time = `${String(8 + pick(12)).padStart(2, "0")}:${String(pick(60)).padStart(2, "0")}:00`;
    return [day, time, stores[pick(3)], `Article ${pick(40)}`, amount, `Cashier ${pick(5)}`].join(",");
  });
  return `sold_on,sold_at,store,article,amount,cashier\n${lines.join("\n")}\n`;
}

async function plot(folder: string, settings: Record<string, string> = {}): Promise<Ended> {
  const ended = await checkout.make("plot", { SALES_CSV: folder, ...settings });
  assert.equal(ended.code, 0, ended.output);
  return ended;
}

/** The figures and their tables, by the chart's name. */
function readCharts(): Map<string, unknown> {
  const folder = join(checkout.root, "build/charts");
  const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return new Map(names.map((name) => [name, JSON.parse(readFileSync(join(folder, name), "utf8"))]));
}

interface ShownCell {
  outputs?: { data?: Record<string, unknown> }[];
}

/** The tables that notebooks show as Markdown, by notebook. */
function readTables(): Map<string, string[]> {
  const folder = join(checkout.root, "build/notebooks");
  return new Map(
    readdirSync(folder).map((name) => {
      const { cells } = JSON.parse(readFileSync(join(folder, name), "utf8")) as { cells: ShownCell[] };
      const texts = cells.flatMap(({ outputs = [] }) =>
        outputs.map(({ data }) => String(data?.["text/markdown"] ?? "")),
      );
      return [name, texts.flatMap((text) => text.match(/^(?:\|.*(?:\n|$))+/gm) ?? [])];
    }),
  );
}

let period: { charts: Map<string, unknown>; tables: Map<string, string[]> };

test("the report of a month has its tables and figures, and says in its manifest what it is of", async () => {
  await plot("all", { REPORT_PERIOD: "2024-02" });
  period = { charts: readCharts(), tables: readTables() };
  const manifest = JSON.parse(readFileSync(join(checkout.root, "build/manifests/plot.json"), "utf8"));
  assert.deepEqual(manifest.period, { name: "2024-02", first: "2024-02-01", last: "2024-02-29" });
  assert.equal(manifest.store, undefined);
});

test("the same settings plot nothing again; another period plots all that reads tables, and latest is the last month", async () => {
  const again = await plot("all", { REPORT_PERIOD: "2024-02" });
  assert.doesNotMatch(again.output, /^plot +\S+ done in/m);
  const { output } = await plot("all", { REPORT_PERIOD: "latest", REPORT_STORE: "Trader Joe's" });
  assert.match(output, /the period is 2024-06\n.*the store is Trader Joe's\n/);
  assert.doesNotMatch(output, /^plot +\S+ unchanged$/m);
  const texts = readdirSync(join(checkout.root, "build/notebooks")).map((name) =>
    readFileSync(join(checkout.root, "build/notebooks", name), "utf8"),
  );
  for (const store of ["Köln", "Ulm 2"]) assert.ok(!texts.join().includes(store), store);
});

test("a period or a store that the data doesn't have ends plot before any notebook runs", async () => {
  const failed = await checkout.make("plot", { SALES_CSV: "all", REPORT_STORE: "Koeln" });
  assert.match(
    failed.output,
    /REPORT_STORE must be a store of the data, got "Koeln"; nearest are "Köln", .*\[SETTING_INVALID\]/,
  );
  const before = await checkout.make("plot", { SALES_CSV: "all", REPORT_PERIOD: "2023-12" });
  assert.match(before.output, /no sales in it; the data has 2024-01-01 to 2024-06-30 \[SETTING_INVALID\]/);
});

test("a month's own file gives the same figures and tables, but for what is about files or compares it with other months", async () => {
  rmSync(join(checkout.root, "build"), { recursive: true });
  await plot("february");
  const [charts, tables] = [readCharts(), readTables()];
  const same = [...charts].filter(([name]) => !isComparison(name));
  assert.ok(same.length >= 4, String([...charts.keys()]));
  for (const [name, figure] of same) assert.deepEqual(period.charts.get(name), figure, name);
  // beside a key figure of the first page stands how it compares
  const lines = (some: Map<string, string[]>, name: string): string[] =>
    (some.get(name) ?? [])
      .join("")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => (name.startsWith("0-") ? line.split("|").slice(0, 3).join("|") : line));
  for (const name of [...tables.keys()].filter((one) => !isComparison(one))) {
    const seen = new Set(lines(period.tables, name));
    const missing = lines(tables, name).filter(
      (line) => !seen.has(line) && !/Rows in the files|Duplicate rows/.test(line),
    );
    assert.deepEqual(missing, [], name);
  }
});

/** Whether a chart or a table shows other months, of which the file of one month knows none. */
function isComparison(name: string): boolean {
  return /monthly-sales\.json|trend|weekly|growth|stores\.ipynb|store-months/.test(name);
}
