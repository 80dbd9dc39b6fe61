import { roundScaled } from "./fraction.js";
import { groupDigits, writeCount } from "./locale/digits.js";
import type { Messages } from "./locale/index.js";
import { markText } from "./marks.js";
import { type Count, type Quantity, quantity } from "./quantity.js";

/** Formats a count, e.g. "1,234,567". */
export function formatCount(count: Count, messages: Messages): string {
  return writeCount(count, messages.numbers.group);
}

/** Formats a number with so many decimals, rounded half away from 0, e.g. "1,234.5" with one. */
export function formatNumber(value: Count, decimals: number, messages: Messages): string {
  const number = quantity(value);
  return markText(writeDecimals(number, decimals, messages), `number:${decimals}`, number);
}

/** Formats a part of a whole as percent, by default with one decimal, rounded half away from 0, e.g. "12.5%"; 0% of nothing. */
export function formatShare(part: Count, whole: Count, messages: Messages, decimals = 1): string {
  return formatPercent(quantity(part).over(quantity(whole)), messages, decimals);
}

/** Formats a number as percent, e.g. 0.125 as "12.5%", by default with one decimal, rounded half away from 0. */
export function formatPercent(ratio: Count, messages: Messages, decimals = 1): string {
  const value = quantity(ratio);
  const text = writeDecimals(value.times(100), decimals, messages, messages.numbers.percent);
  return markText(text, `percent:${decimals}`, value);
}

/** Formats a change in percent with its sign, e.g. "+12.5%", and without one where it rounds to 0. */
export function formatChange(now: Count, before: Count, messages: Messages, decimals = 1): string {
  return signPercent(quantity(now).minus(before).over(before), messages, decimals);
}

/** Formats a change that is computed already, e.g. 0.125 as "+12.5%". */
export function signPercent(change: Quantity, messages: Messages, decimals = 1): string {
  return markText(writeChange(change, decimals, messages, messages.numbers.percent), `change:${decimals}`, change);
}

/** Formats the difference of two shares in percentage points with its sign, e.g. 0.125 and 0.1 as "+2.5 pp". */
export function formatPoints(now: Count, before: Count, messages: Messages, decimals = 1): string {
  return signPoints(quantity(now).minus(before), messages, decimals);
}

/** Formats a difference that is computed already, e.g. 0.025 as "+2.5 pp". */
export function signPoints(difference: Quantity, messages: Messages, decimals = 1): string {
  return markText(
    writeChange(difference, decimals, messages, messages.numbers.points),
    `points:${decimals}`,
    difference,
  );
}

/** Formats how many times a whole a part is, by default with one decimal, e.g. "2.1". */
export function formatRatio(part: Count, whole: Count, messages: Messages, decimals = 1): string {
  return formatNumber(quantity(part).over(quantity(whole)), decimals, messages);
}

/** Formats a duration in seconds, to the minute from an hour on: "45 s", "12 min 5 s", "3 h 20 min". */
export function formatDuration(seconds: Count, messages: Messages): string {
  const value = quantity(seconds);
  const all = roundScaled(value, 1n);
  const size = all < 0n ? -all : all;
  const minutes = size < 3600n ? size / 60n : (size + 30n) / 60n;
  const [hours, rest, left] = [minutes / 60n, minutes % 60n, size < 3600n ? size % 60n : 0n];
  const { hour, minute, second } = messages.numbers.durations;
  const parts = [
    ...(hours > 0n ? [hour(groupDigits(hours, messages.numbers.group))] : []),
    ...(rest > 0n ? [minute(String(rest))] : []),
    ...(left > 0n || minutes === 0n ? [second(String(left))] : []),
  ];
  return markText(addSign(all < 0n, parts.join(" ")), "duration", value);
}

/** Whether a ratio rounds to 0% with one decimal. */
export function isNoShare(ratio: Quantity): boolean {
  return roundScaled(ratio, 1000n) === 0n;
}

function writeChange(
  change: Quantity,
  decimals: number,
  messages: Messages,
  addUnit: (number: string) => string,
): string {
  const text = writeDecimals(change.times(100), decimals, messages, addUnit);
  return roundScaled(change.times(100), 10n ** BigInt(decimals)) > 0n ? `+${text}` : text;
}

/** Writes a number without a mark. @param addUnit  puts a unit to the number without its sign */
export function writeDecimals(
  value: Quantity,
  decimals: number,
  { numbers }: Messages,
  addUnit: (number: string) => string = String,
): string {
  const base = 10n ** BigInt(decimals);
  const rounded = roundScaled(value, base);
  const size = rounded < 0n ? -rounded : rounded;
  const part = decimals === 0 ? "" : `${numbers.decimal}${String(size % base).padStart(decimals, "0")}`;
  return addSign(rounded < 0n, addUnit(`${groupDigits(size / base, numbers.group)}${part}`));
}

/** Puts a minus before a text. */
export function addSign(isNegative: boolean, text: string): string {
  return isNegative ? `−${text}` : text;
}
