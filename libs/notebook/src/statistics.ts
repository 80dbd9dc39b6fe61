// What danfojs takes from mathjs, in plain 64-bit floating point. mathjs' median takes values for equal that differ by less than
// 1e-12 of them. danfojs.ts loads this in place of mathjs, which takes half a second to load.

/** NaN of no values. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The value in the middle, or the mean of the two in the middle; NaN of no values, or when one is missing. */
export function median(values: readonly number[]): number {
  if (values.some(Number.isNaN)) return Number.NaN;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return mean(sorted.slice(Math.ceil(middle) - 1, Math.floor(middle) + 1));
}

/** The most frequent values, in the order of their first appearance. */
export function mode<T>(values: readonly T[]): T[] {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return [...counts].filter(([, count]) => count === most).map(([value]) => value);
}

/** The variance of a sample: the squared deviations over one less than their number, 0 of one value. */
export function variance(values: readonly number[]): number {
  const middle = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return values.length === 1 ? squares : squares / (values.length - 1);
}

/** The standard deviation of a sample. */
export function std(values: readonly number[]): number {
  return Math.sqrt(variance(values));
}
