import { nameDay, nameHour, nameMonth, numberMonth } from "./calendar.js";
import type { CashierSums, Ranked, Words } from "./locale/words.js";
import { formatCount, formatEuros, formatEurosShort, formatShare, parseCents, sumCents } from "./money.js";
import type { MonthlySalesRow } from "./monthly-sales.js";
import { rankCashiers, type SalesPerCashierRow } from "./sales-per-cashier.js";
import { escapeMarkdown } from "./text.js";
import type { TimeSalesRow } from "./time-sales.js";
import type { TopArticlesRow } from "./top-articles.js";

/** A number that deserves to be seen alone. All texts are plain. */
export interface KeyFigure {
  label: string;
  value: string;
  note?: string;
}

interface Group {
  cents: bigint;
  sales: number;
}

/** Lists revenue, sales, average sale, stores and strongest month of the table `monthly_sales`. */
export function listKeyFigures(rows: readonly MonthlySalesRow[], words: Words): KeyFigure[] {
  const months = [...groupRows(rows, numberMonth)].sort(([a], [b]) => a - b);
  const [month, best] = findBest(months);
  const sales = rows.reduce((sum, row) => sum + Number(row.sales), 0);
  const cents = sumCents(rows);
  const stores = new Set(rows.map((row) => row.store)).size;
  const { labels, sentences } = words;
  return [
    { label: labels.revenue, value: formatEurosShort(cents, words), note: formatEuros(cents, words) },
    { label: labels.sales, value: formatCount(sales, words), note: sentences.inMonths(months.length) },
    { label: labels.averageSale, value: formatEuros(divideCents(cents, sales), words) },
    { label: labels.stores, value: formatCount(stores, words) },
    {
      label: labels.strongestMonth,
      value: nameMonth(month, words),
      note: compareMonth(month, best.cents, new Map(months), words),
    },
  ];
}

/** What was imported, as counted in `sales` and said by `import_status`. */
export interface ImportedData {
  files: number;
  rows: number;
  /** First and last day with a sale, ISO dates. */
  first_day: string;
  last_day: string;
  articles: number;
  /** 0 where the files name none. */
  cashiers: number;
  /** Rows of the files that were imported, and that were not. */
  imported: number;
  rejected: number;
  /** Sales below zero, and what they are together: a DECIMAL as text. */
  refunds: number;
  refunded: string;
  /** Sales of nothing. */
  zeros: number;
  /** Rows that are there once more. */
  duplicates: number;
}

/** Lists what the rows of the files are: how many came in, and how many are of a kind that one may ask about. */
export function listRowCounts(data: ImportedData, words: Words): KeyFigure[] {
  const { rows } = words;
  const count = (value: number): string => formatCount(value, words);
  return [
    {
      label: rows.inFiles,
      value: count(data.imported + data.rejected),
      note: rows.imported(count(data.imported), count(data.rejected)),
    },
    { label: rows.refunds, value: count(data.refunds), note: formatEuros(parseCents(data.refunded), words) },
    { label: rows.zeros, value: count(data.zeros) },
    { label: rows.duplicates, value: count(data.duplicates) },
  ];
}

/** Says what data there is: period, rows, files, articles, cashiers. Markdown. */
export function describeData(data: ImportedData, words: Words): string {
  const [first, last] = [nameDay(data.first_day, words), nameDay(data.last_day, words)];
  const period = first === last ? first : words.calendar.span(first, last);
  return words.sentences.data({ ...data, period });
}

/** Says which month is the strongest, how it differs from the month before, and which is the weakest. Markdown. */
export function describeMonths(rows: readonly MonthlySalesRow[], words: Words): string {
  const months = [...groupRows(rows, numberMonth)].sort(([a], [b]) => a - b);
  const [month, best] = findBest(months);
  const name = nameMonth(month, words);
  if (months.length === 1) return words.sentences.onlyMonth(name, formatEuros(best.cents, words));
  const [weakest, least] = findLeast(months);
  return words.sentences.strongestMonth(
    name,
    compareMonth(month, best.cents, new Map(months), words),
    nameMonth(weakest, words),
    formatEuros(least.cents, words),
  );
}

/** Says which store leads and which is last, with their parts of the revenue. Markdown. */
export function describeStores(
  rows: readonly { store: string; revenue: string; sales: number }[],
  words: Words,
): string {
  const stores = [...groupRows(rows, (row) => row.store)];
  const all = sumCents(rows);
  const [[first, best], [last, least]] = [findBest(stores), findLeast(stores)];
  if (stores.length === 1) return words.sentences.onlyStore(escapeMarkdown(first), formatEuros(all, words));
  return words.sentences.stores(
    stores.length,
    rankGroup(escapeMarkdown(first), best, all, words),
    rankGroup(escapeMarkdown(last), least, all, words),
  );
}

/**
 * Says which article brings in the most, in how many stores it leads, and what the top 20 bring in together. Markdown.
 * @param allCents  revenue of all articles
 */
export function describeArticles(rows: readonly TopArticlesRow[], allCents: bigint, words: Words): string {
  const top = rows.filter((row) => row.rank_overall <= 20);
  const articles = [...groupRows(top, (row) => row.article)];
  const [first, best] = findBest(articles);
  const stores = new Set(rows.map((row) => row.store)).size;
  const leads = rows.filter((row) => row.article === first && row.rank_in_store === 1).length;
  return words.sentences.articles(
    rankGroup(escapeMarkdown(first), best, allCents, words),
    leads,
    stores,
    articles.length,
    formatShare(sumCents(top), allCents, words),
  );
}

