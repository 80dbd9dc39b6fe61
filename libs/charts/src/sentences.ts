import { nameDay, nameHour, nameMonth, numberMonth } from "./calendar.js";
import type { KeyFigure } from "./figure.js";
import type { Kind, Lack, Messages, Ranked } from "./locale/index.js";
import { divideCents, formatCount, formatMoney, formatMoneyShort, formatShare, parseCents, sumCents } from "./money.js";
import type { MonthlySalesRow } from "./monthly-sales.js";
import { findExtremes, findLeader, type Group, rankGroups } from "./ranking.js";
import { rankCashiers, type SalesPerCashierRow } from "./sales-per-cashier.js";
import { type Cell, groupRows } from "./tally.js";
import { escapeMarkdown } from "./text.js";
import { listTimed, type TimeSalesRow } from "./time-sales.js";
import type { TopArticlesRow } from "./top-articles.js";

/** Lists revenue, sales, average sale, stores and, where one month is the strongest, that month, of `monthly_sales`. */
export function listKeyFigures(rows: readonly MonthlySalesRow[], messages: Messages): KeyFigure[] {
  const months = groupRows(rows, numberMonth);
  const sales = rows.reduce((sum, row) => sum + Number(row.sales), 0);
  const cents = sumCents(rows);
  const stores = countStores(rows);
  const strongest = findLeader(months);
  const { labels, sentences } = messages;
  return [
    { label: labels.revenue, value: formatMoneyShort(cents, messages), note: formatMoney(cents, messages) },
    { label: labels.sales, value: formatCount(sales, messages), note: sentences.inMonths(months.length) },
    { label: labels.averageSale, value: formatMoney(divideCents(cents, sales), messages) },
    ...(stores > 0 ? [{ label: labels.stores, value: formatCount(stores, messages) }] : []),
    ...(strongest
      ? [
          {
            label: labels.strongestMonth,
            value: nameMonth(strongest.key, messages),
            note: compareMonth(strongest, months, messages),
          },
        ]
      : []),
  ];
}

/** What was imported, as counted in `sales` and recorded in `import_status`. */
export interface ImportedData {
  files: number;
  rows: number;
  /** First and last day with a sale, ISO dates. */
  first_day: string;
  last_day: string;
  /** 0 where the files name none. */
  articles: number;
  cashiers: number;
  /** Sales without a time, a store or an article, since their file has none. */
  without_time: number;
  without_store: number;
  without_article: number;
  /** Rows of the files that were imported, and that were not. */
  imported: number;
  rejected: number;
  /** Sales below zero, and what they are together: a DECIMAL as text. */
  refunds: number;
  refunded: string;
  /** Sales of nothing. */
  zeros: number;
  /** Rows that occur more than once, beyond the first. */
  duplicates: number;
}

/** Lists how many rows the files have, and how many of them are refunds, zeros or duplicates. */
export function listRowCounts(data: ImportedData, messages: Messages): KeyFigure[] {
  const { rows } = messages;
  const count = (value: number): string => formatCount(value, messages);
  return [
    {
      label: rows.inFiles,
      value: count(data.imported + data.rejected),
      note: rows.imported(count(data.imported), count(data.rejected)),
    },
    { label: rows.refunds, value: count(data.refunds), note: formatMoney(parseCents(data.refunded), messages) },
    { label: rows.zeros(formatMoney(0n, messages)), value: count(data.zeros) },
    { label: rows.duplicates, value: count(data.duplicates) },
  ];
}

/** Says what data there is: period, rows, files, articles, cashiers. Markdown. */
export function describeData(data: ImportedData, messages: Messages): string {
  const [firstDay, lastDay] = [nameDay(data.first_day, messages), nameDay(data.last_day, messages)];
  const { sentences } = messages;
  const counts: [Lack, number][] = [
    ["time", data.without_time],
    ["store", data.without_store],
    ["article", data.without_article],
    ["cashier", data.cashiers === 0 ? data.rows : 0],
  ];
  const lacking = counts.filter(([, count]) => count === data.rows).map(([lack]) => lack);
  const partly = counts.filter(([, count]) => count > 0 && count < data.rows);
  return [
    sentences.data({ ...data, firstDay, lastDay }),
    ...(lacking.length > 0 ? [sentences.lacking(lacking)] : []),
    ...(partly.length > 0 ? [sentences.partlyLacking(partly)] : []),
  ].join(" ");
}

