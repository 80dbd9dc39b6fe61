import { type DataDays, findPeriodBefore, findYearBefore, isCovered, type Period } from "@tillbook/pipeline";
import { adjustedPerDay, type StoreWeekday, type UsualShares } from "./adjusted.js";
import { nameDay } from "./calendar.js";
import { cutDays, type MonthRow } from "./coverage.js";
import { makeTable } from "./data-table.js";
import { listEasters } from "./easter.js";
import { makeColumns } from "./figure.js";
import type { Against, Changes, Come, Messages } from "./locale/index.js";
import type { GapRow } from "./look-into.js";
import { writeMarkdownTable } from "./markdown-table.js";
import { averageAmount, formatAmount, formatMoney, headAmounts } from "./money.js";
import { formatChange, formatCount, formatPercent, formatPoints, isNoShare } from "./numbers.js";
import { findForm, namePeriod, sayWhen } from "./periods.js";
import { count, countDistinct, max, min, type Quantity, quantity, sum } from "./quantity.js";
import { countReceipts } from "./receipts.js";
import { countStores } from "./stores.js";
import { groupRows } from "./tally.js";
import { escapeMarkdown } from "./text.js";

/** What a report speaks of. */
export interface ReportScope {
  period: Period;
  /** Days that the data has, of all stores. */
  data: DataDays;
  /** The only store of the report; undefined for the chain. */
  store: string | undefined;
}

/** Rows of `monthly_sales` in the period of the report, and in those that it is compared with; none where there are no sales. */
export interface ComparedRows {
  now: readonly MonthRow[];
  before: readonly MonthRow[];
  yearBefore: readonly MonthRow[];
  /** By the weekday; without them nothing is adjusted. */
  weekdays?: ComparedWeekdays;
  /** Times without sales, of a week or more. */
  gaps?: readonly GapRow[];
}

/** What stores sold by weekday, in the period of the report and in those compared; of all the data, in its last months. */
export interface ComparedWeekdays extends Record<Against | "now", readonly StoreWeekday[]> {
  usual: UsualShares;
}

/** Two periods side by side. */
interface Comparison {
  kind: Against;
  period: Period;
  now: readonly MonthRow[];
  before: readonly MonthRow[];
  weekdays: ComparedWeekdays | undefined;
  gaps: readonly GapRow[];
  /** Whether the data has all days of both, so that a change can be stated. */
  isWhole: boolean;
}

/** Lists what a period is compared with: the one before and the same a year before, which for a year are one. */
export function listComparisons(
  { period, data }: Pick<ReportScope, "period" | "data">,
  rows: ComparedRows,
): Comparison[] {
  const [before, yearBefore] = [findPeriodBefore(period), findYearBefore(period)];
  const isWhole = (other: Period): boolean => isCovered(period, data) && isCovered(other, data);
  return [
    ...(before ? [{ kind: "before" as const, period: before, before: rows.before }] : []),
    ...(yearBefore && yearBefore.name !== before?.name
      ? [{ kind: "yearBefore" as const, period: yearBefore, before: rows.yearBefore }]
      : []),
  ].map((other) => ({
    ...other,
    now: rows.now,
    weekdays: rows.weekdays,
    gaps: rows.gaps ?? [],
    isWhole: isWhole(other.period),
  }));
}

/**
 * Compares a period with the one before and with the same a year before: as booked, per open day, and like for like, which is
 * the stores with sales in both. A period of which the data has only a part is shown, but no change is stated. Markdown,
 * a paragraph each; none in a report of all the data.
 */
export function describeComparisons(scope: ReportScope, rows: ComparedRows, messages: Messages): string[] {
  const all = listComparisons(scope, rows);
  const { sentences } = messages;
  if (all.length > 0 && all.every(({ period }) => period.last < scope.data.first)) return [sentences.nothingBefore];
  const [known, unknown] = [
    all.filter(({ before }) => before.length > 0),
    all.filter(({ before }) => before.length === 0),
  ];
  return [
    ...known.flatMap((comparison) => describeComparison(scope, comparison, messages)),
    ...unknown.map(({ period }) => describeNothing(scope, period, messages)),
    ...(isOfSeveral(known.flatMap(({ now, before }) => [...now, ...before])) ? [sentences.openDays] : []),
  ];
}

