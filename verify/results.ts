import { sha256 } from "@tillbook/pipeline";
import { type Query, type SecondPath, shadowTables, untyped } from "@tillbook/queries";
import type { Connection as StreamingConnection } from "mysql2";
import type { Connection, RowDataPacket } from "mysql2/promise";
import type { Check } from "./verify.js";

/**
 * Computes every result once more, by its second path, and names the first row of each table that differs. Those that don't differ are
 * confirmed for the checks to come.
 */
export const checkResults: Check = async ({ connection, queries, secondPath, seen, manifests }, findings) => {
  let count = 0;
  for (const query of queries) {
    const { name } = query;
    const expected = await digestRows(connection, query, computed(query, secondPath)).catch((error) => {
      findings.push(`table ${name}: MySQL cannot compute it: ${error.message}; ${writeSecond(name)}`);
      return undefined;
    });
    if (expected === undefined) continue;
    const got = await digestRows(connection, query, connection.escapeId(name)).catch(() => noRows);
    count += got.rows;
    if (expected.rows === got.rows && expected.sum === got.sum) seen.confirmed.add(name);
    else {
      const rows = await readRows(connection, query, connection.escapeId(name)).catch(() => new Map<string, string>());
      const difference =
        compareRows(await computeResult(connection, query, secondPath), rows) ??
        `expected ${expected.rows} rows, got ${got.rows}; ${query.grain.join(", ")} must differ between rows`;
      const hint = [name, `${name}${untyped}`].some((path) => /\brollup\b/.test(secondPath.get(path) ?? ""))
        ? "; has spark/steps/rollup.check.sql its grouping set?"
        : "";
      findings.push(`table ${name} differs from what MySQL computes: ${difference}${hint}`);
    }
    const rows = String(manifests.aggregate.wrote[name]).split(":")[0];
    if (rows !== String(got.rows))
      findings.push(`table ${name}: expected ${rows} rows as in build/manifests/aggregate.json, got ${got.rows}`);
  }
  return `${count} rows of ${queries.length} results are what MySQL itself computes from sales`;
};

/** Says what to do about SQL that only Spark understands. */
function writeSecond(name: string): string {
  return `write spark/${name}.check.sql, which selects the same in MySQL's SQL`;
}

/** Computes a result in MySQL: its measures by its grain, e.g. `store Nord, cashier 7` → `revenue 12.5, sales 3`. */
export async function computeResult(
  connection: Connection,
  query: Query,
  secondPath: SecondPath,
): Promise<Map<string, string>> {
  return readRows(connection, query, computed(query, secondPath));
}

/** The subquery that computes a result. */
function computed({ name }: Query, secondPath: SecondPath): string {
  return `(${shadowTables(`select * from ${name}`, secondPath)}\n) as computed`;
}

/** Reads the rows of a table or subquery that has a query's columns, as `computeResult` does. */
export async function readRows(connection: Connection, query: Query, source: string): Promise<Map<string, string>> {
  const rows = new Map<string, string>();
  for await (const [grain, measures] of streamRows(connection, query, source)) rows.set(grain, measures);
  return rows;
}

/** How many rows there are, and the sum of their hashes: the same for the same rows in any order. */
interface Digest {
  rows: number;
  sum: bigint;
}

const noRows: Digest = { rows: 0, sum: 0n };

/** Reads as `readRows` does, but keeps no row: a result may have millions. */
async function digestRows(connection: Connection, query: Query, source: string): Promise<Digest> {
  let { rows, sum } = noRows;
  for await (const row of streamRows(connection, query, source)) {
    rows++;
    sum += BigInt(`0x${sha256(JSON.stringify(row))}`);
  }
  return { rows, sum };
}

async function* streamRows(
  connection: Connection,
  { columns, grain }: Query,
  source: string,
): AsyncGenerator<[grain: string, measures: string]> {
  const names = columns.map(({ name }) => name);
  const isText = new Map(columns.map(({ name, type }) => [name, /char|text/.test(type)]));
  const measures = names.filter((name) => !grain.includes(name));
  const format = (row: RowDataPacket, some: readonly string[]): string =>
    some.map((column) => `${column} ${(isText.get(column) ? formatName : formatNumber)(row[column])}`).join(", ");
  // the driver's promises give all rows at once
  const { connection: streaming } = connection as unknown as { connection: StreamingConnection };
  const rows = streaming.query(`select ${connection.escapeId(names)} from ${source}`).stream({ highWaterMark: 1000 });
  for await (const row of rows) yield [format(row, grain), format(row, measures)];
}

/** A number in one form, whatever type the server gave it: `12.5000` and `12.50` are the same. */
function formatNumber(value: unknown): string {
  const text = String(value);
  return /^-?\d+\.\d+$/.test(text) ? text.replace(/0+$/, "").replace(/\.$/, "") : text;
}

/** A name as it is: `1` and `1.0` differ. It has quotes where it could be taken for the values of two columns, or for none. */
function formatName(value: unknown): string {
  const text = String(value);
  const isDoubtful = text.includes(", ") || text.startsWith('"') || (value !== null && text === "null");
  return isDoubtful ? JSON.stringify(text) : text;
}

/** Describes the first row that differs; undefined when none does. */
export function compareRows(
  expected: ReadonlyMap<string, string>,
  got: ReadonlyMap<string, string>,
): string | undefined {
  for (const [key, values] of expected) {
    if (!got.has(key)) return `${key}: expected ${values}, got no such row`;
    if (got.get(key) !== values) return `${key}: expected ${values}, got ${got.get(key)}`;
  }
  const extra = [...got.keys()].find((key) => !expected.has(key));
  return extra === undefined ? undefined : `${extra}: expected no such row, got ${got.get(extra)}`;
}
