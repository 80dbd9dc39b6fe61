import { type DataDays, isCovered, type Period, parsePeriod } from "@tillbook/pipeline";
import { nameMonth, numberMonth, readMonth } from "./calendar.js";
import type { ReportScope } from "./comparison.js";
import { cutDays } from "./coverage.js";
import type { Messages } from "./locale/index.js";
import { formatMoneyShort } from "./money.js";
import { formatChange, formatPercent } from "./numbers.js";
import { count, max, type Quantity, quantity } from "./quantity.js";

/** What all stores of the report sold in a month, one row each. */
export interface MonthSum {
  year: number;
  month: number;
  /** A DECIMAL as text. */
  revenue: string;
  /** ISO dates of the first and the last day with sales. */
  first_day: string;
  last_day: string;
}

/** So many whole months one after the other are needed: the method is tried on those of the second year. */
const fewestMonths = 24;
/** The interval holds so many of the months that the method was tried on. */
const coverage = [4, 5] as const;

/**
 * Says between which amounts the month after the report's last is to be expected, and how far the same method was off for the last one. A
 * month is taken for what the same one was a year before (seasonal naïve: Hyndman and Athanasopoulos, Forecasting: Principles and Practice,
 * 3rd edition, 5.2); the interval is as wide as its errors were, in percent, in at least four fifths of the months that it can be tried on:
 * the k-th smallest of n, k = ⌈0.8 × (n + 1)⌉ (ibid. 5.5; the rank is that of split conformal prediction: Lei et al. 2018,
 * doi 10.1080/01621459.2017.1307116).
 * Markdown, a paragraph each; none of fewer than 24 whole months, where the month is in the data, and where the errors are too large.
 * @param rows  of all months up to the end of the report's period, and perhaps beyond
 */
export function describeOutlook(
  rows: readonly MonthSum[],
  { period, data }: Pick<ReportScope, "period" | "data">,
  messages: Messages,
): string[] {
  const months = listWholeMonths(rows, period, data);
  const last = months.at(-1);
  if (last === undefined || months.length < fewestMonths) return [];
  const next = findMonth(numberMonth(last) + 1);
  if (isCovered(next, data)) return [];
  const tried = months.slice(12).map((row, i) => ({ row, base: months[i]! }));
  const errors = tried.map(({ row, base }) => {
    const [amount, before] = [quantity(row, "revenue"), quantity(base, "revenue")];
    const difference = amount.minus(before).over(before);
    return max([difference, difference.times(-1)]);
  });
  const [part, of] = coverage;
  const rank = Math.ceil((part * (errors.length + 1)) / of);
  const error = [...errors].sort((a, b) => a.compare(b))[rank - 1];
  const base = months.at(-12);
  if (error === undefined || base === undefined || error.compare(1) >= 0) return [];
  const expected = quantity(base, "revenue");
  const lastTried = tried.at(-1)!;
  const format = (amount: Quantity): string => formatMoneyShort(amount, messages);
  const facts = {
    month: nameMonth(readMonth(last).plus(1), messages),
    yearBefore: nameMonth(readMonth(base), messages),
    expected: format(expected),
    low: format(expected.minus(expected.times(error))),
    high: format(expected.plus(expected.times(error))),
    error: formatPercent(error, messages),
    hits: count(tried.filter((_, i) => errors[i]!.compare(error) <= 0).map(({ row }) => row)),
    tries: count(tried.map(({ row }) => row)),
    last: nameMonth(readMonth(lastTried.row), messages),
    lastExpected: format(quantity(lastTried.base, "revenue")),
    lastActual: format(quantity(lastTried.row, "revenue")),
    lastError: formatChange(quantity(lastTried.row, "revenue"), quantity(lastTried.base, "revenue"), messages),
  };
  return [messages.outlook.expected(facts), messages.outlook.last(facts)];
}

/** Lists the last whole months one after the other up to the end of the period, all with revenue; of 24 at least two years are whole. */
function listWholeMonths(rows: readonly MonthSum[], period: Period, data: DataDays): MonthSum[] {
  const sorted = rows
    .filter(({ first_day }) => first_day <= period.last)
    .sort((a, b) => numberMonth(a) - numberMonth(b));
  const [first] = sorted;
  if (first === undefined) return [];
  const known = cutDays(data, { first: first.first_day, last: period.last });
  const months: MonthSum[] = [];
  for (const row of sorted.reverse()) {
    const before = months[0];
    const isWhole = isCovered(findMonth(numberMonth(row)), known) && quantity(row, "revenue").sign > 0;
    if (before === undefined) {
      if (isWhole) months.unshift(row);
      // the last month may be one in part, but not the one before it
      else if (row !== sorted[0]) break;
    } else if (isWhole && numberMonth(row) === numberMonth(before) - 1) months.unshift(row);
    else break;
  }
  return months;
}

function findMonth(number: number): Period {
  const [year, month] = [Math.floor(number / 12), (number % 12) + 1];
  return parsePeriod(`${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}`)!;
}