function describeNothing({ store, data }: ReportScope, period: Period, messages: Messages): string {
  const isOfStore = store !== undefined && period.last >= data.first;
  const name = isOfStore ? escapeMarkdown(messages.nameStore(store)) : undefined;
  return messages.sentences.noSalesThen(sayWhen(period, messages), name);
}

function describeComparison(scope: ReportScope, comparison: Comparison, messages: Messages): string[] {
  const { sentences } = messages;
  const { kind, period, now, before, isWhole } = comparison;
  const [revenue, revenueBefore] = [now, before].map((rows) => sum(rows, "revenue")) as [Quantity, Quantity];
  const changes = isWhole ? sayChanges(comparison, messages) : undefined;
  const parts = [scope.period, period]
    .filter((some) => !isCovered(some, scope.data))
    .map((some) => `${namePeriod(some, messages)} (${namePeriod(cutDays(scope.data, some), messages)})`);
  return [
    `## ${sentences.against(kind, findForm(period), namePeriod(period, messages))}`,
    sentences.comparison(formatMoney(revenue, messages), formatMoney(revenueBefore, messages), changes),
    ...(isWhole ? [] : [sentences.notCompared(parts)]),
    tabulateComparison(scope, comparison, messages),
    ...(isWhole ? describeStoresOf(comparison, messages) : []),
    ...describeGaps(scope, comparison, messages),
    ...describeEaster(scope, comparison, messages),
  ];
}

/** Says the changes, e.g. "5.3% more, 1.0% less per open day"; undefined against nothing. */
function sayChanges(comparison: Comparison, messages: Messages): string | undefined {
  const { booked, perDay, likeForLike } = listChanges(comparison, messages, sayChange);
  return booked === undefined ? undefined : messages.sentences.changes({ booked, perDay, likeForLike });
}

function listChanges(
  { now, before }: Pick<Comparison, "now" | "before">,
  messages: Messages,
  format: (now: Quantity, before: Quantity, messages: Messages) => string | undefined,
): Changes {
  const like = findLikeForLike(now, before);
  return {
    booked: format(sum(now, "revenue"), sum(before, "revenue"), messages),
    perDay: format(perOpenDay(now), perOpenDay(before), messages),
    likeForLike:
      like.isAll || like.now.length === 0
        ? undefined
        : format(sum(like.now, "revenue"), sum(like.before, "revenue"), messages),
  };
}

/** Says a change without a sign, e.g. "12.5% more"; undefined against nothing or less. */
export function sayChange(now: Quantity, before: Quantity, messages: Messages): string | undefined {
  if (before.sign <= 0) return undefined;
  const { more, less } = messages.sentences;
  const change = now.minus(before).over(before);
  if (isNoShare(change)) return more(undefined);
  if (change.sign > 0) return more(formatPercent(change, messages));
  return less(formatPercent(before.minus(now).over(before), messages));
}

/** Formats a change with its sign; undefined against nothing or less. */
export function signChange(now: Quantity, before: Quantity, messages: Messages): string | undefined {
  return before.sign <= 0 ? undefined : formatChange(now, before, messages);
}

/** Divides revenue by open days, without rounding; of none it is 0. */
export function perOpenDay(rows: readonly MonthRow[]): Quantity {
  return sum(rows, "revenue").over(sum(rows, "open_days"));
}

/** The rows of the stores that have sales in both periods. */
export function findLikeForLike(
  now: readonly MonthRow[],
  before: readonly MonthRow[],
): { now: MonthRow[]; before: MonthRow[]; isAll: boolean } {
  const [stores, storesBefore] = [now, before].map((rows) => new Set(rows.map(({ store }) => store))) as [
    Set<string>,
    Set<string>,
  ];
  const like = {
    now: now.filter(({ store }) => storesBefore.has(store)),
    before: before.filter(({ store }) => stores.has(store)),
  };
  return { ...like, isAll: like.now.length === now.length && like.before.length === before.length };
}

