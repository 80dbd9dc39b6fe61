import assert from "node:assert/strict";
import { test } from "node:test";
import * as charts from "@tillbook/charts";
import { formatCents } from "@tillbook/pipeline";
import { createRandom } from "../tests/random.js";
import { listNumbers, type Source } from "./numbers.js";
import { findUnknownNumbers } from "./unknown-numbers.js";

interface Sale {
  year: number;
  month: number;
  weekday: number;
  hour: number;
  store: string;
  article: string;
  cents: bigint;
  cashier: string;
}

type Row = Record<string, unknown> & { revenue: string; sales: number };

/** Chains of 1 to 13 stores over 1 to 70 months, whose sums are above, about and below zero. */
const seeds = Array.from({ length: 60 }, (_, seed) => seed);

test("every number that notebooks and charts print is known, whatever the signs of the sums, in each language", () => {
  for (const seed of seeds) {
    const sales = makeSales(createRandom(seed));
    const source = readSource(sales);
    const numbers = listNumbers(source);
    for (const messages of Object.values(charts.locales))
      for (const text of say(sales, messages))
        assert.deepEqual(
          findUnknownNumbers(text, numbers, messages),
          [],
          `seed ${seed}, ${messages.language}: ${text}`,
        );
  }
});

test("a wrong number is unknown among negative sums too", () => {
  const sales = [-500n, -250n].map((cents, i) => ({ ...makeSales(createRandom(1))[0]!, store: `S${i}`, cents }));
  const numbers = listNumbers(readSource(sales));
  assert.deepEqual(findUnknownNumbers("−€5.00 is 66.7%, −€3.75 the average, −€7.50 all", numbers, charts.en), []);
  assert.deepEqual(findUnknownNumbers("−€5.01 is 66.8%, −€3.76 the average, €7.50 all", numbers, charts.en), [
    "−€5.01",
    "66.8%",
    "−€3.76",
    "€7.50",
  ]);
});

test("counts that no table gives are unknown in each language, in a sentence and as a key figure", () => {
  for (const seed of seeds) {
    const sales = makeSales(createRandom(seed));
    const numbers = listNumbers(readSource(sales));
    const stores = new Set(sales.map(({ store }) => store)).size + 23;
    for (const messages of Object.values(charts.locales)) {
      const { counts, labels, sentences } = messages;
      const share = charts.formatShare(1n, 1n, messages);
      const texts = [
        [`${counts.sales(7777)}.`, "7.777"],
        [`${labels.stores}: ${stores} | `, `${stores}`],
        [
          sentences.stores(
            stores,
            { name: "a", revenue: share, share, count: 1, sales: 1 },
            { name: "b", revenue: share, share, count: 1, sales: 1 },
          ),
          `${stores}`,
        ],
      ] as const;
      for (const [text, unknown] of texts)
        assert.deepEqual(
          findUnknownNumbers(text, numbers, messages).map((found) => found.replace(",", ".")),
          [unknown],
          `seed ${seed}: ${text}`,
        );
    }
  }
});

/** Makes all texts of the notebooks, as their cells do. */
function say(sales: readonly Sale[], messages: charts.Messages): string[] {
  const { formatMoney } = charts;
  const rows = makeTables(sales);
  const monthly = rows.monthly_sales as unknown as charts.MonthlySalesRow[];
  const articles = rows.top_articles as unknown as charts.TopArticlesRow[];
  const cashiers = rows.sales_per_cashier as unknown as charts.SalesPerCashierRow[];
  const times = rows.time_sales as unknown as charts.TimeSalesRow[];
  const named = cashiers.filter(({ cashier }) => cashier !== "").map((row) => Number(charts.parseCents(row.revenue)));
  const sorted = named.sort((a, b) => a - b);
  const middle = (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.floor(sorted.length / 2)]!) / 2;
  const mean = named.reduce((a, b) => a + b, 0) / named.length;
  const [late, all] = [times.filter(({ hour }) => hour >= 17), times].map(charts.sumCents);
  const months = sumBy(sales, ({ year, month }) => [year, month]);
  const figures = [
    charts.monthlySales(monthly, messages),
    charts.topArticles(articles, messages, charts.rankStores(monthly), monthly),
    ...(named.length > 0 ? [charts.salesPerCashier(cashiers, messages, charts.rankStores(cashiers))] : []),
    charts.timeSales(times, messages, charts.rankStores(times)),
    charts.weekdayHours(times, messages),
  ];
  return [
    ...charts.listKeyFigures(monthly, messages).map(({ label, value, note = "" }) => `${label}: ${value} | ${note}`),
    ...charts.tabulateMonths(monthly, messages).split("\n"),
    charts.describeMonths(monthly, messages),
    charts.describeStores(monthly, messages),
    charts.describeArticles(articles, charts.sumCents(monthly), messages),
    charts.describeLeaders(articles, messages),
    charts.describeCashiers(cashiers, messages),
    charts.describeHours(times, messages),
    charts.describeWeekdays(times, messages),
    [...months.values()].map(({ cents }) => formatMoney(cents, messages)).join(", "),
    ...(named.length > 0 ? [mean, middle].map((cents) => formatMoney(BigInt(Math.round(cents)), messages)) : []),
    charts.formatShare(late!, all!, messages),
    ...figures.flatMap(({ layout: { meta } }) => [
      meta.title,
      meta.alt,
      ...meta.table.rows.map((row) => row.slice(1).join(" | ")),
    ]),
  ];
}

