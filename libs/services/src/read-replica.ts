import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { type MysqlSettings, type Paths, TillbookError } from "@tillbook/pipeline";
import type { Connection, RowDataPacket } from "mysql2/promise";
import { connectMysql } from "./connect-mysql.js";
import { keepInMemory } from "./keep-in-memory.js";
import { isMissing } from "./mysql-errors.js";

/** How long a replica may lag behind before a stage gives up, in ms. */
const patienceMs = 60_000;

/** Gives the settings of the server to read from: MYSQL_READ_HOST, or the only one that there is. */
export function findReader(settings: MysqlSettings): MysqlSettings {
  const [, host, port] = /^(?:\[?(.+?)\]?)(?::(\d+))?$/.exec(settings.readHost ?? "") ?? [];
  if (settings.readHost === undefined || host === undefined) return settings;
  return { ...settings, host, port: port === undefined ? settings.port : Number(port), readHost: undefined };
}

/**
 * Connects to read, as `connectMysql` does, with temporary tables that stay in memory.
 * @param expected  fingerprints of the results that must be there, as aggregate wrote them: a replica may have older ones for a while
 * @throws TillbookError BUSY when a replica has other results after a minute, and what `connectMysql` throws
 */
export async function connectReader(
  settings: MysqlSettings,
  paths?: Paths,
  expected?: Readonly<Record<string, string>>,
): Promise<Connection> {
  const connection = await connectMysql(findReader(settings), paths);
  await keepInMemory(connection);
  if (settings.readHost === undefined || expected === undefined) return connection;
  try {
    await waitForResults(connection, expected, settings.readHost);
    return connection;
  } catch (error) {
    connection.destroy();
    throw error;
  }
}

/** Results and their status row change in one step, so who has the row has the tables. */
export async function waitForResults(
  connection: Connection,
  expected: Readonly<Record<string, string>>,
  place: string,
  patience = patienceMs,
): Promise<void> {
  for (const deadline = performance.now() + patience; ; await sleep(Math.min(500, patience))) {
    if (isDeepStrictEqual(await readResults(connection), expected)) return;
    if (performance.now() < deadline) continue;
    throw new TillbookError(
      "BUSY",
      `the replica ${place} doesn't have the results of the last make aggregate`,
      "run the same command again when it has caught up (`show replica status` there), or unset MYSQL_READ_HOST",
    );
  }
}

async function readResults(connection: Connection): Promise<unknown> {
  try {
    const [[row]] = await connection.query<RowDataPacket[]>(
      "select wrote_fingerprints as wrote from aggregate_status where state = 'done' order by id desc limit 1",
    );
    return JSON.parse(String(row?.["wrote"] ?? "null"));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
