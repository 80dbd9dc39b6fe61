import { add, compare, type Fraction, makeFraction, negate, readFraction } from "./fraction.js";

const one = makeFraction(1n);

/** Days of a year, hours of a week, minutes of a day, seconds of a day and a week, each without zeros at its end. */
const ofCalendar = new Set(["365", "366", "168", "144", "864", "6048"]);

/**
 * Whether a number is one that calculations have, and not a result that was typed: a fraction of numbers of at most two digits
 * before their zeros, e.g. 12, 2500, 1/3, 0.19, also one above 1 as in 1.19; or one of the calendar, e.g. 365.
 */
export function isUsualConstant(value: Fraction): boolean {
  const rest = add(value, negate(one));
  return isShort(value) || (compare(value, one) > 0 && compare(rest, one) < 0 && isShort(rest));
}

/** Whether an amount that is added is at most 1, or a number of the steps in which all else is counted, e.g. 1750 of 250. */
export function isUsualAddend({ numerator, denominator }: Fraction, steps: readonly Fraction[]): boolean {
  const isSmall = numerator <= denominator && -numerator <= denominator;
  return (
    isSmall ||
    steps.some(
      (step) => step.numerator !== 0n && (numerator * step.denominator) % (denominator * step.numerator) === 0n,
    )
  );
}

/** Reads a number that stands in the code of a notebook, e.g. "12" or "1/3". @throws Error for what is none */
export function readConstant(text: string): Fraction {
  const [numerator, denominator = one] = text.split("/").map(readFraction);
  if (numerator === undefined) throw new Error(`expected a number in the code, got ${JSON.stringify(text)}`);
  return makeFraction(numerator.numerator * denominator.denominator, numerator.denominator * denominator.numerator);
}

function isShort({ numerator, denominator }: Fraction): boolean {
  return [numerator, denominator].every((part) => {
    const digits = String(part).replace(/^-|0+$/g, "");
    return digits.length <= 2 || ofCalendar.has(digits);
  });
}
