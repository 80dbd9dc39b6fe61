import { roundScaled } from "../fraction.js";
import { markText, stripMarks } from "../marks.js";
import { type Count, quantity } from "../quantity.js";

/** Keeps what it stands between on one line. */
export const nbsp = "\u00a0";

/** Groups the digits of a whole number by three, e.g. "1,234,567" with ",". */
export function groupDigits(whole: number | bigint, separator: string): string {
  return String(whole).replace(/\B(?=(\d{3})+$)/g, separator);
}

/** Writes a count, rounded to a whole number, e.g. "1,234,567" with ",". */
export function writeCount(count: Count, separator: string): string {
  const value = quantity(count);
  return markText(groupDigits(roundScaled(value, 1n), separator), "count", value);
}

/** Writes a whole number without grouping, e.g. an hour. */
export function writeDigits(count: Count): string {
  return markText(String(count), "digits", quantity(count));
}

/** Whether a noun stands in the singular. */
export function isOne(count: Count): boolean {
  return Number(count) === 1;
}

/** Whether formatted numbers read the same. */
export function isSame(texts: readonly string[]): boolean {
  return new Set(texts.map(stripMarks)).size === 1;
}
