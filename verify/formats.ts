import { formatAs, type Messages, Quantity } from "@tillbook/charts";
import type { Fraction } from "./fraction.js";

/** Formats a value as evidence says, e.g. "moneyShort" or "percent:1"; undefined where there is no such formatter. */
export function formatValue(format: string, value: Fraction, messages: Messages): string | undefined {
  try {
    return formatAs(format, new Quantity(value.numerator, value.denominator, { kind: "constant" }), messages);
  } catch {
    return undefined;
  }
}
