import { TillbookError } from "@tillbook/pipeline";
import { type Column, type ColumnName, columnNames, salesColumns } from "./schema.js";

/** The row with the names of the columns, and where ours are in it. */
export interface Header {
  delimiter: string;
  /** Line in which it begins, from 1. */
  line: number;
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

/** Finds our columns among names: in any order, by any name that `salesColumns` or `columns.json` lists, among other columns. */
export function mapNames(
  names: string[],
  mapping: Record<string, ColumnName>,
): Pick<Header, "names" | "fields" | "ignored"> {
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
  return { names, fields, ignored };
}

/**
 * Checks that no column is missing but `sold_at`, which may be in the date, see `dialect.ts`.
 * @throws TillbookError CSV_INVALID when a column is missing or occurs twice
 */
export function checkHeader(file: string, header: Header): void {
  const found = findHeaderProblem(header);
  if (found !== undefined) throw invalidHeader(file, found.problem, header, found.column);
}

/** Finds a column that is missing or occurs twice. */
export function findHeaderProblem({
  fields,
}: Pick<Header, "fields">): { problem: string; column: ColumnName } | undefined {
  const found = fields.map(({ column }) => column);
  const twice = found.find((column, i) => found.indexOf(column) !== i);
  if (twice !== undefined) return { problem: `expected one column ${twice}, got more than one`, column: twice };
  const missing = columnNames.filter(
    (name) => !columns[name].isOptional && name !== "sold_at" && !found.includes(name),
  );
  if (missing[0] === undefined) return undefined;
  const wanted = missing.map((name) => [name, ...columns[name].headers].join(" or ")).join(", ");
  return { problem: `header lacks ${wanted}`, column: missing[0] };
}

/** Makes the error for a header; its hint is a `columns.json` that might fit. */
export function invalidHeader(
  file: string,
  problem: string,
  { line, names, ignored }: Header,
  column: string,
): TillbookError {
  const unknown = ignored.find((name) => /^[^\p{Cc}\uFFFD]{1,40}$/u.test(name)) ?? "Filiale";
  const example = JSON.stringify({ columns: { [unknown]: column } });
  return new TillbookError(
    "CSV_INVALID",
    `${file}:${line}: ${problem}; it has ${names.map(quoteShort).join(", ") || "no names"}`,
    `name the columns in a columns.json beside the file, e.g. ${example}; see docs/your-own-data.md`,
  );
}

function quoteShort(name: string): string {
  return JSON.stringify(name.length > 60 ? `${name.slice(0, 60)}…` : name);
}
