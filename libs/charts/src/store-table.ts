import { type DataDays, findPeriodBefore, findTrend, findYearBefore, isCovered, type Period } from "@tillbook/pipeline";
import { nameDay, nameMonth, numberMonth, readMonth } from "./calendar.js";
import { signChange } from "./comparison.js";
import { cutDays, isWholeMonth, type MonthRow } from "./coverage.js";
import type { Column } from "./figure.js";
import type { Against, Messages } from "./locale/index.js";
import { writeMarkdownTable } from "./markdown-table.js";
import { averageAmount, formatAmount, headAmounts } from "./money.js";
import { formatCount, formatPercent, formatShare } from "./numbers.js";
import { namePeriod } from "./periods.js";
import { count, max, min, type Quantity, quantity, sum } from "./quantity.js";
import { countReceipts } from "./receipts.js";
import { sparkline } from "./sparkline.js";
import { escapeMarkdown } from "./text.js";

/** What a store sold in a period: its rows of `monthly_sales`, added up. */
export interface StoreRow {
  store: string;
  /** A DECIMAL as text. */
  revenue: string;
  sales: number;
  open_days: number;
  /** First and last day with sales, ISO dates. */
  first_day: string;
  last_day: string;
  refunds: number;
  /** A DECIMAL as text, zero or less. */
  refunded: string;
  zero_sales: number;
  /** 0 or absent where they can't be told apart in all of the period. */
  receipts?: number;
}

/** Rows by store in the period of the report and in those that it is compared with; none where there are no sales. */
export interface StoreRows {
  now: readonly StoreRow[];
  before: readonly StoreRow[];
  yearBefore: readonly StoreRow[];
  /** Rows by month up to the end of the period, 24 months at most. */
  months: readonly MonthRow[];
}

/** What a report of the chain speaks of. */
export interface ChainScope {
  period: Period;
  /** Days that the data has. */
  data: DataDays;
}

/** A period of which the data has all days, as it has of the report's own. */
export interface ComparedStores {
  kind: Against;
  period: Period;
  rows: readonly StoreRow[];
}

/** So many days without sales at either end of a store's time say that it opened or closed. */
const quietDays = 14;

/** So many whole months must be known before one is called the best of them. */
const leastMonths = 12;

/** A line is drawn of so many whole months, the last ones, and of no fewer than three. */
const [mostDrawn, leastDrawn] = [12, 3];

/** The lines stand in this column, so that they are among those that paper has room for. */
const linePlace = 6;

/** Lists the periods with which stores can be compared: none where the data has only a part of one of the two. */
export function listComparedStores(
  { period, data }: ChainScope,
  { before, yearBefore }: Pick<StoreRows, "before" | "yearBefore">,
): ComparedStores[] {
  const [previous, year] = [findPeriodBefore(period), findYearBefore(period)];
  const all = [
    { kind: "before" as const, period: previous, rows: before },
    { kind: "yearBefore" as const, period: year?.name === previous?.name ? undefined : year, rows: yearBefore },
  ];
  return all.flatMap(({ kind, period: other, rows }) =>
    other !== undefined && rows.length > 0 && isCovered(period, data) && isCovered(other, data)
      ? [{ kind, period: other, rows }]
      : [],
  );
}

/**
 * Lists every store: its place by revenue and how it moved against the period before, what it takes per open day and how that
 * changed, or its share where nothing is compared, its average receipt, its last months per open day as a line, what it refunded, and what
 * is remarkable. Stores that had sales in the months before and have none
 * now come last, then sales without a store, then all together. A table in Markdown.
 */
