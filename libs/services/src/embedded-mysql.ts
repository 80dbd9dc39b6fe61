import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { makePrivateFolder, type Paths, TillbookError, writeFileAtomic } from "@tillbook/pipeline";
import { withLock } from "./lock.js";
import { type MysqlAddress, openMysql } from "./open-mysql.js";
import { endProcess, findFreePort, findRunning, listensOn, readStartTime, runs, spawnServer } from "./process.js";

/** What the connection file holds: where the embedded server is, and how its owner logs in. */
interface Connection extends MysqlAddress {
  pid: number;
}

/** How long a server may take to shut down before it is killed. */
const shutdownPatienceMs = 10_000;

/**
 * Starts the checkout's own MariaDB, or joins one that runs already, for another run of this checkout or left behind by a
 * killed one. Every call must be paired with `leaveEmbeddedMysql`.
 * @throws TillbookError SETUP_MISSING when set-up has not fetched MariaDB, MYSQL_UNREACHABLE when it doesn't start, DISK_FULL when it has no room for that
 */
export async function joinEmbeddedMysql(paths: Paths, database: string, signal?: AbortSignal): Promise<MysqlAddress> {
  const folders = findFolders(paths);
  await makePrivateFolder(paths.data);
  await makePrivateFolder(folders.users);
  return withLock(folders.lock, async () => {
    const running = await readConnection(paths);
    const address =
      running !== undefined && running.database === database && (await answers(running, running.pid))
        ? running
        : await startServer(paths, folders, database, signal);
    await writeFile(join(folders.users, String(process.pid)), String(readStartTime(process.pid)));
    return address;
  });
}

/** Leaves the embedded server; the last one that leaves stops it. */
export async function leaveEmbeddedMysql(paths: Paths): Promise<void> {
  const folders = findFolders(paths);
  await withLock(folders.lock, async () => {
    await rm(join(folders.users, String(process.pid)), { force: true });
    for (const user of await readdir(folders.users)) {
      // Another process may have got the number of one that was killed.
      const began = await readFile(join(folders.users, user), "utf8");
      if (began === readStartTime(Number(user))) return;
      await rm(join(folders.users, user), { force: true });
    }
    const running = await readConnection(paths);
    await rm(folders.connection, { force: true });
    await rm(folders.readPassword, { force: true });
    if (running !== undefined) await endProcess(running.pid, folders.data, shutdownPatienceMs);
  });
}

/** Reads where the embedded server is; undefined when none was started or its process is gone. */
export async function readConnection(paths: Paths): Promise<Connection | undefined> {
  const folders = findFolders(paths);
  if (!existsSync(folders.connection)) return undefined;
  const connection: Connection = JSON.parse(await readFile(folders.connection, "utf8"));
  return runs(connection.pid, folders.mariadbd, listArguments(folders)) ? connection : undefined;
}

/** The account that may only read, for other programs such as a BI tool. */
export const readUser = "tillbook_read";

/** Finds the file with the password of `readUser`, which is there while the server runs. */
export function findReadPassword(paths: Paths): string {
  return join(paths.data, "mysql-read-password");
}

function findFolders(paths: Paths) {
  return {
    mariadb: join(paths.cache, "mariadb"),
    mariadbd: join(paths.cache, "mariadb", "bin", "mariadbd"),
    data: join(paths.data, "mysql"),
    // Not shared: a MariaDB that starts removes every temporary table in its tmpdir, those of other servers too.
    temporary: join(paths.data, "mysql-tmp"),
    users: join(paths.data, "mysql-users"),
    lock: join(paths.data, "mysql.lock"),
    connection: join(paths.data, "mysql-connection.json"),
    readPassword: findReadPassword(paths),
    log: join(paths.data, "mysql.log"),
    grants: join(paths.data, "mysql-grants.sql"),
  };
}

type Folders = ReturnType<typeof findFolders>;

