import { nameDay, nameHour, nameMonth, numberMonth } from "./calendar.js";
import type { CashierSums, Messages, Ranked } from "./locale/messages.js";
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
export function listKeyFigures(rows: readonly MonthlySalesRow[], messages: Messages): KeyFigure[] {
  const months = [...groupRows(rows, numberMonth)].sort(([a], [b]) => a - b);
  const [month, best] = findBest(months);
  const sales = rows.reduce((sum, row) => sum + Number(row.sales), 0);
  const cents = sumCents(rows);
  const stores = new Set(rows.map((row) => row.store)).size;
  const { labels, sentences } = messages;
  return [
    { label: labels.revenue, value: formatEurosShort(cents, messages), note: formatEuros(cents, messages) },
    { label: labels.sales, value: formatCount(sales, messages), note: sentences.inMonths(months.length) },
    { label: labels.averageSale, value: formatEuros(divideCents(cents, sales), messages) },
    { label: labels.stores, value: formatCount(stores, messages) },
    {
      label: labels.strongestMonth,
      value: nameMonth(month, messages),
      note: compareMonth(month, best.cents, new Map(months), messages),
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
export function listRowCounts(data: ImportedData, messages: Messages): KeyFigure[] {
  const { rows } = messages;
  const count = (value: number): string => formatCount(value, messages);
  return [
    {
      label: rows.inFiles,
      value: count(data.imported + data.rejected),
      note: rows.imported(count(data.imported), count(data.rejected)),
    },
    { label: rows.refunds, value: count(data.refunds), note: formatEuros(parseCents(data.refunded), messages) },
    { label: rows.zeros, value: count(data.zeros) },
    { label: rows.duplicates, value: count(data.duplicates) },
  ];
}

/** Says what data there is: period, rows, files, articles, cashiers. Markdown. */
export function describeData(data: ImportedData, messages: Messages): string {
  const [first, last] = [nameDay(data.first_day, messages), nameDay(data.last_day, messages)];
  const period = first === last ? first : messages.calendar.span(first, last);
  return messages.sentences.data({ ...data, period });
}

/** Says which month is the strongest, how it differs from the month before, and which is the weakest. Markdown. */
export function describeMonths(rows: readonly MonthlySalesRow[], messages: Messages): string {
  const months = [...groupRows(rows, numberMonth)].sort(([a], [b]) => a - b);
  const [month, best] = findBest(months);
  const name = nameMonth(month, messages);
  if (months.length === 1) return messages.sentences.onlyMonth(name, formatEuros(best.cents, messages));
  const [weakest, least] = findLeast(months);
  return messages.sentences.strongestMonth(
    name,
    compareMonth(month, best.cents, new Map(months), messages),
    nameMonth(weakest, messages),
    formatEuros(least.cents, messages),
  );
}

/** Says which store leads and which is last, with their parts of the revenue. Markdown. */
export function describeStores(
  rows: readonly { store: string; revenue: string; sales: number }[],
  messages: Messages,
): string {
  const stores = [...groupRows(rows, (row) => row.store)];
  const all = sumCents(rows);
  const [[first, best], [last, least]] = [findBest(stores), findLeast(stores)];
  if (stores.length === 1) return messages.sentences.onlyStore(escapeMarkdown(first), formatEuros(all, messages));
  return messages.sentences.stores(
    stores.length,
    rankGroup(escapeMarkdown(first), best, all, messages),
    rankGroup(escapeMarkdown(last), least, all, messages),
  );
}

/**
 * Says which article brings in the most, in how many stores it leads, and what the top 20 bring in together. Markdown.
 * @param allCents  revenue of all articles
 */
export function describeArticles(rows: readonly TopArticlesRow[], allCents: bigint, messages: Messages): string {
  const top = rows.filter((row) => row.rank_overall <= 20);
  const articles = [...groupRows(top, (row) => row.article)];
  const [first, best] = findBest(articles);
  const stores = new Set(rows.map((row) => row.store)).size;
  const leads = rows.filter((row) => row.article === first && row.rank_in_store === 1).length;
  return messages.sentences.articles(
    rankGroup(escapeMarkdown(first), best, allCents, messages),
    leads,
    stores,
    articles.length,
    formatShare(sumCents(top), allCents, messages),
  );
}

/** How many articles are named as first in their store. */
const mostLeaders = 8;

/** Says which articles are first in how many stores, the most frequent first; ties by name. Markdown. */
export function describeLeaders(rows: readonly TopArticlesRow[], messages: Messages): string {
  const stores = new Map<string, number>();
  for (const { article } of rows.filter((row) => row.rank_in_store === 1)) {
    stores.set(article, (stores.get(article) ?? 0) + 1);
  }
  const ranked = [...stores].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const named = ranked.slice(0, ranked.length > mostLeaders + 1 ? mostLeaders : ranked.length);
  return messages.sentences.leaders(
    named.map(([article, count]) => `${escapeMarkdown(article)} (${messages.counts.stores(count)})`),
    ranked.length - named.length,
  );
}

/** Says who took the most and who the least, how far they are apart, and what an average sale is for both. Markdown. */
export function describeCashiers(rows: readonly SalesPerCashierRow[], messages: Messages): string {
  const ranked = rankCashiers(rows).map(
    (row): CashierSums => ({
      name: escapeMarkdown(row.cashier),
      store: escapeMarkdown(row.store),
      revenue: formatEuros(parseCents(row.revenue), messages),
      sales: Number(row.sales),
    }),
  );
  const [first, last] = [ranked[0], ranked.at(-1)];
  if (first === undefined || last === undefined) return messages.sentences.noCashiers;
  const unnamed = rows.filter(({ cashier }) => cashier === "");
  const sales = unnamed.reduce((sum, row) => sum + Number(row.sales), 0);
  return [
    ranked.length === 1
      ? messages.sentences.onlyCashier(first)
      : messages.sentences.cashiers(ranked.length, first, last),
    ...(sales > 0 ? [messages.sentences.unnamedCashiers(formatEuros(sumCents(unnamed), messages), sales)] : []),
  ].join(" ");
}

/** Says which hour has the highest revenue, with its part of the day, and which the lowest. Markdown. */
export function describeHours(rows: readonly TimeSalesRow[], messages: Messages): string {
  const hours = [...groupRows(rows, (row) => row.hour)].sort(([a], [b]) => a - b);
  const all = sumCents(rows);
  const [[peak, best], [calm, least]] = [findBest(hours), findLeast(hours)];
  if (hours.length === 1) return messages.sentences.onlyHour(nameHour(peak, messages), formatEuros(all, messages));
  return messages.sentences.hours(
    rankGroup(nameHour(peak, messages), best, all, messages),
    rankGroup(nameHour(calm, messages), least, all, messages),
  );
}

/** Says which weekday has the highest revenue, and on which weekdays nothing is sold. Markdown. */
export function describeWeekdays(rows: readonly TimeSalesRow[], messages: Messages): string {
  const weekdays = [...groupRows(rows, (row) => row.weekday)].sort(([a], [b]) => a - b);
  const [day, best] = findBest(weekdays);
  const closed = [1, 2, 3, 4, 5, 6, 7].filter((weekday) => weekdays.every(([open]) => open !== weekday));
  const { weekday } = messages.calendar;
  return messages.sentences.weekdays(rankGroup(weekday(day), best, sumCents(rows), messages), closed.map(weekday));
}

/** Divides cents by a count, rounded to the nearest, half away from 0; by 0 it is 0. */
export function divideCents(cents: bigint, count: number): bigint {
  if (count === 0) return 0n;
  if (cents < 0n) return -divideCents(-cents, count);
  const divisor = 2n * BigInt(count);
  return (2n * cents + BigInt(count)) / divisor;
}

/** Messages like "€1,500.00, 12.5% more than in November 2025". */
function compareMonth(month: number, cents: bigint, months: ReadonlyMap<number, Group>, messages: Messages): string {
  const before = months.get(month - 1)?.cents ?? 0n;
  const revenue = formatEuros(cents, messages);
  if (before <= 0n) return revenue;
  const isMore = cents >= before;
  const change = formatShare(isMore ? cents - before : before - cents, before, messages);
  return messages.sentences.compared(revenue, change, isMore, nameMonth(month - 1, messages));
}

function rankGroup(name: string, { cents }: Group, allCents: bigint, messages: Messages): Ranked {
  return { name, revenue: formatEuros(cents, messages), share: formatShare(cents, allCents, messages) };
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
