/** An exact value; the denominator is above 0. */
export interface Fraction {
  numerator: bigint;
  denominator: bigint;
}

/** Adds up fractions. */
export function addFractions(fractions: readonly Fraction[]): Fraction {
  let most = 1n;
  for (const { denominator } of fractions) if (denominator > most) most = denominator;
  if (fractions.every(({ denominator }) => most % denominator === 0n))
    return {
      numerator: fractions.reduce((all, { numerator, denominator }) => all + numerator * (most / denominator), 0n),
      denominator: most,
    };
  const [numerator, denominator] = fractions.reduce(
    ([n, d], other) => simplify(n * other.denominator + other.numerator * d, d * other.denominator),
    [0n, 1n] as [bigint, bigint],
  );
  return { numerator, denominator };
}

/** Brings two fractions to one denominator. */
export function align(a: Fraction, b: Fraction): [bigint, bigint, denominator: bigint] {
  if (a.denominator === b.denominator) return [a.numerator, b.numerator, a.denominator];
  return [a.numerator * b.denominator, b.numerator * a.denominator, a.denominator * b.denominator];
}

/** Divides both parts of a fraction by what they have in common. */
export function simplify(numerator: bigint, denominator: bigint): [bigint, bigint] {
  let [a, b] = [numerator < 0n ? -numerator : numerator, denominator < 0n ? -denominator : denominator];
  while (b > 0n) [a, b] = [b, a % b];
  return a > 1n ? [numerator / a, denominator / a] : [numerator, denominator];
}

/** Multiplies with a power of ten, and rounds half away from 0. */
export function roundScaled({ numerator, denominator }: Fraction, power: bigint): bigint {
  return divideRounded(numerator * power, denominator);
}

/** Divides by what is above 0, and rounds to the nearest whole number, half away from 0. */
export function divideRounded(dividend: bigint, divisor: bigint): bigint {
  const size = dividend < 0n ? -dividend : dividend;
  const rounded = (2n * size + divisor) / (2n * divisor);
  return dividend < 0n ? -rounded : rounded;
}

/** Divides to the nearest number: both parts are cut to what a number holds exactly, where they are longer. */
export function divideToNumber(numerator: bigint, denominator: bigint): number {
  const safe = BigInt(Number.MAX_SAFE_INTEGER);
  const isSafe = denominator <= safe && numerator <= safe && numerator >= -safe;
  if (isSafe) return Number(numerator) / Number(denominator);
  const whole = numerator / denominator;
  return Number(whole) + Number(((numerator - whole * denominator) * 10n ** 20n) / denominator) / 1e20;
}
