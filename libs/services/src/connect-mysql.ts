import { findPaths, type MysqlSettings, type Paths, TillbookError } from "@tillbook/pipeline";
import { type Connection, createConnection } from "mysql2/promise";
import { readConnection } from "./embedded-mysql.js";

/** Where a MySQL server is, and how to log in. */
export interface MysqlAddress {
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
}

/**
 * Finds the server that the settings name: their own, or the embedded one while it runs.
 * @throws TillbookError MYSQL_UNREACHABLE when the embedded one does not run
 */
export async function findMysql(settings: MysqlSettings, paths: Paths = findPaths()): Promise<MysqlAddress> {
  if (settings.host !== undefined) return { ...settings, host: settings.host };
  const embedded = await readConnection(paths);
  if (embedded !== undefined) return embedded;
  throw new TillbookError(
    "MYSQL_UNREACHABLE",
    "expected the embedded MariaDB to run, it doesn't",
    "make mysql keeps it up; make report and make jupyter start it by themselves",
  );
}

/**
 * Connects to the database of the settings. DECIMAL, DATE, TIME and TIMESTAMP come as strings, BIGINT as a number where
 * that is exact; the session is strict, and in UTC.
 * @throws TillbookError MYSQL_UNREACHABLE, MYSQL_REFUSED
 */
export async function connectMysql(settings: MysqlSettings, paths: Paths = findPaths()): Promise<Connection> {
  const address = await findMysql(settings, paths);
  try {
    return await openMysql(address);
  } catch (error) {
    throw explain(error as NodeJS.ErrnoException, address);
  }
}

/** Opens a connection as `connectMysql` describes; errors are the driver's. */
export async function openMysql(address: MysqlAddress): Promise<Connection> {
  const { host, port, user, password, database } = address;
  const connection = await createConnection({
    host,
    port,
    user,
    password,
    database,
    charset: "utf8mb4_bin",
    timezone: "Z",
    dateStrings: true,
    decimalNumbers: false,
    supportBigNumbers: true,
    connectTimeout: 10_000,
    flags: ["+LOCAL_FILES"],
  });
  await connection.query(
    "set session sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION', time_zone = '+00:00'",
  );
  return connection;
}

const refusals = new Set(["ER_ACCESS_DENIED_ERROR", "ER_DBACCESS_DENIED_ERROR", "ER_BAD_DB_ERROR"]);

function explain(error: NodeJS.ErrnoException, address: MysqlAddress): Error {
  const place = `${address.host}:${address.port}`;
  if (error.code !== undefined && refusals.has(error.code)) {
    return new TillbookError(
      "MYSQL_REFUSED",
      `MySQL at ${place} refused user ${address.user} for database ${address.database}: ${error.message}`,
      `create database ${address.database} and grant all on it to ${address.user}, or mend MYSQL_USER, MYSQL_PASSWORD, MYSQL_DATABASE`,
      { cause: error },
    );
  }
  return new TillbookError(
    "MYSQL_UNREACHABLE",
    `cannot reach MySQL at ${place}: ${error.code ?? error.message}`,
    "docker compose up --wait mysql, or unset MYSQL_HOST to use the embedded one",
    { cause: error },
  );
}
