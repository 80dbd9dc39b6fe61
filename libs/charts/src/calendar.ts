const months = "January February March April May June July August September October November December".split(" ");
const weekdays = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(" ");

/** A month as a number that counts on over the years: year × 12 + month − 1. */
export type MonthNumber = number;

/** Numbers a month (1 to 12) of a year. */
export function numberMonth(row: { year: number; month: number }): MonthNumber {
  return row.year * 12 + row.month - 1;
}

/** Names a month, e.g. "March 2026". */
export function nameMonth(month: MonthNumber): string {
  return `${months[month % 12]} ${Math.floor(month / 12)}`;
}

/** Names a day given as an ISO date, e.g. "31 March 2026". */
export function nameDay(date: string): string {
  const [year = 0, month = 0, day = 0] = date.split("-").map(Number);
  return `${day} ${nameMonth(numberMonth({ year, month }))}`;
}

/** Names a weekday by its ISO number, 1 (Monday) to 7 (Sunday). */
export function nameWeekday(weekday: number): string {
  return weekdays[weekday - 1] ?? `day ${weekday}`;
}

/** Names the hour from `hour` on, e.g. "17:00–18:00" for 17. */
export function nameHour(hour: number): string {
  return `${hour}:00–${hour + 1}:00`;
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
  /** What one period is: "month", "quarter", "year" or "decade". */
  unit: string;
  periods: Period[];
  findPeriod: (month: MonthNumber) => number;
}

/** Most periods that a page shows side by side. */
const mostPeriods = 14;

const steps = [
  { unit: "month", months: 1, name: nameMonth, short: (m: MonthNumber) => nameMonth(m).slice(0, 3) },
  { unit: "quarter", months: 3, name: nameQuarter, short: (m: MonthNumber) => `Q${Math.floor((m % 12) / 3) + 1}` },
  { unit: "year", months: 12, name: (m: MonthNumber) => String(Math.floor(m / 12)), short: undefined },
  { unit: "decade", months: 120, name: (m: MonthNumber) => `${Math.floor(m / 12)}s`, short: undefined },
] as const;

/** Divides the time from the first to the last of the months, both included, into the finest periods that fit a page. */
export function makeCalendar(monthNumbers: readonly MonthNumber[]): Calendar {
  const first = monthNumbers.reduce((a, b) => Math.min(a, b));
  const last = monthNumbers.reduce((a, b) => Math.max(a, b));
  const count = (size: number): number => Math.floor(last / size) - Math.floor(first / size) + 1;
  const step = steps.find((candidate) => count(candidate.months) <= mostPeriods) ?? steps[3];
  const start = Math.floor(first / step.months);
  const periods = Array.from({ length: count(step.months) }, (_, i): Period => {
    const month = (start + i) * step.months;
    const isFirstOfYear = i === 0 || month % 12 < step.months;
    const year = isFirstOfYear ? `<br>${Math.floor(month / 12)}` : "";
    return { name: step.name(month), tick: step.short ? step.short(month) + year : step.name(month) };
  });
  return { unit: step.unit, periods, findPeriod: (month) => Math.floor(month / step.months) - start };
}

function nameQuarter(month: MonthNumber): string {
  const nth = ["1st", "2nd", "3rd", "4th"][Math.floor((month % 12) / 3)];
  return `${nth} quarter ${Math.floor(month / 12)}`;
}
