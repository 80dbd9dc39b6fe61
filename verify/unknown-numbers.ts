import type { Numbers } from "./numbers.js";

/** How a language writes numbers. */
export interface Marks {
  group: string;
  decimal: string;
}

/** Units that shorten an amount, with their size in cents. */
const units: Record<string, bigint> = {
  k: 100_000n,
  "Tsd.": 100_000n,
  M: 100_000_000n,
  "Mio.": 100_000_000n,
  bn: 100_000_000_000n,
  "Mrd.": 100_000_000_000n,
};

/** Numbers of a calendar and of ranks, which no table has. */
const mostPlain = 31n;

/** Lists the numbers that a text says and that the results don't have, e.g. `€ 1,234.57`. */
export function findUnknownNumbers(text: string, numbers: Numbers, { group, decimal }: Marks): string[] {
  let plain = text.replace(/\\(.)/g, "$1");
  for (const name of numbers.names) plain = plain.replaceAll(name, "");
  const digits = `\\d+(?:[${group}]\\d{3})*(?:[${decimal}]\\d+)?`;
  const pattern = new RegExp(
    `(−?(?:€\\s?)?[-−+]?)(?<![\\w.,])(${digits})(?:\\s?(%|k|M|bn|Tsd\\.|Mio\\.|Mrd\\.)(?!\\w))?(?![\\w])(\\s?€(?!\\s?\\d))?`,
    "gu",
  );
  return [...plain.matchAll(pattern)].flatMap(([found, before = "", number = "", unit, behind]) => {
    const [whole = "", part = ""] = number.replaceAll(group, "").split(decimal);
    const isEuro = before.includes("€") || behind !== undefined;
    const sign = before.includes("−") ? -1n : 1n;
    return isKnown(numbers, whole, part, unit, isEuro, sign) ? [] : [found.trim()];
  });
}

function isKnown(
  numbers: Numbers,
  whole: string,
  part: string,
  unit: string | undefined,
  isEuro: boolean,
  sign: bigint,
): boolean {
  const value = BigInt(whole + part);
  if (unit === "%") return part.length === 1 ? numbers.shares.has(value) : numbers.shares.has(value * 10n);
  if (unit !== undefined)
    return isRounded(numbers, value * (part === "" ? 10n : 1n), (units[unit] ?? 1n) / 10n, part === "");
  if (part.length === 2) return numbers.cents.has(sign * value);
  if (isEuro) return isRounded(numbers, value, 100n, false);
  if (part.length === 1) return numbers.ratios.has(value);
  if (part !== "") return false;
  return value <= mostPlain || numbers.counts.has(value) || isYear(value);
}

/** Whether an amount of the results rounds to so many steps; a number without decimals may stand for ten steps. */
function isRounded(numbers: Numbers, steps: bigint, step: bigint, isWhole: boolean): boolean {
  for (const cents of numbers.cents) {
    const size = cents < 0n ? -cents : cents;
    if (round(size, step) === steps || (isWhole && 10n * round(size, 10n * step) === steps)) return true;
  }
  return false;
}

function round(size: bigint, step: bigint): bigint {
  return (2n * size + step) / (2n * step);
}

function isYear(value: bigint): boolean {
  return value >= 1000n && value <= 9999n;
}
