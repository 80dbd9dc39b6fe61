/** Where a row comes from. */
export interface Place {
  /** The query, as it was sent. */
  sql: string;
  /** Place in its result, from 0. */
  index: number;
}

// On the global object: a notebook and its kernel may have loaded this module twice.
const key = Symbol.for("tillbook.rows");
const shared = globalThis as { [key]?: WeakMap<object, Place> };
shared[key] ??= new WeakMap();
const places = shared[key];

/** Remembers of the rows of a query's result, in its order, where they come from. Rows that are sorted or filtered stay known. */
export function registerRows(rows: readonly object[], sql: string): void {
  rows.forEach((row, index) => {
    places.set(row, { sql, index });
  });
}

/** Finds where a row comes from; undefined where no query gave it. */
export function findPlace(row: object): Place | undefined {
  return places.get(row);
}