/** Finds the servers of this checkout, also one that a killed run left without its connection file, or while it was installed. */
function findServers(folders: Folders): number[] {
  return findRunning(folders.mariadbd, listArguments(folders));
}

/** Lists arguments of which a server of this checkout has one. */
function listArguments({ data }: Folders): string[] {
  return [`--datadir=${data}`, `--datadir=${data}.part`];
}

/** Whether the process `pid` answers there, and nobody else, who would be told the password. */
async function answers(address: MysqlAddress, pid: number): Promise<boolean> {
  if (!listensOn(pid, address.port)) return false;
  try {
    const connection = await openMysql(address);
    await connection.end();
    return true;
  } catch {
    return false;
  }
}

async function startServer(
  paths: Paths,
  folders: Folders,
  database: string,
  signal: AbortSignal | undefined,
): Promise<MysqlAddress> {
  if (!existsSync(folders.mariadbd)) {
    throw new TillbookError(
      "SETUP_MISSING",
      "expected the embedded MariaDB under .cache/mariadb, found none",
      "make setup, or set MYSQL_HOST to use a server of your own",
    );
  }
  for (const pid of findServers(folders)) await endProcess(pid, folders.data, shutdownPatienceMs);
  await mkdir(folders.temporary, { recursive: true, mode: 0o700 });
  if (!existsSync(folders.data)) await installDatabase(folders);
  for (let attempt = 1; ; attempt++) {
    const address = await startOnce(paths, folders, database, signal);
    if (address !== undefined) return address;
    if (attempt === 3) throw await describeFailure(folders, "did not start in three attempts");
  }
}

/** Makes the data folder beside its place and renames it, so that a killed set-up leaves no half database. */
async function installDatabase(folders: Folders): Promise<void> {
  const part = `${folders.data}.part`;
  await rm(part, { recursive: true, force: true });
  // The script can't work in a folder with a blank in its path, so such a folder gets another name.
  const alias = /\s/.test(folders.data + folders.mariadb)
    ? await mkdtemp(join(tmpdir(), "tillbook-install-"))
    : undefined;
  if (alias !== undefined) {
    await symlink(folders.mariadb, join(alias, "mariadb"));
    await symlink(dirname(folders.data), join(alias, "data"));
  }
  const [mariadb, data] = alias
    ? [join(alias, "mariadb"), join(alias, "data")]
    : [folders.mariadb, dirname(folders.data)];
  try {
    await promisify(execFile)(join(mariadb, "scripts", "mariadb-install-db"), [
      "--no-defaults",
      `--basedir=${mariadb}`,
      `--datadir=${join(data, basename(part))}`,
      `--tmpdir=${join(data, basename(folders.temporary))}`,
      "--auth-root-authentication-method=normal",
      "--skip-test-db",
      ...(process.getuid?.() === 0 ? ["--user=root"] : []),
    ]);
  } finally {
    if (alias !== undefined) await rm(alias, { recursive: true });
  }
  await rename(part, folders.data);
}

/** Starts the server on a free port and waits until it answers; undefined when the port was taken in between. */
async function startOnce(
  paths: Paths,
  folders: Folders,
  database: string,
  signal: AbortSignal | undefined,
): Promise<MysqlAddress | undefined> {
  const address: MysqlAddress = {
    host: "127.0.0.1",
    port: await findFreePort(),
    user: "tillbook",
    password: makePassword(),
    database,
  };
  const readPassword = makePassword();
  await writeFileAtomic(folders.grants, grantStatements(address, readPassword), { mode: 0o600 });
  await writeFileAtomic(folders.readPassword, `${readPassword}\n`, { mode: 0o600 });
  const server = spawnServer(folders.mariadbd, serverArguments(folders, address.port), {
    logFile: folders.log,
    cwd: paths.root,
  });
  const pid = server.pid;
  if (pid === undefined) throw await describeFailure(folders, "could not be started");
  server.unref();
  await writeFileAtomic(folders.connection, JSON.stringify({ ...address, pid }), { mode: 0o600 });
  const deadline = performance.now() + 60_000;
  try {
    while (!(await answers(address, pid))) {
      signal?.throwIfAborted();
      if (server.exitCode !== null || server.signalCode !== null) {
        if (/Address already in use/i.test(await readLog(folders))) return undefined;
        throw await describeFailure(folders, `ended with exit code ${server.exitCode ?? server.signalCode}`);
      }
      if (performance.now() > deadline) throw await describeFailure(folders, "does not answer after 60 s");
      await sleep(30);
    }
    return address;
  } catch (error) {
    await endProcess(pid, folders.data, shutdownPatienceMs);
    throw error;
  } finally {
    await rm(folders.grants, { force: true });
  }
}