function makeSales(random: () => number): Sale[] {
  const below = (n: number): number => Math.floor(random() * n);
  const [stores, months, people] = [1 + below(13), 1 + below(random() < 0.5 ? 14 : 70), 1 + below(40)];
  // Of 3 chains one has refunds only, one about as many as sales.
  const refunds = [0.1, 0.5, 1][below(3)]!;
  return Array.from({ length: 1 + below(400) }, () => {
    const month = 2019 * 12 + below(months);
    const store = below(stores);
    return {
      year: Math.floor(month / 12),
      month: (month % 12) + 1,
      weekday: 1 + below(7),
      hour: below(24),
      store: ["Köln 12", "1.5 Litre & Co", "4711", "512"][store] ?? `Store ${store}`,
      article: below(2) === 0 ? `Tea, ${below(30)} × 1.5 g` : String(below(2000)),
      cents: BigInt(below(random() < 0.1 ? 1_000_000_00 : 2000)) * (random() < refunds ? -1n : 1n),
      cashier: below(8) === 0 ? "" : `${100 + below(people)}`,
    };
  });
}

function readSource(sales: readonly Sale[]): Source {
  const grains = {
    monthly_sales: ["year", "month", "store"],
    top_articles: ["store", "article"],
    sales_per_cashier: ["store", "cashier"],
    time_sales: ["hour", "weekday", "store"],
  };
  return {
    counts: [BigInt(sales.length)],
    cents: [],
    stores: [...sumBy(sales, ({ store }) => [store]).values()].map(({ keys, ...sums }) => ({
      store: String(keys[0]),
      cents: sums.cents,
      sales: BigInt(sums.sales),
    })),
    results: Object.entries(makeTables(sales)).map(([name, rows]) => ({
      grain: grains[name as keyof typeof grains],
      rows,
    })),
  };
}

function makeTables(
  sales: readonly Sale[],
): Record<"monthly_sales" | "top_articles" | "sales_per_cashier" | "time_sales", Row[]> {
  const make = <Key extends keyof Sale>(...columns: Key[]): Row[] =>
    [...sumBy(sales, (sale) => columns.map((column) => sale[column])).values()].map(({ keys, cents, sales }) => ({
      ...Object.fromEntries(columns.map((column, i) => [column, keys[i]])),
      revenue: formatCents(cents),
      sales,
    }));
  const overall = rank([...sumBy(sales, ({ article }) => [article]).values()]);
  const articles = [...sumBy(sales, ({ store, article }) => [store, article]).values()];
  return {
    monthly_sales: make("year", "month", "store"),
    sales_per_cashier: make("store", "cashier"),
    time_sales: make("hour", "weekday", "store"),
    top_articles: articles
      .map(({ keys: [store, article], cents, sales }) => ({
        store,
        article,
        revenue: formatCents(cents),
        sales,
        rank_in_store: rank(articles.filter(({ keys }) => keys[0] === store)).indexOf(article) + 1,
        rank_overall: overall.indexOf(article) + 1,
      }))
      .filter((row) => row.rank_in_store <= 5 || row.rank_overall <= 20),
  };
}

interface Sum {
  keys: unknown[];
  cents: bigint;
  sales: number;
}

function sumBy(sales: readonly Sale[], getKeys: (sale: Sale) => unknown[]): Map<string, Sum> {
  const sums = new Map<string, Sum>();
  for (const sale of sales) {
    const keys = getKeys(sale);
    const sum = sums.get(keys.join("\n")) ?? { keys, cents: 0n, sales: 0 };
    sums.set(keys.join("\n"), { keys, cents: sum.cents + sale.cents, sales: sum.sales + 1 });
  }
  return sums;
}

/** Names, their last key, the highest first; of equals by name. */
function rank(sums: readonly Sum[]): unknown[] {
  const name = ({ keys }: Sum): string => String(keys.at(-1));
  return [...sums]
    .sort((a, b) => (a.cents === b.cents ? (name(a) < name(b) ? -1 : 1) : a.cents > b.cents ? -1 : 1))
    .map(({ keys }) => keys.at(-1));
}