/** Counts the stores that have a name. */
function countStores(rows: readonly { store: string }[]): number {
  return new Set(rows.flatMap(({ store }) => (store === "" ? [] : [store]))).size;
}

/** Says which month is the strongest, how it differs from the month before, and which is the weakest. Markdown. */
export function describeMonths(rows: readonly MonthlySalesRow[], messages: Messages): string {
  const months = groupRows(rows, numberMonth);
  const groups = months.map(({ key, ...cell }): Group => ({ name: nameMonth(key, messages), ...cell }));
  return compareGroups("month", groups, sumCents(rows), messages, ({ highest, lowest }) => {
    const [strongest, ...equals] = findExtremes(months)?.highest ?? [];
    const compared = strongest && equals.length === 0 ? compareMonth(strongest, months, messages) : undefined;
    return messages.sentences.months(highest, lowest, compared);
  });
}

/** Says which store has the highest revenue and which the lowest, with their parts of it all. Markdown. */
export function describeStores(
  rows: readonly { store: string; revenue: string; sales: number }[],
  messages: Messages,
): string {
  const { sentences } = messages;
  const named = rows.filter(({ store }) => store !== "");
  if (named.length === 0 && rows.length > 0) return sentences.noStores;
  const stores = groupNames(named, (row) => row.store);
  const compared = compareGroups("store", stores, sumCents(rows), messages, ({ highest, lowest }) =>
    sentences.stores(stores.length, highest, lowest),
  );
  return joinUnnamed(compared, rows, named, sentences.unnamedStores, messages);
}

/** So many articles are compared, as in the chart. */
const mostArticles = 20;

/**
 * Says which article has the highest revenue, in how many stores it leads, and what the top 20 bring in together. Markdown.
 * @param allCents  revenue of all articles
 */
export function describeArticles(rows: readonly TopArticlesRow[], allCents: bigint, messages: Messages): string {
  const top = rows.filter((row) => row.rank_overall <= mostArticles && row.article !== "");
  const articles = groupNames(top, (row) => row.article);
  return compareGroups("article", articles, allCents, messages, ({ highest }) => {
    const { sentences } = messages;
    const stores = countStores(rows);
    const first = findExtremes(articles)?.highest[0]?.key;
    const leads = listLeaders(rows).filter((article) => article === first).length;
    const cents = sumCents(top);
    return [
      sentences.articles(highest),
      ...(stores > 1 && highest.count === 1 ? [sentences.leads(leads, stores)] : []),
      ...(allCents > 0n && cents !== allCents
        ? [sentences.topArticles(articles.length, formatShare(cents, allCents, messages))]
        : []),
    ].join(" ");
  });
}

/** How many articles are named as first in their store. */
const mostLeaders = 8;

/**
 * Says which articles are first in how many stores, the most frequent first; ties by name. An article that shares the
 * first place doesn't count. Markdown; empty where the files name no stores.
 */
export function describeLeaders(rows: readonly TopArticlesRow[], messages: Messages): string {
  if (rows.length > 0 && countStores(rows) === 0) return "";
  const stores = new Map<string, number>();
  for (const article of listLeaders(rows)) stores.set(article, (stores.get(article) ?? 0) + 1);
  const ranked = [...stores].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  if (ranked.length === 0) return messages.sentences.noLeaders;
  const named = ranked.slice(0, ranked.length > mostLeaders + 1 ? mostLeaders : ranked.length);
  return messages.sentences.leaders(
    named.map(([article, count]) => `${escapeMarkdown(article)} (${messages.counts.stores(count)})`),
    ranked.length - named.length,
  );
}

/** Says who has the highest revenue and who the lowest, and how much has no cashier. Markdown. */
export function describeCashiers(rows: readonly SalesPerCashierRow[], messages: Messages): string {
  const ranked = rankCashiers(rows);
  if (ranked.length === 0) return messages.sentences.noCashiers;
  const groups = ranked.map(
    (row): Group => ({
      name: messages.salesPerCashier.inStore(escapeMarkdown(row.cashier), escapeMarkdown(row.store)),
      cents: parseCents(row.revenue),
      sales: Number(row.sales),
    }),
  );
  const compared = compareGroups("cashier", groups, sumCents(ranked), messages, ({ highest, lowest }) =>
    messages.sentences.cashiers(groups.length, highest, lowest),
  );
  return joinUnnamed(compared, rows, ranked, messages.sentences.unnamedCashiers, messages);
}

