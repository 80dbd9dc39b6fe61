/** A no-break space, so that "€" and its number stay on one line. */
const nbsp = "\u00a0";

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

/** Adds up the revenue of rows, in whole cents. */
export function sumCents(rows: readonly { revenue: string }[]): bigint {
  return rows.reduce((sum, row) => sum + parseCents(row.revenue), 0n);
}

/** Converts cents to euros as a float: for the length of a bar, never for a printed number. */
export function toEuros(cents: bigint): number {
  return Number(cents) / 100;
}

/** Formats cents exactly and without a unit, e.g. "1,234,567.89": for tables whose header names the unit. */
export function formatAmount(cents: bigint): string {
  const [sign, size] = cents < 0n ? ["−", -cents] : ["", cents];
  return `${sign}${formatCount(size / 100n)}.${String(size % 100n).padStart(2, "0")}`;
}

/** Formats cents exactly, e.g. "€ 1,234,567.89". */
export function formatEuros(cents: bigint): string {
  return `€${nbsp}${formatAmount(cents)}`;
}

const units: readonly [bigint, string][] = [
  [1_000_000_000n, "bn"],
  [1_000_000n, "M"],
  [1_000n, "k"],
];

/** Formats cents for reading at a glance, rounded half up: "€ 950", "€ 3.5 k", "€ 350 k", "€ 1.2 M", "€ 12.3 M". */
export function formatEurosShort(cents: bigint): string {
  const [sign, size] = cents < 0n ? ["−", -cents] : ["", cents];
  for (const [unit, letter] of units) {
    if (divideRounded(size, unit / 10n) < 1000n) continue;
    const tenths = divideRounded(size, unit * 10n);
    const text = tenths >= 1000n ? formatCount(divideRounded(size, unit * 100n)) : formatTenths(tenths);
    return `€${nbsp}${sign}${text}${nbsp}${letter}`;
  }
  return `€${nbsp}${sign}${divideRounded(size, 100n)}`;
}

/** Formats a count, e.g. "1,234,567". */
export function formatCount(count: number | bigint): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Formats a part of a whole as percent with one decimal, rounded half up, e.g. "12.5 %"; 0 % of nothing. */
export function formatShare(part: bigint, whole: bigint): string {
  const [sign, size] = part < 0n !== whole < 0n && part !== 0n ? ["−", -1n] : ["", 1n];
  const permille = whole === 0n ? 0n : divideRounded(size * part * 1000n, whole);
  return `${sign}${permille / 10n}.${permille % 10n}${nbsp}%`;
}

/** Formats a word with its count, e.g. "1 store", "1,200 stores". */
export function formatNumberOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)}${nbsp}${count === 1 ? one : many}`;
}

function formatTenths(tenths: bigint): string {
  return tenths % 10n === 0n ? String(tenths / 10n) : `${tenths / 10n}.${tenths % 10n}`;
}

function divideRounded(dividend: bigint, divisor: bigint): bigint {
  return (2n * dividend + divisor) / (2n * divisor);
}
