import { join } from "node:path";
import { columnNames } from "@tillbook/dataset";
import {
  formatSeconds,
  type Period,
  runStage,
  type StageContext,
  TillbookError,
  writeManifest,
} from "@tillbook/pipeline";
import {
  findAskedPeriod,
  hashQueries,
  type Query,
  readDataChecks,
  readQueries,
  readSteps,
  type Steps,
} from "@tillbook/queries";
import {
  connectMysql,
  dropTables,
  expectOwnTables,
  explainMysqlError,
  type Fingerprint,
  findMysql,
  fingerprintTable,
  formatFingerprint,
  readCurrency,
  swapTables,
  withTableLock,
} from "@tillbook/services";
import type { Progress } from "@tillbook/spark-connect";
import type { Connection } from "mysql2/promise";
import {
  createNext,
  expectUnchanged,
  fingerprintResults,
  isUnchanged,
  prepareRollup,
  runQuery,
  runQueryAgain,
} from "./aggregate.js";
import { checkEquations } from "./checks.js";
import { printDataChecks, runDataChecks } from "./data-checks.js";
import { findIdRanges } from "./id-ranges.js";
import { explainFailure } from "./query-failure.js";
import { withSparkSession } from "./spark-session.js";
import { type Aggregation, noteFailure, prepareDone, prepareStatus, readLatest, startRun } from "./status.js";

await runStage("aggregate", async (context) => {
  const queries = await readQueries(join(context.paths.root, "spark"));
  const steps = await readSteps(join(context.paths.root, "spark"));
  const asked = findAskedPeriod(context.settings.report.period);
  const queriesHash = hashQueries(queries, steps);
  const dataChecks = await readDataChecks(join(context.paths.root, "checks"));
  const connection = await connectMysql(context.settings.mysql, context.paths);
  try {
    return await withTableLock(connection, "aggregate", async () => {
      await expectOwnTables(connection, "aggregate", [
        ...queries.map(({ name, question }) => ({ name, oldComment: question })),
        { name: "aggregate_status", oldComment: "SHA-256 over spark/*.sql" },
      ]);
      await prepareStatus(connection);
      const sales = await fingerprintTable(connection, "sales", columnNames, "amount");
      if (sales === undefined || sales.rows === 0) {
        throw new TillbookError("TABLE_MISSING", "expected sales to aggregate, got none in table sales", "make import");
      }
      const done = await readLatest(connection);
      const currency = await readCurrency(connection);
      const isCurrent =
        done !== undefined && (await isUnchanged(connection, done, sales, queries, queriesHash, currency, asked));
      const { spark, wrote } = isCurrent
        ? done
        : await aggregate(context, connection, queries, steps, queriesHash, sales, currency, asked);
      const checks = await runDataChecks(connection, dataChecks);
      printDataChecks(checks, context.log);
      const read = formatFingerprint(sales);
      const manifest = { queries: queriesHash, spark_version: spark, read, wrote, ...(asked && { asked: asked.name }) };
      await writeManifest("aggregate", checks.length > 0 ? { ...manifest, checks } : manifest, context.paths.manifests);
      return `${isCurrent ? "unchanged, " : ""}${formatSizes(wrote)}`;
    });
  } catch (error) {
    throw explainMysqlError(error);
  } finally {
    await connection.end();
  }
});

async function aggregate(
  { settings, paths, log, progress, signal }: StageContext,
  connection: Connection,
  queries: Query[],
  steps: Steps,
  queriesHash: string,
  sales: Fingerprint,
  currency: string,
  asked: Period | undefined,
): Promise<Pick<Aggregation, "spark" | "wrote">> {
  const tables = queries.map(({ name }) => name);
  const mysql = await findMysql(settings.mysql, paths);
  const ranges = await findIdRanges(connection, sales.rows);
  const run = await startRun(connection, formatFingerprint(sales), queriesHash, asked?.name);
  try {
    await dropTables(connection, [...tables, "aggregate_status"], "__next");
    for (const query of queries) await createNext(connection, query, currency);
    const server = settings.spark.remote === undefined ? `embedded, ${settings.spark.memory}` : "SPARK_REMOTE";
    log(`${sales.rows} sales, ${queries.length} queries, Spark ${server}`);
    const options = { settings: settings.spark, paths, mysql, rows: sales.rows, signal };
    const started = performance.now();
    const spark = await withSparkSession(options, async (session) => {
      const ready = performance.now();
      const [view, cache, days] = prepareRollup(mysql.database, ranges, steps, asked);
      await session.sql(view);
      const onProgress = ({ completedTasks, tasks }: Progress): void => progress(completedTasks, 1.1 * tasks);
      await session.sql(cache, {}, { onProgress }).catch((error) => {
        throw explainFailure(error, "spark/steps/rollup.sql", 1);
      });
      await session.sql(days);
      const summed = performance.now();
      // While Spark computes: it must have read what the fingerprint says, not what an import put there in between.
      const check = expectUnchanged(connection, sales);
      check.catch(() => {});
      const isCluster = settings.spark.remote !== undefined;
      const writeResult = (query: Query): Promise<void> =>
        isCluster
          ? runQueryAgain(session, connection, query, mysql.database, log, currency, asked)
          : runQuery(session, query, mysql.database, asked);
      await Promise.all(queries.map(writeResult));
      const written = performance.now();
      await check;
      const [start, sum, write] = [ready - started, summed - ready, written - summed].map(formatSeconds);
      log(`Spark ready after ${start}, sales read and summed in ${sum}, results written in ${write}`);
      return session.version;
    });
    for (const query of queries) await checkEquations(connection, query, sales);
    const wrote = formatAll(await fingerprintResults(connection, queries, "__next"));
    await prepareDone(connection, run, { spark, wrote });
    await swapTables(connection, [...tables, "aggregate_status"]);
    return { spark, wrote };
  } catch (error) {
    const lost = await noteFailure(connection, run).catch((cause: unknown) => cause);
    // Spark fails when the database is gone, and says less of it.
    throw error instanceof TillbookError && error.code === "SPARK_FAILED" && lost !== undefined ? lost : error;
  }
}

function formatAll(prints: Record<string, Fingerprint | undefined>): Record<string, string> {
  const entries = Object.entries(prints).map(([name, print]) => {
    if (print === undefined) throw new Error(`expected the new table ${name}__next`);
    return [name, formatFingerprint(print)];
  });
  return Object.fromEntries(entries);
}

function formatSizes(wrote: Record<string, string>): string {
  return Object.entries(wrote)
    .map(([name, print]) => `${name} ${print.split(":")[0]}`)
    .join(", ");
}
