/**
 * Reads a DECIMAL with at most two decimals, e.g. "12.50", as whole cents; nothing is rounded.
 * @throws Error naming what it got instead
 */
export function parseCents(decimal: string): bigint {
  const match = /^(-?)(\d+)(?:\.(\d{1,2})0*)?$/.exec(decimal);
  if (!match) throw new Error(`expected a decimal such as "12.50", got ${JSON.stringify(decimal)}`);
  const cents = BigInt(match[2] ?? "0") * 100n + BigInt((match[3] ?? "").padEnd(2, "0"));
  return match[1] ? -cents : cents;
}

/** Formats whole cents as a DECIMAL with two decimals, e.g. 1250 as "12.50" and -5 as "-0.05". */
export function formatCents(cents: bigint | number): string {
  const digits = String(cents).replace("-", "").padStart(3, "0");
  return `${cents < 0 ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
