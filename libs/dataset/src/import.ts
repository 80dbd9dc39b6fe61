import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Manifests, Settings } from "@tillbook/pipeline";
import { defaultCurrency, findScale, formatCents, parseCents, TillbookError } from "@tillbook/pipeline";
import {
  checkServer,
  dropTables,
  expectOwnTables,
  explainMysqlError,
  type Fingerprint,
  fingerprintTable,
  formatFingerprint,
  type OwnTable,
  swapTables,
  withTableLock,
} from "@tillbook/services";
import type { Connection, RowDataPacket } from "mysql2/promise";
import { openBlockReaders } from "./block-readers.js";

import { readColumnsFiles } from "./columns-file.js";
import { compareCommonColumns } from "./common-columns.js";
import { findCsvFiles, formatNames } from "./csv-files.js";
import { findCurrency } from "./currency.js";
import { checkDays } from "./days.js";
import { DuplicateCounter } from "./duplicates.js";
import { fingerprintImport } from "./fingerprint-import.js";
import {
  createStatusTable,
  findLastImport,
  type ImportRecord,
  markDeadRuns,
  recordFailure,
  recordStart,
  recordSuccess,
  type SalesContent,
} from "./import-status.js";
import { loadFile } from "./load.js";
import { checkOverlaps } from "./overlaps.js";
import type { BlockRead } from "./read-block.js";
import { Rejects } from "./rejects.js";
import { countRejected, expectSales, type SalesFile, sumLeftOut, totalCents } from "./sales-file.js";
import { columnNames, createSalesTable } from "./schema.js";
import { describeSources, findSources, type Source } from "./sources.js";
import { writeTableTexts } from "./table-texts.js";

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
  /** E.g. `MariaDB 11.4.5`. */
  server: string;
}

/**
 * Makes `sales` equal to the CSV files, in one swap: until then, and after any failure, the old table stays.
 * @throws TillbookError CSV_MISSING, CSV_INVALID, BUSY, MYSQL_VERSION, MYSQL_REFUSED, MYSQL_UNREACHABLE, CHECK_FAILED
 */
export async function importSales(connection: Connection, options: ImportOptions): Promise<ImportResult> {
  try {
    const server = await checkServer(connection);
    return { ...(await withTableLock(connection, "import", () => importOnce(connection, options))), server };
  } catch (error) {
    throw explainMysqlError(error);
  }
}

type Imported = Omit<ImportResult, "server">;

