import { connect, isIP, type Socket } from "node:net";
import type { MysqlSettings } from "@tillbook/pipeline";
import { type Connection, type ConnectionOptions, createConnection } from "mysql2/promise";
import { readTlsFiles, writeDriverTls } from "./tls.js";

/** Where a MySQL server is, and how to log in. */
export interface MysqlAddress extends Pick<MysqlSettings, "port" | "user" | "password" | "database"> {
  host: string;
  socket?: string | undefined;
  tls?: MysqlSettings["tls"];
}

/** Writes where a server is, e.g. `db.example.org:3306`, `[::1]:3306`, or the path of a socket. */
export function formatPlace({ host, port, socket }: Pick<MysqlAddress, "host" | "port" | "socket">): string {
  return socket ?? `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** What each session sets for itself, whatever the server's defaults are. */
const session = [
  "sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'",
  "time_zone = '+00:00'",
  // a connection sleeps while Spark reads, and LOAD DATA waits while it has no row ready
  "wait_timeout = 86400",
  "net_read_timeout = 86400",
];

/**
 * With another level, InnoDB writes nothing to a binary log of statements. The variable has two names; each server reads one of these
 * comments (MariaDB leaves out those of MySQL 5.7).
 */
const isolation =
  "/*!50720 , transaction_isolation = 'REPEATABLE-READ' */ /*M!100000 , tx_isolation = 'REPEATABLE-READ' */";

/** How often an idle connection is used, in ms: proxies close those that sleep for a minute. */
const keepAliveMs = 20_000;

/**
 * Opens a connection. DECIMAL, DATE, TIME and TIMESTAMP come as strings, BIGINT as a number where that is exact; the session
 * is strict, and in UTC. Errors are the driver's.
 * @throws TillbookError SETTING_INVALID for certificates that can't be used
 */
export async function openMysql(address: MysqlAddress): Promise<Connection> {
  const { tls } = address;
  const ssl = tls && writeDriverTls(tls, await readTlsFiles(tls));
  const connection = await openOnce(address, ssl).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "HANDSHAKE_NO_SSL_SUPPORT" && tls?.mode === "preferred") return openOnce(address, undefined);
    throw error;
  });
  await connection.query(`set session ${session.join(", ")} ${isolation}`);
  keepAlive(connection);
  return connection;
}

/** Sends a ping now and then, until the connection ends; what is then wrong, the next statement says. */
function keepAlive(connection: Connection): void {
  const timer = setInterval(() => void connection.ping().catch(() => clearInterval(timer)), keepAliveMs).unref();
  connection.on("end", () => clearInterval(timer));
}

function openOnce(address: MysqlAddress, ssl: ConnectionOptions["ssl"] | undefined): Promise<Connection> {
  const { host, port, user, password, database, socket } = address;
  return createConnection({
    ...(socket === undefined ? { host, port } : { socketPath: socket }),
    ...(isIP(host) > 0 && ssl !== undefined && { stream: () => connectByAddress(port, host) }),
    user,
    password,
    database,
    ...(ssl && { ssl }),
    charset: "utf8mb4_bin",
    timezone: "Z",
    dateStrings: true,
    decimalNumbers: false,
    supportBigNumbers: true,
    connectTimeout: 10_000,
    flags: ["+LOCAL_FILES"],
  });
}

/**
 * Connects to an IP address, so that a certificate is compared with it: Node would take `localhost`, since the driver names the
 * server to it by host names alone (Node's _tls_wrap.js, onConnectSecure).
 */
function connectByAddress(port: number, host: string): Socket {
  return Object.assign(connect(port, host).setNoDelay(true), { _host: host });
}
