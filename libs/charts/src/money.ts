import { parseCents } from "@tillbook/pipeline";
import { groupDigits } from "./locale/digits.js";
import type { Messages } from "./locale/index.js";

export { parseCents };

/** Adds up the revenue of rows, in whole cents. */
export function sumCents(rows: readonly { revenue: string }[]): bigint {
  return rows.reduce((sum, row) => sum + parseCents(row.revenue), 0n);
}

/** Finds the lowest and the highest amount, in cents; 0 of none. */
export function findRange(cents: readonly bigint[]): [lowest: bigint, highest: bigint] {
  const sorted = [...cents].sort((a, b) => (a < b ? -1 : 1));
  return [sorted[0] ?? 0n, sorted.at(-1) ?? 0n];
}

/** Converts cents to euros as a float: for the length of a bar, never for a printed number. */
export function toEuros(cents: bigint): number {
  return Number(cents) / 100;
}

/** Divides cents by a count, rounded to the nearest cent, half away from 0; by 0 it is 0. */
export function divideCents(cents: bigint, count: number): bigint {
  return count === 0 ? 0n : divideRounded(cents, BigInt(count));
}

/** Formats cents exactly and without a unit, e.g. "1,234,567.89": for tables whose header names the unit. */
export function formatAmount(cents: bigint, messages: Messages): string {
  return addSign(cents < 0n, formatSize(abs(cents), messages));
}

/** Formats cents exactly, e.g. "€1,234,567.89". */
export function formatEuros(cents: bigint, messages: Messages): string {
  return addSign(cents < 0n, messages.numbers.euros(formatSize(abs(cents), messages)));
}

/** Formats cents for reading at a glance, rounded half away from 0: "€950", "€3.5k", "€350k", "€1.2M", "€12.3M". */
export function formatEurosShort(cents: bigint, messages: Messages): string {
  const { euros, thousands, millions, billions } = messages.numbers;
  const size = euros(formatSizeShort(abs(cents), messages, [thousands, millions, billions]));
  return addSign(cents <= -50n, size);
}

/** Formats cents as `formatEurosShort` does, without the currency and for little room, e.g. "3.5k". */
export function formatAmountShort(cents: bigint, messages: Messages): string {
  return addSign(cents <= -50n, formatSizeShort(abs(cents), messages, messages.numbers.tight));
}

/** Formats a count, e.g. "1,234,567". */
export function formatCount(count: number | bigint, messages: Messages): string {
  return groupDigits(count, messages.numbers.group);
}

/** Formats a part of a whole as percent with one decimal, rounded half away from 0, e.g. "12.5%"; 0% of nothing. */
export function formatShare(part: bigint, whole: bigint, messages: Messages): string {
  const permille = whole === 0n ? 0n : divideRounded(part * 1000n, whole);
  return addSign(permille < 0n, messages.numbers.percent(formatTenths(abs(permille), messages)));
}

/** Formats how many times a whole a part is, with one decimal, e.g. "2.1". */
export function formatTimes(part: bigint, whole: bigint, messages: Messages): string {
  return formatTenths(divideRounded(part * 10n, whole), messages);
}

/** @param tenths  not negative */
function formatTenths(tenths: bigint, messages: Messages): string {
  return `${formatCount(tenths / 10n, messages)}${messages.numbers.decimal}${tenths % 10n}`;
}

function formatSize(cents: bigint, messages: Messages): string {
  return `${formatCount(cents / 100n, messages)}${messages.numbers.decimal}${String(cents % 100n).padStart(2, "0")}`;
}

/** @param units  what puts thousands, millions and billions to a number */
function formatSizeShort(cents: bigint, messages: Messages, units: readonly ((number: string) => string)[]): string {
  const place = [1_000_000_000n, 1_000_000n, 1_000n].findIndex((unit) => divideRounded(cents, unit / 10n) >= 1000n);
  if (place < 0) return String(divideRounded(cents, 100n));
  const unit = 1000n ** BigInt(3 - place);
  const tenths = divideRounded(cents, unit * 10n);
  const isWhole = tenths >= 1000n || tenths % 10n === 0n;
  return units[2 - place]!(
    isWhole ? formatCount(divideRounded(cents, unit * 100n), messages) : formatTenths(tenths, messages),
  );
}

function addSign(isNegative: boolean, text: string): string {
  return isNegative ? `−${text}` : text;
}

/** Divides and rounds to the nearest whole number, half away from 0. */
function divideRounded(dividend: bigint, divisor: bigint): bigint {
  const [size, by] = [abs(dividend), abs(divisor)];
  const quotient = (2n * size + by) / (2n * by);
  return dividend < 0n === divisor < 0n ? quotient : -quotient;
}

function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}
