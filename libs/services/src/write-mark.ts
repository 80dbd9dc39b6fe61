import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findFileMark, type Paths } from "@tillbook/pipeline";
import type { Connection, RowDataPacket } from "mysql2/promise";
import { readConnection } from "./embedded-mysql.js";

/**
 * What stays the same while nobody writes to a table. If either part is there and the same at two times, nobody has written in between;
 * that they differ proves nothing. docs/reliability.md says what they see.
 */
export interface WriteMark {
  /** By the server's own account of the last write; gone when it is restarted. */
  server?: string;
  /** By the table's files, of the embedded server only; outlasts a restart. */
  files?: string;
}

/** Whether two marks prove that nobody wrote in between. */
export function isUnwritten(before: WriteMark, after: WriteMark): boolean {
  return (
    (before.server !== undefined && before.server === after.server) ||
    (before.files !== undefined && before.files === after.files)
  );
}

/**
 * Finds the mark of a table of the connection's database; without any part where nothing honest can be said. Ends a transaction of the
 * connection and unlocks its tables. Writers, not readers, wait for the milliseconds that it takes.
 */
export async function findWriteMark(connection: Connection, paths: Paths, table: string): Promise<WriteMark> {
  const server = await findServerMark(connection, table);
  const files = await findFilesMark(connection, paths, table);
  // A write that happened between the two would be in one and not in the other.
  const isSame = server !== undefined && (await findServerMark(connection, table)) === server;
  return { ...(isSame && { server }), ...(files !== undefined && { files }) };
}

/** What a server answers that does not have, or does not show to this account, what was asked for. */
const refusals = new Set([
  "ER_SPECIFIC_ACCESS_DENIED_ERROR",
  "ER_ACCESS_DENIED_ERROR",
  "ER_TABLEACCESS_DENIED_ERROR",
  "ER_DBACCESS_DENIED_ERROR",
  "ER_XAER_RMERR",
  "ER_LOCK_WAIT_TIMEOUT",
  "ER_NO_SUCH_TABLE",
  "ER_WRONG_OBJECT",
  "ER_ILLEGAL_HA",
  "ER_NOT_SUPPORTED_YET",
  "ER_UNKNOWN_TABLE",
  "ER_UNKNOWN_SYSTEM_VARIABLE",
]);

/** Undefined where the server refuses. */
async function orUndefined<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (refusals.has(String((error as NodeJS.ErrnoException).code))) return undefined;
    throw error;
  }
}

/**
 * How old the last write must be, so that the next one, in whole seconds, cannot have the same time. One second more than that, since
 * MariaDB's list of open transactions is an old one while somebody reads it more than ten times a second, as this may for a second.
 */
const leastAgeS = 2;

/**
 * From `update_time`. MySQL sets it to the time of the commit, MariaDB to the time when the transaction began (`trx_t::commit_tables`),
 * so there no other may be open. The table's id tells a TRUNCATE, where MariaDB keeps the time, and other data under the same name.
 * Both need PROCESS; without it, there is nothing on MariaDB, and the time when the table was created on MySQL.
 */
async function findServerMark(connection: Connection, table: string): Promise<string | undefined> {
  const [[server]] = await connection.query<RowDataPacket[]>(
    "select version() as version, database() as name, @@hostname as host, @@port as port, @@server_id as id",
  );
  const place = `${encodeName(String(server?.["name"]))}/${encodeName(table)}`;
  return orUndefined(async () => {
    const identity = /mariadb/i.test(String(server?.["version"]))
      ? await identifyOnMariadb(connection, place)
      : await identifyOnMysql(connection, place, table);
    const [[times]] = await connection.query<RowDataPacket[]>(
      `select update_time as updated, update_time <= now() - interval ${leastAgeS} second as is_settled
       from information_schema.tables where table_schema = database() and table_name = ?`,
      [table],
    );
    if (identity === undefined || times?.["is_settled"] !== 1) return undefined;
    const [[definition]] = await connection.query<RowDataPacket[]>(`show create table ${connection.escapeId(table)}`);
    const text = createHash("sha256").update(String(definition?.["Create Table"])).digest("hex");
    return [...Object.values(server ?? {}), identity, times["updated"], text].join(" ");
  });
}

