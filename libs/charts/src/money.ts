import { parseCents } from "@tillbook/pipeline";
import { divideRounded, roundScaled } from "./fraction.js";
import { groupDigits } from "./locale/digits.js";
import type { Messages } from "./locale/index.js";
import { isRecording, markText } from "./marks.js";
import { addSign, writeDecimals } from "./numbers.js";
import { type Count, Quantity } from "./quantity.js";

export { parseCents };

/** An amount: a quantity in whole units of the currency, or whole cents. */
export type Amount = Quantity | bigint;

/** Finds the lowest and the highest amount, in cents; 0 of none. */
export function findRange(cents: readonly bigint[]): [lowest: bigint, highest: bigint] {
  const sorted = [...cents].sort((a, b) => (a < b ? -1 : 1));
  return [sorted[0] ?? 0n, sorted.at(-1) ?? 0n];
}

/**
 * Converts an amount to whole units of the currency, such as euros: for the length of a bar, never for a printed number. While a
 * notebook runs, a quantity stays one, for `show` to write down how it was computed.
 */
export function toUnits(amount: bigint, messages: Messages): number;
export function toUnits(amount: Amount, messages: Messages): number | Quantity;
export function toUnits(amount: Amount, messages: Messages): number | Quantity {
  if (typeof amount === "bigint") return Number(amount) / 10 ** messages.numbers.currency.scale;
  return isRecording() ? amount : Number(amount);
}

/** Rounds an amount to whole cents, e.g. for the steps of an axis. */
export function toCents(amount: Amount, messages: Messages): bigint {
  return typeof amount === "bigint" ? amount : roundScaled(amount, countCents(messages));
}

/** Makes an amount that stands in the code, such as a step of an axis, of whole cents. */
export function fixAmount(cents: bigint, messages: Messages): Quantity {
  return new Quantity(cents, countCents(messages), { kind: "constant" });
}

/** Finds how many cents a unit of the currency has: 100, or 1000 of one with thousandths. */
export function countCents({ numbers }: Messages): bigint {
  return 10n ** BigInt(numbers.currency.scale);
}

/** Finds the mean of an amount, rounded to the nearest cent, half away from 0; of nothing it is 0. */
export function averageAmount(amount: Quantity, count: Count, { numbers }: Messages): Quantity {
  return amount.over(count).round(numbers.currency.scale);
}

/** Formats an amount exactly and without a unit, e.g. "1,234,567.89": for tables whose header names the unit. */
export function formatAmount(amount: Amount, messages: Messages): string {
  const value = readAmount(amount, messages);
  return markText(formatSize(value, messages, String), "amount", value);
}

/** Formats an amount exactly, e.g. "€1,234,567.89". */
export function formatMoney(amount: Amount, messages: Messages): string {
  const value = readAmount(amount, messages);
  const text = formatSize(value, messages, (size) => addCurrency(size, messages));
  return markText(text, "money", value);
}

/** Formats an amount for reading at a glance, rounded half away from 0: "€950", "€3.5k", "€350k", "€1.2M", "€12.3M". */
export function formatMoneyShort(amount: Amount, messages: Messages): string {
  const value = readAmount(amount, messages);
  const size = addCurrency(formatSizeShort(value, messages), messages);
  return markText(addSign(roundScaled(value, 1n) < 0n, size), "moneyShort", value);
}

/** Formats an amount as `formatMoneyShort` does, without the currency, e.g. "3.5k". */
export function formatAmountShort(amount: Amount, messages: Messages): string {
  const value = readAmount(amount, messages);
  const size = formatSizeShort(value, messages);
  return markText(addSign(roundScaled(value, 1n) < 0n, size), "amountShort", value);
}

function addCurrency(size: string, { numbers }: Messages): string {
  return numbers.money(size, numbers.currency.symbol);
}

/** Heads a column of amounts, whose cells have no unit, e.g. "Revenue (€)". */
export function headAmounts(name: string, { numbers }: Messages): string {
  return numbers.inMoney(name, numbers.currency.symbol);
}

/** Takes an amount as a quantity. */
export function readAmount(amount: Amount, messages: Messages): Quantity {
  return amount instanceof Quantity ? amount : new Quantity(amount, countCents(messages), { kind: "unknown" });
}

/** Rounds where the currency has fewer decimals than are stored, as an average of yen has. */
function formatSize(value: Quantity, messages: Messages, addUnit: (size: string) => string): string {
  return writeDecimals(value, messages.numbers.currency.digits, messages, addUnit);
}

function formatSizeShort({ numerator, denominator }: Quantity, messages: Messages): string {
  const size = numerator < 0n ? -numerator : numerator;
  const places = [1_000_000_000n, 1_000_000n, 1_000n];
  const place = places.findIndex((unit) => divideRounded(size, (unit / 1000n) * denominator) >= 1000n);
  if (place < 0) return String(divideRounded(size, denominator));
  const unit = 1000n ** BigInt(3 - place);
  const tenths = divideRounded(size * 10n, unit * denominator);
  const isWhole = tenths >= 1000n || tenths % 10n === 0n;
  const { group, decimal, thousands, millions, billions } = messages.numbers;
  const whole = groupDigits(isWhole ? divideRounded(size, unit * denominator) : tenths / 10n, group);
  const addUnit = [billions, millions, thousands][place]!;
  return addUnit(isWhole ? whole : `${whole}${decimal}${tenths % 10n}`);
}
