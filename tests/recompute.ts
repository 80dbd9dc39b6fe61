import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { formatCents, parseCents } from "@tillbook/pipeline";
import { parse } from "csv-parse";

/** One row of a CSV file, by its header. */
type Sale = Record<"sold_on" | "sold_at" | "store" | "article" | "amount" | "cashier", string>;

/** What the CSV files say of the result tables: rows as text, columns joined by `|`, in no order. */
export interface Recomputed {
  rows: number;
  cents: bigint;
  tables: Record<string, string[]>;
}

/** Computes the four aggregations from the CSV files, without SQL, and with no code of the pipeline but for the cents. */
export async function recompute(folder: string): Promise<Recomputed> {
  const sums = { monthly: new Sums(), cashiers: new Sums(), times: new Sums(), articles: new Sums() };
  let rows = 0;
  let cents = 0n;
  for (const file of await readdir(folder)) {
    const records: AsyncIterable<Sale> = createReadStream(join(folder, file)).pipe(parse({ columns: true }));
    for await (const { sold_on, sold_at, store, article, amount, cashier } of records) {
      const paid = parseCents(amount);
      rows++;
      cents += paid;
      sums.monthly.add([Number(sold_on.slice(0, 4)), Number(sold_on.slice(5, 7)), store], paid);
      sums.cashiers.add([store, cashier], paid);
      sums.times.add([Number(sold_at.slice(0, 2)), isoWeekday(sold_on), store], paid);
      sums.articles.add([store, article], paid);
    }
  }
  const tables = {
    monthly_sales: sums.monthly.format(),
    sales_per_cashier: sums.cashiers.format(),
    time_sales: sums.times.format(),
    top_articles: rankArticles(sums.articles),
  };
  return { rows, cents, tables };
}

class Sums {
  readonly groups = new Map<string, { cents: bigint; sales: number }>();

  add(key: (string | number)[], cents: bigint): void {
    const group = this.groups.get(key.join("|")) ?? { cents: 0n, sales: 0 };
    this.groups.set(key.join("|"), { cents: group.cents + cents, sales: group.sales + 1 });
  }

  format(): string[] {
    return [...this.groups].map(([key, { cents, sales }]) => `${key}|${formatCents(cents)}|${sales}`);
  }
}

function rankArticles(articles: Sums): string[] {
  const overall = new Map<string, bigint>();
  const byStore = new Map<string, Map<string, bigint>>();
  for (const [key, { cents }] of articles.groups) {
    const [store = "", article = ""] = key.split("|");
    overall.set(article, (overall.get(article) ?? 0n) + cents);
    const inStore = byStore.get(store) ?? new Map<string, bigint>();
    byStore.set(store, inStore.set(article, cents));
  }
  const overallRanks = rank(overall);
  const storeRanks = new Map([...byStore].map(([store, sums]) => [store, rank(sums)]));
  return [...articles.groups].flatMap(([key, { cents, sales }]) => {
    const [store = "", article = ""] = key.split("|");
    const inStore = storeRanks.get(store)?.get(article) ?? 0;
    const inAll = overallRanks.get(article) ?? 0;
    return inStore <= 5 || inAll <= 20 ? [`${key}|${formatCents(cents)}|${sales}|${inStore}|${inAll}`] : [];
  });
}

/** Ranks from 1, the largest first, ties by the bytes of the name. */
function rank(sums: Map<string, bigint>): Map<string, number> {
  const sorted = [...sums].sort(([a, x], [b, y]) =>
    x === y ? Buffer.compare(Buffer.from(a), Buffer.from(b)) : x > y ? -1 : 1,
  );
  return new Map(sorted.map(([name], index) => [name, index + 1]));
}

function isoWeekday(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
}
