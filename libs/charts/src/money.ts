import { parseCents } from "@tillbook/pipeline";
import { groupDigits } from "./locale/digits.js";
import type { Messages } from "./locale/messages.js";

export { parseCents };

/** Adds up the revenue of rows, in whole cents. */
export function sumCents(rows: readonly { revenue: string }[]): bigint {
  return rows.reduce((sum, row) => sum + parseCents(row.revenue), 0n);
}

/** Converts cents to euros as a float: for the length of a bar, never for a printed number. */
export function toEuros(cents: bigint): number {
  return Number(cents) / 100;
}

/** Formats cents exactly and without a unit, e.g. "1,234,567.89": for tables whose header names the unit. */
export function formatAmount(cents: bigint, messages: Messages): string {
  const [sign, size] = splitSign(cents);
  return sign + formatSize(size, messages);
}

/** Formats cents exactly, e.g. "€1,234,567.89". */
export function formatEuros(cents: bigint, messages: Messages): string {
  const [sign, size] = splitSign(cents);
  return sign + messages.numbers.euros(formatSize(size, messages));
}

/** Formats cents for reading at a glance, rounded half up: "€950", "€3.5k", "€350k", "€1.2M", "€12.3M". */
export function formatEurosShort(cents: bigint, messages: Messages): string {
  const [sign, size] = splitSign(cents);
  const { thousands, millions, billions } = messages.numbers;
  return sign + messages.numbers.euros(formatSizeShort(size, messages, [thousands, millions, billions]));
}

/** Formats cents as `formatEurosShort` does, without the currency and for little room, e.g. "3.5k". */
export function formatAmountShort(cents: bigint, messages: Messages): string {
  const [sign, size] = splitSign(cents);
  return sign + formatSizeShort(size, messages, messages.numbers.tight);
}

/** Formats a count, e.g. "1,234,567". */
export function formatCount(count: number | bigint, messages: Messages): string {
  return groupDigits(count, messages.numbers.group);
}

/** Formats a part of a whole as percent with one decimal, rounded half up, e.g. "12.5%"; 0% of nothing. */
export function formatShare(part: bigint, whole: bigint, messages: Messages): string {
  const [sign, size] = part < 0n !== whole < 0n && part !== 0n ? ["−", -1n] : ["", 1n];
  const permille = whole === 0n ? 0n : divideRounded(size * part * 1000n, whole);
  return sign + messages.numbers.percent(formatTenths(permille, messages));
}

/** Formats a number of tenths with one decimal, e.g. "12.5" for 125. */
export function formatTenths(tenths: bigint, messages: Messages): string {
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

function splitSign(cents: bigint): [sign: string, size: bigint] {
  return cents < 0n ? ["−", -cents] : ["", cents];
}

function divideRounded(dividend: bigint, divisor: bigint): bigint {
  return (2n * dividend + divisor) / (2n * divisor);
}