/** Says which stores have sales in only one of the periods, with the day of their first or last sale. */
function describeStoresOf({ now, before }: Comparison, messages: Messages): string[] {
  const { sentences } = messages;
  const opened = listMissing(now, before);
  const closed = listMissing(before, now);
  if (opened.length === 0 && closed.length === 0)
    return findLikeForLike(now, before).isAll && isOfSeveral(now) ? [sentences.allStoresAlike(countStores(now))] : [];
  const name = (rows: readonly MonthRow[], choose: (rows: readonly MonthRow[]) => Quantity): Come => ({
    store: escapeMarkdown(messages.nameStore(rows[0]!.store)),
    day: nameDay(choose(rows), messages),
  });
  const say = (
    some: readonly (readonly MonthRow[])[],
    choose: (rows: readonly MonthRow[]) => Quantity,
    sentence: (named: Come[], others: Quantity) => string,
  ): string[] =>
    some.length === 0
      ? []
      : [
          sentence(
            some.slice(0, mostNamed).map((rows) => name(rows, choose)),
            countDistinct(some.slice(mostNamed).flat(), "store"),
          ),
        ];
  return [
    ...say(opened, (rows) => min(rows, "first_day"), sentences.come),
    ...say(closed, (rows) => max(rows, "last_day"), sentences.gone),
  ];
}

/** Whether rows are of more than one store that has a name. */
function isOfSeveral(rows: readonly MonthRow[]): boolean {
  return countStores(rows).compare(1) > 0;
}

/** Names stores without sales for a week or more in either period, between days with some. */
function describeGaps({ period: now }: ReportScope, { period, gaps }: Comparison, messages: Messages): string[] {
  const isIn = ({ first_day, last_day }: GapRow): boolean =>
    [now, period].some(({ first, last }) => first_day <= last && last_day >= first);
  const found = gaps.filter((gap) => gap.store !== "" && isIn(gap));
  if (found.length === 0) return [];
  const named = found.slice(0, mostNamed).map((gap) => {
    const [first, last] = (["first_day", "last_day"] as const).map((day) => nameDay(quantity(gap, day), messages));
    return messages.firstPage.gapOf(escapeMarkdown(messages.nameStore(gap.store)), first!, last!);
  });
  return [messages.firstPage.gaps(named, count(found.slice(mostNamed)))];
}

/** Says where Easter is in one of the periods alone. */
function describeEaster({ period: now }: ReportScope, { period }: Comparison, messages: Messages): string[] {
  return [
    [now, period],
    [period, now],
  ].flatMap(([some, other]) => {
    const [easter, others] = [listEasters(some!), listEasters(other!)];
    if (easter.length !== 1 || others.length > 0) return [];
    return [
      messages.firstPage.easter(nameDay(easter[0]!, messages), sayWhen(some!, messages), sayWhen(other!, messages)),
    ];
  });
}

/** So many stores that opened or closed are named. */
const mostNamed = 12;

/** The rows of each store that others don't have, those with the highest revenue first. */
function listMissing(rows: readonly MonthRow[], others: readonly MonthRow[]): MonthRow[][] {
  const known = new Set(others.map(({ store }) => store));
  const missing = rows.filter(({ store }) => store !== "" && !known.has(store));
  return groupRows(missing, ({ store }) => store)
    .sort((a, b) => b.revenue.compare(a.revenue))
    .map((group) => group.rows);
}

type TableLine = [label: string, now: string, before: string, change: string | undefined];

