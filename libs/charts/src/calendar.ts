import type { Messages, Unit } from "./locale/index.js";
import { expectRows } from "./tally.js";

/** A month as a number that counts on over the years: year × 12 + month − 1. */
export type MonthNumber = number;

/** Numbers a month (1 to 12) of a year. */
export function numberMonth(row: { year: number; month: number }): MonthNumber {
  return row.year * 12 + row.month - 1;
}

/** Names a month, e.g. "March 2026". */
export function nameMonth(month: MonthNumber, messages: Messages): string {
  return messages.calendar.month(yearOf(month), (month % 12) + 1);
}

/** Names a day given as an ISO date, e.g. "31 March 2026". */
export function nameDay(date: string, messages: Messages): string {
  const [year = 0, month = 0, day = 0] = date.split("-").map(Number);
  return messages.calendar.day(year, month, day);
}

/** Names the hour from `hour` on, e.g. "17:00–18:00" for 17. */
export function nameHour(hour: number, messages: Messages): string {
  return messages.calendar.hours(hour, hour + 1);
}

/**
 * Lists the hours from the first to the last of the rows, both included.
 * @throws Error when there are no rows
 */
export function listHours(rows: readonly { hour: number }[]): number[] {
  expectRows(rows);
  const hours = rows.map(({ hour }) => hour);
  const first = hours.reduce((a, b) => Math.min(a, b));
  const last = hours.reduce((a, b) => Math.max(a, b));
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** A group of bars: one month, or more where months would be too many to tell apart. */
export interface Period {
  /** Full name, e.g. "March 2026", "2nd quarter 2026", "2026", "2020s". */
  name: string;
  /** Text at the axis; the year stands below the first period of each year. */
  tick: string;
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
  name: (month: MonthNumber, messages: Messages) => string;
  /** Text at the axis, above the year; undefined where it is the name. */
  short?: (month: MonthNumber, messages: Messages) => string;
}

const steps: readonly Step[] = [
  { unit: "month", months: 1, name: nameMonth, short: (m, { calendar }) => calendar.monthShort((m % 12) + 1) },
  {
    unit: "quarter",
    months: 3,
    name: (m, { calendar }) => calendar.quarter(yearOf(m), quarterOf(m)),
    short: (m, { calendar }) => calendar.quarterShort(quarterOf(m)),
  },
  { unit: "year", months: 12, name: (m) => String(yearOf(m)) },
  { unit: "decade", months: 120, name: (m, { calendar }) => calendar.decade(yearOf(m)) },
];

/** Divides the time from the first to the last of the months, both included, into the finest periods that fit a page. */
export function makeCalendar(monthNumbers: readonly MonthNumber[], messages: Messages): Calendar {
  const first = monthNumbers.reduce((a, b) => Math.min(a, b));
  const last = monthNumbers.reduce((a, b) => Math.max(a, b));
  const count = (size: number): number => Math.floor(last / size) - Math.floor(first / size) + 1;
  const step = steps.find((candidate) => count(candidate.months) <= mostPeriods) ?? steps.at(-1)!;
  const start = Math.floor(first / step.months);
  const periods = Array.from({ length: count(step.months) }, (_, i): Period => {
    const month = (start + i) * step.months;
    const isFirstOfYear = i === 0 || month % 12 < step.months;
    const year = isFirstOfYear ? `<br>${yearOf(month)}` : "";
    const name = step.name(month, messages);
    return { name, tick: step.short ? step.short(month, messages) + year : name };
  });
  return { unit: step.unit, periods, findPeriod: (month) => Math.floor(month / step.months) - start };
}

function yearOf(month: MonthNumber): number {
  return Math.floor(month / 12);
}

function quarterOf(month: MonthNumber): number {
  return Math.floor((month % 12) / 3) + 1;
}
