/** An exact value; the denominator is above 0. */
export interface Fraction {
  numerator: bigint;
  denominator: bigint;
}

/** Makes a fraction in lowest terms; what is divided by 0 is 0. */
export function makeFraction(numerator: bigint, denominator = 1n): Fraction {
  if (denominator === 0n) return { numerator: 0n, denominator: 1n };
  let [a, b] = [abs(numerator), abs(denominator)];
  while (b > 0n) [a, b] = [b, a % b];
  const divisor = denominator < 0n ? -a : a;
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

/**
 * Reads a value as MySQL gives it, a number or a decimal as text; a day becomes the days since 1970. Undefined for anything else,
 * NULL among them.
 */
export function readFraction(value: unknown): Fraction | undefined {
  const text = String(value);
  const [, whole, part = "", exponent = "0"] = /^(-?\d+)(?:\.(\d+))?(?:e([-+]?\d{1,3}))?$/i.exec(text) ?? [];
  if (whole !== undefined) {
    const places = BigInt(part.length - Number(exponent));
    const digits = BigInt(whole + part);
    return places < 0n ? makeFraction(digits * 10n ** -places) : makeFraction(digits, 10n ** places);
  }
  const days = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) / 86_400_000 : Number.NaN;
  return Number.isInteger(days) ? makeFraction(BigInt(days)) : undefined;
}

export function add(a: Fraction, b: Fraction): Fraction {
  return makeFraction(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
}

export function multiply(a: Fraction, b: Fraction): Fraction {
  return makeFraction(a.numerator * b.numerator, a.denominator * b.denominator);
}

export function divide(a: Fraction, b: Fraction): Fraction {
  return makeFraction(a.numerator * b.denominator, a.denominator * b.numerator);
}

export function negate({ numerator, denominator }: Fraction): Fraction {
  return { numerator: -numerator, denominator };
}

/** Below 0 where `a` is less than `b`, 0 where they are equal. */
export function compare(a: Fraction, b: Fraction): number {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** Rounds to so many decimals, half away from 0. */
export function round({ numerator, denominator }: Fraction, decimals: number): Fraction {
  const power = 10n ** BigInt(decimals);
  const size = (2n * abs(numerator) * power + denominator) / (2n * denominator);
  return makeFraction(numerator < 0n ? -size : size, power);
}

/** Whether a number is as near to a fraction as numbers can be, give or take their last bit. */
export function isNear(number: number, { numerator, denominator }: Fraction): boolean {
  const exact = readFraction(number);
  if (exact === undefined) return false;
  // |number − n/d| ≤ 2⁻⁵¹ |n/d|
  const difference = abs(exact.numerator * denominator - numerator * exact.denominator);
  return difference * 2n ** 51n <= abs(numerator) * exact.denominator;
}

function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}
