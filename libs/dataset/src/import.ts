import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Manifests, Paths, Settings } from "@tillbook/pipeline";
import { defaultCurrency, findScale, formatCents } from "@tillbook/pipeline";
import {
  checkWritable,
  copyToNext,
  dropTables,
  expectOwnTables,
  explainMysqlError,
  type Fingerprint,
  formatFingerprint,
  type OwnTable,
  parseFingerprint,
  swapTables,
  watchWrites,
  withTableLock,
} from "@tillbook/services";
import type { Connection, RowDataPacket } from "mysql2/promise";
import { readColumnsFiles } from "./columns-file.js";
import { findCsvFiles, formatNames } from "./csv-files.js";
import { findCurrency } from "./currency.js";
import type { RangePart } from "./file-ranges.js";
import { fingerprintImport } from "./fingerprint-import.js";
import { canChangeInPlace, isMostlyNew, keepsEdits, type Plan, planChanges } from "./import-plan.js";
import {
  createStatusTable,
  describeFile,
  findLastImport,
  type ImportRecord,
  markDeadRuns,
  type RecordedFile,
  recordFailure,
  recordStart,
  recordSuccess,
  type SalesContent,
} from "./import-status.js";
import { KeptTexts } from "./kept-texts.js";
import { hashReading } from "./read-key.js";
import { type ReadJob, readSales, type SalesRead } from "./read-sales.js";
import { RowStore, StoreDamaged } from "./row-store.js";
import { countRejected, type SalesFile, sumLeftOut } from "./sales-file.js";
import { keepSalesParts, readSalesParts, type SalesPart, sumFingerprints } from "./sales-parts.js";
import { readState, type SalesState } from "./sales-state.js";
import { columnNames, createSalesTable } from "./schema.js";
import { describeSources, findSources } from "./sources.js";
import { writeTableTexts } from "./table-texts.js";

/** How long a change waits for rows that another session has changed and not committed. */
const patienceSeconds = 60;

/** The tables that an import swaps in, in one step. */
const tables: readonly string[] = ["sales", "import_status"];

const ownTables: readonly OwnTable[] = [
  { name: "sales", oldComment: "day, ISO 8601", columns: ["id", ...columnNames] },
  { name: "import_status", oldComment: "SHA-256 over names and hashes of the files" },
];

