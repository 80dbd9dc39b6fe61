import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { formatCents, parseCents } from "@tillbook/pipeline";
import { parse } from "csv-parse";

/** One row of a CSV file, by its header. */
type Sale = Record<
  "sold_on" | "sold_at" | "store" | "article" | "amount" | "cashier" | "receipt" | "quantity" | "category",
  string
>;

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
    { refunds: number; refunded: bigint; zeros: number; timeless: number; nameless: number; quantity: number }
  >();
  // The lines of a generated receipt have one hour and one cashier.
  const receipts = { days: new Distinct(), cashiers: new Distinct(), times: new Distinct() };
  const hours = new Distinct();
  const items = { article: new Map<string, Sums>(), category: new Map<string, Sums>() };
  let rows = 0;
  let cents = 0n;
  for (const file of await readdir(folder)) {
    const records: AsyncIterable<Sale> = createReadStream(join(folder, file)).pipe(parse({ columns: true }));
    for await (const { sold_on, sold_at, store, article, amount, cashier, receipt, quantity, category } of records) {
      const paid = parseCents(amount);
      rows++;
      cents += paid;
      const date = sold_on.split("-").map(Number);
      const day = [...date, store].join("|");
      sums.days.add([...date, store], paid);
      const seen = special.get(day) ?? { refunds: 0, refunded: 0n, zeros: 0, timeless: 0, nameless: 0, quantity: 0 };
      if (paid < 0n) [seen.refunds, seen.refunded] = [seen.refunds + 1, seen.refunded + paid];
      if (paid === 0n) seen.zeros++;
      if (sold_at === "") seen.timeless++;
      if (article === "") seen.nameless++;
      seen.quantity += Number(quantity);
      special.set(day, seen);
      const time = [...date, sold_at === "" ? -1 : Number(sold_at.slice(0, 2)), store, isoWeekday(sold_on)];
      sums.cashiers.add([...date, store, cashier], paid);
      sums.times.add(time, paid);
      receipts.days.add([...date, store], receipt);
      receipts.cashiers.add([...date, store, cashier], receipt);
      receipts.times.add(time, receipt);
      if (sold_at !== "") hours.add([...date, store, cashier], sold_at.slice(0, 2));
      const [year = "", month = ""] = sold_on.split("-");
      for (const period of [`${year}-${month}`, `${year}-Q${Math.ceil(Number(month) / 3)}`, year, "all"]) {
        for (const [kind, item] of Object.entries({ article, category }) as [Kind, string][]) {
          const ofPeriod = items[kind].get(period) ?? new Sums();
          items[kind].set(period, ofPeriod);
          ofPeriod.add([store, item], paid);
        }
      }
    }
  }
  const tables = {
    monthly_sales: sums.days.format((day) => {
      const {
        refunds = 0,
        refunded = 0n,
        zeros = 0,
        timeless = 0,
        nameless = 0,
        quantity = 0,
      } = special.get(day) ?? {};
      return `|${refunds}|${formatCents(refunded)}|${zeros}|${timeless}|${nameless}${receipts.days.format(day)}|${quantity.toFixed(3)}`;
    }),
    sales_per_cashier: sums.cashiers.format((key) => `${receipts.cashiers.format(key)}${hours.format(key)}`),
    time_sales: sums.times.format((key) => receipts.times.format(key)),
    top_articles: (Object.keys(items) as Kind[]).flatMap((kind) =>
      [...items[kind]].flatMap(([period, ofPeriod]) => rankItems(ofPeriod, kind).map((row) => `${period}|${row}`)),
    ),
  };
  return { rows, cents, tables };
}

/** What is ranked, each kind for itself. */
type Kind = "article" | "category";

/** So many of the best of each kind have their rows. */
const mostKept = { article: 20, category: 100 };

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

/** The different texts of each group, e.g. the numbers of its receipts, to count them. */
class Distinct {
  readonly #groups = new Map<string, Set<string>>();

  add(key: (string | number)[], text: string): void {
    const texts = this.#groups.get(key.join("|")) ?? new Set();
    this.#groups.set(key.join("|"), texts.add(text));
  }

  format(key: string): string {
    return `|${this.#groups.get(key)?.size ?? 0}`;
  }
}

function rankItems(items: Sums, kind: Kind): string[] {
  const overall = new Map<string, bigint>();
  const byStore = new Map<string, Map<string, bigint>>();
  for (const [key, { cents }] of items.groups) {
    const [store = "", item = ""] = key.split("|");
    overall.set(item, (overall.get(item) ?? 0n) + cents);
    const inStore = byStore.get(store) ?? new Map<string, bigint>();
    byStore.set(store, inStore.set(item, cents));
  }
  const overallRanks = rank(overall);
  const storeRanks = new Map([...byStore].map(([store, sums]) => [store, rank(sums)]));
  return [...items.groups].flatMap(([key, { cents, sales }]) => {
    const [store = "", item = ""] = key.split("|");
    const inStore = storeRanks.get(store)?.get(item) ?? 0;
    const inAll = overallRanks.get(item) ?? 0;
    const counts = [...countItems(byStore.get(store) ?? new Map()), ...countItems(overall)];
    const [mine, mineHalf, mineFourFifths, all, half, fourFifths] = counts;
    const sum = overall.get(item) ?? 0n;
    const isMost = [...byStore.values()].every((sums) => (sums.get(item) ?? cents) <= cents);
    const isListed = inStore <= mostKept[kind] || inAll <= mostKept[kind] || (inAll <= 100 && isMost);
    const names = kind === "article" ? `${store}|article|${item}|` : `${store}|category||${item}`;
    const parts = `${mine}|${all}|${mineHalf}|${mineFourFifths}|${half}|${fourFifths}|${formatCents(sum)}`;
    return isListed ? [`${names}|${formatCents(cents)}|${sales}|${inStore}|${inAll}|${parts}`] : [];
  });
}

/** Counts the items with a name, and the best of them that make half of their revenue, and 80 % of it. */
function countItems(sums: Map<string, bigint>): [all: number, half: number, fourFifths: number] {
  const named = [...sums].filter(([name]) => name !== "").map(([, cents]) => cents);
  const sorted = named.sort((a, b) => (a > b ? -1 : a < b ? 1 : 0));
  const whole = sorted.reduce((a, b) => a + b, 0n);
  const countUpTo = (part: bigint, of: bigint): number => {
    const addUp = (n: number): bigint => sorted.slice(0, n + 1).reduce((a, b) => a + b, 0n);
    return whole <= 0n ? 0 : sorted.findIndex((_, n) => addUp(n) * of >= whole * part) + 1;
  };
  return [sorted.length, countUpTo(1n, 2n), countUpTo(4n, 5n)];
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
