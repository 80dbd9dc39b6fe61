import type { MysqlSettings } from "@tillbook/pipeline";
import { type Connection, createConnection } from "mysql2/promise";

/** Where a MySQL server is, and how to log in. */
export interface MysqlAddress extends MysqlSettings {
  host: string;
}

/**
 * Opens a connection. DECIMAL, DATE, TIME and TIMESTAMP come as strings, BIGINT as a number where that is exact; the session
 * is strict, and in UTC. Errors are the driver's.
 */
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
