import { columnNames, readSalesParts, sumFingerprints } from "@tillbook/dataset";
import { type Days, defaultCurrency, nameCurrency, type Paths, type Period, TillbookError } from "@tillbook/pipeline";
import { fillAsked, type Query, type Steps } from "@tillbook/queries";
import {
  type Fingerprint,
  fingerprintTable,
  formatFingerprint,
  keepFingerprint,
  readFingerprint,
} from "@tillbook/services";
import type { QueryOptions, Session } from "@tillbook/spark-connect";
import type { Connection, RowDataPacket } from "mysql2/promise";
import type { IdRange } from "./id-ranges.js";
import { listPeriods, type Month } from "./months.js";
import { explainFailure, explainRefusal } from "./query-failure.js";
import { createResultTable } from "./result-table.js";
import type { Aggregation } from "./status.js";

/**
 * Writes the statement that makes `sales`, read by ranges of ids, a view.
 * @param days  that its rows are of; empty for all
 */
export function viewSales(database: string, ranges: readonly IdRange[], days: readonly Days[] = []): string {
  const ofDays = days.map(({ first, last }) => `sold_on between '${first}' and '${last}'`);
  const filter = days.length === 0 ? "" : ` and (${ofDays.join(" or ")})`;
  const parts = ranges.map(
    ({ first, end, tasks }) => `select ${columnNames.join(", ")}
      from till.${database}.sales
      with (partitionColumn = 'id', lowerBound = '${first}', upperBound = '${end}', numPartitions = '${tasks}')
      where id >= ${first} and id < ${end}${filter}`,
  );
  return `create or replace temporary view sales as ${parts.join("\nunion all\n")}`;
}

/**
 * Writes the statement that makes `periods` a view: each period that has sales, once for each of its months, a table small enough to be
 * joined with any other.
 * @param only  names of the periods that are wanted; by default all
 */
export function viewPeriods(months: readonly Pick<Month, "name">[], only?: readonly string[]): string {
  const rows = months.flatMap(({ name }) => {
    const place = name.split("-").map(Number).join(", ");
    const wanted = listPeriods(name).filter((period) => only?.includes(period) ?? true);
    return wanted.map((period) => `('${period}', ${place})`);
  });
  // a table needs a row
  const values = rows.length === 0 ? "('', 0, 0)" : rows.join(", ");
  return `create or replace temporary view periods as select * from values ${values} as periods (period, year, month)`;
}

/**
 * Makes what a query selects a view; the query begins in line 2, for messages. Where it reads parts, its plan is kept, and analyzed once
 * however often it is read. Where it reads what is kept of `sales`, it is a text: of a kept plan that a query reads twice, Spark finds one
 * in its memory, and would read all sales again for the other.
 */
export async function createView(
  session: Pick<Session, "sql" | "query">,
  name: string,
  text: string,
  isOfParts: boolean,
): Promise<void> {
  if (isOfParts) await session.query(`\n${text}`).createOrReplaceTempView(name);
  else await session.sql(`create or replace temporary view ${name} as\n${text}`);
}

/**
 * Computes and caches what a step selects, in memory.
 * @param isOfParts  as for `createView`
 * @throws TillbookError SPARK_FAILED naming file and line
 */
export async function cacheStep(
  session: Pick<Session, "sql" | "query">,
  step: keyof Steps,
  text: string,
  isOfParts: boolean,
  options: QueryOptions = {},
): Promise<void> {
  try {
    await session.sql(`drop view if exists ${step}`);
    await createView(session, step, text, isOfParts);
    await session.sql(`cache table ${step}`, {}, options);
  } catch (error) {
    throw explainFailure(error, `spark/steps/${step}.sql`, 1);
  }
}

/** Caches what steps select from `sales`, all of it in memory, as `cacheStep` does. */
export async function cacheSales(
  session: Pick<Session, "sql" | "query">,
  steps: Steps,
  asked?: Period,
  options?: QueryOptions,
): Promise<void> {
  await cacheStep(session, "rollup", steps.rollup, false, options);
  await cacheStep(session, "asked_articles", fillAsked(steps.asked_articles, asked), false, options);
}

/** Most time for freeing what is cached, in ms: a server that is gone would be called again for a minute. */
const freeingMs = 2_000;

