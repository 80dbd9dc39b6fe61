import type { Messages, Unit } from "./locale/index.js";
import { markText } from "./marks.js";
import { type Count, Quantity, quantity, toQuantity } from "./quantity.js";
import { expectRows } from "./tally.js";

/** A month as a number that counts on over the years: year × 12 + month − 1. */
export type MonthNumber = number;

/** Numbers a month (1 to 12) of a year. */
export function numberMonth(row: { year: number; month: number }): MonthNumber {
  return row.year * 12 + row.month - 1;
}

/** Reads the month of a row, as `numberMonth` numbers it. */
export function readMonth(row: { year: number; month: number }): Quantity {
  return quantity(row, "year").times(12).plus(quantity(row, "month")).minus(1);
}

/** Names a month, e.g. "March 2026". */
export function nameMonth(month: Count, messages: Messages): string {
  const number = Number(month);
  return markText(messages.calendar.month(yearOf(number), (number % 12) + 1), "month", month);
}

/** Names a day given as an ISO date or in days since 1970, e.g. "31 March 2026". */
export function nameDay(date: string | Quantity, messages: Messages): string {
  const iso = typeof date === "string" ? date : new Date(Number(date) * 86_400_000).toISOString().slice(0, 10);
  const [year = 0, month = 0, day = 0] = iso.split("-").map(Number);
  const text = messages.calendar.day(year, month, day);
  return date instanceof Quantity ? markText(text, "day", date) : text;
}

/** Names a day without its month, e.g. "31" or "31.", given in days since 1970. */
export function nameDayOfMonth(date: Quantity, { calendar }: Messages): string {
  return markText(calendar.dayOfMonth(readDay(date).day), "dayOfMonth", date);
}

/** Names a day without its year, e.g. "31 March", given in days since 1970. */
export function nameDayOfYear(date: Quantity, { calendar }: Messages): string {
  const { month, day } = readDay(date);
  return markText(calendar.day(undefined, month, day), "dayOfYear", date);
}

/** Names an ISO week, given as MySQL's `yearweek(day, 3)`, e.g. 202609 as "week 9 of 2026". */
export function nameWeek(week: Count, { growth }: Messages): string {
  const number = Number(week);
  return markText(growth.week(Math.floor(number / 100), number % 100), "week", week);
}

/** Names an ISO week without its year, e.g. 202609 as "W9". */
export function nameWeekShort(week: Count, { growth }: Messages): string {
  return markText(growth.weekShort(Number(week) % 100), "weekShort", week);
}

/** Names the year of an ISO week, e.g. 202609 as "2026". */
export function nameWeekYear(week: Count): string {
  return markText(String(Math.floor(Number(week) / 100)), "weekYear", week);
}

function readDay(date: Quantity): { month: number; day: number } {
  const day = new Date(Number(date) * 86_400_000);
  return { month: day.getUTCMonth() + 1, day: day.getUTCDate() };
}

/** Names the hour from `hour` on, e.g. "17:00–18:00" for 17. */
export function nameHour(hour: Count, messages: Messages): string {
  return markText(messages.calendar.hours(Number(hour), Number(hour) + 1), "hours", hour);
}

/** Names a full hour, e.g. "17:00". */
export function nameFullHour(hour: Count, messages: Messages): string {
  return markText(messages.calendar.hour(Number(hour)), "hour", hour);
}

/**
 * Lists the hours from the first to the last of the rows, both included.
 * @throws Error when there are no rows
 */
export function listHours(rows: readonly { hour: number }[]): Quantity[] {
  expectRows(rows);
  const known = new Map<number, { hour: number }>();
  for (const row of rows) if (!known.has(row.hour)) known.set(row.hour, row);
  const hours = [...known.keys()].sort((a, b) => a - b);
  const [first, last] = [hours[0]!, hours.at(-1)!];
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const row = known.get(first + i);
    return row === undefined ? toQuantity(first + i) : quantity(row, "hour");
  });
}

/** A group of bars: one month, or more where months would be too many to tell apart. */
export interface Period {
  /** Full name, e.g. "March 2026", "2nd quarter of 2026", "2026", "2020s". */
  name: string;
  /** Text at the axis; the year stands below the first period of each year. */
  tick: string;
  /** Its months, both included. */
  first: MonthNumber;
  last: MonthNumber;
}

