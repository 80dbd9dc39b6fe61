import type { Days, Period } from "@tillbook/pipeline";
import type { Messages, PeriodForm } from "./locale/index.js";

/** Days that have no unit are those of all the data. */
type Span = Days & Partial<Pick<Period, "unit">>;

/**
 * Names a period: "February 2026", "1st quarter of 2026", "2026"; days that are whole months "January to March 2026", else
 * "1 to 14 February 2026" or "3 January to 9 February 2026".
 */
export function namePeriod(period: Span, { calendar }: Messages): string {
  const [first, last] = [readDay(period.first), readDay(period.last)];
  const form = findForm(period);
  if (form === "year") return String(first.year);
  if (form === "quarter") return calendar.quarter(first.year, Math.floor((first.month - 1) / 3) + 1);
  if (form === "month") return calendar.month(first.year, first.month);
  if (form === "day") return calendar.day(first.year, first.month, first.day);
  const year = first.year === last.year ? undefined : first.year;
  if (form === "months") return calendar.span(calendar.month(year, first.month), calendar.month(last.year, last.month));
  const to = calendar.day(last.year, last.month, last.day);
  const isOneMonth = period.first.slice(0, 7) === period.last.slice(0, 7);
  return calendar.span(isOneMonth ? calendar.dayOfMonth(first.day) : calendar.day(year, first.month, first.day), to);
}

/** Names a period for the axis of a chart: "Feb", "Q1", "2026"; of other days undefined. */
export function nameTick(period: Span, { calendar }: Messages): string | undefined {
  const { year, month } = readDay(period.first);
  const form = findForm(period);
  if (form === "month") return calendar.monthShort(month);
  if (form === "quarter") return calendar.quarterShort(Math.floor((month - 1) / 3) + 1);
  return form === "year" ? String(year) : undefined;
}

/** Names a period beside the one before it: a month without its year, all others as `namePeriod` does. */
export function namePeriodShort(period: Span, messages: Messages): string {
  const { month } = readDay(period.first);
  return findForm(period) === "month" ? messages.calendar.month(undefined, month) : namePeriod(period, messages);
}

/** Says when: "in February 2026", "from 1 to 14 February 2026". */
export function sayWhen(period: Span, messages: Messages): string {
  return messages.calendar.when(findForm(period), namePeriod(period, messages));
}

/** Finds as what a period is named. */
export function findForm({ first, last, unit = "all" }: Span): PeriodForm {
  if (unit !== "all" && unit !== "days") return unit;
  if (first === last) return "day";
  if (!first.endsWith("-01") || !isLastOfMonth(last)) return "days";
  return first.slice(0, 7) === last.slice(0, 7) ? "month" : "months";
}

function isLastOfMonth(day: string): boolean {
  return new Date(Date.parse(day) + 86_400_000).toISOString().endsWith("-01T00:00:00.000Z");
}

function readDay(date: string): { year: number; month: number; day: number } {
  const [year = 0, month = 0, day = 0] = date.split("-").map(Number);
  return { year, month, day };
}
