import { startEmbeddedSpark, withConnectorTls, withSocketRelay } from "@tillbook/services";
import { connect, type Session } from "@tillbook/spark-connect";
import {
  expectNearby,
  explainSession,
  findStoreFolder,
  isShort,
  type SessionOptions,
  sessionConfig,
} from "./session-options.js";

/** Retries of a call whose connection broke: about a minute with the waits between them; Spark's default of 15 takes ten minutes. */
const maxRetries = 6;

/**
 * Runs `work` in a Spark session that has our MySQL as catalog `till`: on the server of the settings, or on an embedded
 * one that is stopped afterwards.
 * @throws TillbookError SPARK_UNREACHABLE, SPARK_REFUSED, SPARK_FAILED with Spark's own message
 */
export async function withSparkSession<T>(options: SessionOptions, work: (session: Session) => Promise<T>): Promise<T> {
  const { settings, paths, archive = "use", signal, mysql } = options;
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
    isShort: isShort(options),
    archive,
    signal,
  });
  try {
    return await withSession(server.remote, options, work);
  } finally {
    await server.stop();
  }
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
    throw signal.aborted ? signal.reason : explainSession(error, remote);
  } finally {
    await session?.close();
  }
}