/** Frees what steps cached, since a server that stays up would keep it when the session has ended; without an error if it can't. */
export async function dropSteps(session: Pick<Session, "sql">): Promise<void> {
  const signal = AbortSignal.timeout(freeingMs);
  try {
    for (const step of ["item_sales", "told_receipts", "asked_articles", "rollup"] satisfies (keyof Steps)[])
      await session.sql(`drop view if exists ${step}`, {}, { signal });
  } catch {}
}

/**
 * Caches what several queries read of `rollup`, as `cacheStep` does: `told_receipts`, and `item_sales` of the periods in the view
 * `periods`.
 * @param isOfParts  whether `rollup` is, as for `createView`
 * @param months  of the sales
 * @param only  names of the periods that are wanted; by default all
 */
export async function cacheShared(
  session: Pick<Session, "sql" | "query">,
  steps: Steps,
  isOfParts: boolean,
  months: readonly Pick<Month, "name">[],
  only?: readonly string[],
): Promise<void> {
  await session.sql(viewPeriods(months, only));
  await Promise.all([
    cacheStep(session, "told_receipts", steps.told_receipts, isOfParts),
    cacheStep(session, "item_sales", steps.item_sales, isOfParts),
  ]);
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

/**
 * Computes the fingerprint of a result, or of its rows for which a condition holds, as `fingerprintTable` does; undefined where the
 * table is missing or has other columns than the query.
 */
export async function fingerprintResult(
  connection: Connection,
  query: Query,
  table: string,
  ...rows: [where?: string, lock?: "lock in share mode"]
): Promise<Fingerprint | undefined> {
  const of = describeColumns(query);
  return fingerprintTable(connection, table, of.columns, of.amountColumn, of.nullable, ...rows);
}

/** Says of which columns the fingerprint of a result is computed. */
export function describeColumns({ columns }: Query) {
  return {
    columns: columns.map((column) => column.name),
    amountColumn: columns.find(({ type, unit }) => unit === "euros" && /^decimal\(\d+,2\)$/.test(type))?.name,
    nullable: columns.filter(({ isNullable }) => isNullable).map((column) => column.name),
  };
}

/** Computes the fingerprints of result tables, as `fingerprintResult` does. */
export async function fingerprintResults(
  connection: Connection,
  queries: readonly Query[],
  suffix = "",
): Promise<Record<string, Fingerprint | undefined>> {
  const prints: Record<string, Fingerprint | undefined> = {};
  for (const query of queries)
    prints[query.name] = await fingerprintResult(connection, query, `${query.name}${suffix}`);
  return prints;
}

/** Keeps the fingerprints of results that this run has just written, where nobody else wrote meanwhile. */
export async function keepResults(
  connection: Connection,
  paths: Paths,
  queries: readonly Query[],
  prints: Readonly<Record<string, Fingerprint | undefined>>,
  isAlone: () => Promise<boolean>,
): Promise<void> {
  for (const query of queries) {
    const print = prints[query.name];
    if (print !== undefined)
      await keepFingerprint(connection, paths, query.name, describeColumns(query), print, isAlone);
  }
}

/** Whether the results are what an aggregation wrote, by the same queries. */
export async function areResultsOf(
  connection: Connection,
  paths: Paths,
  done: Aggregation,
  queries: readonly Query[],
  queriesHash: string,
  currency = defaultCurrency,
): Promise<boolean> {
  if (done.queries !== queriesHash || !(await areIn(currency, connection, queries))) return false;
  for (const query of queries) {
    const print = await readFingerprint(connection, paths, query.name, describeColumns(query));
    if (print === undefined || formatFingerprint(print) !== done.wrote[query.name]) return false;
  }
  return true;
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
export async function expectUnchanged(connection: Connection, paths: Paths, sales: Fingerprint): Promise<void> {
  const parts = await readSalesParts(connection, paths);
  const now = parts && sumFingerprints(parts);
  if (now !== undefined && formatFingerprint(now) === formatFingerprint(sales)) return;
  const got = now === undefined ? "no such table" : formatFingerprint(now);
  throw new TillbookError(
    "BUSY",
    `sales changed during the aggregation: expected ${formatFingerprint(sales)}, got ${got}; the results are unchanged`,
    "run make aggregate again when nobody else changes sales",
  );
}
