import { join } from "node:path";
import { formatFailure, type Paths, type Settings } from "@tillbook/pipeline";
import {
  type EmbeddedSpark,
  joinEmbeddedMysql,
  leaveEmbeddedMysql,
  type SparkOptions,
  startEmbeddedSpark,
} from "@tillbook/services";

/** The embedded servers that stay up between rebuilds. */
export interface WatchServices {
  /** Starts MariaDB if it doesn't run; resolves to the names of the servers that have ended since the last call. */
  mend: (signal: AbortSignal) => Promise<string[]>;
  /** Starts Spark for all later runs; until it is up, and if it fails to start, a stage starts its own. */
  warm: () => void;
  /** Where Spark is, for the stages. */
  environment: () => Record<string, string>;
  stop: () => Promise<void>;
}

/** What starts and stops the servers. */
export interface Starters {
  startEmbeddedSpark: (options: SparkOptions) => Promise<EmbeddedSpark>;
  joinEmbeddedMysql: (paths: Paths, database: string, signal: AbortSignal) => Promise<{ password: string }>;
  leaveEmbeddedMysql: (paths: Paths) => Promise<void>;
}

/** Keeps the servers that the settings don't name elsewhere. */
export function keepServices(
  { mysql, spark }: Pick<Settings, "mysql" | "spark">,
  paths: Paths,
  log: (line: string) => void,
  starters: Starters = { startEmbeddedSpark, joinEmbeddedMysql, leaveEmbeddedMysql },
): WatchServices {
  let password: string | undefined;
  let starting: Promise<void> | undefined;
  let server: EmbeddedSpark | undefined;
  async function startSpark(): Promise<void> {
    try {
      server = await starters.startEmbeddedSpark({ paths, memory: spark.memory });
    } catch (error) {
      for (const line of formatFailure(error)) log(line);
    }
  }
  async function mendMysql(signal: AbortSignal): Promise<boolean> {
    const before = password;
    // each start has a password of its own
    ({ password } = await starters.joinEmbeddedMysql(paths, mysql.database, signal));
    return before !== undefined && before !== password;
  }
  async function mendSpark(): Promise<boolean> {
    if (server === undefined || server.isRunning()) return false;
    await server.stop();
    [server, starting] = [undefined, undefined];
    return true;
  }
  return {
    mend: async (signal) => {
      const ended = [];
      if (mysql.host === undefined && (await mendMysql(signal))) ended.push("MariaDB");
      if (await mendSpark()) ended.push("Spark");
      return ended;
    },
    warm: () => {
      if (spark.remote === undefined) starting ??= startSpark();
    },
    environment: (): Record<string, string> =>
      // It sees our files, as a remote one doesn't.
      server ? { SPARK_REMOTE: server.remote, SPARK_PARTS: spark.parts ?? join(paths.data, "spark-parts") } : {},
    stop: async () => {
      await starting;
      await server?.stop();
      if (mysql.host === undefined) await starters.leaveEmbeddedMysql(paths);
    },
  };
}
