import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { type DataSettings, sha256, TillbookError } from "@tillbook/pipeline";
import { makeCatalogue } from "./catalogue.js";
import { generateSales } from "./generate.js";
import { makeSales, type Sale } from "./sales.js";
import { totalCents } from "./sales-file.js";
import { columnNames } from "./schema.js";

const small: DataSettings = { rows: 1000, stores: 4, days: 365, start: "2025-01-01", seed: 42 };
const folder = await mkdtemp(join(tmpdir(), "tillbook-generate-"));
after(() => rm(folder, { recursive: true }));

test("the same settings give the same bytes, with one thread or two, on this machine or another", async () => {
  const one = await generateSales(small, { folder, threads: 1 });
  const two = await generateSales(small, { folder, threads: 2 });
  assert.deepEqual(one, two);
  assert.equal(
    sha256(one.map((file) => file.sha256).join("\n")),
    "1d9f8653f7cce3cd4e685563c659067505a714446556ff526fc5472541935b31",
  );
});

test("another seed gives other bytes", async () => {
  const [one] = await generateSales(small, { folder });
  const [other] = await generateSales({ ...small, seed: 43 }, { folder });
  assert.notEqual(one?.sha256, other?.sha256);
});

test("what is said of a file is what is in it: hash, rows and cents", async () => {
  const files = await generateSales(small, { folder });
  const texts = await Promise.all(files.map(({ name }) => readFile(join(folder, name), "utf8")));
  assert.deepEqual(
    files.map((file) => file.sha256),
    texts.map(sha256),
  );
  const rows = texts.map((text) => text.trimEnd().split("\n").slice(1));
  assert.deepEqual(
    files.map((file) => file.rows),
    rows.map((lines) => lines.length),
  );
  const amounts = rows.flat().map((line) => line.split(",")[4] ?? "");
  assert.ok(amounts.every((amount) => /^\d+\.\d\d$/.test(amount)));
  assert.equal(
    totalCents(files),
    amounts.reduce((sum, amount) => sum + BigInt(amount.replace(".", "")), 0n),
  );
  assert.equal(texts[0]?.split("\n")[0], columnNames.join(","));
});

test("ten files are left, and a file that is not ours", async () => {
  await writeFile(join(folder, "sales-11.csv"), "");
  await writeFile(join(folder, "sales-01.csv.part"), "");
  await writeFile(join(folder, "mine.csv"), "");
  await generateSales(small, { folder });
  const names = Array.from({ length: 10 }, (_, i) => `sales-${String(i + 1).padStart(2, "0")}.csv`);
  assert.deepEqual((await readdir(folder)).sort(), ["mine.csv", ...names]);
});

test("one row makes ten files, nine of them empty but for the header", async () => {
  const files = await generateSales({ ...small, rows: 1 }, { folder });
  assert.deepEqual(
    files.map((file) => file.rows),
    [0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
  );
});

test("a span of Sundays only is an error that names the setting", async () => {
  await assert.rejects(generateSales({ ...small, start: "2025-01-05", days: 1 }, { folder }), (error) => {
    assert.ok(error instanceof TillbookError);
    assert.equal(error.code, "SETTING_INVALID");
    assert.match(error.message, /SALES_DAYS .* got 1 from 2025-01-05 on/);
    return true;
  });
});

test("an interrupted run leaves the old files and no parts", async () => {
  const before = await generateSales(small, { folder });
  const stop = new AbortController();
  const progress = (): void => stop.abort(new Error("stopped"));
  await assert.rejects(
    generateSales({ ...small, rows: 500_000 }, { folder, progress, signal: stop.signal }),
    /stopped/,
  );
  assert.equal(sha256(await readFile(join(folder, "sales-01.csv"))), before[0]?.sha256);
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.endsWith(".part")),
    [],
  );
});

test("each name of the catalogue is there once, with 10,000 stores too", () => {
  const { stores, articles } = makeCatalogue({ stores: 10_000, seed: 7 });
  assert.equal(new Set(stores.map(({ name }) => name)).size, 10_000);
  assert.equal(new Set(articles.map(({ name }) => name)).size, 300);
  assert.ok(stores.every(({ cashiers }) => new Set(cashiers.map(({ name }) => name)).size === cashiers.length));
  assert.ok(stores.every(({ weight }) => weight > 0));
});

const year: DataSettings = { rows: 50_000, stores: 8, days: 365, start: "2025-01-01", seed: 42 };
const sales = drawSales(year);