export function tabulateStores(scope: ChainScope, rows: StoreRows, messages: Messages): string {
  const { labels, storeTable } = messages;
  const now = sortByRevenue(rows.now);
  const named = now.filter(({ store }) => store !== "");
  const compared = listComparedStores(scope, rows);
  const all = sum(now, "revenue");
  const hasShares = compared.length === 0 && all.sign > 0;
  const before = sortByRevenue(compared.find(({ kind }) => kind === "before")?.rows ?? []);
  const has = {
    receipts: now.some(({ receipts = 0 }) => receipts > 0),
    refunds: now.some(({ refunds }) => refunds > 0),
  };
  const months = Map.groupBy(rows.months, ({ store }) => store);
  const known = new Set(now.map(({ store }) => store));
  const gone = [...months.keys()].filter((store) => store !== "" && !known.has(store)).sort();
  const remark = makeRemarks(scope, messages);
  const drawn = new Map([...months].map(([store, own]) => [store, drawMonths(own, scope, messages)]));
  const hasLines = [...drawn.values()].some((svg) => svg !== "");
  const withLine = <T>(texts: readonly T[], text: T): T[] =>
    hasLines ? texts.toSpliced(linePlace, 0, text) : [...texts];
  const line = (
    place: string,
    name: string,
    own: readonly StoreRow[],
    isOf: (row: StoreRow) => boolean,
    text = "",
    svg = "",
  ) => [...withLine([place, name, ...listFigures(own, isOf)], svg), text];
  const lines = [
    ...named.map((row) => {
      const isOf = ({ store }: StoreRow): boolean => store === row.store;
      return line(
        sayPlace(row, named, before, messages),
        nameStore(row.store),
        [row],
        isOf,
        remark(months.get(row.store) ?? [], row),
        drawn.get(row.store),
      );
    }),
    ...gone.map((store) => line("–", nameStore(store), [], () => false, remark(months.get(store)!), drawn.get(store))),
    ...(named.length < now.length && named.length > 0
      ? [
          line(
            "–",
            labels.noStore,
            now.filter(({ store }) => store === ""),
            ({ store }) => store === "",
          ),
        ]
      : []),
    line("–", labels.all, now, () => true),
  ];
  const hasRemarks = lines.some((texts) => texts.at(-1) !== "");
  const left = (label: string): Column => ({ label, align: "left" });
  const right = (label: string): Column => ({ label, align: "right" });
  const columns = [
    ...withLine(
      [
        right(storeTable.place),
        left(labels.store),
        right(headAmounts(labels.revenue, messages)),
        right(headAmounts(labels.perOpenDay, messages)),
        ...(hasShares ? [right(storeTable.share)] : []),
        ...compared.map(({ period }) => right(storeTable.against(namePeriod(period, messages)))),
        ...(has.receipts ? [right(headAmounts(messages.receipts.average, messages))] : []),
        ...(has.refunds ? [right(storeTable.refunded)] : []),
      ],
      left(storeTable.course),
    ),
    ...(hasRemarks ? [left(storeTable.remark)] : []),
  ];
  return writeMarkdownTable(
    columns,
    lines.map((texts) => (hasRemarks ? texts : texts.slice(0, -1))),
  );

  function nameStore(store: string): string {
    return escapeMarkdown(messages.nameStore(store));
  }

  /** @param own  of the period; none of a store without sales now */
  function listFigures(own: readonly StoreRow[], isOf: (row: StoreRow) => boolean): string[] {
    const [revenue, days, receipts] = [sum(own, "revenue"), sum(own, "open_days"), countReceipts(own)];
    const refunded = readRefunded(own);
    const changes = compared.map(({ rows: others }) => {
      const then = others.filter(isOf);
      if (own.length === 0 || then.length === 0) return "–";
      const perDay = sum(then, "revenue").over(sum(then, "open_days"));
      return signChange(revenue.over(days), perDay, messages) ?? "–";
    });
    const isSold = own.length > 0;
    return [
      formatAmount(revenue, messages),
      isSold ? formatAmount(averageAmount(revenue, days, messages), messages) : "–",
      ...(hasShares ? [formatShare(revenue, all, messages)] : []),
      ...changes,
      ...(has.receipts ? [receipts ? formatAmount(averageAmount(revenue, receipts, messages), messages) : "–"] : []),
      ...(has.refunds ? [refunded ? formatPercent(refunded, messages) : "–"] : []),
    ];
  }
}

/** Draws the last whole months of a store, each per open day; empty of fewer than three. */
function drawMonths(rows: readonly MonthRow[], { period, data }: ChainScope, messages: Messages): string {
  const span = cutDays(data, findTrend(period));
  const whole = rows.filter((row) => isWholeMonth(row, span)).sort((a, b) => numberMonth(a) - numberMonth(b));
  const last = whole.slice(-mostDrawn);
  if (last.length < leastDrawn) return "";
  return sparkline(
    last.map((row) => ({ name: nameMonth(readMonth(row), messages), value: readMean(row) })),
    messages,
  );
}

