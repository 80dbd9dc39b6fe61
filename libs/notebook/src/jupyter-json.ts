/** Lines with their ends, as Python's `splitlines` finds them. */
export function splitLines(text: string): string[] {
  return text.split(/(?<=\r\n|[\n\v\f\x85\u2028\u2029]|\r(?!\n))/).filter((line) => line !== "");
}

/** Sorts the keys of objects at every level, as Jupyter writes them. */
export function sortKeys<Value>(value: Value): Value;
export function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => sortKeys(one));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, sortKeys(one)]),
  );
}