/** Undefined while another transaction is open, which may have begun in the second of the last write. */
async function identifyOnMariadb(connection: Connection, place: string): Promise<string | undefined> {
  const [[row]] = await connection.query<RowDataPacket[]>(
    `select table_id as id, (select count(*) from information_schema.innodb_trx
       where trx_mysql_thread_id <> connection_id()) as open
     from information_schema.innodb_sys_tables where name = ?`,
    [place],
  );
  return row?.["open"] === 0 ? `table ${row["id"]}` : undefined;
}

async function identifyOnMysql(connection: Connection, place: string, table: string): Promise<string | undefined> {
  // It shows times of up to a day ago otherwise.
  await connection.query("set session information_schema_stats_expiry = 0");
  const [[created]] = await connection.query<RowDataPacket[]>(
    "select @@server_uuid as server, create_time as time from information_schema.tables where table_schema = database() and table_name = ?",
    [table],
  );
  const id = await orUndefined(async () => {
    const [[row]] = await connection.query<RowDataPacket[]>(
      "select table_id as id from information_schema.innodb_tables where name = ?",
      [place],
    );
    return row?.["id"];
  });
  return created === undefined ? undefined : `${created["server"]} ${created["time"]} table ${id ?? "unknown"}`;
}

/** How long to wait for a transaction that is writing to the table, in seconds. */
const patienceS = 1;

/**
 * From what the system says of the table's files, after the server has written all changes to them. While that is read, the server
 * keeps them as they are: FLUSH TABLES … FOR EXPORT waits for transactions that write, stops purge and writers, and flushes.
 */
async function findFilesMark(connection: Connection, paths: Paths, table: string): Promise<string | undefined> {
  const folder = await findFolder(connection, paths);
  if (folder === undefined) return undefined;
  return orUndefined(async () => {
    try {
      await connection.query(
        `set statement lock_wait_timeout = ${patienceS} for flush tables ${connection.escapeId(table)} for export`,
      );
      // A prepared transaction whose session is gone holds no lock, and its commit writes to no file of the table.
      const [prepared] = await connection.query<RowDataPacket[]>("xa recover");
      return prepared.length > 0 ? undefined : await describeFiles(folder, table);
    } finally {
      await connection.query("unlock tables");
    }
  });
}

/** Finds the folder of the connection's database, if the server is the embedded one. */
async function findFolder(connection: Connection, paths: Paths): Promise<string | undefined> {
  const embedded = await readConnection(paths);
  if (embedded === undefined) return undefined;
  const [[server]] = await connection.query<RowDataPacket[]>(
    "select @@datadir as folder, @@port as port, database() as name",
  );
  const data = join(paths.data, "mysql");
  if (server?.["folder"] !== `${data}/` || server["port"] !== embedded.port) return undefined;
  return join(data, encodeName(String(server["name"])));
}

/** How long to wait until the last change of a file is long enough ago, in ms. */
const agePatienceMs = 2500;

/** Describes the files of a table; undefined where there are none. */
async function describeFiles(folder: string, table: string): Promise<string | undefined> {
  const name = encodeName(table);
  const deadline = performance.now() + agePatienceMs;
  for (;;) {
    // FOR EXPORT writes a .cfg beside each .ibd; partitions are in `<name>#P#<partition>.ibd`.
    const names = (await readdir(folder)).filter(
      (file) => (file.startsWith(`${name}.`) || file.startsWith(`${name}#`)) && /\.(frm|par|ibd)$/.test(file),
    );
    if (!names.some((file) => file.endsWith(".ibd"))) return undefined;
    const marks = await Promise.all(names.sort().map((file) => findFileMark(join(folder, file))));
    if (!marks.includes(undefined)) return names.map((file, i) => `${file} ${marks[i]}`).join("\n");
    if (performance.now() > deadline) return undefined;
    await sleep(20);
  }
}

/** Writes a name as MariaDB and MySQL do in file names; another alphabet's letters only nearly, so that such files are not found. */
function encodeName(name: string): string {
  return name.replace(/[^A-Za-z0-9_]/g, (character) => `@${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