/** What an import needs besides its connection. */
export interface ImportOptions {
  /** The CSV files: a folder, a file or a glob, absolute. */
  source: string;
  /** The hint of the error where there are none. */
  sourceHint: string;
  mode: Settings["importMode"];
  /** Of the checkout, which keeps what later imports need to know. */
  paths: Paths;
  /** Folder for the invalid rows, emptied first. */
  rejectsFolder: string;
  /** Whether invalid rows stop the import. */
  rejects: Settings["rejects"];
  /** The day of the import, ISO date: days that stand out are asked about. Absent for sample sales, whose days are set. */
  today?: string | undefined;
  log?: (line: string) => void;
  /** Called with the bytes read so far, and the total. */
  progress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/** What an import did. `edited`: the files are unchanged, but somebody edited the table since the last import; it stays as it is. */
export interface ImportResult {
  action: "loaded" | "unchanged" | "edited";
  files: SalesFile[];
  table: Fingerprint;
  content: SalesContent;
  /** Absent where all files were loaded and no edits were lost. */
  changes?: ImportChanges;
  /** E.g. `MariaDB 11.4.5`. */
  server: string;
}

/** What an import changed in a table that was there before. */
export interface ImportChanges {
  /** Files whose rows were loaded; those of the others stayed. */
  loaded: number;
  /** Files that are gone, and not replaced by another. */
  removed: number;
  /** Whether rows stayed that somebody edited, or added, in the database. */
  isEdited: boolean;
  /** Names of replaced or removed files whose rows had been edited; or that all edits were lost. */
  lostEdits: readonly string[] | "all";
}

/**
 * Makes `sales` equal to the CSV files, in one step: until then, and after any failure, the old rows stay. Files that are as they
 * were at the last import keep their rows, with what was edited there.
 * @throws TillbookError CSV_MISSING, CSV_INVALID, BUSY, MYSQL_VERSION, MYSQL_REFUSED, MYSQL_UNREACHABLE, CHECK_FAILED
 */
export async function importSales(connection: Connection, options: ImportOptions): Promise<ImportResult> {
  try {
    const server = await checkWritable(connection);
    return { ...(await withTableLock(connection, "import", () => importOnce(connection, options))), server };
  } catch (error) {
    throw explainMysqlError(error);
  }
}

type Imported = Omit<ImportResult, "server">;

async function importOnce(connection: Connection, options: ImportOptions): Promise<Imported> {
  const {
    folder: root,
    files,
    ignored,
  } = await findCsvFiles(options.source, options.sourceHint, join(options.paths.data, "known-files.json"));
  const specs = await readColumnsFiles(files, root);
  const fingerprint = fingerprintImport(files, specs.hashes, options.rejects);
  await expectOwnTables(connection, "import", ownTables);
  await createStatusTable(connection);
  await markDeadRuns(connection);
  await dropTables(connection, tables, "__next");
  const last = await findLastImport(connection);
  const isAlone = await watchWrites(connection, options.paths, "sales");
  const state = last && options.mode !== "always" ? await readState(connection, options.paths, last) : undefined;
  const action = last?.filesFingerprint === fingerprint ? decideImport(state) : "loaded";
  const hasRejects = last === undefined || countRejected(last.files) === 0 || existsSync(options.rejectsFolder);
  if (action !== "loaded" && hasRejects && last && state) {
    const content = state.isEdited ? await describeSales(connection, last.content.currency) : last.content;
    return { action, files: last.files.map(describeFile), table: state.table, content };
  }
  if (ignored.length > 0) options.log?.(`not read: ${formatNames(ignored)}`);
  const folder = await mkdtemp(join(tmpdir(), "tillbook-texts-"));
  try {
    const log = options.log ?? (() => {});
    const keptTexts = await findKeptFolder(connection, options.paths, "imported-texts");
    if (options.mode === "always") await rm(keptTexts, { recursive: true, force: true });
    const kept = await KeptTexts.open(keptTexts);
    const texts = await writeTableTexts(files, specs.find, { folder, kept, log, signal: options.signal });
    await kept.prune();
    const { sources, failures, notes } = await findSources(texts, specs);
    for (const note of notes) log(note);
    if (failures[0] !== undefined) throw failures[0];
    for (const line of describeSources(sources)) log(line);
    const currency = findCurrency(sources);
    const id = await recordStart(connection, files.length, fingerprint);
    const keys = sources.map((source) => hashReading(source, options.rejects));
    const store = await RowStore.open(await findKeptFolder(connection, options.paths, "imported"));
    return await load({ ...options, connection, id, sources, keys, currency, store, last, state, isAlone });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Finds the folder for what is kept of files: one for each database. */
async function findKeptFolder(connection: Connection, { data }: Paths, kind: string): Promise<string> {
  const [[row]] = await connection.query<RowDataPacket[]>("select database() as name");
  return join(data, kind, encodeURIComponent(String(row?.["name"])));
}

/** Decides what to do with unchanged files, by comparing the table with the record of the last import. */
function decideImport(state: SalesState | undefined): ImportResult["action"] {
  if (state === undefined || state.table.rows === 0) return "loaded";
  return state.isEdited ? "edited" : "unchanged";
}

/** Makes the manifest of an import, but for the server's version. */
export function describeImport({
  action,
  files,
  table,
  content,
  changes,
}: ImportResult): Omit<Manifests["import"], "server_version"> {
  const rejected = countRejected(files);
  return {
    files,
    ...(rejected > 0 && { rejected }),
    ...(content.currency !== defaultCurrency && { currency: content.currency }),
    ...(content.duplicates !== null && { duplicates: content.duplicates }),
    first_day: content.firstDay,
    last_day: content.lastDay,
    table_fingerprint: formatFingerprint(table),
    changed_since_import: action === "edited" || changes?.isEdited === true,
  };
}

/** Formats the result of an import for the log. */
export function formatImport({ action, files, table, content, changes }: ImportResult): {
  notes: string[];
  made: string;
} {
  const notes: string[] = [];
  const { lostEdits = [] } = changes ?? {};
  if (lostEdits === "all")
    notes.push(
      "NOTE: sales was edited in the database after its import; all files were loaded again, so the edits are gone",
    );
  else if (lostEdits.length > 0)
    notes.push(
      `NOTE: rows of ${formatNames(lostEdits)} were edited in the database; they were replaced or removed with the file`,
    );
  if (action === "edited" || changes?.isEdited) {
    notes.push("NOTE: sales was edited in the database after its import; the edits stay");
    notes.push("  run `SALES_IMPORT=always make import` to load the files again");
  }
  const rejected = countRejected(files);
  if (rejected > 0) {
    const rows = rejected === 1 ? "1 invalid row was" : `${rejected} invalid rows were`;
    notes.push(`NOTE: ${rows} not imported; build/rejects lists file, line and reason`);
  }
  const unread = files.reduce((sum, { unread = 0 }) => sum + unread, 0);
  if (unread > 0) {
    const cells = unread === 1 ? "1 receipt, quantity or category" : `${unread} receipts, quantities or categories`;
    notes.push(`NOTE: ${cells} can't be read and ${unread === 1 ? "was" : "were"} left empty; the rows were imported`);
  }
  for (const { reason, rows, amount_cents } of sumLeftOut(files)) {
    const count = rows === 1 ? "1 row was" : `${rows} rows were`;
    notes.push(
      `NOTE: ${count} left out: ${reason}; their amounts sum to ${formatCents(BigInt(amount_cents), findScale(content.currency))}`,
    );
  }
  const rows = `${table.rows} ${table.rows === 1 ? "row" : "rows"}`;
  const from = `${files.length} ${files.length === 1 ? "file" : "files"}`;
  const made = {
    loaded: `${rows} from ${from}${changes === undefined ? "" : formatChanges(changes, files.length)}`,
    unchanged: `unchanged, ${rows}`,
    edited: `unchanged, ${rows}, edited after the import`,
  };
  return { notes, made: made[action] };
}

/** E.g. `: 1 loaded, 11 unchanged`. */
function formatChanges({ loaded, removed, lostEdits }: ImportChanges, files: number): string {
  if (lostEdits === "all") return "";
  return `: ${loaded} loaded, ${files - loaded} unchanged${removed === 0 ? "" : `, ${removed} removed`}`;
}

/** One import: what is read, and where it is recorded. */
interface ImportJob extends ReadJob {
  /** Of its row in `import_status`. */
  id: number;
  last: ImportRecord | undefined;
  state: SalesState | undefined;
  /** Whether nobody else has written since before the state was read. */
  isAlone: () => Promise<boolean>;
  paths: Paths;
}

/** Changes in place what changed, or loads all files into a new table where that is better or nothing else is possible. */
async function load(job: ImportJob): Promise<Imported> {
  const { connection, store, last, state } = job;
  let isDone = false;
  try {
    const plan = await makePlan(job);
    const changed = plan && state && (await changeSales(job, plan, state));
    const imported = changed ?? (await replaceSales(job));
    isDone = true;
    return imported;
  } catch (error) {
    // These fail when the connection is gone; the next run does both.
    await recordFailure(connection, job.id).catch(() => {});
    await dropTables(connection, tables, "__next").catch(() => {});
    throw error;
  } finally {
    // After a failure the table has the old files, or the new ones: a commit whose answer is lost may have been done.
    await store.prune(isDone ? [] : (last?.files.map((file) => file.reading_sha256 ?? "") ?? []));
  }
}

/** Decides which rows stay; undefined where all files are to be loaded. */
async function makePlan({
  connection,
  sources,
  keys,
  currency,
  store,
  last,
  state,
}: ImportJob): Promise<Plan | undefined> {
  if (last === undefined || state === undefined || state.table.rows === 0) return undefined;
  if (currency !== last.content.currency || last.files.some((file) => file.fingerprint === undefined)) return undefined;
  const files = sources.map(({ name, sizeBytes }, i) => ({ name, sizeBytes, key: keys[i] as string }));
  const plan = planChanges(files, last.files);
  if (isMostlyNew(plan, files) && !keepsEdits(plan, state)) return undefined;
  if (plan.kept.some((file, i) => file !== undefined && !store.has(keys[i] as string))) return undefined;
  return (await canChangeInPlace(connection, currency)) ? plan : undefined;
}

/**
 * Loads the files that are new, and removes the rows of those that are gone, in one transaction with the status row: readers see
 * all of it or nothing. Returns undefined, with nothing changed, where the store lacks rows of a file that stays.
 */
async function changeSales(job: ImportJob, plan: Plan, state: SalesState): Promise<Imported | undefined> {
  const { connection, signal, currency, paths, isAlone } = job;
  const seconds = String(patienceSeconds);
  await connection.query(`set session lock_wait_timeout = ${seconds}, innodb_lock_wait_timeout = ${seconds}`);
  await connection.query("set transaction isolation level repeatable read");
  // Rows that other sessions add from now on are not seen among those that are loaded.
  await connection.query("start transaction with consistent snapshot");
  let read: SalesRead;
  try {
    read = await readSales(job, "sales", plan.kept);
    for (const { first_id, last_id } of plan.removed.filter(({ rows }) => rows > 0)) {
      signal?.throwIfAborted();
      await connection.query("delete from sales where id between ? and ?", [first_id, last_id]);
    }
    await recordSuccess(connection, "import_status", job.id, sumFiles(read.files), read.files, read.content);
    signal?.throwIfAborted();
    await connection.query("commit");
  } catch (error) {
    await connection.query("rollback").catch(() => {});
    if (error instanceof StoreDamaged) return undefined;
    throw error;
  }
  const { files, parts: newParts } = read;
  const partsOf = (file: RecordedFile, i: number): readonly RangePart[] => {
    const kept = plan.kept[i];
    return (kept === undefined ? newParts.get(file) : state.parts.get(kept)) ?? [];
  };
  const computed = [...state.others, ...files.flatMap((file, i) => numberParts(partsOf(file, i), i))];
  const isKnown = await isAlone();
  if (isKnown) await keepSalesParts(connection, paths, computed, isAlone);
  const parts = isKnown ? computed : await readSalesParts(connection, paths);
  const table = sumFingerprints(parts ?? computed);
  const isEdited = formatFingerprint(table) !== formatFingerprint(sumFiles(files));
  return {
    action: "loaded",
    files: files.map(describeFile),
    table,
    content: isEdited ? await describeSales(connection, currency) : read.content,
    changes: {
      loaded: read.loaded.length,
      removed: Math.max(0, plan.removed.length - read.loaded.length),
      isEdited,
      lostEdits: plan.removed.filter((file) => state.edited.has(file)).map(({ name }) => name),
    },
  };
}

/** Loads all files into a new table, and swaps it in together with the status row. */
async function replaceSales(job: ImportJob): Promise<Imported> {
  const { connection, currency, signal, state, paths } = job;
  await connection.query(createSalesTable("sales__next", currency));
  const { files, table, parts, content } = await readSales(job, "sales__next");
  signal?.throwIfAborted();
  await copyToNext(connection, "import_status");
  await recordSuccess(connection, "import_status__next", job.id, table, files, content);
  const isAlone = await watchWrites(connection, paths);
  await swapTables(connection, tables);
  const found = files.flatMap((file, i) => numberParts(parts.get(file) ?? [], i));
  if (found.length > 0) await keepSalesParts(connection, paths, found, isAlone);
  const changes = { loaded: files.length, removed: 0, isEdited: false, lostEdits: "all" } as const;
  return {
    action: "loaded",
    files: files.map(describeFile),
    table,
    content,
    ...(state?.isEdited && state.table.rows > 0 && { changes }),
  };
}

/** Gives parts the number of their file. */
function numberParts(parts: readonly RangePart[], file: number): SalesPart[] {
  return parts.map((part) => ({ ...part, file }));
}

/** The fingerprint that `sales` has where nobody edited it. */
function sumFiles(files: readonly RecordedFile[]): Fingerprint {
  const withRows = files.filter(({ rows }) => rows > 0);
  return sumFingerprints(withRows.map(({ fingerprint = "" }) => parseFingerprint(fingerprint)));
}

/** Reads what else is said of `sales` after it was edited. */
async function describeSales(connection: Connection, currency: string): Promise<SalesContent> {
  const [[days]] = await connection.query<RowDataPacket[]>(
    "select min(sold_on) as first_day, max(sold_on) as last_day from sales",
  );
  return { firstDay: days?.["first_day"], lastDay: days?.["last_day"], duplicates: null, currency };
}