test("the stores are closed on Sundays, and from 22 to 7 h", () => {
  assert.equal(sales.filter(({ sold_on }) => weekday(sold_on) === 0).length, 0);
  assert.ok(sales.every(({ sold_at }) => sold_at >= "07:00:00" && sold_at < "22:00:00"));
});

test("Fridays and Saturdays are the strongest days", () => {
  const byDay = count(sales.map(({ sold_on }) => weekday(sold_on)));
  assert.deepEqual([...byDay.keys()].sort((a, b) => (byDay.get(b) ?? 0) - (byDay.get(a) ?? 0)).slice(0, 2), [6, 5]);
});

test("workdays peak at noon and after work", () => {
  const byHour = count(
    sales.filter(({ sold_on }) => weekday(sold_on) < 6).map(({ sold_at }) => Number(sold_at.slice(0, 2))),
  );
  const at = (hour: number): number => byHour.get(hour) ?? 0;
  assert.ok(at(12) > 1.2 * at(10) && at(12) > 1.2 * at(14));
  assert.ok(at(18) > 1.2 * at(15) && at(18) > 1.2 * at(20));
});

test("a fifth of the articles makes more than half of the sales", () => {
  const counts = [...count(sales.map(({ article }) => article)).values()].sort((a, b) => b - a);
  const top = counts.slice(0, 60).reduce((sum, n) => sum + n, 0);
  assert.ok(top > sales.length / 2, `${top} of ${sales.length}`);
});

test("December is the strongest month", () => {
  const byMonth = count(sales.map(({ sold_on }) => sold_on.slice(5, 7)));
  const others = [...byMonth].filter(([month]) => month !== "12").map(([, n]) => n);
  assert.ok((byMonth.get("12") ?? 0) > 1.2 * Math.max(...others));
});

test("the largest store sells more than twice as much as the smallest, and one lives on its evenings", () => {
  const { stores } = makeCatalogue(year);
  const byStore = count(sales.map(({ store }) => store));
  const sizes = stores.map(({ name }) => byStore.get(name) ?? 0);
  assert.ok((sizes[0] ?? 0) > 2 * (sizes[7] ?? 0), String(sizes));
  const evening = count(sales.filter(({ sold_at }) => sold_at >= "18:00:00").map(({ store }) => store));
  const shares = stores.map(({ name }, i) => (evening.get(name) ?? 0) / (sizes[i] ?? 1));
  assert.equal(shares.indexOf(Math.max(...shares)), 2);
});

test("a receipt has one to many lines of one store, cashier and second, and different articles with a category", () => {
  const receipts = [...Map.groupBy(sales, ({ receipt }) => receipt).values()];
  for (const lines of receipts) {
    const heads = lines.map(({ sold_on, sold_at, store, cashier }) => [sold_on, sold_at, store, cashier].join());
    assert.equal(new Set(heads).size, 1);
    assert.equal(new Set(lines.map(({ article }) => article)).size, lines.length);
  }
  const sizes = receipts.map((lines) => lines.length).sort((a, b) => a - b);
  const [mean, median] = [sales.length / sizes.length, sizes[sizes.length >> 1] ?? 0];
  assert.ok(mean > 8 && mean < 10 && median < mean, `${mean}, ${median}`);
  assert.equal(sizes[0], 1);
  assert.ok(sales.every(({ category }) => category !== ""));
});

test("an amount is a quantity, mostly 1, times a price in whole cents", () => {
  const cents = sales.map(({ amount, quantity }) => [Number(amount.replace(".", "")), Number(quantity)] as const);
  assert.ok(cents.every(([amount, quantity]) => quantity >= 1 && amount % quantity === 0));
  assert.ok(cents.filter(([, quantity]) => quantity === 1).length > sales.length / 2);
});

test("the rows come in order of time, and pieces follow each other without a seam", () => {
  const pieces = [...drawSales(year, 0, 20_000), ...drawSales(year, 20_000, 50_000)];
  const times = pieces.map(({ sold_on, sold_at }) => `${sold_on} ${sold_at}`);
  assert.deepEqual(times, [...times].sort());
});

function drawSales(settings: DataSettings, from = 0, to = settings.rows): Sale[] {
  const batches = [...makeSales(settings, makeCatalogue(settings), { from, to, stream: 1 })];
  return batches.flatMap((batch) => batch.sales);
}

function weekday(day: string): number {
  return new Date(day).getUTCDay();
}

function count<T>(values: readonly T[]): Map<T, number> {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
