import { columnNames } from "@tillbook/dataset";
import { defaultCurrency, nameCurrency, type Period, TillbookError } from "@tillbook/pipeline";
import { fillPeriod, type Query, type Steps } from "@tillbook/queries";
import { type Fingerprint, fingerprintTable, formatFingerprint } from "@tillbook/services";
import type { Session } from "@tillbook/spark-connect";
import type { Connection, RowDataPacket } from "mysql2/promise";
import type { IdRange } from "./id-ranges.js";
import { explainFailure, explainRefusal } from "./query-failure.js";
import { createResultTable } from "./result-table.js";
import type { Aggregation } from "./status.js";

/**
 * Writes the three statements that make `sales`, read by ranges of ids, a view, and compute and cache `rollup` and
 * `asked_articles` from it.
 */
export function prepareRollup(
  database: string,
  ranges: readonly IdRange[],
  steps: Steps,
  asked?: Period,
): [string, string, string] {
  const parts = ranges.map(
    ({ first, end, tasks }) => `select ${columnNames.join(", ")}
      from till.${database}.sales
      with (partitionColumn = 'id', lowerBound = '${first}', upperBound = '${end}', numPartitions = '${tasks}')
      where id >= ${first} and id < ${end}`,
  );
  return [
    `create or replace temporary view sales as ${parts.join("\nunion all\n")}`,
    `cache table rollup as\n${steps.rollup}`,
    `cache table asked_articles as\n${fillPeriod(steps.asked_articles, asked)}`,
  ];
}

/**
 * Runs one query in Spark and writes its rows into the `__next` table.
 * @throws TillbookError SPARK_FAILED naming file and line
 */
export async function runQuery(
  session: Pick<Session, "sql">,
  query: Query,
  database: string,
  asked?: Period,
): Promise<void> {
  try {
    await session.sql(`insert into till.${database}.${query.name}__next by name\n${fillPeriod(query.text, asked)}`);
  } catch (error) {
    throw explainFailure(error, `spark/${query.name}.sql`, 1);
  }
}

/**
 * Creates the `__next` table of a query.
 * @throws TillbookError SQL_FILE_INVALID when MySQL refuses what the header says
 */
export async function createNext(
  connection: Pick<Connection, "query">,
  query: Query,
  currency = defaultCurrency,
): Promise<void> {
  try {
    await connection.query(createResultTable(query, `${query.name}__next`, currency));
  } catch (error) {
    throw explainRefusal(error, `spark/${query.name}.sql`);
  }
}

/** How often a result is written before its failure counts. */
const mostWrites = 3;

/**
 * As `runQuery`, on a cluster. When a worker is lost, Spark repeats a stage while some of its tasks still run, so two tasks may
 * write the same rows, and the second fails on the primary key. Then the table is made anew and written again.
 */
export async function runQueryAgain(
  session: Pick<Session, "sql">,
  connection: Pick<Connection, "query">,
  query: Query,
  database: string,
  log: (line: string) => void,
  currency = defaultCurrency,
  asked?: Period,
): Promise<void> {
  for (let write = 1; ; write++) {
    try {
      return await runQuery(session, query, database, asked);
    } catch (error) {
      if (write === mostWrites || !/Duplicate entry/.test((error as Error).message)) throw error;
      log(`NOTE: Spark wrote rows of ${query.name} twice, as after the loss of a worker; it writes them again`);
      await connection.query(`drop table if exists ${query.name}__next`);
      await createNext(connection, query, currency);
    }
  }
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
    const money = columns.find(({ type, unit }) => unit === "euros" && /^decimal\(\d+,2\)$/.test(type))?.name;
    const nullable = columns.filter(({ isNullable }) => isNullable).map((column) => column.name);
    prints[name] = await fingerprintTable(connection, `${name}${suffix}`, names, money, nullable).catch((error) => {
      if (error.code === "ER_BAD_FIELD_ERROR") return undefined;
      throw error;
    });
  }
  return prints;
}

/** Whether the latest aggregation read the rows that `sales` has now, by the same queries, and its results are unchanged. */
export async function isUnchanged(
  connection: Connection,
  done: Aggregation,
  sales: Fingerprint,
  queries: readonly Query[],
  queriesHash: string,
  currency = defaultCurrency,
  asked?: Period,
): Promise<boolean> {
  if (done.read !== formatFingerprint(sales) || done.queries !== queriesHash || done.asked !== asked?.name)
    return false;
  if (!(await areIn(currency, connection, queries))) return false;
  const present = await fingerprintResults(connection, queries);
  return queries.every(({ name }) => {
    const print = present[name];
    return print !== undefined && formatFingerprint(print) === done.wrote[name];
  });
}

/** Whether the results name the currency as the unit of their amounts. */
async function areIn(currency: string, connection: Connection, queries: readonly Query[]): Promise<boolean> {
  const money = queries.flatMap(({ name, columns }) =>
    columns.filter(({ unit }) => unit === "euros").map((column) => `${name}.${column.name}`),
  );
  const [rows] = await connection.query<RowDataPacket[]>(
    `select concat(table_name, '.', column_name) as place from information_schema.columns
     where table_schema = database() and column_comment = ?`,
    [nameCurrency("euros", currency)],
  );
  const places = new Set(rows.map((row) => String(row["place"])));
  return money.every((place) => places.has(place));
}

/** @throws TillbookError BUSY when `sales` no longer has the rows that were to be aggregated */
export async function expectUnchanged(connection: Connection, sales: Fingerprint): Promise<void> {
  const now = await fingerprintTable(connection, "sales", columnNames, "amount");
  if (now !== undefined && formatFingerprint(now) === formatFingerprint(sales)) return;
  const got = now === undefined ? "no such table" : formatFingerprint(now);
  throw new TillbookError(
    "BUSY",
    `sales changed during the aggregation: expected ${formatFingerprint(sales)}, got ${got}; the results are unchanged`,
    "run make aggregate again when nobody else changes sales",
  );
}
