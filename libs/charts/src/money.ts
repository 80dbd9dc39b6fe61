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

/** Converts cents to whole units of the currency, such as euros, as a float: for the length of a bar, never for a printed number. */
export function toUnits(cents: bigint, { numbers }: Messages): number {
  return Number(cents) / 10 ** numbers.currency.scale;
}

/** Finds how many cents a unit of the currency has: 100, or 1000 of one with thousandths. */
export function countCents({ numbers }: Messages): bigint {
  return 10n ** BigInt(numbers.currency.scale);
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
export function formatMoney(cents: bigint, messages: Messages): string {
  return addSign(cents < 0n, addCurrency(formatSize(abs(cents), messages), messages));
}

/** Formats cents for reading at a glance, rounded half away from 0: "€950", "€3.5k", "€350k", "€1.2M", "€12.3M". */
export function formatMoneyShort(cents: bigint, messages: Messages): string {
  const { thousands, millions, billions } = messages.numbers;
  const size = formatSizeShort(abs(cents), messages, [thousands, millions, billions]);
  return addSign(isHalfOrLess(cents, messages), addCurrency(size, messages));
}

/** Formats cents as `formatMoneyShort` does, without the currency and for little room, e.g. "3.5k". */
export function formatAmountShort(cents: bigint, messages: Messages): string {
  return addSign(isHalfOrLess(cents, messages), formatSizeShort(abs(cents), messages, messages.numbers.tight));
}

/** Whether an amount is rounded to −1 or less. */
function isHalfOrLess(cents: bigint, messages: Messages): boolean {
  return 2n * cents <= -countCents(messages);
}

function addCurrency(size: string, { numbers }: Messages): string {
  return numbers.money(size, numbers.currency.symbol);
}

/** Heads a column of amounts, whose cells have no unit, e.g. "Revenue (€)". */
export function headAmounts(name: string, { numbers }: Messages): string {
  return numbers.inMoney(name, numbers.currency.symbol);
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

/** Rounds where the currency has fewer decimals than are stored, as an average of yen has. */
function formatSize(cents: bigint, messages: Messages): string {
  const { digits, scale } = messages.numbers.currency;
  const size = divideRounded(cents, 10n ** BigInt(scale - digits));
  if (digits === 0) return formatCount(size, messages);
  const base = 10n ** BigInt(digits);
  const part = String(size % base).padStart(digits, "0");
  return `${formatCount(size / base, messages)}${messages.numbers.decimal}${part}`;
}

/** @param units  what puts thousands, millions and billions to a number */
function formatSizeShort(cents: bigint, messages: Messages, units: readonly ((number: string) => string)[]): string {
  const base = countCents(messages);
  const places = [1_000_000_000n, 1_000_000n, 1_000n];
  const place = places.findIndex((unit) => divideRounded(cents, (unit / 1000n) * base) >= 1000n);
  if (place < 0) return String(divideRounded(cents, base));
  const unit = 1000n ** BigInt(3 - place);
  const tenths = divideRounded(cents, (unit * base) / 10n);
  const isWhole = tenths >= 1000n || tenths % 10n === 0n;
  return units[2 - place]!(
    isWhole ? formatCount(divideRounded(cents, unit * base), messages) : formatTenths(tenths, messages),
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
