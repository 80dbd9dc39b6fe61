import { findPaths, type MysqlSettings, type Paths, TillbookError } from "@tillbook/pipeline";
import type { Connection } from "mysql2/promise";
import { explainConnectError } from "./connect-errors.js";
import { readConnection } from "./embedded-mysql.js";
import { type MysqlAddress, openMysql } from "./open-mysql.js";
import { isServing } from "./process.js";

/**
 * Finds the server that the settings name: their own, or the embedded one while it runs.
 * @throws TillbookError MYSQL_UNREACHABLE when the embedded one does not run
 */
export async function findMysql(settings: MysqlSettings, paths: Paths = findPaths()): Promise<MysqlAddress> {
  if (settings.host !== undefined) return { ...settings, host: settings.host };
  const embedded = await readConnection(paths);
  if (embedded !== undefined && isServing(embedded.pid, embedded.port)) return embedded;
  throw new TillbookError(
    "MYSQL_UNREACHABLE",
    "the embedded MariaDB is not running",
    "run `make mysql`, which keeps it up; make report and make jupyter start it themselves",
  );
}

/**
 * Connects to the database of the settings, as `openMysql` does.
 * @throws TillbookError MYSQL_UNREACHABLE, MYSQL_REFUSED
 */
export async function connectMysql(settings: MysqlSettings, paths: Paths = findPaths()): Promise<Connection> {
  const address = await findMysql(settings, paths);
  try {
    return await openMysql(address);
  } catch (error) {
    throw explainConnectError(error, address);
  }
}
