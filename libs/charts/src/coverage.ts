import { type DataDays, type Days, isCovered } from "@tillbook/pipeline";
import { type MonthNumber, nameDayOfMonth, nameDayOfYear, nameMonth, numberMonth, readMonth } from "./calendar.js";
import type { Messages } from "./locale/index.js";
import type { MonthlySalesRow } from "./monthly-sales.js";
import { max, min, sum } from "./quantity.js";
import type { Mean } from "./variation.js";

/** Leaves of the days of the data those of a period, so that a month that the period cuts is one in part, too. */
export function cutDays(data: DataDays, period: Days): DataDays {
  const [, first = period.first] = [data.first, period.first].sort();
  const [last = period.last] = [data.last, period.last].sort();
  return { ...data, first, last };
}

/** Whether the data has all days of some months, as far as `isCovered` sees; of days that aren't known it has all. */
export function hasMonths(first: MonthNumber, last: MonthNumber, data: DataDays | undefined): boolean {
  return data === undefined || isCovered({ first: writeDay(first, 1), last: writeDay(last + 1, 0) }, data);
}

/** Whether the data has all days of the month of a row. */
export function isWholeMonth(row: Pick<MonthlySalesRow, "year" | "month">, data: DataDays | undefined): boolean {
  return hasMonths(numberMonth(row), numberMonth(row), data);
}

/**
 * Names months of which the data has only a part: "March 2026 (1 to 10)", "1st quarter of 2026 (25 January to 10 March)".
 * @param rows  of these months
 */
export function namePart(
  name: string,
  [first, last]: readonly [MonthNumber, MonthNumber],
  rows: readonly MonthlySalesRow[],
  messages: Messages,
): string {
  const dated = rows.flatMap((row) => (row.first_day && row.last_day ? [row as Required<MonthlySalesRow>] : []));
  const { calendar } = messages;
  if (dated.length === 0) return `${name} (${calendar.inPart})`;
  const [from, to] = [min(dated, "first_day"), max(dated, "last_day")];
  const nameDay = first === last ? nameDayOfMonth : nameDayOfYear;
  return `${name} (${from.equals(to) ? calendar.only(nameDay(from, messages)) : calendar.span(nameDay(from, messages), nameDay(to, messages))})`;
}

/** Names the month of some rows, with its days where the data has only a part of them. */
export function nameMonthOf(rows: readonly MonthlySalesRow[], messages: Messages, data: DataDays | undefined): string {
  const [row] = rows;
  if (row === undefined) throw new Error("expected at least one row of a month, got none");
  const name = nameMonth(readMonth(row), messages);
  const month = numberMonth(row);
  return isWholeMonth(row, data) ? name : namePart(name, [month, month], rows, messages);
}

/** Whether rows say on how many days there were sales. */
export function hasOpenDays(rows: readonly MonthlySalesRow[]): rows is readonly MonthRow[] {
  return rows.every(({ open_days }) => open_days !== undefined);
}

/** A row of `monthly_sales` as a report sees it: it says on which days there were sales, and what was refunded. */
export type MonthRow = MonthlySalesRow &
  Required<Pick<MonthlySalesRow, "open_days" | "first_day" | "last_day" | "refunded">>;

/** Reads what the stores took per open day in some months, and over how many days. */
export function readMonthMean(rows: readonly MonthRow[], variation: number): Mean {
  const months = Map.groupBy(rows, numberMonth).values();
  const days = [...months].reduce((sum, own) => sum + Math.max(...own.map(({ open_days }) => open_days)), 0);
  return { mean: Number(sum(rows, "revenue").over(sum(rows, "open_days"))), days, variation };
}

/** The first day of a month, or a later one. @param day  1 is the first; 0 the last of the month before */
function writeDay(month: MonthNumber, day: number): string {
  return new Date(Date.UTC(Math.floor(month / 12), month % 12, day)).toISOString().slice(0, 10);
}
