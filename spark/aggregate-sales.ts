import { sumFingerprints } from "@tillbook/dataset";
import { formatSeconds, type Paths, type Period, TillbookError } from "@tillbook/pipeline";
import { hashQueries, type Query, readsTable, type Steps } from "@tillbook/queries";
import {
  dropTables,
  type Fingerprint,
  formatFingerprint,
  readCurrency,
  swapTables,
  watchWrites,
} from "@tillbook/services";
import type { Progress, Session } from "@tillbook/spark-connect";
import type { Connection } from "mysql2/promise";
import {
  areResultsOf,
  cacheSteps,
  createNext,
  expectUnchanged,
  fingerprintResults,
  keepResults,
  viewSales,
} from "./aggregate.js";
import { checkEquations } from "./checks.js";
import { findIdRanges } from "./id-ranges.js";
import { loadResult } from "./load-result.js";
import { type Change, findChange, type Month, readMonths } from "./months.js";
import { findAffected, type Replacement, replaceRows } from "./publish.js";
import { explainFailure } from "./query-failure.js";
import { type Aggregation, noteFailure, prepareDone, prepareStatus, readLatest, startRun } from "./status.js";
import { countUnsummed, type SummedParts, sumParts } from "./sum-parts.js";

/** What an aggregation needs; the caller holds the lock of the tables. */
export interface AggregateOptions {
  connection: Connection;
  paths: Paths;
  /** MySQL's. */
  database: string;
  queries: readonly Query[];
  steps: Steps;
  /** The days whose articles are asked for, where they are no month, quarter or year. */
  asked: Period | undefined;
  /** Of the parts, which Spark sees by the same path; undefined sums all sales in Spark's memory. */
  partsFolder: string | undefined;
  /** Whether Spark is not the embedded one. */
  isCluster: boolean;
  /** Opens another connection, since several results are loaded at the same time. */
  openConnection: () => Promise<Connection>;
  /** Opens a session that reads about so many rows. */
  withSession: <T>(rows: number, work: (session: Session) => Promise<T>) => Promise<T>;
  log: (line: string) => void;
  progress: (done: number, all: number) => void;
}

/** What an aggregation found and made. */
export interface Aggregated extends Pick<Aggregation, "read" | "queries" | "spark" | "wrote"> {
  /** Whether the results were there already. */
  isUnchanged: boolean;
}

/**
 * Makes the results what the queries select from `sales`, and computes only what changed since the last time.
 * @throws TillbookError TABLE_MISSING, BUSY, CHECK_FAILED, SPARK_FAILED, SQL_FILE_INVALID; then the results are unchanged
 */
export async function aggregateSales(options: AggregateOptions): Promise<Aggregated> {
  const { connection, paths, queries, steps, asked } = options;
  await prepareStatus(connection);
  const months = await readMonths(connection, paths);
  if (months === undefined || months.length === 0)
    throw new TillbookError("TABLE_MISSING", "expected sales to aggregate, got none in table sales", "make import");
  const hash = hashQueries(queries, steps);
  const currency = await readCurrency(connection);
  const latest = await readLatest(connection);
  const before =
    latest !== undefined && (await areResultsOf(connection, paths, latest, queries, hash, currency))
      ? latest
      : undefined;
  const read = formatFingerprint(sumFingerprints(months));
  if (before !== undefined && before.read === read && before.asked === asked?.name)
    return { read, queries: hash, spark: before.spark, wrote: before.wrote, isUnchanged: true };
  const run = await startRun(connection, {
    read,
    months: Object.fromEntries(months.map((month) => [month.name, formatFingerprint(month)])),
    queries: hash,
    asked: asked?.name,
  });
  try {
    const made = await compute(options, { run, months, before, currency });
    return { ...made, read, queries: hash, isUnchanged: false };
  } catch (error) {
    const lost = await noteFailure(connection, run).catch((cause: unknown) => cause);
    // Spark fails when the database is gone, and says less of it.
    throw error instanceof TillbookError && error.code === "SPARK_FAILED" && lost !== undefined ? lost : error;
  }
}

/** What is known before Spark starts. */
interface Known {
  /** Id of the run's row. */
  run: number;
  months: readonly Month[];
  /** The aggregation whose results are there; undefined where they must be made anew. */
  before: Aggregation | undefined;
  currency: string;
}

