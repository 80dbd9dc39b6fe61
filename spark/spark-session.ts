import { type Paths, type SparkSettings, TillbookError } from "@tillbook/pipeline";
import {
  formatPlace,
  type MysqlAddress,
  startEmbeddedSpark,
  withConnectorTls,
  withSocketRelay,
} from "@tillbook/services";
import { connect, type Session, SparkError } from "@tillbook/spark-connect";
import { explainMysqlFailure } from "./mysql-failure.js";

/** Below this many rows, Java's optimising compiler costs more time than it saves; measured in docs/performance.md. */
const shortRows = 5_000_000;

/** Retries of a call whose connection broke: about a minute with the waits between them; Spark's default of 15 takes ten minutes. */
const maxRetries = 6;

/** What opening a session needs. */
export interface SessionOptions {
  settings: SparkSettings;
  paths: Paths;
  mysql: MysqlAddress;
  /** Rows to be read. */
  rows: number;
  /** As for `startEmbeddedSpark`. */
  archive?: "use" | "write";
  signal: AbortSignal;
}

/**
 * Runs `work` in a Spark session that has our MySQL as catalog `till`: on the server of the settings, or on an embedded
 * one that is stopped afterwards.
 * @throws TillbookError SPARK_UNREACHABLE, SPARK_REFUSED, SPARK_FAILED with Spark's own message
 */
export async function withSparkSession<T>(options: SessionOptions, work: (session: Session) => Promise<T>): Promise<T> {
  const { settings, paths, rows, archive = "use", signal, mysql } = options;
  const { socket, ...address } = mysql;
  if (socket !== undefined && settings.mysqlHost === undefined) {
    expectNearby(settings);
    return withSocketRelay(socket, (port) =>
      withSparkSession({ ...options, mysql: { ...address, host: "127.0.0.1", port } }, work),
    );
  }
  if (settings.remote !== undefined) return withSession(settings.remote, options, work);
  const server = await startEmbeddedSpark({
    paths,
    memory: settings.memory,
    isShort: rows < shortRows,
    archive,
    signal,
  });
  try {
    return await withSession(server.remote, options, work);
  } finally {
    await server.stop();
  }
}

/** @throws TillbookError SETTING_INVALID for a Spark elsewhere, which can't come to a socket of this machine */
function expectNearby({ remote }: SparkSettings): void {
  if (remote === undefined || /^sc:\/\/(localhost|127\.\d+\.\d+\.\d+)[:/]/.test(remote)) return;
  throw new TillbookError(
    "SETTING_INVALID",
    "SPARK_MYSQL_HOST must be the host and port at which SPARK_REMOTE reaches MySQL, since MYSQL_SOCKET is of this machine, got none",
    "set SPARK_MYSQL_HOST, or unset SPARK_REMOTE to use the embedded Spark",
  );
}

async function withSession<T>(remote: string, options: SessionOptions, work: (session: Session) => Promise<T>) {
  const { signal } = options;
  let session: Session | undefined;
  try {
    session = await connect(remote, { signal, timeoutMs: 30_000, retry: { maxRetries } });
    const opened = session;
    return await withConnectorTls(options.mysql.tls, findStoreFolder(options), async (tls) => {
      await opened.setConfig(sessionConfig(options, tls));
      return work(opened);
    });
  } catch (error) {
    throw signal.aborted ? signal.reason : explain(error, remote);
  } finally {
    await session?.close();
  }
}

/** Spark's settings for the session: sent by the Config call, so that the password is in no SQL text and no plan. */
function sessionConfig({ mysql, settings, rows }: SessionOptions, tls: Record<string, string>): Record<string, string> {
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
function findStoreFolder({ settings, paths, mysql: { tls } }: SessionOptions): string {
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

function explain(error: unknown, remote: string): unknown {
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
