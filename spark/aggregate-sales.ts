import { sumFingerprints } from "@tillbook/dataset";
import { formatSeconds, type Paths, type Period, TillbookError } from "@tillbook/pipeline";
import { hashQueries, type Query, readsTable, type Steps } from "@tillbook/queries";
import {
  countWrites,
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
  cacheSales,
  cacheShared,
  createNext,
  dropSteps,
  expectUnchanged,
  fingerprintResults,
  keepResults,
  viewSales,
} from "./aggregate.js";
import { checkEquations } from "./checks.js";
import { findIdRanges } from "./id-ranges.js";
import { loadResult } from "./load-result.js";
import { type Change, findChange, isSmall, type Month, readMonths } from "./months.js";
import { findAffected, type Replacement, replaceRows } from "./publish.js";
import { countStores, estimateResultWork } from "./result-work.js";
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
  /** Opens a session that reads about so many rows, for results that are as much work as `resultWork` rows. */
  withSession: <T>(size: { rows: number; resultWork: number }, work: (session: Session) => Promise<T>) => Promise<T>;
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
  const results = latest === undefined ? [] : queries.map(({ name }) => name);
  const isAlone = await watchWrites(connection, paths, ...results);
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
    const made = await compute(options, { run, months, before, isAlone, currency });
    return { ...made, read, queries: hash, isUnchanged: false };
  } catch (error) {
    const lost = await noteFailure(connection, run).catch((cause: unknown) => cause);
    // Spark fails when the database is gone, and says less of it.
    throw isOfSpark(error) && lost !== undefined ? lost : error;
  }
}

function isOfSpark(error: unknown): boolean {
  return error instanceof TillbookError && ["SPARK_FAILED", "MYSQL_UNREACHABLE"].includes(error.code);
}

/** What is known before Spark starts. */
interface Known {
  /** Id of the run's row. */
  run: number;
  months: readonly Month[];
  /** The aggregation whose results are there; undefined where they must be made anew. */
  before: Aggregation | undefined;
  /** Whether nobody has written since before that was seen, but for these writes of ours in other sessions. */
  isAlone: (ours: number) => Promise<boolean>;
  currency: string;
}

async function compute(options: AggregateOptions, known: Known): Promise<Pick<Aggregation, "spark" | "wrote">> {
  const { connection, paths, queries, asked, withSession, partsFolder, log } = options;
  const { run, months, before, currency } = known;
  const sales = sumFingerprints(months);
  const tables = queries.map(({ name }) => name);
  const change = before !== undefined && partsFolder !== undefined ? findChange(before, months, asked) : undefined;
  const changed = months.filter(({ name }) => change?.months.includes(name) ?? true);
  await makeNext(options, currency);
  const replace = async (replacements: readonly Replacement[], spark: string, ours = 0) => {
    const isAlone = () => known.isAlone(ours);
    const replacing = { id: run, spark, before: before!, isAlone };
    const wrote = await replaceRows(connection, paths, queries, replacements, { months, computed: changed }, replacing);
    if (wrote !== undefined) await dropTables(connection, tables, "__next");
    else log("NOTE: a result was edited in the database during this run; all are made anew");
    return wrote;
  };
  // Rows of days that nobody asks for any longer only go; a result that is not of periods may have others instead.
  const gone = change?.months.length === 0 && asked === undefined ? listReplacements(options, change) : undefined;
  const goneOnly = gone?.every(({ query }) => query.parts === "period") ? gone : undefined;
  if (goneOnly !== undefined) {
    const wrote = await replace(goneOnly, before!.spark);
    if (wrote !== undefined) return { spark: before!.spark, wrote };
  }
  const rows =
    change === undefined ? sales.rows : await countUnsummed(partsFolder!, { ...options, ...known }, before!.spark);
  const resultWork = estimateResultWork(sales.rows, await countStores(connection, months));
  return withSession({ rows, resultWork }, async (session) => {
    const spark = session.version;
    try {
      const parts = await runSteps(options, known, session, changed);
      const load = (replacements?: readonly Replacement[]) =>
        loadResults(options, known, session, replacements && { replacements, change });
      // Rows that another version of Spark made are not mixed with its own.
      const isSame = goneOnly === undefined && before?.spark === spark && isSmall(changed, months);
      const replacements = isSame && change !== undefined ? listReplacements(options, change) : undefined;
      let wrote = replacements && (await replace(replacements, spark, await load(replacements)));
      if (wrote === undefined) {
        if (replacements !== undefined) await makeNext(options, currency);
        await load();
        wrote = await swap(options, run, months, spark);
      }
      await parts?.removeUnused().catch((error) => log(`NOTE: parts that are not needed stay: ${error.message}`));
      return { spark, wrote };
    } finally {
      await dropSteps(session);
    }
  });
}

/** Makes the `__next` tables of all results, empty. */
async function makeNext({ connection, queries }: AggregateOptions, currency: string): Promise<void> {
  await dropTables(connection, [...queries.map(({ name }) => name), "aggregate_status"], "__next");
  for (const query of queries) await createNext(connection, query, currency);
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
  const viewAll = async () => session.sql(viewSales(database, await findRanges(months)));
  let parts: SummedParts | undefined;
  if (partsFolder === undefined) {
    await viewAll();
    await cacheSales(session, steps, asked, { onProgress });
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
    // each range of ids asks MySQL for its columns; the view of the months that were read must not be taken for all
    if (needSales(queries)) await viewAll();
    else await session.sql("drop view if exists sales");
  }
  log(
    `sales ${parts === undefined ? "" : `of ${parts.read.length} of ${months.length} months `}read and summed in ${formatSeconds(performance.now() - started)}`,
  );
  return parts;
}

/**
 * Loads the results into their `__next` tables, all rows or those that are to be replaced.
 * @returns what its sessions have written, as `countWrites` counts it
 */
async function loadResults(
  { connection, openConnection, queries, steps, asked, paths, partsFolder, log }: AggregateOptions,
  { months, currency }: Known,
  session: Session,
  part: { replacements: readonly Replacement[]; change: Change | undefined } | undefined,
): Promise<number> {
  const started = performance.now();
  const work: { query: Query; affected?: string }[] = part?.replacements.slice() ?? queries.map((query) => ({ query }));
  // a query whose rows are all made anew reads all of them
  const isPart = part?.replacements.every(({ affected }) => affected !== "true");
  const isOfParts = partsFolder !== undefined;
  await cacheShared(session, steps, isOfParts, months, isPart ? part?.change?.periods : undefined);
  const writes = work.map(async ({ query, affected }) => {
    const own = await openConnection();
    try {
      await loadResult(session, own, query, { asked, affected, currency, isOfParts });
      return await countWrites(own);
    } finally {
      await own.end();
    }
  });
  const ours = (await Promise.all(writes)).reduce((sum, count) => sum + count, 0);
  log(`results written in ${formatSeconds(performance.now() - started)}`);
  if (needSales(queries)) await expectUnchanged(connection, paths, sumFingerprints(months));
  return ours;
}

/** Whether a query reads `sales`, and not only what the steps make of it. */
function needSales(queries: readonly Query[]): boolean {
  return queries.some(({ text }) => readsTable(text, "sales"));
}

/** Replaces all results by their `__next` tables. */
async function swap(
  { connection, paths, queries }: AggregateOptions,
  run: number,
  months: readonly Month[],
  spark: string,
): Promise<Record<string, string>> {
  for (const query of queries) await checkEquations(connection, query, { months });
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