async function compute(options: AggregateOptions, known: Known): Promise<Pick<Aggregation, "spark" | "wrote">> {
  const { connection, paths, queries, asked, withSession, partsFolder, log } = options;
  const { run, months, before, currency } = known;
  const sales = sumFingerprints(months);
  const tables = queries.map(({ name }) => name);
  const change = before !== undefined && partsFolder !== undefined ? findChange(before, months, asked) : undefined;
  await dropTables(connection, [...tables, "aggregate_status"], "__next");
  for (const query of queries) await createNext(connection, query, currency);
  const replace = async (replacements: readonly Replacement[], spark: string): Promise<Record<string, string>> => {
    const wrote = await replaceRows(connection, paths, replacements, sales, { id: run, spark, before: before! });
    await dropTables(connection, tables, "__next");
    return wrote;
  };
  // Rows of days that nobody asks for any longer only go; a result that is not of periods may have others instead.
  const gone = change?.months.length === 0 && asked === undefined ? listReplacements(options, change) : undefined;
  if (gone?.every(({ query }) => query.parts === "period"))
    return { spark: before!.spark, wrote: await replace(gone, before!.spark) };
  const changed = months.filter(({ name }) => change?.months.includes(name) ?? true);
  const rows =
    change === undefined ? sales.rows : await countUnsummed(partsFolder!, { ...options, ...known }, before!.spark);
  return withSession(rows, async (session) => {
    const parts = await runSteps(options, known, session, changed);
    // Rows that another version of Spark made are not mixed with its own.
    const isSame = change !== undefined && before?.spark === session.version && isSmall(changed, months);
    const replacements = isSame ? listReplacements(options, change) : undefined;
    await loadResults(options, currency, session, replacements);
    if (queries.some(({ text }) => readsTable(text, "sales"))) await expectUnchanged(connection, paths, sales);
    const wrote =
      replacements !== undefined
        ? await replace(replacements, session.version)
        : await swap(options, run, sales, session.version);
    await parts?.removeUnused().catch((error) => log(`NOTE: parts that are not needed stay: ${error.message}`));
    return { spark: session.version, wrote };
  });
}

/** Whether replacing rows takes less than writing all of them anew. */
function isSmall(changed: readonly Month[], months: readonly Month[]): boolean {
  return 2 * sumFingerprints(changed).rows <= sumFingerprints(months).rows;
}

function listReplacements({ connection, queries }: AggregateOptions, change: Change): Replacement[] {
  return queries.flatMap((query) => {
    const affected = findAffected(query, change, connection);
    return affected === undefined ? [] : [{ query, affected }];
  });
}

/** Makes `rollup`, `asked_articles` and `sales` in a session. */
async function runSteps(
  { connection, paths, database, steps, asked, partsFolder, isCluster, queries, log, progress }: AggregateOptions,
  { months, currency }: Known,
  session: Session,
  changed: readonly Month[],
): Promise<SummedParts | undefined> {
  const sales = sumFingerprints(months);
  const started = performance.now();
  const onProgress = ({ completedTasks, tasks }: Progress): void => progress(completedTasks, 1.1 * tasks);
  const findRanges = (some: readonly Month[]) =>
    findIdRanges(
      connection,
      some.flatMap(({ ids }) => ids),
    );
  const only = changed.length < months.length ? `, ${changed.length} of ${months.length} months changed` : "";
  log(`${sales.rows} sales${only}, ${queries.length} queries, Spark ${isCluster ? "SPARK_REMOTE" : "embedded"}`);
  const viewAll = viewSales(database, await findRanges(months));
  let parts: SummedParts | undefined;
  if (partsFolder === undefined) {
    await session.sql(viewAll);
    for (const [step, statement] of cacheSteps(steps, asked))
      await session.sql(statement, {}, { onProgress }).catch((error) => {
        throw explainFailure(error, `spark/steps/${step}.sql`, 1);
      });
    await expectUnchanged(connection, paths, sales);
  } else {
    parts = await sumParts({
      session,
      folder: partsFolder,
      database,
      steps,
      currency,
      months,
      asked,
      findRanges,
      expectUnchanged: () => expectUnchanged(connection, paths, sales),
      onProgress,
    });
    await session.sql(viewAll);
  }
  log(
    `sales ${parts === undefined ? "" : `of ${parts.read.length} of ${months.length} months `}read and summed in ${formatSeconds(performance.now() - started)}`,
  );
  return parts;
}

/** Loads the results into their `__next` tables, all rows or those that are to be replaced. */
async function loadResults(
  { openConnection, queries, asked, log }: AggregateOptions,
  currency: string,
  session: Session,
  replacements: readonly Replacement[] | undefined,
): Promise<void> {
  const started = performance.now();
  const work: { query: Query; affected?: string }[] = replacements?.slice() ?? queries.map((query) => ({ query }));
  await Promise.all(
    work.map(async ({ query, affected }) => {
      const connection = await openConnection();
      await loadResult(session, connection, query, { asked, affected, currency }).finally(() => connection.end());
    }),
  );
  log(`results written in ${formatSeconds(performance.now() - started)}`);
}

/** Replaces all results by their `__next` tables. */
async function swap(
  { connection, paths, queries }: AggregateOptions,
  run: number,
  sales: Fingerprint,
  spark: string,
): Promise<Record<string, string>> {
  for (const query of queries) await checkEquations(connection, query, sales);
  const prints = await fingerprintResults(connection, queries, "__next");
  const wrote = formatAll(prints);
  await prepareDone(connection, run, { spark, wrote });
  const isAlone = await watchWrites(connection, paths);
  await swapTables(connection, [...queries.map(({ name }) => name), "aggregate_status"]);
  await keepResults(connection, paths, queries, prints, isAlone);
  return wrote;
}

function formatAll(prints: Record<string, Fingerprint | undefined>): Record<string, string> {
  const entries = Object.entries(prints).map(([name, print]) => {
    if (print === undefined) throw new Error(`expected the new table ${name}__next`);
    return [name, formatFingerprint(print)];
  });
  return Object.fromEntries(entries);
}
