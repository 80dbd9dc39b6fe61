import { isCovered, type Period } from "@tillbook/pipeline";
import { type BasketRow, hasQuantities, hasReceipts, type LikeForLike, type Pair } from "./compared-pair.js";
import { type ReportScope, signChange } from "./comparison.js";
import type { MonthRow } from "./coverage.js";
import type { KeyFigure } from "./figure.js";
import { findExtremeMonth, type IndexMonth } from "./index-line.js";
import type { Baskets, Messages } from "./locale/index.js";
import { formatMoney, formatMoneyShort } from "./money.js";
import { formatNumber, isNoShare, signPercent } from "./numbers.js";
import { namePeriodShort, sayWhen } from "./periods.js";
import { type Quantity, sum } from "./quantity.js";
import { countStores } from "./stores.js";

/** What the first page says, and of what. */
export interface FirstPage {
  scope: ReportScope;
  /** Rows of `monthly_sales` in the period of the report. */
  rows: readonly BasketRow[];
  /** Undefined where nothing can be compared. */
  pair: Pair | undefined;
  like: LikeForLike | undefined;
}

/**
 * Lists five key figures, each with its comparison: revenue; like for like, adjusted for weekdays; receipts, or lines where receipts
 * can't be told apart, per open day; the average of them; and what a receipt has, or revenue per open day. Of all the data they
 * compare the last two whole months.
 */
export function listFirstFigures(page: FirstPage, messages: Messages): KeyFigure[] {
  const { rows, pair, like } = page;
  const { labels } = messages.firstPage;
  const isAll = page.scope.period.unit === "all";
  const compare = (
    read: (rows: readonly BasketRow[]) => Quantity,
    format: (value: Quantity) => string,
  ): string | undefined => {
    const change = pair && signChange(read(pair.now), read(pair.earlier), messages);
    if (pair === undefined || change === undefined) return undefined;
    const { on, inOn } = messages.firstPage;
    const [period, before] = namePair(pair, messages);
    return isAll ? inOn(period, format(read(pair.now)), change, before) : on(change, before);
  };
  const figure = (
    label: string,
    read: (rows: readonly BasketRow[]) => Quantity,
    format: (value: Quantity) => string,
  ): KeyFigure => {
    const note = compare(read, format);
    return { label, value: format(read(rows)), ...(note !== undefined && { note }) };
  };
  const money = (value: Quantity): string => formatMoney(value.round(messages.numbers.currency.scale), messages);
  const decimal = (value: Quantity): string => formatNumber(value, 1, messages);
  const per =
    (column: Column, other: Column) =>
    (some: readonly BasketRow[]): Quantity =>
      sum(some as readonly Required<Pick<BasketRow, Column>>[], column).over(
        sum(some as readonly Required<Pick<BasketRow, Column>>[], other),
      );
  const compared: readonly (readonly BasketRow[])[] = [rows, pair?.now ?? [], pair?.earlier ?? []].filter(
    ({ length }) => length > 0,
  );
  const [isTold, isCounted] = [compared.every(hasReceipts), compared.every(hasQuantities)];
  const perDay = figure(labels.revenuePerDay, per("revenue", "open_days"), money);
  const revenue = sum(rows, "revenue");
  const booked = compare(
    (some) => sum(some, "revenue"),
    (value) => formatMoneyShort(value, messages),
  );
  const exact = formatMoney(revenue, messages);
  return [
    {
      label: messages.labels.revenue,
      value: formatMoneyShort(revenue, messages),
      note: booked === undefined ? exact : `${exact}; ${booked}`,
    },
    ...(pair && like?.factor ? [describeLike(pair, like, like.factor, isAll, messages)] : [perDay]),
    ...(isTold
      ? [
          figure(labels.receiptsPerDay, per("receipts", "open_days"), decimal),
          figure(labels.averageReceipt, per("revenue", "receipts"), money),
          isCounted
            ? figure(labels.articlesPerReceipt, per("quantity", "receipts"), decimal)
            : figure(labels.linesPerReceipt, per("sales", "receipts"), decimal),
        ]
      : [
          figure(labels.linesPerDay, per("sales", "open_days"), decimal),
          figure(labels.averageLine, per("revenue", "sales"), money),
          ...(pair && like?.factor ? [perDay] : []),
        ]),
  ];
}

