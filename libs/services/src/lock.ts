import { chmodSync, closeSync, existsSync, openSync, readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Runs `work` while no other process holds the lock `name`, a file that is made where there is none; waits until it is free.
 * Only accounts that may open the file can hold it: its owner. The system frees it when its holder ends, however it ends; the
 * file stays, and is empty.
 * @param onWait  called once, after half a second of waiting, with the holder's pid, or `?` where the system doesn't tell
 */
export async function withLock<T>(
  name: string,
  work: () => Promise<T>,
  onWait: (holder: string) => void = () => {},
): Promise<T> {
  const file = resolve(name);
  const database = await open(file);
  try {
    for (let attempt = 0; !take(database); attempt++) {
      if (attempt === 10) onWait(findHolder(file) ?? "?");
      await sleep(50);
    }
    return await work();
  } finally {
    database.close();
  }
}

/** Opens the file as a database of SQLite, whose locks are those of fcntl(2), but hold between parts of one process, too. */
async function open(file: string): Promise<DatabaseSync> {
  if (!existsSync(file)) makeFile(file);
  // who may read a file may lock it
  if ((statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600);
  const { DatabaseSync } = await loadSqlite();
  return new DatabaseSync(file);
}

/** Makes a file for its owner alone. One that is there must not be opened here: at its closing the system frees our locks of it. */
function makeFile(file: string): void {
  try {
    closeSync(openSync(file, "wx", 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/** Node 22 warns that its SQLite is experimental. */
async function loadSqlite() {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return await import("node:sqlite");
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** Takes the lock; false while another has it. */
function take(database: DatabaseSync): boolean {
  try {
    // in memory: a second file beside the lock might find the disk full
    database.exec("pragma journal_mode = memory; begin exclusive");
    return true;
  } catch (error) {
    if ((error as { errcode?: number }).errcode === sqliteBusy) return false;
    throw error;
  }
}

/** SQLITE_BUSY in SQLite's list of result codes. */
const sqliteBusy = 5;

/** Finds the holder's pid in Linux's list of locks, e.g. `23: POSIX  ADVISORY  WRITE 4321 fe:00:9997695 1073741824 1073742335`. */
function findHolder(name: string): string | undefined {
  try {
    const { ino } = statSync(name);
    return new RegExp(`WRITE (\\d+) [0-9a-f:]+:${ino} `).exec(readFileSync("/proc/locks", "utf8"))?.[1];
  } catch {
    return undefined;
  }
}
