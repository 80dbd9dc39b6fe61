import { TillbookError } from "@tillbook/pipeline";
import { parse } from "csv-parse/sync";
import type { ColumnsSpec } from "./columns-file.js";
import { type Column, type ColumnName, columnNames, salesColumns } from "./schema.js";

/** A file's first row, and where our columns are in it. */
export interface Header {
  delimiter: string;
  /** All names, in the file's order. */
  names: string[];
  /** Our columns, in the file's order. */
  fields: { column: ColumnName; at: number }[];
  /** Names of the columns that are not read. */
  ignored: string[];
}

const columns: Record<ColumnName, Column> = salesColumns;
/** Our column by the header names that the importer knows. */
const knownNames = new Map(
  columnNames.flatMap((name) => [name, ...columns[name].headers].map((header) => [header, name])),
);
const delimiters = [",", ";", "\t", "|"];

/**
 * Finds our columns in a file's first row: in any order, by any name that `salesColumns` or `columns.json` lists, among other
 * columns. The delimiter is the one that finds most. `sold_at` may be missing where the date has a time, see `dialect.ts`.
 * @throws TillbookError CSV_INVALID when a column is missing or occurs twice
 */
export function findHeader(file: string, text: string, spec: ColumnsSpec): Header {
  const candidates = (spec.delimiter === undefined ? delimiters : [spec.delimiter]).map((delimiter) =>
    mapNames(delimiter, readFirstRow(text, delimiter), spec.columns ?? {}),
  );
  const rank = ({ fields, names }: Header): number => fields.length * 1000 + names.length;
  const best = candidates.reduce((a, b) => (rank(b) > rank(a) ? b : a));
  checkHeader(file, best);
  return best;
}

function readFirstRow(text: string, delimiter: string): string[] {
  try {
    const [row = []] = parse(text, { delimiter, to: 1, record_delimiter: ["\r\n", "\n"], relax_column_count: true });
    return row.map((name) => name.trim());
  } catch {
    return [];
  }
}

function mapNames(delimiter: string, names: string[], mapping: Record<string, ColumnName>): Header {
  const mapped = new Set(Object.entries(mapping).flatMap(([name, column]) => (names.includes(name) ? [column] : [])));
  const findColumn = (name: string): ColumnName | undefined => {
    if (Object.hasOwn(mapping, name)) return mapping[name];
    const known = knownNames.get(name);
    return known !== undefined && mapped.has(known) ? undefined : known;
  };
  const fields: Header["fields"] = [];
  const ignored: string[] = [];
  for (const [at, name] of names.entries()) {
    const column = findColumn(name);
    if (column === undefined) ignored.push(name);
    else fields.push({ column, at });
  }
  return { delimiter, names, fields, ignored };
}

function checkHeader(file: string, header: Header): void {
  const found = header.fields.map(({ column }) => column);
  const twice = found.find((column, i) => found.indexOf(column) !== i);
  if (twice !== undefined) throw invalidHeader(file, `expected one column ${twice}, got more than one`, header, twice);
  const missing = columnNames.filter((name) => !["sold_at", "cashier"].includes(name) && !found.includes(name));
  if (missing[0] === undefined) return;
  const wanted = missing.map((name) => [name, ...columns[name].headers].join(" or ")).join(", ");
  throw invalidHeader(file, `header lacks ${wanted}`, header, missing[0]);
}

/** Makes the error for a header; its hint is a `columns.json` that might fit. */
export function invalidHeader(
  file: string,
  problem: string,
  { names, ignored }: Header,
  column: string,
): TillbookError {
  const unknown = ignored.find((name) => /^[^\p{Cc}\uFFFD]{1,40}$/u.test(name)) ?? "Filiale";
  const example = JSON.stringify({ columns: { [unknown]: column } });
  return new TillbookError(
    "CSV_INVALID",
    `${file}:1: ${problem}; it has ${names.map(quoteShort).join(", ") || "no names"}`,
    `name the columns in a columns.json beside the file, e.g. ${example}; see docs/your-own-data.md`,
  );
}

function quoteShort(name: string): string {
  return JSON.stringify(name.length > 60 ? `${name.slice(0, 60)}…` : name);
}
