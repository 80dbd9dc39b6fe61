import { columnNames } from "@tillbook/dataset";
import { type Fingerprint, fingerprintTable } from "@tillbook/services";
import type { Session } from "@tillbook/spark-connect";
import type { Connection, RowDataPacket } from "mysql2/promise";
import type { Query } from "./queries.js";

/** Sales that one task of Spark reads: few enough to be held in memory at once by Connector/J, 100 bytes each or so. */
const rowsPerTask = 200_000;

/** Range of ids, both ends inclusive. */
export interface IdRange {
  first: number;
  last: number;
}

/** Finds the range of ids in `sales`; undefined when it is empty. */
export async function findIdRange(connection: Connection): Promise<IdRange | undefined> {
  const [rows] = await connection.query<RowDataPacket[]>("select min(id) as first, max(id) as last from sales");
  const row = rows[0];
  return row === undefined || row["first"] === null
    ? undefined
    : { first: Number(row["first"]), last: Number(row["last"]) };
}

/**
 * Writes the statement that reads `sales` once, by ranges of ids, and keeps it in Spark for all queries. Gaps in the ids
 * make some tasks smaller, none larger than `rowsPerTask`, but for ids so far apart that it would be a task per row.
 */
export function cacheSales(database: string, { first, last }: IdRange, rows: number): string {
  const byId = Math.ceil((last - first + 1) / rowsPerTask);
  const tasks = Math.max(1, Math.min(byId, 4 * Math.ceil(rows / rowsPerTask) + 8));
  return `cache table sales as
    select ${columnNames.join(", ")}
    from till.${database}.sales with (
      partitionColumn = 'id', lowerBound = '${first}', upperBound = '${last + 1}', numPartitions = '${tasks}'
    )`;
}

/** Runs one query in Spark and writes its rows into the `__next` table. */
export async function runQuery(session: Session, query: Query, database: string): Promise<void> {
  await session.sql(`insert into till.${database}.${query.name}__next by name\n${query.text}`);
}

/** Computes the fingerprints of result tables; undefined for those that are missing or have other columns than their query. */
export async function fingerprintResults(
  connection: Connection,
  queries: readonly Query[],
  suffix = "",
): Promise<Record<string, Fingerprint | undefined>> {
  const prints: Record<string, Fingerprint | undefined> = {};
  for (const { name, columns } of queries) {
    const names = columns.map((column) => column.name);
    const money = columns.find(({ type }) => type.startsWith("decimal"));
    prints[name] = await fingerprintTable(connection, `${name}${suffix}`, names, money?.name).catch((error) => {
      if (error.code === "ER_BAD_FIELD_ERROR") return undefined;
      throw error;
    });
  }
  return prints;
}
