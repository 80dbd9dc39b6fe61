import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Paths, writeFileAtomic } from "@tillbook/pipeline";
import type { Connection, RowDataPacket } from "mysql2/promise";
import { type Fingerprint, fingerprintTable } from "./fingerprint.js";
import { findWriteMark, isUnwritten, type WriteMark } from "./write-mark.js";

/** What a scan of a table found, and the mark of the table then. */
interface Known {
  mark: WriteMark;
  /** What was asked, e.g. the columns: another question needs another scan. */
  question: string;
  /** The answer, as JSON. */
  answer: unknown;
  /** Whether purge was to go on after the mark, which changes the table's files. */
  isUntidy?: boolean;
}

/** The file's content; one of another version counts as none. */
interface KnownTables {
  version: 1;
  tables: Record<string, Known>;
}

/**
 * Gives what `scan` finds in a table, or what it found before if nobody has written to the table since; the answer is JSON.
 * Ends a transaction of the connection, as `findWriteMark` does.
 */
export async function readKnown<T>(
  connection: Connection,
  paths: Paths,
  table: string,
  question: string,
  scan: () => Promise<T>,
): Promise<T> {
  const known = (await readTables(paths))[table];
  if (known?.question === question) {
    const now = await findMark(connection, paths, table);
    if (isUnwritten(known.mark, now.mark)) {
      // The server's part is new after a restart, that of the files after purge has tidied up.
      if (JSON.stringify(known.mark) !== JSON.stringify(now.mark)) await keep(paths, table, { ...known, ...now });
      return known.answer as T;
    }
  }
  const before = await findLastingMark(connection, paths, table);
  const answer = await scan();
  const after = await findMark(connection, paths, table);
  if (isUnwritten(before.mark, after.mark)) await keep(paths, table, { ...after, question, answer });
  return answer;
}

/** How what a process knows of a table that it has just written is kept. */
export interface KeepOptions {
  /** How many rows the table has, which would have to be scanned. */
  rows: number;
  /** Asked at the end: false where somebody else may have written meanwhile, so that nothing is to be kept. */
  isAlone?: () => Promise<boolean>;
}

/**
 * Keeps what is known of a table that this process has just written: the answer that a scan would give. Whoever calls it must know
 * that nobody else has written since the table had this content.
 */
export async function keepKnown(
  connection: Connection,
  paths: Paths,
  table: string,
  question: string,
  answer: unknown,
  { rows, isAlone = async () => true }: KeepOptions,
): Promise<void> {
  const found = await findLastingMark(connection, paths, table, rows);
  if (await isAlone()) await keep(paths, table, { ...found, question, answer });
}

/**
 * Finds the marks of tables again that were kept while the server had still to tidy up behind the last changes, once it has: after a
 * restart nothing else would tell whether somebody has written. Ends a transaction of the connection.
 * @param patienceMs  most time to wait for the server
 */
export async function refreshKnown(connection: Connection, paths: Paths, patienceMs: number): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (const [table, known] of Object.entries(await readTables(paths))) {
    for (let last = known; last.isUntidy && performance.now() < deadline; ) {
      const now = await findMark(connection, paths, table);
      if (!isUnwritten(last.mark, now.mark)) break;
      last = { ...last, ...now };
      await keep(paths, table, last);
      if (last.isUntidy) await waitForPurge(connection, last);
    }
  }
}

/** What is kept of a table beside the answer. */
type FoundMark = Pick<Known, "mark" | "isUntidy">;

async function findMark(connection: Connection, paths: Paths, table: string): Promise<FoundMark> {
  const isTidy = await hasPurged(connection);
  // That wakes purge, which looks for work once a second by itself: InnoDB stops it for FOR EXPORT, and starts it at once after that.
  const mark = await findWriteMark(connection, paths, table);
  return { mark, isUntidy: !isTidy && mark.files !== undefined };
}

/** How long to wait for purge, which has millions of rows to do after a large change, and may be held up; in ms. */
const purgePatienceMs = 1000;
/** How long purge may take before it is woken again, since others change tables, too; in ms. */
const purgeTurnMs = 100;
/** What a scan takes, in ms a row; measured in docs/performance.md. */
const scanMs = 0.0006;
/** After this time, in ms, the server says for sure when it last wrote. */
const settlingMs = 3000;

