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
  const sums = { days: new Sums(), cashiers: new Sums(), times: new Sums() };
  const special = new Map<
    string,
    { refunds: number; refunded: bigint; zeros: number; timeless: number; nameless: number }
  >();
  const articles = new Map<string, Sums>();
  let rows = 0;
  let cents = 0n;
  for (const file of await readdir(folder)) {
    const records: AsyncIterable<Sale> = createReadStream(join(folder, file)).pipe(parse({ columns: true }));
    for await (const { sold_on, sold_at, store, article, amount, cashier } of records) {
      const paid = parseCents(amount);
      rows++;
      cents += paid;
      const date = sold_on.split("-").map(Number);
      const day = [...date, store].join("|");
      sums.days.add([...date, store], paid);
      const seen = special.get(day) ?? { refunds: 0, refunded: 0n, zeros: 0, timeless: 0, nameless: 0 };
      if (paid < 0n) [seen.refunds, seen.refunded] = [seen.refunds + 1, seen.refunded + paid];
      if (paid === 0n) seen.zeros++;
      if (sold_at === "") seen.timeless++;
      if (article === "") seen.nameless++;
      special.set(day, seen);
      sums.cashiers.add([...date, store, cashier], paid);
      sums.times.add([...date, sold_at === "" ? -1 : Number(sold_at.slice(0, 2)), store, isoWeekday(sold_on)], paid);
      const [year = "", month = ""] = sold_on.split("-");
      for (const period of [`${year}-${month}`, `${year}-Q${Math.ceil(Number(month) / 3)}`, year, "all"]) {
        const ofPeriod = articles.get(period) ?? new Sums();
        articles.set(period, ofPeriod);
        ofPeriod.add([store, article], paid);
      }
    }
  }
  const tables = {
    monthly_sales: sums.days.format((day) => {
      const { refunds = 0, refunded = 0n, zeros = 0, timeless = 0, nameless = 0 } = special.get(day) ?? {};
      return `|${refunds}|${formatCents(refunded)}|${zeros}|${timeless}|${nameless}`;
    }),
    sales_per_cashier: sums.cashiers.format(),
    time_sales: sums.times.format(),
    top_articles: [...articles].flatMap(([period, ofPeriod]) =>
      rankArticles(ofPeriod).map((row) => `${period}|${row}`),
    ),
  };
  return { rows, cents, tables };
}

class Sums {
  readonly groups = new Map<string, { cents: bigint; sales: number }>();

  add(key: (string | number)[], cents: bigint): void {
    const group = this.groups.get(key.join("|")) ?? { cents: 0n, sales: 0 };
    this.groups.set(key.join("|"), { cents: group.cents + cents, sales: group.sales + 1 });
  }

  /** @param more  what else stands in the row of a key */
  format(more = (_key: string): string => ""): string[] {
    return [...this.groups].map(([key, { cents, sales }]) => `${key}|${formatCents(cents)}|${sales}${more(key)}`);
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
    const named = (names: Iterable<string>): number => [...names].filter((name) => name !== "").length;
    const counts = `${named(byStore.get(store)?.keys() ?? [])}|${named(overall.keys())}`;
    return inStore <= 20 || inAll <= 20 ? [`${key}|${formatCents(cents)}|${sales}|${inStore}|${inAll}|${counts}`] : [];
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