type Column = "revenue" | "sales" | "open_days" | "receipts" | "quantity";

function describeLike(pair: Pair, like: LikeForLike, factor: Quantity, isAll: boolean, messages: Messages): KeyFigure {
  const { labels, likeNote } = messages.firstPage;
  const [period, before] = namePair(pair, messages);
  return {
    label: labels.likeForLike,
    value: signPercent(factor.minus(1), messages),
    note: likeNote(isAll ? period : undefined, before, like.isAll ? undefined : countStores(like.now), like.isNotable),
  };
}

/** Names two periods; months that follow one on the other without their years. */
function namePair({ period, before }: Pair, messages: Messages): [period: string, before: string] {
  return [period, before].map((some) => namePeriodShort(some, messages)) as [string, string];
}

/**
 * Says in one sentence what is most important: the change like for like, adjusted, where it is beyond ordinary variation, and whether
 * the month is the strongest or weakest; else what was booked. A plain text.
 * @param months  of the index; none where there is none
 */
export function writeHeadline(
  { scope, rows, pair, like }: FirstPage,
  months: readonly IndexMonth[],
  variation: number,
  messages: Messages,
): string {
  const { headline } = messages.firstPage;
  const booked = formatMoneyShort(sum(rows, "revenue"), messages);
  if (pair === undefined || like?.factor === undefined) {
    const isPart = scope.period.unit !== "all" && !isCovered(scope.period, scope.data);
    return headline.booked(sayWhen(scope.period, messages), booked, isPart);
  }
  const [period, before] = namePair(pair, messages);
  const change = like.factor.minus(1);
  if (!like.isNotable || isNoShare(change)) {
    const [now, then] = [sum(pair.now, "revenue"), sum(pair.earlier, "revenue")];
    return headline.unchanged(period, formatMoneyShort(now, messages), before, signChange(now, then, messages));
  }
  const extreme = isMonth(pair.period) ? findExtremeMonth(months, variation) : undefined;
  return headline.changed({
    period,
    before,
    change: signPercent(change, messages),
    extreme: extreme && (extreme.isHighest ? "strongest" : "weakest"),
    isRise: change.sign > 0,
    baskets: findBaskets(like),
  });
}

function isMonth({ unit }: Period): boolean {
  return unit === "month";
}

/** A change of receipts or baskets below this is not spoken of. */
const leastBasketChange = 0.02;

/** Finds how receipts per open day and the average receipt changed; undefined where both don't, or receipts can't be told apart. */
export function findBaskets(like: Pick<LikeForLike, "now" | "earlier">): Baskets | undefined {
  const [now, then] = [like.now, like.earlier] as readonly (readonly BasketRow[])[];
  if (!hasReceipts(now!) || !hasReceipts(then!)) return undefined;
  const change = (read: (rows: readonly (MonthRow & { receipts: number })[]) => Quantity): number =>
    Number(read(now as (MonthRow & { receipts: number })[]).over(read(then as (MonthRow & { receipts: number })[]))) -
    1;
  const receipts = change((rows) => sum(rows, "receipts").over(sum(rows, "open_days")));
  const basket = change((rows) => sum(rows, "revenue").over(sum(rows, "receipts")));
  const sign = (value: number): number => (Math.abs(value) < leastBasketChange ? 0 : Math.sign(value));
  const key = `${sign(receipts)},${sign(basket)}`;
  const kinds: Record<string, Baskets> = {
    "-1,1": "fewerFuller",
    "1,-1": "moreSmaller",
    "1,1": "moreFuller",
    "-1,-1": "fewerSmaller",
  };
  return kinds[key];
}
