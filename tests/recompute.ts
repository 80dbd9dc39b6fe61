import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "csv-parse";

/** One sale as the CSV files have it; the amount in whole cents. */
interface Sale {
  soldOn: string;
  hour: number;
  store: string;
  article: string;
  cents: bigint;
  cashier: string;
}

/** What the CSV files say of the result tables: rows as text, columns joined by `|`, in no order. */
export interface Recomputed {
  rows: number;
  cents: bigint;
  tables: Record<string, string[]>;
}

/** Computes the four aggregations from the CSV files, with nothing of what the pipeline uses. */
export async function recompute(folder: string): Promise<Recomputed> {
  const sums = { monthly: new Sums(), cashiers: new Sums(), times: new Sums(), articles: new Sums() };
  let rows = 0;
  let cents = 0n;
  for (const file of await readdir(folder)) {
    for await (const [soldOn, soldAt, store, article, amount, cashier] of createReadStream(join(folder, file)).pipe(
      parse({ fromLine: 2 }),
    )) {
      const sale: Sale = { soldOn, hour: Number(soldAt.slice(0, 2)), store, article, cents: toCents(amount), cashier };
      rows++;
      cents += sale.cents;
      sums.monthly.add([Number(soldOn.slice(0, 4)), Number(soldOn.slice(5, 7)), store], sale.cents);
      sums.cashiers.add([store, cashier], sale.cents);
      sums.times.add([sale.hour, isoWeekday(soldOn), store], sale.cents);
      sums.articles.add([store, article], sale.cents);
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

/** Writes cents as a DECIMAL with two places. */
export function formatCents(cents: bigint): string {
  const digits = String(cents < 0n ? -cents : cents).padStart(3, "0");
  return `${cents < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
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

function toCents(amount: string): bigint {
  const [whole = "", part = ""] = amount.split(".");
  return BigInt(whole + part.padEnd(2, "0"));
}

function isoWeekday(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
}
