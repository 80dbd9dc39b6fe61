/** A value that differs between two manifests. */
export interface Difference {
  /** Its keys, and names of items of a list, joined by "/", e.g. "files/sales-01.csv/sha256". */
  path: string;
  here: unknown;
  there: unknown;
}

/** Lists the values that differ, by their paths; what one lacks is undefined. */
export function compareValues(here: unknown, there: unknown): Difference[] {
  const [some, others] = [flatten(here), flatten(there)];
  return [...new Set([...some.keys(), ...others.keys()])]
    .map((path) => ({ path, here: some.get(path), there: others.get(path) }))
    .filter((difference) => difference.here !== difference.there);
}

function flatten(value: unknown, path = ""): Map<string, unknown> {
  if (value === undefined || value === null || typeof value !== "object") return new Map([[path, value]]);
  const entries = Array.isArray(value)
    ? value.map((item, i) => [item?.name ?? i, item] as const)
    : Object.entries(value);
  return new Map(entries.flatMap(([key, inner]) => [...flatten(inner, path === "" ? `${key}` : `${path}/${key}`)]));
}