/** How many articles are named as first in their store. */
const mostLeaders = 8;

/** Says which articles are first in how many stores, the most frequent first; ties by name. Markdown. */
export function describeLeaders(rows: readonly TopArticlesRow[], words: Words): string {
  const stores = new Map<string, number>();
  for (const { article } of rows.filter((row) => row.rank_in_store === 1)) {
    stores.set(article, (stores.get(article) ?? 0) + 1);
  }
  const ranked = [...stores].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const named = ranked.slice(0, ranked.length > mostLeaders + 1 ? mostLeaders : ranked.length);
  return words.sentences.leaders(
    named.map(([article, count]) => `${escapeMarkdown(article)} (${words.counts.stores(count)})`),
    ranked.length - named.length,
  );
}

/** Says who took the most and who the least, how far they are apart, and what an average sale is for both. Markdown. */
export function describeCashiers(rows: readonly SalesPerCashierRow[], words: Words): string {
  const ranked = rankCashiers(rows).map(
    (row): CashierSums => ({
      name: escapeMarkdown(row.cashier),
      store: escapeMarkdown(row.store),
      revenue: formatEuros(parseCents(row.revenue), words),
      sales: Number(row.sales),
    }),
  );
  const [first, last] = [ranked[0], ranked.at(-1)];
  if (first === undefined || last === undefined) return words.sentences.noCashiers;
  const unnamed = rows.filter(({ cashier }) => cashier === "");
  const sales = unnamed.reduce((sum, row) => sum + Number(row.sales), 0);
  return [
    ranked.length === 1 ? words.sentences.onlyCashier(first) : words.sentences.cashiers(ranked.length, first, last),
    ...(sales > 0 ? [words.sentences.unnamedCashiers(formatEuros(sumCents(unnamed), words), sales)] : []),
  ].join(" ");
}

/** Says which hour has the highest revenue, with its part of the day, and which the lowest. Markdown. */
export function describeHours(rows: readonly TimeSalesRow[], words: Words): string {
  const hours = [...groupRows(rows, (row) => row.hour)].sort(([a], [b]) => a - b);
  const all = sumCents(rows);
  const [[peak, best], [calm, least]] = [findBest(hours), findLeast(hours)];
  if (hours.length === 1) return words.sentences.onlyHour(nameHour(peak, words), formatEuros(all, words));
  return words.sentences.hours(
    rankGroup(nameHour(peak, words), best, all, words),
    rankGroup(nameHour(calm, words), least, all, words),
  );
}

/** Says which weekday has the highest revenue, and on which weekdays nothing is sold. Markdown. */
export function describeWeekdays(rows: readonly TimeSalesRow[], words: Words): string {
  const weekdays = [...groupRows(rows, (row) => row.weekday)].sort(([a], [b]) => a - b);
  const [day, best] = findBest(weekdays);
  const closed = [1, 2, 3, 4, 5, 6, 7].filter((weekday) => weekdays.every(([open]) => open !== weekday));
  const { weekday } = words.calendar;
  return words.sentences.weekdays(rankGroup(weekday(day), best, sumCents(rows), words), closed.map(weekday));
}

/** Divides cents by a count, rounded to the nearest, half away from 0; by 0 it is 0. */
export function divideCents(cents: bigint, count: number): bigint {
  if (count === 0) return 0n;
  if (cents < 0n) return -divideCents(-cents, count);
  const divisor = 2n * BigInt(count);
  return (2n * cents + BigInt(count)) / divisor;
}

/** Words like "€1,500.00, 12.5% more than in November 2025". */
function compareMonth(month: number, cents: bigint, months: ReadonlyMap<number, Group>, words: Words): string {
  const before = months.get(month - 1)?.cents ?? 0n;
  const revenue = formatEuros(cents, words);
  if (before <= 0n) return revenue;
  const isMore = cents >= before;
  const change = formatShare(isMore ? cents - before : before - cents, before, words);
  return words.sentences.compared(revenue, change, isMore, nameMonth(month - 1, words));
}

function rankGroup(name: string, { cents }: Group, allCents: bigint, words: Words): Ranked {
  return { name, revenue: formatEuros(cents, words), share: formatShare(cents, allCents, words) };
}

function groupRows<R extends { revenue: string; sales: number }, K>(
  rows: readonly R[],
  getKey: (row: R) => K,
): Map<K, Group> {
  const groups = new Map<K, Group>();
  for (const row of rows) {
    const group = groups.get(getKey(row)) ?? { cents: 0n, sales: 0 };
    groups.set(getKey(row), { cents: group.cents + parseCents(row.revenue), sales: group.sales + Number(row.sales) });
  }
  return groups;
}

/** The group with the highest revenue; of equals the one with the lowest key. */
function findBest<K extends string | number>(groups: readonly [K, Group][]): [K, Group] {
  return findFirst(groups, (a, b) => a > b);
}

function findLeast<K extends string | number>(groups: readonly [K, Group][]): [K, Group] {
  return findFirst(groups, (a, b) => a < b);
}

function findFirst<K extends string | number>(
  groups: readonly [K, Group][],
  isBefore: (a: bigint, b: bigint) => boolean,
): [K, Group] {
  const [first] = [...groups].sort(([a, x], [b, y]) =>
    x.cents === y.cents ? (a < b ? -1 : 1) : isBefore(x.cents, y.cents) ? -1 : 1,
  );
  if (first === undefined) throw new Error("expected at least one row to describe, got none");
  return first;
}
