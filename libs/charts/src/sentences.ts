import { type DataDays, isCovered, type Period } from "@tillbook/pipeline";
import { nameDay, nameMonth, numberMonth, readMonth } from "./calendar.js";
import { perOpenDay, type ReportScope, sayChange } from "./comparison.js";
import { cutDays, hasOpenDays, isWholeMonth, type MonthRow, nameMonthOf, readMonthMean } from "./coverage.js";
import type { KeyFigure } from "./figure.js";
import type { DayPeak, Kind, Lack, Messages, Ranked } from "./locale/index.js";
import { type Amount, averageAmount, formatMoney, parseCents, readAmount } from "./money.js";
import type { MonthlySalesRow } from "./monthly-sales.js";
import { formatCount, formatPercent, formatShare, isNoShare } from "./numbers.js";
import { sayWhen } from "./periods.js";
import { type Count, count, countDistinct, type Quantity, quantity, sum, toQuantity } from "./quantity.js";
import { findExtremes, findLeader, type Group, rankGroups } from "./ranking.js";
import { findCarrier } from "./store-peaks.js";
import { countStores } from "./stores.js";
import { addRows, type Cell, groupRows } from "./tally.js";
import { escapeMarkdown } from "./text.js";
import { chooseRank, type TopArticlesRow } from "./top-articles.js";
import { differNotably, findNotable, isNotable, type Mean } from "./variation.js";

