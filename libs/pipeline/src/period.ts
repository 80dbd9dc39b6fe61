import { TillbookError } from "./errors.js";

/** Days from `first` to `last`, both inclusive, ISO dates. */
export interface Days {
  first: string;
  last: string;
}

/** What a report speaks of. */
export interface Period extends Days {
  /** As REPORT_PERIOD is written: `2026-02`, `2026-Q1`, `2026`, `2026-02-01/2026-02-14`; `all` for all the data. */
  name: string;
  unit: "month" | "quarter" | "year" | "days" | "all";
}

/** The days of the data, and the weekdays on which nothing is ever sold, 1 (Monday) to 7 (Sunday). */
export interface DataDays extends Days {
  closedWeekdays: readonly number[];
}

/** What REPORT_PERIOD accepts, for its error. */
export const periodForms = "a period such as 2026-02, 2026-Q1, 2026, 2026-02-01/2026-02-14 or latest";

/** Days without sales that say nothing about whether a month is complete, as `MM-DD`. */
const usualHolidays = ["01-01", "12-25", "12-26"];

/**
 * Reads a period as it is written in REPORT_PERIOD. Days that are a whole month, quarter or year are named as that.
 * @returns undefined for what is no period; `latest` is none, since it depends on the data
 */
export function parsePeriod(text: string): Period | undefined {
  const [, year, quarter, month] = /^(\d{4})(?:-(?:Q([1-4])|(\d\d)))?$/.exec(text) ?? [];
  if (year !== undefined) {
    const [from, months] =
      quarter !== undefined ? [3 * Number(quarter) - 2, 3] : month !== undefined ? [Number(month), 1] : [1, 12];
    return from < 1 || from > 12 ? undefined : namePeriod(makeMonths(Number(year), from, months));
  }
  const [first, last, more] = text.split("/");
  if (first === undefined || last === undefined || more !== undefined) return undefined;
  return isDay(first) && isDay(last) && first <= last ? namePeriod({ first, last }) : undefined;
}

/**
 * Finds the period that a report speaks of.
 * @param setting  REPORT_PERIOD; undefined for all the data
 * @throws TillbookError SETTING_INVALID where the data has no day of the period, or no whole month for `latest`
 */
export function resolvePeriod(setting: string | undefined, data: DataDays): Period {
  if (setting === undefined) return { name: "all", unit: "all", first: data.first, last: data.last };
  const period = setting === "latest" ? findLatest(data) : parsePeriod(setting);
  const span = `the data has ${data.first} to ${data.last}`;
  if (period === undefined) {
    const expected = setting === "latest" ? "a period in which a month is complete" : periodForms;
    throw invalid(`REPORT_PERIOD must be ${expected}, got ${JSON.stringify(setting)}; ${span}`);
  }
  if (period.first > data.last || period.last < data.first)
    throw invalid(`REPORT_PERIOD is ${JSON.stringify(setting)}, but there are no sales in it; ${span}`);
  return period;
}

/** Gives the period before: of months as many months, of days as many days. Undefined for all the data. */
export function findPeriodBefore(period: Period): Period | undefined {
  if (period.unit === "all") return undefined;
  const months = countMonths(period);
  if (months !== undefined) return namePeriod(moveMonths(period, -months));
  const days = toNumber(period.last) - toNumber(period.first) + 1;
  return namePeriod({ first: toDay(toNumber(period.first) - days), last: toDay(toNumber(period.first) - 1) });
}

/** Gives the same period a year before; the 29th of February becomes the 28th. Undefined for all the data. */
export function findYearBefore(period: Period): Period | undefined {
  if (period.unit === "all") return undefined;
  if (countMonths(period) !== undefined) return namePeriod(moveMonths(period, -12));
  const [first, last] = [period.first, period.last].map((day) => {
    const before = `${String(Number(day.slice(0, 4)) - 1).padStart(4, "0")}${day.slice(4)}`;
    return isDay(before) ? before : `${before.slice(0, 8)}28`;
  });
  return namePeriod({ first: first as string, last: last as string });
}

