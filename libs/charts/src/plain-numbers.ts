import type { Messages } from "./locale/index.js";
import { markText } from "./marks.js";
import { type Fraction, quantity, roundScaled } from "./quantity.js";

/** A value of a row of a query's result. */
export type Cell = string | number | bigint;

/** Formats that say a value as MySQL does, by the names that marks give them: "decimals0" to "decimals38", and "isoDay". */
export const plainFormats: Readonly<Record<string, (value: Fraction, messages: Messages) => string>> = {
  ...Object.fromEntries(
    Array.from({ length: 39 }, (_, decimals) => [
      `decimals${decimals}`,
      (value: Fraction, messages: Messages) => formatDecimals(value, decimals, messages),
    ]),
  ),
  isoDay: ({ numerator }) => new Date(Number(numerator) * 86_400_000).toISOString().slice(0, 10),
};

/**
 * Formats a number of a row with all its decimals, without groups, e.g. "277371.65", so that verify can compute it again.
 * @param column  the row's column, e.g. "revenue"
 */
export function formatCell<Row extends object>(row: Row, column: keyof Row & string, messages: Messages): string {
  const value = quantity(row, column);
  const [, part = "", exponent = "0"] = /^[^.e]*(?:\.(\d+))?(?:e(.+))?$/.exec(String(row[column])) ?? [];
  const decimals = Math.max(part.length - Number(exponent), 0);
  return markText(formatDecimals(value, decimals, messages), `decimals${decimals}`, value);
}

/** Formats an ISO day of a row as it is. */
export function formatIsoDay<Row extends object>(row: Row, column: keyof Row & string): string {
  return markText(String(row[column]), "isoDay", quantity(row, column));
}

function formatDecimals(value: Fraction, decimals: number, { numbers }: Messages): string {
  const scaled = roundScaled(value, 10n ** BigInt(decimals));
  const digits = String(scaled < 0n ? -scaled : scaled).padStart(decimals + 1, "0");
  const [whole, part] = [digits.slice(0, digits.length - decimals), digits.slice(digits.length - decimals)];
  return `${scaled < 0n ? "−" : ""}${whole}${decimals === 0 ? "" : numbers.decimal}${part}`;
}
