import { registerRows } from "@tillbook/charts";
import { type Columns, type Field, type RowOf, readColumns, type Texts } from "./columns.js";
import { DataFrame, toJSON } from "./danfojs.js";

export type { Columns, Kind, RowOf, Texts } from "./columns.js";
export { DataFrame, type Series } from "./danfojs.js";
export { onLastValue } from "./last-value.js";
export { formatMarkdownTable, takeTable } from "./table-output.js";

/** A cell of a row whose columns were not asked for: whole and floating numbers are numbers, all else is text. */
export type Cell = string | number | bigint | null;

declare const rowType: unique symbol;
/** A data frame that knows the type of its rows. */
export type Table<Row> = DataFrame & { readonly [rowType]?: Row };

const read = new WeakMap<object, readonly object[]>();

/** What a query gave. */
export interface Result {
  /** The query, as it was sent. */
  sql: string;
  fields: readonly Field[];
  rows: readonly Texts[];
}

/**
 * Makes a data frame of a result, as `readColumns` reads it; NULL is NaN in its columns of numbers. Its rows carry where they come
 * from.
 * @param scale  decimals of the currency's amounts, 2 or 3
 */
export function makeTable<C extends Columns>({ sql, fields, rows }: Result, scale: number, asked?: C): Table<RowOf<C>> {
  const columns = readColumns(fields, rows, scale, asked);
  const values = rows.map((row) => columns.map(({ at, parse }) => (row[at] == null ? null : parse(row[at]))));
  const names = columns.map(({ name }) => name);
  const dtypes = columns.map(({ isNumeric }) => (isNumeric ? "float32" : "string"));
  const table = new DataFrame(values as never[], { columns: names, dtypes });
  const records = values.map((cells) => Object.fromEntries(cells.map((cell, c) => [names[c]!, cell])));
  registerRows(records, sql);
  read.set(table, records);
  return table;
}

/** Gives the rows of a data frame as objects: of one that was read the same objects each time, unless it was changed since. */
export function listRows(table: DataFrame): object[] {
  const rows = toJSON(table) as Record<string, unknown>[];
  const known = read.get(table) as Record<string, unknown>[] | undefined;
  if (known?.length !== rows.length) return rows;
  const isUnchanged = rows.every((row, r) => {
    const names = Object.keys(row);
    const isSame = (name: string): boolean => Object.is(row[name] ?? Number.NaN, known[r]![name] ?? Number.NaN);
    return names.length === Object.keys(known[r]!).length && names.every(isSame);
  });
  return isUnchanged ? [...known] : rows;
}
