import {
  findScope,
  parseWithin,
  type ReportScope,
  restrictQuery,
  type ScopeFiles,
  type SecondPath,
  shadowTables,
} from "@tillbook/queries";
import { readOnly } from "@tillbook/services";
import type { Connection, FieldPacket, RowDataPacket } from "mysql2/promise";
import type { Rows } from "./evaluate.js";
import { readFraction } from "./fraction.js";
import { listTypedInQuery } from "./typed-in-query.js";

/** What a query of a notebook gives. */
export interface SourceRows {
  rows: Rows;
  /** Texts with digits in it, also within JSON. */
  names: readonly string[];
  /** Why they can't be relied on, e.g. the first row that differs from what the second path gives. */
  problem?: string;
  /** What of it the second path can't vouch for, e.g. a number that the query itself has. */
  notChecked?: string;
}

/** What queries of notebooks see of the tables. */
export interface SeenTables {
  report: ReportScope;
  files: ScopeFiles;
  /** That has the tables. */
  database: string;
  /** Results whose tables were found to hold what the second path gives; they are read, and not computed once more. */
  confirmed: Set<string>;
}

/**
 * Runs a query of a notebook on what the report is of or what it says itself: on the tables, and, where it names results that are not
 * confirmed, once more with these computed by the second path. Where both give the same rows, they come in the order of the first.
 * Nothing is written, whatever the text says.
 */
export async function readSource(
  connection: Connection,
  text: string,
  secondPath: SecondPath,
  { report, files, database, confirmed }: SeenTables,
): Promise<SourceRows> {
  try {
    const { sql, within, options } = parseWithin(text);
    const restricted = restrictQuery(sql, findScope(report, within, options), files, database);
    const again = shadowTables(restricted, listUnconfirmed(secondPath, confirmed), database);
    const [rows, fields] = await readOnly(connection, restricted);
    const typed = listTypedInQuery(sql);
    const tables = await listOtherTables(connection, sql, secondPath);
    // A name that the query has is none of the data's.
    const names = listNames(rows).filter(
      (name) => !typed.some((text) => name.includes(text.replace(/^['"]|['"]$/g, ""))),
    );
    const doubts = [
      ...(typed.length === 0 ? [] : [`it has ${typed.join(", ")}`]),
      ...(tables.length === 0 ? [] : [`it reads ${tables.join(", ")}`]),
    ];
    const source = { rows, names, ...(doubts.length > 0 && { notChecked: doubts.join(", and ") }) };
    if (again === restricted) return source;
    const [expected] = await readOnly(connection, again);
    const difference = findDifference(expected, rows, fields);
    return difference === undefined ? source : { ...source, rows: expected, problem: difference };
  } catch (error) {
    return { rows: [], names: [], problem: `MySQL says ${(error as Error).message}` };
  }
}

/** The second path without the results whose tables hold what it gives. */
export function listUnconfirmed(secondPath: SecondPath, confirmed: ReadonlySet<string>): SecondPath {
  return new Map([...secondPath].filter(([name]) => !confirmed.has(name)));
}

/** Tables that the import writes, whose contents other checks compare with the files. */
const imported = new Set(["sales", "import_status"]);

/** Lists what a query reads besides what can be computed again, e.g. a table of your own. */
async function listOtherTables(connection: Connection, sql: string, secondPath: SecondPath): Promise<string[]> {
  const words = new Set(sql.toLowerCase().match(/[\p{L}_$][\p{L}\p{N}_$]*/gu));
  const [found] = await connection.query<RowDataPacket[]>(
    `select lower(table_name) as name from information_schema.tables where table_schema = database()
     union select lower(schema_name) from information_schema.schemata where schema_name <> database()`,
  );
  const named = found.map(({ name }) => String(name)).filter((name) => words.has(name));
  const others = named.filter((name) => !imported.has(name) && !secondPath.has(name));
  const isOfData = [...imported, ...secondPath.keys()].some((name) => words.has(name));
  return others.length > 0 || isOfData ? others : ["no table"];
}

function listNames(rows: Rows): string[] {
  const names = new Set<string>();
  for (const value of rows.flatMap((row) => Object.values(row)))
    if (typeof value === "string" && /\p{N}/u.test(value) && readFraction(value) === undefined)
      for (const text of /^[[{]/.test(value) ? listTexts(value) : [value]) names.add(text);
  return [...names];
}

function listTexts(json: string): string[] {
  const texts: string[] = [];
  try {
    JSON.parse(json, (_, value) => {
      if (typeof value === "string") texts.push(value);
      return value;
    });
    return texts;
  } catch {
    return [json];
  }
}

/** Compares rows in any order, since a query need not have one. */
function findDifference(expected: Rows, got: Rows, fields: readonly FieldPacket[]): string | undefined {
  const format = (row: Rows[number]): string =>
    fields.map(({ name, type }) => `${name} ${formatValue(row[name], type)}`).join(", ");
  const left = new Map<string, number>();
  for (const row of got.map(format)) left.set(row, (left.get(row) ?? 0) + 1);
  for (const row of expected.map(format)) {
    const count = left.get(row) ?? 0;
    if (count === 0) return `the second path gives ${row}, the tables give no such row`;
    left.set(row, count - 1);
  }
  const [extra] = [...left].find(([, count]) => count > 0) ?? [];
  return extra === undefined ? undefined : `the tables give ${extra}, the second path gives no such row`;
}

/** MySQL's types FLOAT and DOUBLE, whose last digits depend on the order of their sums. */
const floats = [4, 5];
/** MySQL's types DECIMAL and NEWDECIMAL, whose number of decimals depends on how they were computed. */
const decimals = [0, 246];

function formatValue(value: unknown, type: number | undefined): string {
  if (type !== undefined && floats.includes(type) && typeof value === "number") return value.toPrecision(12);
  const text = typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
  return type !== undefined && decimals.includes(type) ? text.replace(/\.0+$|(\.\d*?)0+$/, "$1") : text;
}