/** What was imported, as counted in `sales` and recorded in `import_status`. */
export interface ImportedData {
  files: number;
  rows: number;
  /** First and last day with a sale, ISO dates. */
  first_day: string;
  last_day: string;
  /** 0 where the files name none. */
  articles: number;
  articles_in_store?: number;
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

const columns = [
  ...(["files", "rows", "first_day", "last_day", "articles", "cashiers", "without_time", "without_store"] as const),
  ...(["without_article", "imported", "rejected", "refunds", "refunded", "zeros", "duplicates"] as const),
];

/**
 * Lists how many rows the files have, and how many of them are refunds, zeros or duplicates; of a period or a store only what it
 * has of refunds and zeros.
 */
export function listRowCounts(
  data: ImportedData,
  leftOut: readonly { row_count: number }[],
  messages: Messages,
  scope?: ReportScope,
): KeyFigure[] {
  const { rows } = messages;
  const format = (value: Count): string => formatCount(value, messages);
  const { imported, rejected, refunds, refunded, zeros, duplicates } = readCounts(data);
  const others = sum(leftOut, "row_count");
  const own = [
    { label: rows.refunds, value: format(refunds), note: formatMoney(refunded, messages) },
    { label: rows.zeros(formatMoney(toQuantity(0), messages)), value: format(zeros) },
  ];
  if (isPartOfData(scope)) return own;
  return [
    {
      label: rows.inFiles,
      value: format(leftOut.length === 0 ? imported.plus(rejected) : sum([imported, rejected, others])),
      note: rows.imported(format(imported), format(rejected), leftOut.length === 0 ? undefined : format(others)),
    },
    ...own,
    { label: rows.duplicates, value: format(duplicates) },
  ];
}

/**
 * Says what data there is: days, rows, files, articles, cashiers. The report of a period or a store says what those have, and
 * what all the data are. Markdown.
 */
export function describeData(data: ImportedData, messages: Messages, scope?: ReportScope): string {
  const { sentences } = messages;
  const isPart = isPartOfData(scope);
  const { articles_in_store } = data;
  const read = {
    ...readCounts(data),
    ...(scope?.store !== undefined &&
      articles_in_store !== undefined && { articles: quantity(data as Required<ImportedData>, "articles_in_store") }),
  };
  const counts: [Lack, Quantity][] = [
    ["time", read.without_time],
    ["store", read.without_store],
    ["article", read.without_article],
    ["cashier", read.cashiers.sign === 0 ? read.rows : toQuantity(0)],
  ];
  const lacking = counts.filter(([, count]) => count.equals(read.rows)).map(([lack]) => lack);
  const partly = counts.filter(([, count]) => count.sign > 0 && count.compare(read.rows) < 0);
  return [
    sentences.data({
      ...read,
      files: isPart ? undefined : read.files,
      firstDay: nameDay(read.first_day, messages),
      lastDay: nameDay(read.last_day, messages),
    }),
    ...(lacking.length > 0 ? [sentences.lacking(lacking)] : []),
    ...(partly.length > 0 ? [sentences.partlyLacking(partly)] : []),
    ...(scope !== undefined && isPart
      ? [
          sentences.daysOfData(
            nameDay(scope.data.first, messages),
            nameDay(scope.data.last, messages),
            read.files,
            read.rejected,
          ),
        ]
      : []),
  ].join(" ");
}

/** Whether a report is of a period or a store, and not of all the data. */
function isPartOfData(scope: ReportScope | undefined): boolean {
  return scope !== undefined && (scope.period.unit !== "all" || scope.store !== undefined);
}

function readCounts(data: ImportedData): Record<keyof ImportedData, Quantity> {
  return Object.fromEntries(columns.map((column) => [column, quantity(data, column)])) as ReturnType<typeof readCounts>;
}

/**
 * Says which months stand out per open day, beside what was booked, and how the strongest differs from the month before. Months of
 * which the data has only a part are named, and not compared. Of rows without open days it compares what was booked. Markdown.
 * @param days  that the data has; by default all of the months
 * @param variation  of a day, as `measureDays` measures it; by default every difference counts
 */
export function describeMonths(
  rows: readonly MonthlySalesRow[],
  messages: Messages,
  days?: DataDays,
  variation = 0,
): string {
  const all = groupRows(rows, numberMonth);
  const months = listWhole(all, days);
  const parts = all.filter((month) => !months.includes(month)).map((month) => nameMonthOf(month.rows, messages, days));
  const compare = (): string[] => {
    if (months.length > 1 && hasOpenDays(rows)) return compareMonths(months, messages, variation);
    return all.length > 1 && months.length === 0 ? [] : [compareBooked(all, months, messages, days)];
  };
  return [...compare(), ...(parts.length > 0 && all.length > 1 ? [messages.sentences.parts(parts)] : [])].join(" ");
}

/** Compares what was booked in whole months; or says what was in the only month, be it whole or not. */
function compareBooked(
  all: readonly Month[],
  months: readonly Month[],
  messages: Messages,
  days: DataDays | undefined,
): string {
  const named = (all.length === 1 ? all : months).map(
    (month): Group => ({ ...month, name: nameMonthOf(month.rows, messages, days) }),
  );
  const kind = all.length > 1 && months.length < all.length ? "wholeMonth" : "month";
  const size = countDistinct(
    months.flatMap((month) => month.rows),
    "year",
    "month",
  );
  const sold = sum(
    all.flatMap((month) => month.rows),
    "revenue",
  );
  return compareGroups(kind, named, size, sold, messages, ({ highest, lowest }) => {
    const [strongest, ...equals] = findExtremes(months)?.highest ?? [];
    const compared = strongest && equals.length === 0 ? compareMonth(strongest, months, messages) : undefined;
    return messages.sentences.months(highest, lowest, compared);
  });
}

/** Compares months per open day, beside what was booked. */
function compareMonths(months: readonly Month[], messages: Messages, variation: number): string[] {
  const { when } = messages;
  if (!Number.isFinite(variation)) return [when.fewMonths];
  const means = listMonthMeans(months, variation);
  const { highest, lowest } = findNotable(means);
  const say = ({ rows, revenue }: Month): DayPeak => ({
    name: nameMonth(readMonth(rows[0]!), messages),
    perDay: formatMoney(averageAmount(revenue, sum(rows as MonthRow[], "open_days"), messages), messages),
    booked: formatMoney(revenue, messages),
  });
  const [first, ...equals] = highest ?? [];
  const alone = equals.length === 0 ? first : undefined;
  const sorted = [...means].sort((a, b) => a.mean - b.mean);
  const most = findLeader(months);
  if (sorted.at(-1)!.mean <= 0) return [when.rangeMonths(say(sorted[0]!), say(sorted.at(-1)!))];
  return [
    ...(highest ? [when.strongestMonths(highest.map(say), alone && sayChangeBefore(alone, means, messages))] : []),
    ...(alone ? sayCarrier(months, messages) : []),
    ...(lowest ? [when.weakestMonths(lowest.map(say))] : []),
    ...(highest || lowest
      ? []
      : [(differNotably(means) ? when.rangeMonths : when.alikeMonths)(say(sorted[0]!), say(sorted.at(-1)!))]),
    ...(most && alone && most.key !== alone.key ? [when.mostBooked(say(most))] : []),
  ];
}

/** Says where one store alone makes a month the strongest. */
function sayCarrier(months: readonly Month[], messages: Messages): string[] {
  const rows = months.flatMap((month) => month.rows) as MonthRow[];
  const carrier = findCarrier(rows, numberMonth, (row) => ({ key: numberMonth(row), days: row.open_days }));
  const other = carrier && months.find(({ key }) => key === carrier.without);
  if (other === undefined) return [];
  const name = nameMonth(readMonth(other.rows[0]!), messages);
  return [messages.when.carried(escapeMarkdown(messages.nameStore(carrier!.store)), name)];
}

/** @param months  whose rows say on how many days there were sales */
function listMonthMeans(months: readonly Month[], variation: number): (Month & Mean)[] {
  return months.map((month) => ({ ...month, ...readMonthMean(month.rows as MonthRow[], variation) }));
}

/** Says how revenue per open day differs from that of the month before; undefined where it doesn't notably. */
function sayChangeBefore(
  month: Month & Mean,
  months: readonly (Month & Mean)[],
  messages: Messages,
): { change: string; month: string } | undefined {
  const before = months.find(({ key }) => key === month.key - 1);
  if (before === undefined || !isNotable(month, before)) return undefined;
  const [now, then] = [month, before].map(({ rows }) => perOpenDay(rows as MonthRow[])) as [Quantity, Quantity];
  if (isNoShare(now.minus(then).over(then))) return undefined;
  const change = sayChange(now, then, messages);
  return change === undefined ? undefined : { change, month: nameMonth(readMonth(before.rows[0]!), messages) };
}

/** Says what was sold in a period that has sales in one month alone; of one in part, on the days that the data has. Markdown. */
export function describePeriod(
  rows: readonly MonthlySalesRow[],
  period: Period,
  data: DataDays,
  messages: Messages,
): string {
  const { revenue, sales } = addRows(rows);
  const days = isCovered(period, data) ? period : cutDays(data, period);
  return messages.sentences.soldThen(sayWhen(days, messages), formatMoney(revenue, messages), sales);
}

/** Leaves out the months of which the data has only a part. */
function listWhole<M extends Month>(months: readonly M[], days: DataDays | undefined): M[] {
  return months.filter(({ rows: [row] }) => row !== undefined && isWholeMonth(row, days));
}

/** Says which store has the highest revenue and which the lowest, with their parts of it all. Markdown. */
export function describeStores(
  rows: readonly { store: string; revenue: string; sales: number }[],
  messages: Messages,
): string {
  const { sentences } = messages;
  const named = rows.filter(({ store }) => store !== "");
  if (named.length === 0 && rows.length > 0) return sentences.noStores;
  const stores = groupNames(named, (row) => messages.nameStore(row.store));
  const size = countStores(named);
  const compared = compareGroups("store", stores, size, sum(rows, "revenue"), messages, ({ highest, lowest }) =>
    sentences.stores(size, highest, lowest),
  );
  return joinUnnamed(compared, rows, named, sentences.unnamedStores, messages);
}

/** So many articles are compared, as in the chart. */
const mostArticles = 20;

/**
 * Says which article has the highest revenue, in how many stores it leads, and what the top 20 bring in together. Markdown.
 * @param whole  revenue of all articles
 */
export function describeArticles(rows: readonly TopArticlesRow[], whole: Amount, messages: Messages): string {
  const all = readAmount(whole, messages);
  const rank = chooseRank(rows);
  const top = rows.filter((row) => row[rank] <= mostArticles && row.article !== "");
  const articles = groupRows(top, (row) => row.article).map((group) => ({
    ...group,
    name: escapeMarkdown(messages.nameArticle(group.key)),
  }));
  const size = countDistinct(top, "article");
  return compareGroups("article", articles, size, all, messages, ({ highest }) => {
    const { sentences } = messages;
    const stores = countStores(rows);
    const first = findExtremes(articles)?.highest[0]?.key;
    const leads = count(listLeaders(rows).filter(({ article }) => article === first));
    const revenue = sum(top, "revenue");
    return [
      sentences.articles(highest),
      ...(stores.compare(1) > 0 && highest.count === 1 ? [sentences.leads(leads, stores)] : []),
      ...(all.sign > 0 && !revenue.equals(all)
        ? [sentences.topArticles(size, formatShare(revenue, all, messages))]
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
  if (rows.length > 0 && countStores(rows).sign === 0) return "";
  const stores = new Map<string, TopArticlesRow[]>();
  for (const row of listLeaders(rows)) stores.set(row.article, [...(stores.get(row.article) ?? []), row]);
  const ranked = [...stores].sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1));
  if (ranked.length === 0) return messages.sentences.noLeaders;
  const named = ranked.slice(0, ranked.length > mostLeaders + 1 ? mostLeaders : ranked.length);
  return messages.sentences.leaders(
    named.map(
      ([article, leads]) =>
        `${escapeMarkdown(messages.nameArticle(article))} (${messages.counts.stores(count(leads))})`,
    ),
    countDistinct(
      ranked.slice(named.length).flatMap(([, leads]) => leads),
      "article",
    ),
  );
}

/** Adds to a comparison what the rows have beyond those that are compared, where there is something. */
export function joinUnnamed<R extends { revenue: string; sales: number }>(
  compared: string,
  rows: readonly R[],
  named: readonly R[],
  describeRest: (revenue: string, sales: Count) => string,
  messages: Messages,
): string {
  const known = new Set(named);
  const { revenue, sales } = addRows(rows.filter((row) => !known.has(row)));
  if (sales.sign === 0) return compared;
  return `${compared} ${describeRest(formatMoney(revenue, messages), sales)}`;
}

/** Says what differs between groups; one alone, or equal ones, are not compared. @param size  how many groups there are */
export function compareGroups(
  kind: Kind,
  groups: readonly Group[],
  size: Quantity,
  all: Quantity,
  messages: Messages,
  compare: (extremes: Record<"highest" | "lowest", Ranked>) => string,
): string {
  const [first] = groups;
  if (first === undefined) throw new Error("expected at least one row to describe, got none");
  const revenue = formatMoney(first.revenue, messages);
  if (groups.length === 1) return messages.sentences.only(kind, first.name, revenue, first.sales);
  const extremes = rankGroups(groups, all, messages);
  if (extremes === undefined) return messages.sentences.equal(kind, size, revenue);
  return groups.some((group) => group.revenue.sign > 0) ? compare(extremes) : messages.sentences.noneSold(kind);
}

/** Adds up rows by a name, which is escaped for Markdown. */
function groupNames<R extends { revenue: string; sales: number }>(
  rows: readonly R[],
  getName: (row: R) => string,
): (Group & { key: string })[] {
  return groupRows(rows, getName).map((group) => ({ ...group, name: escapeMarkdown(group.key) }));
}

/** Lists the article that alone is first in its store, of each store that has one and sells some of it. */
function listLeaders(rows: readonly TopArticlesRow[]): TopArticlesRow[] {
  const isEqual = (a: TopArticlesRow, b: TopArticlesRow): boolean =>
    a.store === b.store && parseCents(a.revenue) === parseCents(b.revenue);
  return rows.filter(
    (row) =>
      row.rank_in_store === 1 &&
      row.article !== "" &&
      parseCents(row.revenue) > 0n &&
      !rows.some((other) => other !== row && isEqual(row, other)),
  );
}

interface Month extends Cell {
  key: number;
  rows: MonthlySalesRow[];
}

/** Formats the revenue of the strongest month and its change, e.g. "€1,500.00, 12.5% more than in November 2025". */
function compareMonth({ key, revenue }: Month, months: readonly Month[], messages: Messages): string {
  const before = months.find((month) => month.key === key - 1);
  const text = formatMoney(revenue, messages);
  if (before === undefined || before.revenue.sign <= 0) return text;
  const change = revenue.minus(before.revenue).over(before.revenue);
  const percent = isNoShare(change) ? undefined : formatPercent(change, messages);
  return messages.sentences.compared(text, percent, nameMonth(readMonth(before.rows[0]!), messages));
}
