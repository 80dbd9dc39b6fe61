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
  const now = known?.question === question ? await findWriteMark(connection, paths, table) : {};
  if (known !== undefined && isUnwritten(known.mark, now)) {
    // The server's part is new after a restart, that of the files after purge has tidied up.
    if (JSON.stringify(known.mark) !== JSON.stringify(now)) await keep(paths, table, { ...known, mark: now });
    return known.answer as T;
  }
  const before = await findLastingMark(connection, paths, table);
  const answer = await scan();
  const after = await findWriteMark(connection, paths, table);
  if (isUnwritten(before, after)) await keep(paths, table, { mark: after, question, answer });
  return answer;
}

/**
 * Keeps what is known of a table that this process has just written: the answer that a scan would give. Whoever calls it must know
 * that nobody else has written since the table had this content.
 * @param isAlone  asked at the end: false where somebody else may have written meanwhile, so that nothing is to be kept
 */
export async function keepKnown(
  connection: Connection,
  paths: Paths,
  table: string,
  question: string,
  answer: unknown,
  isAlone: () => Promise<boolean> = async () => true,
): Promise<void> {
  const mark = await findLastingMark(connection, paths, table);
  if (await isAlone()) await keep(paths, table, { mark, question, answer });
}

/** How long to wait for purge, which has millions of rows to do after a large change, and may be held up; in ms. */
const purgePatienceMs = 1000;
/** How long purge may take before it is woken again, since others change tables, too; in ms. */
const purgeTurnMs = 100;

/** Finds a mark that stays when the server has tidied up behind the last changes, which writes to the table's files. */
async function findLastingMark(connection: Connection, paths: Paths, table: string): Promise<WriteMark> {
  for (const deadline = performance.now() + purgePatienceMs; ; ) {
    const isTidy = await hasPurged(connection);
    // That wakes purge, which looks for work once a second by itself: InnoDB stops it for FOR EXPORT, and starts it at once after that.
    const mark = await findWriteMark(connection, paths, table);
    if (isTidy || mark.files === undefined || performance.now() > deadline) return mark;
    for (const turn = performance.now() + purgeTurnMs; performance.now() < turn && !(await hasPurged(connection)); )
      await sleep(5);
  }
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
  return keepKnown(connection, paths, table, formatQuestion(of), fingerprint, isAlone);
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
