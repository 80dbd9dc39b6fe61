import { type Paths, type SparkSettings, TillbookError } from "@tillbook/pipeline";
import { formatPlace, type MysqlAddress } from "@tillbook/services";
import { SparkError } from "@tillbook/spark-connect";
import { explainMysqlFailure } from "./mysql-failure.js";

/** What opening a session needs. */
export interface SessionOptions {
  settings: SparkSettings;
  paths: Paths;
  mysql: MysqlAddress;
  /** Rows to be read. */
  rows: number;
  /** How many rows the results are as much work as (default 0). */
  resultWork?: number;
  /** As for `startEmbeddedSpark`. */
  archive?: "use" | "write";
  signal: AbortSignal;
}

/** Below the work of this many rows, Java's optimising compiler costs more time than it saves; measured in docs/performance.md. */
const shortRows = 5_000_000;

/** Whether a session is over before Java's optimising compiler would pay. */
export function isShort({ rows, resultWork = 0 }: Pick<SessionOptions, "rows" | "resultWork">): boolean {
  return rows + resultWork < shortRows;
}

/** @throws TillbookError SETTING_INVALID for a Spark elsewhere, which can't come to a socket of this machine */
export function expectNearby({ remote }: SparkSettings): void {
  if (remote === undefined || /^sc:\/\/(localhost|127\.\d+\.\d+\.\d+)[:/]/.test(remote)) return;
  throw new TillbookError(
    "SETTING_INVALID",
    "SPARK_MYSQL_HOST must be the host and port at which SPARK_REMOTE reaches MySQL, since MYSQL_SOCKET is of this machine, got none",
    "set SPARK_MYSQL_HOST, or unset SPARK_REMOTE to use the embedded Spark",
  );
}

/** Spark's settings for the session: sent by the Config call, so that the password is in no SQL text and no plan. */
export function sessionConfig(
  { mysql, settings, rows }: SessionOptions,
  tls: Record<string, string>,
): Record<string, string> {
  const address = settings.mysqlHost ?? formatPlace(mysql);
  const catalog = "spark.sql.catalog.till";
  return {
    [catalog]: "org.apache.spark.sql.execution.datasources.v2.jdbc.JDBCTableCatalog",
    [`${catalog}.url`]: `jdbc:mysql://${address}/?${new URLSearchParams(connectorOptions)}`,
    [`${catalog}.driver`]: "com.mysql.cj.jdbc.Driver",
    [`${catalog}.user`]: mysql.user,
    [`${catalog}.password`]: mysql.password,
    ...Object.fromEntries(Object.entries(tls).map(([name, value]) => [`${catalog}.${name}`, value])),
    // Spark aggregates, not the database.
    [`${catalog}.pushDownAggregate`]: "false",
    "spark.connect.progress.reportInterval": "250ms",
    "spark.sql.session.timeZone": "UTC",
    // Each task writes parts of many months, without sorting its rows first.
    "spark.sql.maxConcurrentOutputFileWriters": "48",
    // The default of 200 would take longer than our queries, whose results have a few thousand rows at most.
    "spark.sql.shuffle.partitions": String(Math.max(2, Math.ceil(rows / 5_000_000))),
  };
}

const connectorOptions = {
  connectionTimeZone: "UTC",
  // Without TLS, the password is encrypted by MySQL's own RSA key exchange.
  allowPublicKeyRetrieval: "true",
};

/**
 * Finds the folder for key stores, which Spark must see as well.
 * @throws TillbookError SETTING_INVALID where a Spark elsewhere would need some, and shares no folder with us
 */
export function findStoreFolder({ settings, paths, mysql: { tls } }: SessionOptions): string {
  if (settings.remote === undefined) return paths.data;
  if (settings.parts !== undefined) return settings.parts;
  const isNeeded = tls?.client !== undefined || tls?.mode.startsWith("verify-");
  if (!isNeeded) return paths.data;
  throw new TillbookError(
    "SETTING_INVALID",
    "SPARK_PARTS must be a folder that Spark and we both see: SPARK_REMOTE gets the certificates of MYSQL_SSL there, got none",
    "set SPARK_PARTS, or unset SPARK_REMOTE to use the embedded Spark",
  );
}

/** Says of a failure on the way to Spark, or in a session, at which place it was and what to do. */
export function explainSession(error: unknown, remote: string): unknown {
  if (!(error instanceof SparkError)) return error;
  const place = new URL(remote.replace(/^sc:/, "http:")).host;
  if (error.grpcCode === "UNAVAILABLE") {
    const hint = /certificate/i.test(error.message)
      ? "set NODE_EXTRA_CA_CERTS to the PEM file of the authority that signed it"
      : "docker compose up --wait spark, or unset SPARK_REMOTE to use the embedded one";
    const message = `cannot reach Spark Connect at ${place}: ${error.message}`;
    return new TillbookError("SPARK_UNREACHABLE", message, hint, { cause: error });
  }
  if (error.grpcCode === "UNAUTHENTICATED") {
    const message = `Spark Connect at ${place} refused the token: ${error.message}`;
    return new TillbookError("SPARK_REFUSED", message, "set the right token in SPARK_REMOTE", { cause: error });
  }
  const ofMysql = explainMysqlFailure(error);
  if (ofMysql !== undefined) return ofMysql;
  return new TillbookError(
    "SPARK_FAILED",
    `Spark at ${place}: ${error.message}`,
    "check the query in spark/; the embedded server's log is .data/spark.log",
    { cause: error },
  );
}
