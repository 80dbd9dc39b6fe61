import { columnNames } from "@tillbook/dataset";
import { type Fingerprint, fingerprintTable } from "@tillbook/services";
import type { Session } from "@tillbook/spark-connect";
import type { Connection } from "mysql2/promise";
import type { IdRange } from "./id-ranges.js";
import type { Query } from "./queries.js";

/** Writes the statements after which `sales`, read by ranges of ids, is known to the queries, and `rollup` is computed and kept. */
export function prepareRollup(database: string, ranges: readonly IdRange[], sums: string): [string, string] {
  const parts = ranges.map(
    ({ first, end, tasks }) => `select ${columnNames.join(", ")}
      from till.${database}.sales
      with (partitionColumn = 'id', lowerBound = '${first}', upperBound = '${end}', numPartitions = '${tasks}')
      where id >= ${first} and id < ${end}`,
  );
  return [`create or replace temporary view sales as ${parts.join("\nunion all\n")}`, `cache table rollup as\n${sums}`];
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