async function importOnce(connection: Connection, options: ImportOptions): Promise<Imported> {
  const { folder: root, files, ignored } = await findCsvFiles(options.source, options.sourceHint);
  const specs = await readColumnsFiles(files, root);
  const fingerprint = fingerprintImport(files, specs.hashes, options.rejects);
  await expectOwnTables(connection, "import", ownTables);
  await createStatusTable(connection);
  await markDeadRuns(connection);
  await dropTables(connection, tables, "__next");
  const last = await findLastImport(connection);
  const isSame = options.mode !== "always" && last?.filesFingerprint === fingerprint;
  const table = isSame ? await fingerprintSales(connection, "sales") : undefined;
  const action = isSame ? decideImport(last, table) : "loaded";
  const hasRejects = last === undefined || countRejected(last.files) === 0 || existsSync(options.rejectsFolder);
  if (action !== "loaded" && hasRejects && last && table) {
    const content =
      action === "edited" ? await describeSales(connection, "sales", null, last.content.currency) : last.content;
    return { action, files: last.files, table, content };
  }
  if (ignored.length > 0) options.log?.(`not read: ${formatNames(ignored)}`);
  const folder = await mkdtemp(join(tmpdir(), "tillbook-texts-"));
  try {
    const log = options.log ?? (() => {});
    const texts = await writeTableTexts(files, specs.find, { folder, log, signal: options.signal });
    const { sources, failures, notes } = await findSources(texts, specs);
    for (const note of notes) log(note);
    if (failures[0] !== undefined) throw failures[0];
    for (const line of describeSources(sources)) log(line);
    const currency = findCurrency(sources);
    const id = await recordStart(connection, files.length, fingerprint);
    return await load(connection, id, sources, currency, options).catch(async (error) => {
      // These fail when the connection is gone; the next run does both.
      await recordFailure(connection, id).catch(() => {});
      await dropTables(connection, tables, "__next").catch(() => {});
      throw error;
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Decides what to do with unchanged files, by comparing the table with the record of the last import. */
function decideImport(last: ImportRecord, table: Fingerprint | undefined): ImportResult["action"] {
  if (table === undefined || table.rows === 0) return "loaded";
  return formatFingerprint(table) === last.tableFingerprint ? "unchanged" : "edited";
}

/** Makes the manifest of an import, but for the server's version. */
export function describeImport({
  action,
  files,
  table,
  content,
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
    changed_since_import: action === "edited",
  };
}

/** Formats the result of an import for the log. */
export function formatImport({ action, files, table, content }: ImportResult): { notes: string[]; made: string } {
  const notes: string[] = [];
  if (action === "edited") {
    notes.push("NOTE: sales was edited in the database after its import; the edits stay");
    notes.push("  run `SALES_IMPORT=always make import` to load the files again");
  }
  const rejected = countRejected(files);
  if (rejected > 0) {
    const rows = rejected === 1 ? "1 invalid row was" : `${rejected} invalid rows were`;
    notes.push(`NOTE: ${rows} not imported; build/rejects lists file, line and reason`);
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
    loaded: `${rows} from ${from}`,
    unchanged: `unchanged, ${rows}`,
    edited: `unchanged, ${rows}, edited after the import`,
  };
  return { notes, made: made[action] };
}

async function load(
  connection: Connection,
  id: number,
  sources: readonly Source[],
  currency: string,
  { today, log, progress, signal, rejectsFolder, rejects: mode }: ImportOptions,
): Promise<Imported> {
  const totalBytes = sources.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  let readBytes = 0;
  const onBytes = (bytes: number): void => {
    readBytes += bytes;
    progress?.(readBytes, totalBytes);
  };
  await connection.query(createSalesTable("sales__next", currency));
  await rm(rejectsFolder, { recursive: true, force: true });
  const rejects = new Rejects(mode === "keep" ? rejectsFolder : undefined);
  const files: SalesFile[] = [];
  const readers = openBlockReaders(totalBytes);
  const duplicates = new DuplicateCounter();
  let duplicateCount: number;
  let table: Fingerprint;
  try {
    for (const [i, source] of sources.entries()) {
      const onRows = (block: BlockRead): void => duplicates.add(i, block);
      files.push(await loadFile(connection, "sales__next", source, { readers, rejects, onRows, onBytes, signal }));
    }
    if (rejects.isStopped) throw rejects.makeError();
    expectSales(files);
    // The server computes its sums while duplicates are counted here.
    if (today !== undefined) await checkDays(sources, duplicates.rowsOfDay, today);
    const [sums, equal] = await Promise.all([checkEquations(connection, files, currency), duplicates.count()]);
    const compared = sources.map(({ spec }, i) => ({
      ...(files[i] as SalesFile),
      currency,
      countsEqualRows: spec.equalRows === "count",
    }));
    for (const line of checkOverlaps(equal, compared)) log?.(line);
    const common = await compareCommonColumns(sources, duplicates.rowsOfDay, readers, signal);
    if (common !== undefined) checkOverlaps(common, compared);
    [table, duplicateCount] = [sums, equal.count];
  } finally {
    await readers.close();
    duplicates.close();
  }
  const content = await describeSales(connection, "sales__next", duplicateCount, currency);
  signal?.throwIfAborted();
  await recordSuccess(connection, id, table, files, content);
  await swapTables(connection, tables);
  return { action: "loaded", files, table, content };
}

/** @throws TillbookError CHECK_FAILED where the table has other rows or another sum than the files */
export async function checkEquations(
  connection: Connection,
  files: readonly SalesFile[],
  currency = defaultCurrency,
): Promise<Fingerprint> {
  const table = await fingerprintSales(connection, "sales__next");
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  const cents = totalCents(files);
  if (table?.rows === rows && parseCents(table.amount) === cents) return table;
  throw new TillbookError(
    "CHECK_FAILED",
    `expected ${rows} rows and ${cents} cents in sales as in the files, got ${table?.rows} rows and ${table?.amount} ${currency}`,
    "sales is unchanged; this is a bug in Tillbook, please report it with these numbers",
  );
}

/** Computes the fingerprint of `sales` as all stages do; undefined where there is no such table, or one with other columns. */
function fingerprintSales(connection: Connection, table: string): Promise<Fingerprint | undefined> {
  return fingerprintTable(connection, table, columnNames, "amount");
}

/** Reads what else is recorded of a table of sales. */
async function describeSales(
  connection: Connection,
  table: string,
  duplicates: number | null,
  currency: string,
): Promise<SalesContent> {
  const [[days]] = await connection.query<RowDataPacket[]>(
    `select min(sold_on) as first_day, max(sold_on) as last_day from ${table}`,
  );
  return { firstDay: days?.["first_day"], lastDay: days?.["last_day"], duplicates, currency };
}