/** Gives the months that a trend shows: 24 up to the period's end; all the data of a period that is that. */
export function findTrend(period: Period): Period {
  if (period.unit === "all") return period;
  const [year, month] = readMonth(period.last);
  return namePeriod({ first: makeMonths(year, month - 23, 1).first, last: period.last });
}

/**
 * Gives the days that a trend shows as those of the period: from the 1st of its first month on, at most the last 24 months; all the
 * data of a period that is that.
 */
export function findShownInTrend(period: Period): Period {
  if (period.unit === "all") return period;
  const { first, last } = findTrend(period);
  const start = `${period.first.slice(0, 8)}01`;
  return namePeriod({ first: start > first ? start : first, last });
}

/**
 * Whether the data covers all days of a period, as far as one can see from its first and last day: what is missing at either
 * end are only weekdays on which nothing is ever sold, the first of January, or the 25th and 26th of December.
 */
export function isCovered(period: Days, data: DataDays): boolean {
  const missing = [
    ...listDays(period.first, toDay(Math.min(toNumber(data.first) - 1, toNumber(period.last)))),
    ...listDays(toDay(Math.max(toNumber(data.last) + 1, toNumber(period.first))), period.last),
  ];
  return missing.every((day) => usualHolidays.includes(day.slice(5)) || data.closedWeekdays.includes(findWeekday(day)));
}

/** Lists the days from `first` to `last`, both inclusive; none where `last` is before `first`. */
export function listDays(first: string, last: string): string[] {
  const from = toNumber(first);
  return Array.from({ length: Math.max(0, toNumber(last) - from + 1) }, (_, i) => toDay(from + i));
}

/** The weekday of an ISO date, 1 (Monday) to 7 (Sunday). */
export function findWeekday(day: string): number {
  return ((((toNumber(day) + 3) % 7) + 7) % 7) + 1;
}

/** The last month whose days are all in the data. */
function findLatest(data: DataDays): Period | undefined {
  const [year, month] = readMonth(data.last);
  for (let back = 0; ; back++) {
    const days = makeMonths(year, month - back, 1);
    if (days.last < data.first) return undefined;
    if (isCovered(days, data)) return namePeriod(days);
  }
}

/** Names days by the shortest form. */
function namePeriod({ first, last }: Days): Period {
  const [year, month] = readMonth(first);
  const name = first.slice(0, 4);
  switch (countMonths({ first, last })) {
    case 1:
      return { name: first.slice(0, 7), unit: "month", first, last };
    case 3:
      if (month % 3 === 1) return { name: `${name}-Q${(month + 2) / 3}`, unit: "quarter", first, last };
      break;
    case 12:
      if (month === 1) return { name: String(year).padStart(4, "0"), unit: "year", first, last };
  }
  return { name: `${first}/${last}`, unit: "days", first, last };
}

/** How many whole months the days are; undefined where they aren't. */
export function countMonths({ first, last }: Days): number | undefined {
  if (!first.endsWith("-01") || !toDay(toNumber(last) + 1).endsWith("-01")) return undefined;
  const [[year, month], [lastYear, lastMonth]] = [readMonth(first), readMonth(last)];
  return (lastYear - year) * 12 + lastMonth - month + 1;
}

function moveMonths(days: Days, by: number): Days {
  const [year, month] = readMonth(days.first);
  return makeMonths(year, month + by, countMonths(days) ?? 1);
}

/** The days of `count` months from one on; months beyond 1 to 12 are those of other years. */
function makeMonths(year: number, month: number, count: number): Days {
  return {
    first: toDay(Date.UTC(year, month - 1) / msPerDay),
    last: toDay(Date.UTC(year, month - 1 + count) / msPerDay - 1),
  };
}

const msPerDay = 86_400_000;

function readMonth(day: string): [year: number, month: number] {
  return [Number(day.slice(0, 4)), Number(day.slice(5, 7))];
}

/** Days since 1970-01-01. */
function toNumber(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / msPerDay;
}

function toDay(number: number): string {
  return new Date(number * msPerDay).toISOString().slice(0, 10);
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const number = toNumber(text);
  return !Number.isNaN(number) && toDay(number) === text;
}

function invalid(message: string): TillbookError {
  return new TillbookError("SETTING_INVALID", message, "set REPORT_PERIOD to days that the data has, or unset it");
}