/** What was refunded as a part of what was sold; undefined where nothing was sold. */
export function readRefunded(rows: readonly StoreRow[]): Quantity | undefined {
  const refunded = sum(rows, "refunded");
  const sold = sum(rows, "revenue").minus(refunded);
  return sold.sign > 0 ? refunded.over(sold).times(-1) : undefined;
}

/** Says the place by revenue, and how many places up or down that is, e.g. "3 ↑2"; equal stores share a place. */
function sayPlace(row: StoreRow, now: readonly StoreRow[], before: readonly StoreRow[], messages: Messages): string {
  const place = findPlace(row, now);
  const then = before.find(({ store }) => store === row.store);
  const text = formatCount(place, messages);
  if (before.length === 0) return text;
  if (then === undefined) return `${text} ${messages.storeTable.isNew}`;
  const others = before.filter(({ store }) => store !== "");
  const move = findPlace(then, others).minus(place);
  if (move.sign === 0) return `${text} =`;
  return `${text} ${move.sign > 0 ? "↑" : "↓"}${formatCount(move.sign > 0 ? move : move.times(-1), messages)}`;
}

/** @param rows  the highest revenue first */
function findPlace(row: StoreRow, rows: readonly StoreRow[]): Quantity {
  const revenue = quantity(row, "revenue");
  const first = rows.findIndex((other) => quantity(other, "revenue").compare(revenue) <= 0);
  return count(rows.slice(0, first + 1));
}

function sortByRevenue(rows: readonly StoreRow[]): StoreRow[] {
  return [...rows].sort(
    (a, b) => quantity(b, "revenue").compare(quantity(a, "revenue")) || (a.store < b.store ? -1 : 1),
  );
}

/** Makes what says of a store that it opened or stopped, or that this is its best month. */
function makeRemarks(
  { period, data }: ChainScope,
  messages: Messages,
): (months: readonly MonthRow[], now?: StoreRow) => string {
  const { storeTable } = messages;
  const span = cutDays(data, findTrend(period));
  const own = cutDays(data, period);
  return (months, now) => {
    if (months.length === 0) return "";
    const [first, last] = [min(months, "first_day"), max(months, "last_day")];
    const hasOpened = countDays(span.first, Number(first)) >= quietDays && Number(first) >= toNumber(own.first) - 365;
    const hasClosed = -countDays(own.last, Number(last)) >= quietDays;
    const texts = [
      ...(hasOpened ? [storeTable.opened(nameDay(first, messages))] : []),
      ...(hasClosed ? [storeTable.closed(nameDay(last, messages))] : []),
      ...(now === undefined || hasClosed ? [] : rankMonth(months)),
    ];
    return texts.join("; ");
  };

  /** Per open day, among whole months. */
  function rankMonth(months: readonly MonthRow[]): string[] {
    if (period.unit !== "month" || !isCovered(period, data)) return [];
    const whole = months.filter((row) => isWholeMonth(row, span));
    const isOwn = ({ year, month }: MonthRow): boolean => period.first.startsWith(formatMonth(year, month));
    const [row, others] = [whole.find(isOwn), whole.filter((month) => !isOwn(month))];
    if (row === undefined || whole.length < leastMonths) return [];
    const compare = (other: MonthRow): number => readMean(row).compare(readMean(other));
    if (others.every((other) => compare(other) > 0)) return [storeTable.best(count(whole))];
    return others.every((other) => compare(other) < 0) ? [storeTable.weakest(count(whole))] : [];
  }
}

function readMean(row: MonthRow): Quantity {
  return quantity(row, "revenue").over(quantity(row, "open_days"));
}

function formatMonth(year: number, month: number): string {
  return `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}`;
}

/** Days from an ISO date to a day that is given in days since 1970. */
function countDays(from: string, to: number): number {
  return to - toNumber(from);
}

function toNumber(day: string): number {
  return Date.parse(day) / 86_400_000;
}

/** Says how to read the table of stores. Markdown. */
export function explainStores(scope: ChainScope, rows: StoreRows, messages: Messages): string {
  const compared = listComparedStores(scope, rows);
  const before = compared.find(({ kind }) => kind === "before");
  const months = [...Map.groupBy(rows.months, ({ store }) => store).values()];
  const hasLines = months.some((own) => drawMonths(own, scope, messages) !== "");
  return messages.storeTable.explain(before && namePeriod(before.period, messages), compared.length > 0, hasLines);
}