/**
 * Finds a mark that stays when the server has tidied up behind the last changes, which writes to the table's files, or one that has the
 * server's part. Waits no longer for that than a second, or than a scan would take.
 * @param rows  of the table, where that is known
 */
async function findLastingMark(connection: Connection, paths: Paths, table: string, rows = 0): Promise<FoundMark> {
  for (const start = performance.now(); ; ) {
    const found = await findMark(connection, paths, table);
    const { server, files } = found.mark;
    if (server !== undefined || (files !== undefined && !found.isUntidy)) return found;
    const patience = Math.max(files === undefined ? 0 : purgePatienceMs, Math.min(rows * scanMs, settlingMs));
    if (performance.now() > start + patience) return found;
    await waitForPurge(connection, found);
  }
}

/** Waits until it is time to look again: purge is done, or is to be woken. */
async function waitForPurge(connection: Connection, { isUntidy }: FoundMark): Promise<void> {
  const turn = performance.now() + purgeTurnMs;
  do await sleep(isUntidy ? 5 : purgeTurnMs);
  while (performance.now() < turn && !(await hasPurged(connection)));
}

/** Whether the embedded server has tidied up behind all changes. */
async function hasPurged(connection: Connection): Promise<boolean> {
  const [[row]] = await connection.query<RowDataPacket[]>("show global status like 'Innodb_history_list_length'");
  return Number(row?.["Value"] ?? 0) === 0;
}

/** Of what a fingerprint is computed: the parameters of `fingerprintTable`. */
export interface Fingerprinted {
  columns: readonly string[];
  amountColumn?: string | undefined;
  nullable?: readonly string[];
}

/** As `fingerprintTable`, without a scan where nobody has written to the table since the last one. */
export async function readFingerprint(
  connection: Connection,
  paths: Paths,
  table: string,
  of: Fingerprinted,
): Promise<Fingerprint | undefined> {
  const { columns, amountColumn, nullable } = of;
  const found = await readKnown(connection, paths, table, formatQuestion(of), async () => {
    // JSON has no undefined.
    return (await fingerprintTable(connection, table, columns, amountColumn, nullable)) ?? null;
  });
  return found ?? undefined;
}

/** Keeps the fingerprint of a table that this process has just written, as `keepKnown` does. */
export function keepFingerprint(
  connection: Connection,
  paths: Paths,
  table: string,
  of: Fingerprinted,
  fingerprint: Fingerprint,
  isAlone: () => Promise<boolean>,
): Promise<void> {
  return keepKnown(connection, paths, table, formatQuestion(of), fingerprint, { rows: fingerprint.rows, isAlone });
}

function formatQuestion({ columns, amountColumn = "", nullable = [] }: Fingerprinted): string {
  return JSON.stringify({ columns, amountColumn, nullable });
}

/** Reads what is kept of a table; undefined where nothing is, or somebody may have written to the table since. */
export async function findKnown(
  connection: Connection,
  paths: Paths,
  table: string,
): Promise<Pick<Known, "question" | "answer"> | undefined> {
  const known = (await readTables(paths))[table];
  if (known === undefined) return undefined;
  return isUnwritten(known.mark, await findWriteMark(connection, paths, table)) ? known : undefined;
}

function findFile(paths: Paths): string {
  return join(paths.data, "known-tables.json");
}

/** What is missing, damaged or of another version is not known; then tables are scanned. */
async function readTables(paths: Paths): Promise<Record<string, Known>> {
  try {
    const content: Partial<KnownTables> | null = JSON.parse(await readFile(findFile(paths), "utf8"));
    return content?.version === 1 ? (content.tables ?? {}) : {};
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
}

async function keep(paths: Paths, table: string, known: Known): Promise<void> {
  const content: KnownTables = { version: 1, tables: { ...(await readTables(paths)), [table]: known } };
  await writeFileAtomic(findFile(paths), JSON.stringify(content), { mode: 0o600 });
}