/** Consecutive periods, without gaps, and how to find that of a month. */
export interface Calendar {
  /** What one period is. */
  unit: Unit;
  periods: Period[];
  findPeriod: (month: MonthNumber) => number;
}

/** Most periods that a page shows side by side. */
const mostPeriods = 14;

interface Step {
  unit: Unit;
  months: number;
  name: (month: Count, messages: Messages) => string;
  /** Text at the axis, above the year; undefined where it is the name. */
  short?: (month: Count, messages: Messages) => string;
}

const steps: readonly Step[] = [
  { unit: "month", months: 1, name: nameMonth, short: (m, { calendar }) => calendar.monthShort((Number(m) % 12) + 1) },
  { unit: "quarter", months: 3, name: nameQuarter, short: nameQuarterShort },
  { unit: "year", months: 12, name: nameYear },
  { unit: "decade", months: 120, name: nameDecade },
];

/** Names the quarter of a month, e.g. "1st quarter of 2026". */
export function nameQuarter(month: Count, { calendar }: Messages): string {
  return markText(calendar.quarter(yearOf(Number(month)), quarterOf(Number(month))), "quarter", month);
}

/** Names the quarter of a month without its year, e.g. "Q1". */
export function nameQuarterShort(month: Count, { calendar }: Messages): string {
  return markText(calendar.quarterShort(quarterOf(Number(month))), "quarterShort", month);
}

/** Names the year of a month, e.g. "2026". */
export function nameYear(month: Count): string {
  return markText(String(yearOf(Number(month))), "year", month);
}

/** Names the decade of a month, e.g. "2020s". */
export function nameDecade(month: Count, { calendar }: Messages): string {
  const year = yearOf(Number(month));
  return markText(calendar.decade(year - (year % 10)), "decade", month);
}

/** Divides the time from the first to the last of the months, both included, into the finest periods that fit a page. */
export function makeCalendar(months: readonly Count[], messages: Messages): Calendar {
  const monthNumbers = months.map(Number);
  const first = monthNumbers.reduce((a, b) => Math.min(a, b));
  const last = monthNumbers.reduce((a, b) => Math.max(a, b));
  const count = (size: number): number => Math.floor(last / size) - Math.floor(first / size) + 1;
  const step = steps.find((candidate) => count(candidate.months) <= mostPeriods) ?? steps.at(-1)!;
  const start = Math.floor(first / step.months);
  const findPeriod = (month: MonthNumber): number => Math.floor(month / step.months) - start;
  const known = new Map(months.map((month, m) => [findPeriod(monthNumbers[m]!), month]));
  const periods = Array.from({ length: count(step.months) }, (_, i): Period => {
    const first = (start + i) * step.months;
    const isFirstOfYear = i === 0 || first % 12 < step.months;
    const month = known.get(i) ?? toQuantity(first);
    const year = isFirstOfYear ? `<br>${nameYear(month)}` : "";
    const name = step.name(month, messages);
    const tick = step.short ? step.short(month, messages) + year : name;
    return { name, tick, first, last: first + step.months - 1 };
  });
  return { unit: step.unit, periods, findPeriod };
}

/**
 * Makes texts at an axis of consecutive months: the year stands below the first of each, and of more than 14 only each quarter's
 * first has one.
 */
export function makeMonthTicks(months: readonly Quantity[], { calendar }: Messages): string[] {
  const step = months.length > mostPeriods ? 3 : 1;
  const named = months.map((month) => Number(month) % step === 0);
  return months.map((month, m) => {
    if (!named[m]) return "";
    const isFirstOfYear = Number(month) % 12 === 0 || !named.slice(0, m).includes(true);
    return `${calendar.monthShort((Number(month) % 12) + 1)}${isFirstOfYear ? `<br>${nameYear(month)}` : ""}`;
  });
}

function yearOf(month: MonthNumber): number {
  return Math.floor(month / 12);
}

function quarterOf(month: MonthNumber): number {
  return Math.floor((month % 12) / 3) + 1;
}
