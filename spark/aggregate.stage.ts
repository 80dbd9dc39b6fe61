import { join } from "node:path";
import { runStage, writeManifest } from "@tillbook/pipeline";
import { findAskedPeriod, readDataChecks, readQueries, readSteps } from "@tillbook/queries";
import {
  connectMysql,
  expectOwnTables,
  explainMysqlError,
  findMysql,
  refreshKnown,
  withTableLock,
} from "@tillbook/services";
import { aggregateSales } from "./aggregate-sales.js";
import { printDataChecks, runDataChecks } from "./data-checks.js";
import { withSparkSession } from "./spark-session.js";

/** Most time for the embedded server to tidy up behind rows that were removed, which it has begun while Spark worked. */
const tidyingMs = 2_000;

await runStage("aggregate", async ({ settings, paths, log, progress, signal }) => {
  const folder = join(paths.root, "spark");
  const [queries, steps] = [await readQueries(folder), await readSteps(folder)];
  const dataChecks = await readDataChecks(join(paths.root, "checks"));
  const asked = findAskedPeriod(settings.report.period);
  const connection = await connectMysql(settings.mysql, paths);
  try {
    return await withTableLock(connection, "aggregate", async () => {
      await expectOwnTables(connection, "aggregate", [
        ...queries.map(({ name, question }) => ({ name, oldComment: question })),
        { name: "aggregate_status", oldComment: "SHA-256 over spark/*.sql" },
      ]);
      const mysql = await findMysql(settings.mysql, paths);
      const isCluster = settings.spark.remote !== undefined;
      const { isUnchanged, read, wrote, ...made } = await aggregateSales({
        connection,
        paths,
        database: mysql.database,
        queries,
        steps,
        asked,
        partsFolder: settings.spark.parts ?? (isCluster ? undefined : join(paths.data, "spark-parts")),
        isCluster,
        openConnection: () => connectMysql(settings.mysql, paths),
        withSession: (size, work) =>
          withSparkSession({ settings: settings.spark, paths, mysql, ...size, signal }, work),
        log,
        progress,
      });
      await refreshKnown(connection, paths, tidyingMs);
      const checks = await runDataChecks(connection, dataChecks);
      printDataChecks(checks, log);
      const manifest = { queries: made.queries, spark_version: made.spark, read, wrote };
      await writeManifest(
        "aggregate",
        { ...manifest, ...(asked && { asked: asked.name }), ...(checks.length > 0 && { checks }) },
        paths.manifests,
      );
      return `${isUnchanged ? "unchanged, " : ""}${formatSizes(wrote)}`;
    });
  } catch (error) {
    throw explainMysqlError(error);
  } finally {
    await connection.end();
  }
});

function formatSizes(wrote: Record<string, string>): string {
  return Object.entries(wrote)
    .map(([name, print]) => `${name} ${print.split(":")[0]}`)
    .join(", ");
}
