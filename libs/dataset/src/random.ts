/** Draws the next number: an integer from 0 to 4,294,967,295, both inclusive. */
export type Random = () => number;

/**
 * Makes the generator sfc32 by Chris Doty-Humphrey (PractRand 0.95). It uses integer operations only, so every engine
 * draws the same numbers. Different `stream` of one `seed` (both 32 bit) give independent sequences.
 */
export function createRandom(seed: number, stream: number): Random {
  let a = 0;
  let b = seed | 0;
  let c = stream | 0;
  let counter = 1;
  const next = (): number => {
    const drawn = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + drawn) | 0;
    return drawn >>> 0;
  };
  for (let i = 0; i < 15; i++) next();
  return next;
}

/** Turns a drawn number into a fraction: 0 inclusive to 1 exclusive. */
export function toFraction(drawn: number): number {
  return drawn / 2 ** 32;
}

/** Makes a function that draws an index of `weights` (whole numbers, at least one above 0), each as often as its weight. */
export function createSampler(weights: readonly number[]): (random: Random) => number {
  const ends = accumulate(weights);
  const total = ends.at(-1) ?? 0;
  return (random) => findSlot(ends, toFraction(random()) * total);
}

/** Sums up: element i is the sum of `weights` 0 to i. */
export function accumulate(weights: readonly number[]): Float64Array {
  const ends = new Float64Array(weights.length);
  let sum = 0;
  for (const [i, weight] of weights.entries()) ends[i] = sum += weight;
  return ends;
}

/** Finds the first index whose end lies above `position`, by halving; the last index when none does. */
export function findSlot(ends: Float64Array, position: number): number {
  let low = 0;
  let high = ends.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ends[middle] ?? 0) > position) high = middle;
    else low = middle + 1;
  }
  return low;
}
