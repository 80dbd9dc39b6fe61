import { nameFullHour } from "./calendar.js";
import type { Messages } from "./locale/index.js";
import { type Amount, countCents, findRange, fixAmount, formatMoneyShort, toCents, toUnits } from "./money.js";
import { toQuantity } from "./quantity.js";
import { type Axis, numberAxis, wordAxis } from "./theme.js";

/**
 * Makes an axis of words: the nth word at n, a text already escaped for Plotly.
 * @param places  least number of words to leave room for, so that few bars don't become wide
 */
export function makeWordAxis(labels: readonly string[], places = 1): Axis {
  const room = Math.max(0, places - labels.length) / 2 + 0.5;
  return {
    ...wordAxis,
    range: [-room, labels.length - 1 + room],
    tickvals: labels.map((_, i) => i),
    ticktext: [...labels],
  };
}

/** Makes an axis of full hours, both ends included; sales of an hour belong half an hour behind it. */
export function makeHourAxis(first: number, last: number, messages: Messages): Axis {
  const step = last - first > 15 ? 2 : 1;
  const hours = Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, i) => first + i * step);
  return {
    ...wordAxis,
    range: [first, last],
    tickvals: hours,
    ticktext: hours.map((hour) => nameFullHour(toQuantity(hour), messages)),
    tickangle: 0,
  };
}

/**
 * Makes an axis of amounts that holds all values, starts at zero unless one is negative, and has four to
 * seven round steps such as "€250k".
 * @param headroom  free part of the axis beyond the highest value, for texts there; 0 to 1
 */
export function makeMoneyAxis(values: readonly Amount[], messages: Messages, headroom = 0.03): Axis {
  const [lowest, highest] = findRange([0n, ...values.map((value) => toCents(value, messages))]);
  const step = chooseStep(highest - lowest, countCents(messages));
  const first = lowest < 0n ? lowest / step - 1n : 0n;
  const last = highest / step + 1n;
  const ticks = Array.from({ length: Number(last - first) + 1 }, (_, i) => (first + BigInt(i)) * step);
  const toAxis = (cents: bigint): number => toUnits(cents, messages);
  const room = (Number(highest - lowest) * headroom) / Number(countCents(messages)) || 0.01;
  const range = [toAxis(lowest) - (lowest < 0n ? room : 0), toAxis(highest) + room];
  const ticktext = ticks.map((cents) => formatMoneyShort(fixAmount(cents, messages), messages));
  return { ...numberAxis, range, tickvals: ticks.map(toAxis), ticktext };
}

/**
 * Divides the span from zero to the values into at most eight round steps: where each begins, rising.
 * @param unit  the least step
 */
export function makeSteps(values: readonly bigint[], unit: bigint): bigint[] {
  const [lowest, highest] = findRange([0n, ...values]);
  const step = chooseStep(highest - lowest, unit);
  const first = floorDivide(lowest, step);
  const count = Number(floorDivide(highest, step) - first) + 1;
  return Array.from({ length: count }, (_, i) => (first + BigInt(i)) * step);
}

/** Divides and rounds towards −∞. */
function floorDivide(dividend: bigint, divisor: bigint): bigint {
  const rest = dividend % divisor;
  return dividend / divisor - (rest < 0n ? 1n : 0n);
}

/** Chooses 1, 2, 2.5 or 5 times a power of ten, in cents and at least `unit`, so that the span has four to seven steps. */
function chooseStep(span: bigint, unit: bigint): bigint {
  let power = unit;
  while (power * 70n <= span) power *= 10n;
  const candidates = [power, 2n * power, (5n * power) / 2n, 5n * power, 10n * power];
  return candidates.find((step) => step * 7n > span && step !== (5n * unit) / 2n) ?? 10n * power;
}