/** Adds to a comparison what the rows have beyond those that are compared, where there is something. */
function joinUnnamed<R extends { revenue: string; sales: number }>(
  compared: string,
  rows: readonly R[],
  named: readonly R[],
  describeRest: (revenue: string, sales: number) => string,
  messages: Messages,
): string {
  const count = (some: readonly R[]): number => some.reduce((sum, row) => sum + Number(row.sales), 0);
  const rest = count(rows) - count(named);
  if (rest === 0) return compared;
  return `${compared} ${describeRest(formatMoney(sumCents(rows) - sumCents(named), messages), rest)}`;
}

/** Says which hour has the highest revenue, with its part of the day, and which the lowest. Markdown. */
export function describeHours(rows: readonly TimeSalesRow[], messages: Messages): string {
  const { sentences } = messages;
  const timed = listTimed(rows);
  if (timed.length === 0 && rows.length > 0) return sentences.noTimes;
  const hours = groupRows(timed, (row) => row.hour).map(
    ({ key, ...cell }): Group => ({ name: nameHour(key, messages), ...cell }),
  );
  const compared = compareGroups("hour", hours, sumCents(timed), messages, ({ highest, lowest }) =>
    sentences.hours(highest, lowest),
  );
  return joinUnnamed(compared, rows, timed, sentences.untimed, messages);
}

/** Says which weekday has the highest revenue, and on which weekdays nothing is sold. Markdown. */
export function describeWeekdays(rows: readonly TimeSalesRow[], messages: Messages): string {
  const { sentences, calendar } = messages;
  const open = groupRows(rows, (row) => row.weekday);
  const days = open.map(({ key, ...cell }): Group => ({ name: calendar.weekday(key), ...cell }));
  const closed = [1, 2, 3, 4, 5, 6, 7].filter((weekday) => open.every(({ key }) => key !== weekday));
  return [
    compareGroups("weekday", days, sumCents(rows), messages, ({ highest }) => sentences.weekdays(highest)),
    ...(days.length > 1 && closed.length > 0 ? [sentences.closed(messages.list(closed.map(calendar.weekday)))] : []),
  ].join(" ");
}

/** Says what differs between groups; one alone, or equal ones, are not compared. */
function compareGroups(
  kind: Kind,
  groups: readonly Group[],
  allCents: bigint,
  messages: Messages,
  compare: (extremes: Record<"highest" | "lowest", Ranked>) => string,
): string {
  const [first] = groups;
  if (first === undefined) throw new Error("expected at least one row to describe, got none");
  const revenue = formatMoney(first.cents, messages);
  if (groups.length === 1) return messages.sentences.only(kind, first.name, revenue, first.sales);
  const extremes = rankGroups(groups, allCents, messages);
  return extremes ? compare(extremes) : messages.sentences.equal(kind, groups.length, revenue);
}

/** Adds up rows by a name, which is escaped for Markdown. */
function groupNames<R extends { revenue: string; sales: number }>(
  rows: readonly R[],
  getName: (row: R) => string,
): (Group & { key: string })[] {
  return groupRows(rows, getName).map((group) => ({ ...group, name: escapeMarkdown(group.key) }));
}

/** Lists the article that alone is first in its store, of each store that has one. */
function listLeaders(rows: readonly TopArticlesRow[]): string[] {
  const isEqual = (a: TopArticlesRow, b: TopArticlesRow): boolean =>
    a.store === b.store && parseCents(a.revenue) === parseCents(b.revenue);
  return rows
    .filter(
      (row) =>
        row.rank_in_store === 1 && row.article !== "" && !rows.some((other) => other !== row && isEqual(row, other)),
    )
    .map(({ article }) => article);
}

/** Formats the revenue of the strongest month and its change, e.g. "€1,500.00, 12.5% more than in November 2025". */
function compareMonth(
  { key, cents }: Cell & { key: number },
  months: readonly (Cell & { key: number })[],
  messages: Messages,
): string {
  const before = months.find((month) => month.key === key - 1)?.cents ?? 0n;
  const revenue = formatMoney(cents, messages);
  if (before <= 0n) return revenue;
  const change = formatShare(cents - before, before, messages);
  const hasChanged = change !== formatShare(0n, before, messages);
  return messages.sentences.compared(revenue, hasChanged ? change : undefined, nameMonth(key - 1, messages));
}