function makePassword(): string {
  return randomBytes(24).toString("base64url");
}

/**
 * Replaces the server's accounts at each start, before it listens: by ours and one that may only read, each with a new password, and
 * MariaDB's own locked `mariadb.sys`, which owns its system views.
 */
function grantStatements({ user, password, database }: MysqlAddress, readPassword: string): string {
  return `${[
    "delete from mysql.global_priv where User <> 'mariadb.sys'",
    "delete from mysql.db",
    "delete from mysql.proxies_priv",
    "flush privileges",
    `create or replace user '${user}'@'127.0.0.1' identified by '${password}'`,
    `create database if not exists \`${database}\` character set utf8mb4 collate utf8mb4_bin`,
    `grant all on \`${database}\`.* to '${user}'@'127.0.0.1'`,
    `create or replace user '${readUser}'@'127.0.0.1' identified by '${readPassword}'`,
    `grant select on \`${database}\`.* to '${readUser}'@'127.0.0.1'`,
    // For write-mark.ts: FLUSH TABLES … FOR EXPORT, and open transactions.
    `grant reload, process on *.* to '${user}'@'127.0.0.1'`,
  ].join(";\n")};\n`;
}

function serverArguments(folders: Folders, port: number): string[] {
  return [
    "--no-defaults",
    `--basedir=${folders.mariadb}`,
    `--datadir=${folders.data}`,
    `--tmpdir=${folders.temporary}`,
    `--lc-messages-dir=${join(folders.mariadb, "share")}`,
    `--init-file=${folders.grants}`,
    "--bind-address=127.0.0.1",
    `--port=${port}`,
    // Relative to the data folder: an absolute path may exceed the 107 bytes that a socket's address can have.
    "--socket=mysql.sock",
    // Only loopback is listened on, and the key pair that MariaDB would make at each start costs 4 s.
    "--skip-ssl",
    "--skip-name-resolve",
    "--skip-log-bin",
    "--local-infile=ON",
    "--character-set-server=utf8mb4",
    "--default-time-zone=+00:00",
    "--performance-schema=OFF",
    "--innodb-buffer-pool-size=512M",
    "--innodb-log-file-size=256M",
    "--innodb-flush-log-at-trx-commit=2",
    "--max-allowed-packet=64M",
    ...(process.getuid?.() === 0 ? ["--user=root"] : []),
  ];
}

async function readLog(folders: Folders): Promise<string> {
  return readFile(folders.log, "utf8").catch(() => "");
}

async function describeFailure(folders: Folders, what: string): Promise<TillbookError> {
  const errors = (await readLog(folders)).split("\n").filter((line) => line.includes("[ERROR]"));
  const reason = errors.length > 0 ? `: ${errors.slice(0, 3).join("; ")}` : "";
  if (/error 28\b|Errcode: 28\b|No space left/.test(reason))
    return new TillbookError(
      "DISK_FULL",
      `the disk is full: the embedded MariaDB ${what}; its tables are whole${reason}`,
      "free space on the disk that holds .data/, then run the same command again",
    );
  return new TillbookError(
    "MYSQL_UNREACHABLE",
    `the embedded MariaDB ${what}${reason}`,
    "read .data/mysql.log; if its files are damaged, run `make clean`, then `make report`",
  );
}
