import { type DataDays, findPeriodBefore, isCovered, type Period, parsePeriod } from "@tillbook/pipeline";
import { adjustedPerDay, type StoreWeekday, type UsualShares } from "./adjusted.js";
import { numberMonth } from "./calendar.js";
import {
  type ComparedRows,
  type ComparedWeekdays,
  findLikeForLike,
  listComparisons,
  type ReportScope,
} from "./comparison.js";
import type { MonthRow } from "./coverage.js";
import type { Quantity } from "./quantity.js";
import { isNotable, type Mean } from "./variation.js";

/** Two periods, the data of which is whole, for the first page. */
export interface Pair {
  period: Period;
  before: Period;
  now: readonly MonthRow[];
  earlier: readonly MonthRow[];
  weekdays: { now: readonly StoreWeekday[]; earlier: readonly StoreWeekday[] };
  usual: UsualShares;
}

/**
 * Finds the two periods that the first page compares: that of the report and the one before, or the year before where there are no
 * sales; of all the data the last whole month and the one before it. Undefined where the data has not both in whole.
 */
export function findPair(
  scope: Pick<ReportScope, "period" | "data">,
  rows: ComparedRows,
  weekdays: ComparedWeekdays,
): Pair | undefined {
  const { usual } = weekdays;
  if (scope.period.unit === "all") return findLastMonths(scope.data, rows.now, weekdays);
  const found = listComparisons(scope, rows).find(({ isWhole, before }) => isWhole && before.length > 0);
  if (found === undefined) return undefined;
  const { period, now, before, kind } = found;
  return {
    period: scope.period,
    before: period,
    now,
    earlier: before,
    weekdays: { now: weekdays.now, earlier: weekdays[kind] },
    usual,
  };
}

function findLastMonths(
  data: DataDays,
  rows: readonly MonthRow[],
  { now: days, usual }: ComparedWeekdays,
): Pair | undefined {
  const months = [...new Set(rows.map(numberMonth))].sort((a, b) => b - a).map(toPeriod);
  const period = months.find((month) => isCovered(month, data));
  const before = period && findPeriodBefore(period);
  if (before === undefined || !isCovered(before, data)) return undefined;
  const pick = <R extends { year: number; month: number }>(some: readonly R[], month: Period): R[] =>
    some.filter((row) => toPeriod(numberMonth(row)).name === month.name);
  const [now, earlier] = [pick(rows, period!), pick(rows, before)];
  if (earlier.length === 0) return undefined;
  return {
    period: period!,
    before,
    now,
    earlier,
    weekdays: { now: pick(days, period!), earlier: pick(days, before) },
    usual,
  };
}

function toPeriod(month: number): Period {
  const name = `${String(Math.floor(month / 12)).padStart(4, "0")}-${String((month % 12) + 1).padStart(2, "0")}`;
  return parsePeriod(name)!;
}

/** How two periods compare with the stores alone that have sales in both. */
export interface LikeForLike {
  now: readonly MonthRow[];
  earlier: readonly MonthRow[];
  /** Whether all stores have sales in both. */
  isAll: boolean;
  /** Revenue per open day, adjusted for weekdays, over that before; undefined where either isn't above zero. */
  factor: Quantity | undefined;
  /** Whether the change is beyond what days vary by themselves. */
  isNotable: boolean;
}

/**
 * Compares like for like, adjusted for weekdays.
 * @param variation  of a day, as `measureDays` measures it
 */
export function compareLikeForLike(pair: Pair, variation: number): LikeForLike {
  const like = findLikeForLike(pair.now, pair.earlier);
  const stores = new Set(like.now.map(({ store }) => store));
  const [now, then] = [pair.weekdays.now, pair.weekdays.earlier].map((rows) => {
    const own = rows.filter(({ store }) => stores.has(store));
    const days = Math.max(0, ...[...Map.groupBy(own, ({ store }) => store).values()].map(countDays));
    return { perDay: adjustedPerDay(own, pair.usual), days };
  }) as [Adjusted, Adjusted];
  const isKnown = now.perDay.sign > 0 && then.perDay.sign > 0;
  const toMean = ({ perDay, days }: Adjusted): Mean => ({ mean: Number(perDay), days, variation });
  return {
    now: like.now,
    earlier: like.before,
    isAll: like.isAll,
    factor: isKnown ? now.perDay.over(then.perDay) : undefined,
    isNotable: isKnown && isNotable(toMean(now), toMean(then)),
  };
}

interface Adjusted {
  perDay: Quantity;
  /** Most days with sales of a store. */
  days: number;
}

function countDays(rows: readonly StoreWeekday[]): number {
  return rows.reduce((days, { open_days }) => days + open_days, 0);
}

/** What a receipt is made of, where the rows tell receipts apart. */
export type BasketRow = MonthRow & { receipts?: number; quantity?: string | null };

/** Whether rows tell the receipts of all sales apart. */
export function hasReceipts(rows: readonly BasketRow[]): rows is (BasketRow & { receipts: number })[] {
  return rows.length > 0 && rows.every(({ receipts = 0, sales }) => receipts > 0 || sales === 0);
}

/** Whether rows say of all sales how many pieces they are. */
export function hasQuantities(rows: readonly BasketRow[]): rows is (BasketRow & { quantity: string })[] {
  return rows.length > 0 && rows.every(({ quantity }) => quantity !== undefined && quantity !== null);
}
