import { existsSync } from "node:fs";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { type MysqlSettings, type Paths, TillbookError } from "@tillbook/pipeline";
import { checkServer, connectMysql, findMysql, findReader, formatPlace, leastPacketBytes } from "@tillbook/services";
import type { Connection, RowDataPacket } from "mysql2/promise";
import type { Finding } from "./finding.js";
import { checkPrivileges } from "./privileges.js";

/** A certificate that ends sooner than this is told, in days. */
const leastDays = 14;
/** Clocks that differ by more are told, in seconds. */
const mostSecondsApart = 120;

/** Checks the MySQL of the settings, and what of it would stop or slow a stage; changes nothing there. */
export async function checkMysql(settings: MysqlSettings, paths: Paths): Promise<Finding[]> {
  if (settings.host === undefined) return [checkEmbedded(paths)];
  let connection: Connection;
  try {
    connection = await connectMysql(settings, paths);
  } catch (error) {
    return [explain("MySQL", error)];
  }
  try {
    const account = await readAccount(connection);
    const { database } = settings;
    return [
      await checkVersion(connection, settings, paths, account),
      await checkTls(connection, settings),
      ...(await checkVariables(connection)),
      ...(await checkPrivileges(connection, { account, database })),
    ];
  } catch (error) {
    return [explain("MySQL", error)];
  } finally {
    await connection.end().catch(() => {});
  }
}

/** Checks the server of MYSQL_READ_HOST, where there is one. */
export async function checkReplica(settings: MysqlSettings, paths: Paths): Promise<Finding[]> {
  if (settings.readHost === undefined) return [];
  const reader = findReader(settings);
  try {
    const connection = await connectMysql(reader, paths);
    try {
      return [await checkVersion(connection, reader, paths, await readAccount(connection), "replica")];
    } finally {
      await connection.end().catch(() => {});
    }
  } catch (error) {
    return [explain("replica", error)];
  }
}

function explain(name: string, error: unknown): Finding {
  if (error instanceof TillbookError) return { name, found: `${error.message} [${error.code}]`, remedy: error.hint };
  return { name, found: (error as Error).message, remedy: "see docs/your-own-server.md" };
}

function checkEmbedded({ cache }: Paths): Finding {
  return existsSync(join(cache, "mariadb", "bin", "mariadbd"))
    ? { name: "MySQL", found: "the embedded MariaDB, which starts when a stage needs it (MYSQL_HOST is not set)" }
    : { name: "MySQL", found: "no embedded MariaDB yet, and no MYSQL_HOST", remedy: "make setup" };
}

/** The account as the server knows it, quoted as in a GRANT, e.g. 'tillbook'@'10.0.0.%'. */
async function readAccount(connection: Connection): Promise<string> {
  const [[row]] = await connection.query<RowDataPacket[]>("select current_user() as account");
  const [, user, host] = /^(.*)@([^@]*)$/.exec(String(row?.["account"])) ?? [];
  return `'${user}'@'${host}'`;
}

async function checkVersion(
  connection: Connection,
  settings: MysqlSettings,
  paths: Paths,
  account: string,
  name = "MySQL",
): Promise<Finding> {
  try {
    const server = await checkServer(connection);
    const { database } = settings;
    return {
      name,
      found: `${server} at ${formatPlace(await findMysql(settings, paths))}, database ${database}, as ${account}`,
    };
  } catch (error) {
    return explain(name, error);
  }
}

async function checkTls(connection: Connection, { tls, host = "", socket }: MysqlSettings): Promise<Finding> {
  const name = "TLS";
  const [[row]] = await connection.query<RowDataPacket[]>("show session status like 'Ssl_version'");
  const version = String(row?.["Value"] ?? "");
  if (version === "") {
    if (socket !== undefined || tls === undefined || /^(localhost|127(\.\d+){3}|::1)$/.test(host))
      return { name, found: "not encrypted, on this machine or since MYSQL_SSL=disabled says so" };
    const remedy =
      "give the server ssl_cert and ssl_key; or set MYSQL_SSL=disabled if nobody else can listen on the way";
    return { name, found: `not encrypted, since ${host} has no TLS`, remedy };
  }
  const { stream } = (connection as unknown as { connection: { stream: TLSSocket } }).connection;
  const end = new Date(stream.getPeerCertificate().valid_to);
  const days = Math.floor((end.getTime() - Date.now()) / 86_400_000);
  const checked = tls?.mode.startsWith("verify-")
    ? `checked (${tls.mode})`
    : `not checked (${tls?.mode}; MYSQL_SSL=verify-identity does)`;
  return {
    name,
    found: `${version}, the server's certificate is ${checked}, and ends in ${days} days`,
    remedy:
      days < leastDays
        ? "give the server a new certificate, then run there: alter instance reload tls (MariaDB: flush ssl)"
        : undefined,
  };
}

async function checkVariables(connection: Connection): Promise<Finding[]> {
  const [[found]] = await connection.query<RowDataPacket[]>(
    `select @@local_infile as local_infile, @@max_allowed_packet as packet, @@global.log_bin as log_bin,
       @@global.binlog_format as binlog_format, @@global.read_only as read_only, @@global.sql_mode as sql_mode,
       @@global.time_zone as zone, unix_timestamp() as now, @@global.wait_timeout as wait_timeout,
       @@max_connections as most, (select count(*) from information_schema.processlist) as seen`,
  );
  const row: Record<string, unknown> = found ?? {};
  const apart = Math.abs(Number(row["now"]) - Date.now() / 1000);
  const set = (variable: string): string => `as the server's administrator: set global ${variable}`;
  return [
    {
      name: "local_infile",
      found: Number(row["local_infile"]) === 1 ? "on" : "off: import and aggregate load by LOAD DATA LOCAL",
      remedy: Number(row["local_infile"]) === 1 ? undefined : set("local_infile = 1"),
    },
    {
      name: "packet size",
      found: `${row["packet"]} bytes, needed are ${leastPacketBytes}`,
      remedy: Number(row["packet"]) < leastPacketBytes ? set("max_allowed_packet = 67108864") : undefined,
    },
    {
      name: "read_only",
      found: Number(row["read_only"]) === 0 ? "off" : "on: import and aggregate can't write",
      remedy:
        Number(row["read_only"]) === 0
          ? undefined
          : "set MYSQL_HOST to the server that it follows, and this one as MYSQL_READ_HOST",
    },
    {
      name: "binlog_format",
      found:
        Number(row["log_bin"]) === 0
          ? "no binary log"
          : `${row["binlog_format"]}; sessions are repeatable read, which fits each`,
    },
    { name: "sql_mode", found: `${row["sql_mode"] || "empty"}; sessions set their own` },
    { name: "wait_timeout", found: `${row["wait_timeout"]} s; sessions set their own` },
    {
      name: "time",
      found: `${row["zone"]}, sessions are UTC; the clocks are ${apart.toFixed(0)} s apart`,
      remedy:
        apart > mostSecondsApart ? "set both clocks by NTP: the status tables have times of the server" : undefined,
    },
  ];
}
