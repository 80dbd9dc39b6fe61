/**
 * Reads a DECIMAL with at most two decimals, e.g. "12.50", as whole cents; nothing is rounded. One with three, as columns of a
 * currency with thousandths have them, is read as those: "12.500" is 12500.
 * @throws Error naming what it got instead
 */
export function parseCents(decimal: string): bigint {
  const [, sign, whole = "", part = ""] = /^(-?)(\d+)(?:\.(\d{1,3}))?$/.exec(decimal) ?? [];
  if (whole === "") throw new Error(`expected a decimal such as "12.50", got ${JSON.stringify(decimal)}`);
  const cents = BigInt(whole + part.padEnd(2, "0"));
  return sign ? -cents : cents;
}

/** Formats whole cents as a DECIMAL, e.g. 1250 as "12.50" and -5 as "-0.05". @param scale  decimals, 2 or 3 */
export function formatCents(cents: bigint | number, scale = 2): string {
  const digits = String(cents)
    .replace("-", "")
    .padStart(scale + 1, "0");
  return `${cents < 0 ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
