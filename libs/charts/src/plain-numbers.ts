import { type Fraction, roundScaled } from "./fraction.js";
import type { Messages } from "./locale/index.js";
import { markText } from "./marks.js";
import { quantity } from "./quantity.js";

/**
 * Formats a number of a row with all its decimals, without groups, e.g. "277371.65", so that verify can compute it again.
 * @param column  the row's column, e.g. "revenue"
 */
export function formatCell<Row extends object>(row: Row, column: keyof Row & string, messages: Messages): string {
  const value = quantity(row, column);
  const [, part = "", exponent = "0"] = /^[^.e]*(?:\.(\d+))?(?:e(.+))?$/.exec(String(row[column])) ?? [];
  const decimals = Math.max(part.length - Number(exponent), 0);
  return markText(formatPlain(value, messages, decimals), `plain:${decimals}`, value);
}

/** Formats an ISO day of a row as it is, e.g. "2026-03-01". */
export function formatIsoCell<Row extends object>(row: Row, column: keyof Row & string): string {
  const value = quantity(row, column);
  return markText(formatIsoDay(value), "isoDay", value);
}

/** Formats a number with so many decimals, without groups. */
export function formatPlain(value: Fraction, { numbers }: Messages, decimals: number): string {
  const scaled = roundScaled(value, 10n ** BigInt(decimals));
  const digits = String(scaled < 0n ? -scaled : scaled).padStart(decimals + 1, "0");
  const [whole, part] = [digits.slice(0, digits.length - decimals), digits.slice(digits.length - decimals)];
  return `${scaled < 0n ? "−" : ""}${whole}${decimals === 0 ? "" : numbers.decimal}${part}`;
}

/** Formats days since 1970-01-01 as an ISO day. */
export function formatIsoDay({ numerator }: Fraction): string {
  return new Date(Number(numerator) * 86_400_000).toISOString().slice(0, 10);
}
