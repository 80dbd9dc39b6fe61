import { nameDay, nameHour, nameMonth, nameWeekday, numberMonth } from "./calendar.js";
import {
  formatCount,
  formatEuros,
  formatEurosShort,
  formatNumberOf,
  formatShare,
  parseCents,
  sumCents,
} from "./money.js";
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
export function listKeyFigures(rows: readonly MonthlySalesRow[]): KeyFigure[] {
  const months = [...groupRows(rows, numberMonth)].sort(([a], [b]) => a - b);
  const [month, best] = findBest(months);
  const sales = rows.reduce((sum, row) => sum + Number(row.sales), 0);
  const cents = sumCents(rows);
  return [
    { label: "Revenue", value: formatEurosShort(cents), note: formatEuros(cents) },
    { label: "Sales", value: formatCount(sales), note: `in ${formatNumberOf(months.length, "month")}` },
    { label: "Average sale", value: formatEuros(divideCents(cents, sales)) },
    { label: "Stores", value: formatCount(new Set(rows.map((row) => row.store)).size) },
    { label: "Strongest month", value: nameMonth(month), note: compareMonth(month, best.cents, new Map(months)) },
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
  cashiers: number;
}

/** Says what data there is: period, rows, files, articles, cashiers. Markdown. */
export function describeData(data: ImportedData): string {
  const period =
    data.first_day === data.last_day
      ? nameDay(data.first_day)
      : `${nameDay(data.first_day)} to ${nameDay(data.last_day)}`;
  return [
    `**${formatNumberOf(data.rows, "sale")}** from ${period}, read from ${formatNumberOf(data.files, "file")}:`,
    `${formatNumberOf(data.articles, "article")}, sold by ${formatNumberOf(data.cashiers, "cashier")}.`,
  ].join(" ");
}

/** Says which month is the strongest, how it differs from the month before, and which is the weakest. Markdown. */
export function describeMonths(rows: readonly MonthlySalesRow[]): string {
  const months = [...groupRows(rows, numberMonth)].sort(([a], [b]) => a - b);
  const [month, best] = findBest(months);
  if (months.length === 1) return `All sales are of **${nameMonth(month)}**: ${formatEuros(best.cents)}.`;
  const [weakest, least] = findLeast(months);
  return [
    `**${nameMonth(month)}** was the strongest month: ${compareMonth(month, best.cents, new Map(months))}.`,
    `The weakest was ${nameMonth(weakest)} with ${formatEuros(least.cents)}.`,
  ].join(" ");
}

/** Says which store leads and which is last, with their parts of the revenue. Markdown. */
export function describeStores(rows: readonly { store: string; revenue: string; sales: number }[]): string {
  const stores = [...groupRows(rows, (row) => row.store)];
  const all = sumCents(rows);
  const [first, best] = findBest(stores);
  const [last, least] = findLeast(stores);
  const share = (group: Group): string =>
    `${formatEuros(group.cents)}, ${formatShare(group.cents, all)} of the revenue`;
  if (stores.length === 1) return `All sales are of **${escapeMarkdown(first)}**: ${formatEuros(all)}.`;
  return [
    `**${escapeMarkdown(first)}** leads the ${formatNumberOf(stores.length, "store")} with ${share(best)};`,
    `${escapeMarkdown(last)} is last with ${share(least)}.`,
  ].join(" ");
}

/**
 * Says which article brings in the most, in how many stores it leads, and what the top 20 bring in together. Markdown.
 * @param allCents  revenue of all articles
 */
export function describeArticles(rows: readonly TopArticlesRow[], allCents: bigint): string {
  const top = rows.filter((row) => row.rank_overall <= 20);
  const articles = [...groupRows(top, (row) => row.article)];
  const [first, best] = findBest(articles);
  const stores = new Set(rows.map((row) => row.store)).size;
  const leads = rows.filter((row) => row.article === first && row.rank_in_store === 1).length;
  const together = sumCents(top);
  return [
    `**${escapeMarkdown(first)}** brings in the most: ${formatEuros(best.cents)}, ${formatShare(best.cents, allCents)} of the revenue.`,
    `It is first in ${leads === stores ? "every store" : `${formatCount(leads)} of ${formatNumberOf(stores, "store")}`}.`,
    `The ${formatNumberOf(articles.length, "best-selling article")} bring in ${formatShare(together, allCents)} together.`,
  ].join(" ");
}

/** Says who took the most and who the least, how far they are apart, and what an average sale is for both. Markdown. */
export function describeCashiers(rows: readonly SalesPerCashierRow[]): string {
  const ranked = rankCashiers(rows);
  const [first, last] = [ranked[0]!, ranked.at(-1)!];
  const name = (row: SalesPerCashierRow): string =>
    `**${escapeMarkdown(row.cashier)}** in ${escapeMarkdown(row.store)}`;
  const sums = (row: SalesPerCashierRow): string =>
    `${formatEuros(parseCents(row.revenue))} in ${formatNumberOf(Number(row.sales), "sale")}`;
  if (ranked.length === 1) return `${name(first)} took everything: ${sums(first)}.`;
  return `Of ${formatNumberOf(ranked.length, "cashier")}, ${name(first)} took the most, ${sums(first)}; ${name(last)} the least, ${sums(last)}.`;
}

/** Says which hour has the highest revenue, with its part of the day, and which the lowest. Markdown. */
export function describeHours(rows: readonly TimeSalesRow[]): string {
  const hours = [...groupRows(rows, (row) => row.hour)].sort(([a], [b]) => a - b);
  const all = sumCents(rows);
  const [peak, best] = findBest(hours);
  const [calm, least] = findLeast(hours);
  if (hours.length === 1) return `The only hour with sales is **${nameHour(peak)}**: ${formatEuros(all)}.`;
  return [
    `**${nameHour(peak)}** is the strongest hour with ${formatEuros(best.cents)}, ${formatShare(best.cents, all)} of the revenue.`,
    `The calmest is ${nameHour(calm)} with ${formatShare(least.cents, all)}.`,
  ].join(" ");
}

/** Says which weekday has the highest revenue, and on which weekdays nothing is sold. Markdown. */
export function describeWeekdays(rows: readonly TimeSalesRow[]): string {
  const weekdays = [...groupRows(rows, (row) => row.weekday)].sort(([a], [b]) => a - b);
  const all = sumCents(rows);
  const [day, best] = findBest(weekdays);
  const closed = [1, 2, 3, 4, 5, 6, 7].filter((weekday) => weekdays.every(([open]) => open !== weekday));
  const strongest = `**${nameWeekday(day)}** is the strongest day of the week with ${formatEuros(best.cents)}, ${formatShare(best.cents, all)} of the revenue`;
  return closed.length === 0
    ? `${strongest}.`
    : `${strongest}; nothing is sold on ${closed.map(nameWeekday).join(", ")}.`;
}

/** Divides cents by a count, rounded half up; by 0 it is 0. */
export function divideCents(cents: bigint, count: number): bigint {
  if (count === 0) return 0n;
  const divisor = 2n * BigInt(count);
  return (2n * cents + BigInt(count)) / divisor;
}

/** Words like "€ 1,500.00, 12.5 % more than in November 2025". */
function compareMonth(month: number, cents: bigint, months: ReadonlyMap<number, Group>): string {
  const before = months.get(month - 1)?.cents ?? 0n;
  if (before <= 0n) return formatEuros(cents);
  const change = cents >= before ? formatShare(cents - before, before) : formatShare(before - cents, before);
  return `${formatEuros(cents)}, ${change} ${cents >= before ? "more" : "less"} than in ${nameMonth(month - 1)}`;
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
