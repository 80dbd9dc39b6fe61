import {
  nameDay,
  nameDayOfMonth,
  nameDayOfYear,
  nameDecade,
  nameFullHour,
  nameHour,
  nameMonth,
  nameQuarter,
  nameQuarterShort,
  nameWeek,
  nameWeekShort,
  nameWeekYear,
  nameYear,
} from "./calendar.js";
import { writeDigits } from "./locale/digits.js";
import type { Messages } from "./locale/index.js";
import { formatAmount, formatAmountShort, formatMoney, formatMoneyShort } from "./money.js";
import { formatCount, formatDuration, formatNumber, formatPercent, signPercent, signPoints } from "./numbers.js";
import { formatIsoDay, formatPlain } from "./plain-numbers.js";
import type { Quantity } from "./quantity.js";

type Format = (value: Quantity, messages: Messages, decimals: number) => string;

/** The formatters by the names that marks have. Some have decimals, e.g. "plain:2". */
const formatters: Readonly<Record<string, Format>> = {
  amount: formatAmount,
  amountShort: formatAmountShort,
  change: signPercent,
  count: formatCount,
  day: nameDay,
  dayOfMonth: nameDayOfMonth,
  dayOfYear: nameDayOfYear,
  decade: nameDecade,
  digits: writeDigits,
  duration: formatDuration,
  hour: nameFullHour,
  hours: nameHour,
  isoDay: formatIsoDay,
  money: formatMoney,
  moneyShort: formatMoneyShort,
  month: nameMonth,
  number: (value, messages, decimals) => formatNumber(value, decimals, messages),
  percent: formatPercent,
  plain: formatPlain,
  points: signPoints,
  quarter: nameQuarter,
  quarterShort: nameQuarterShort,
  week: nameWeek,
  weekShort: nameWeekShort,
  weekYear: nameWeekYear,
  year: nameYear,
};

/**
 * Formats a value once more, as what made a mark did, e.g. "moneyShort" or "percent:1": amounts in whole units of the currency,
 * shares as 0.125, months as year × 12 + month − 1, days since 1970, ISO weeks as 202609, durations in seconds.
 * @throws Error for a format that is none
 */
export function formatAs(format: string, value: Quantity, messages: Messages): string {
  const [name = "", decimals] = format.split(":");
  const formatter = formatters[name];
  if (formatter === undefined) throw new Error(`expected the name of a formatter, got ${JSON.stringify(format)}`);
  return formatter(value, messages, Number(decimals));
}