function tabulateComparison(
  scope: ReportScope,
  { kind, period, now, before, weekdays, isWhole }: Comparison,
  messages: Messages,
): string {
  const { labels } = messages;
  const like = findLikeForLike(now, before);
  // A mean is rounded for its cell, not for its change.
  const amounts = (
    label: string,
    [a, b]: readonly [Quantity, Quantity],
    [exact, exactBefore]: readonly [Quantity, Quantity] = [a, b],
  ): TableLine => [
    headAmounts(label, messages),
    formatAmount(a, messages),
    formatAmount(b, messages),
    signChange(exact, exactBefore, messages),
  ];
  const counts = (label: string, [a, b]: readonly [Quantity, Quantity]): TableLine => [
    label,
    formatCount(a, messages),
    formatCount(b, messages),
    signChange(a, b, messages),
  ];
  const both = <T>(read: (rows: readonly MonthRow[]) => T, [a, b] = [now, before]): [T, T] => [read(a!), read(b!)];
  const averageDay = (rows: readonly MonthRow[]): Quantity =>
    averageAmount(sum(rows, "revenue"), sum(rows, "open_days"), messages);
  const isTold = [now, before].every((rows) => countReceipts(rows) !== undefined);
  const countLines = (rows: readonly MonthRow[]): Quantity => sum(rows, "sales");
  const counted = (rows: readonly MonthRow[]): Quantity => (isTold && countReceipts(rows)) || countLines(rows);
  const lines: TableLine[] = [
    amounts(
      labels.revenue,
      both((rows) => sum(rows, "revenue")),
    ),
    counts(
      labels.openDays,
      both((rows) => sum(rows, "open_days")),
    ),
    amounts(labels.revenuePerDay, both(averageDay), both(perOpenDay)),
    counts(labels.sales, both(countLines)),
    ...(isTold ? [counts(messages.receipts.receipts, both(counted))] : []),
    amounts(
      isTold ? messages.receipts.average : labels.averageSale,
      both((rows) => averageAmount(sum(rows, "revenue"), counted(rows), messages)),
      both((rows) => sum(rows, "revenue").over(counted(rows))),
    ),
    ...tabulateRefunds(now, before, messages),
    ...(like.isAll || like.now.length === 0
      ? []
      : [
          amounts(
            labels.likeForLike(countStores(like.now)),
            both((rows) => sum(rows, "revenue"), [like.now, like.before]),
          ),
          amounts(
            labels.likeForLikePerDay,
            both(averageDay, [like.now, like.before]),
            both(perOpenDay, [like.now, like.before]),
          ),
        ]),
    ...(weekdays === undefined || like.now.length === 0 ? [] : [adjusted(weekdays)]),
  ];
  function adjusted({ usual, ...rows }: ComparedWeekdays): TableLine {
    const stores = new Set(like.now.map(({ store }) => store));
    const [exact, exactBefore] = [rows.now, rows[kind]].map((some) =>
      adjustedPerDay(
        some.filter(({ store }) => stores.has(store)),
        usual,
      ),
    ) as [Quantity, Quantity];
    const { scale } = messages.numbers.currency;
    return amounts(
      messages.firstPage.adjustedPerDay,
      [exact.round(scale), exactBefore.round(scale)],
      [exact, exactBefore],
    );
  }
  const names = [scope.period, period].map((some) => {
    const name = namePeriod(some, messages);
    return isCovered(some, scope.data) ? name : `${name} (${messages.calendar.inPart})`;
  });
  const { columns, rows } = makeTable<TableLine>(
    makeColumns([""], [...names, labels.change]),
    lines.slice(0, -1),
    lines.at(-1)!,
    ([label, a, b, change]) => [label, a, b, isWhole ? (change ?? "–") : "–"],
  );
  return writeMarkdownTable(columns, rows);
}

/** What was refunded, as a part of what was sold without refunds, with its change in percentage points. */
function tabulateRefunds(now: readonly MonthRow[], before: readonly MonthRow[], messages: Messages): TableLine[] {
  const [parts, partsBefore] = [now, before].map((rows) => {
    const refunded = sum(rows, "refunded");
    return { refunded, sold: sum(rows, "revenue").minus(refunded) };
  }) as [RefundParts, RefundParts];
  if (parts.refunded.sign === 0 && partsBefore.refunded.sign === 0) return [];
  if (parts.sold.sign <= 0 || partsBefore.sold.sign <= 0) return [];
  const share = ({ refunded, sold }: RefundParts): Quantity => refunded.over(sold).times(-1);
  return [
    [
      messages.labels.refunded,
      formatPercent(share(parts), messages),
      formatPercent(share(partsBefore), messages),
      formatPoints(share(parts), share(partsBefore), messages),
    ],
  ];
}

interface RefundParts {
  refunded: Quantity;
  sold: Quantity;
}
