import { type Quantity, sum } from "./quantity.js";

/** What was sold on the days of one weekday, added up. */
export interface WeekdaySums {
  /** Seven numbers, in whatever order. */
  weekday: number;
  /** A DECIMAL as text. */
  revenue: string;
  /** Days with sales; those of several stores are added up. */
  open_days: number;
}

/** The same in a month. */
export interface MonthWeekday extends WeekdaySums {
  year: number;
  month: number;
}

/** The same of one store. */
export interface StoreWeekday extends MonthWeekday {
  store: string;
}

/** By the weekday, how much is usually sold on an open day of it, as a part of what is sold on the average open day. */
export type UsualShares = ReadonlyMap<number, Quantity>;

/**
 * Measures the usual share of each weekday: its mean revenue per open day over the mean of all open days. One on which no more is
 * sold than taken back has none.
 * @param rows  of as long a time as is known, e.g. of 24 months
 */
export function measureWeekdays(rows: readonly WeekdaySums[]): UsualShares {
  const mean = perDay(rows);
  const shares = [...Map.groupBy(rows, ({ weekday }) => weekday)].map(
    ([weekday, own]) => [weekday, perDay(own).over(mean)] as const,
  );
  return new Map(mean.sign > 0 ? shares.filter(([, share]) => share.sign > 0) : []);
}

/**
 * Finds what is sold per open day where each day is divided by the usual share of its weekday, so that neither the number of open
 * days nor that of Saturdays counts; not rounded, 0 of no rows. A day whose weekday has no usual share counts as it is. Why calendars
 * are adjusted for, and apart from holidays that move: Eurostat, ESS guidelines on seasonal adjustment, 2015 edition.
 */
export function adjustedPerDay(rows: readonly WeekdaySums[], usual: UsualShares): Quantity {
  const weekdays = [...Map.groupBy(rows, ({ weekday }) => weekday)].sort(([a], [b]) => a - b);
  const parts = weekdays.map(([weekday, own]) => {
    const [revenue, share] = [sum(own, "revenue"), usual.get(weekday)];
    return share === undefined ? revenue : revenue.over(share);
  });
  return sum(parts).over(sum(rows, "open_days"));
}

function perDay(rows: readonly WeekdaySums[]): Quantity {
  return sum(rows, "revenue").over(sum(rows, "open_days"));
}
