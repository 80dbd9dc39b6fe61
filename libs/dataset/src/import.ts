import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import type { Manifests, Settings } from "@tillbook/pipeline";
import { parseCents, TillbookError } from "@tillbook/pipeline";
import {
  dropTables,
  explainMysqlError,
  type Fingerprint,
  fingerprintTable,
  formatFingerprint,
  swapTables,
  withTableLock,
} from "@tillbook/services";
import type { Connection, RowDataPacket } from "mysql2/promise";
import { openBlockReaders } from "./block-readers.js";
import { type ColumnsSpec, readColumnsFiles } from "./columns-file.js";
import { type CsvFile, findCsvFiles, fingerprintFiles } from "./csv-files.js";
import { closeFindings, type Dialect, describeDialect, type Finding, findDialect } from "./dialect.js";
import { DuplicateCounter } from "./duplicates.js";
import {
  findLastImport,
  type ImportRecord,
  makeStatus,
  noteFailure,
  prepareDone,
  type SalesContent,
  settleDeadRuns,
  startImport,
} from "./import-status.js";
import { loadFile } from "./load.js";
import { Rejects } from "./rejects.js";
import { countRejected, type SalesFile, totalCents } from "./sales-file.js";
import { columnNames, createSalesTable } from "./schema.js";

/** What an import puts in place, in one step. */
const tables = ["sales", "import_status"];

/** What an import is given beside its connection. */
export interface ImportOptions {
  /** The CSV files: a folder, a file or a glob, absolute. */
  source: string;
  /** What to do where there are none. */
  sourceHint: string;
  mode: Settings["importMode"];
  /** Folder for the bad rows, emptied first. */
  rejectsFolder: string;
  /** What becomes of bad rows. */
  rejects: Settings["rejects"];
  log?: (line: string) => void;
  /** Hears how many bytes of how many are read. */
  progress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/** What an import did. `kept`: the files are those of the last import, but the table was changed since, and stays as it is. */
export interface ImportResult {
  action: "loaded" | "up to date" | "kept";
  files: SalesFile[];
  table: Fingerprint;
  content: SalesContent;
}

/**
 * Makes `sales` equal to the CSV files, in one swap: until then, and after any failure, the old one stays.
 * @throws TillbookError CSV_MISSING, CSV_INVALID, BUSY, MYSQL_REFUSED, MYSQL_UNREACHABLE, EQUATION_BROKEN
 */
export async function importSales(connection: Connection, options: ImportOptions): Promise<ImportResult> {
  try {
    return await withTableLock(connection, "import", () => importOnce(connection, options));
  } catch (error) {
    throw explainMysqlError(error);
  }
}

async function importOnce(connection: Connection, options: ImportOptions): Promise<ImportResult> {
  const { files, ignored } = await findCsvFiles(options.source, options.sourceHint);
  const specs = await readColumnsFiles(files);
  const fingerprint = fingerprintFiles(files, [
    ...specs.hashes,
    ...(options.rejects === "keep" ? ["rejects kept\n"] : []),
  ]);
  await makeStatus(connection);
  await settleDeadRuns(connection);
  await dropTables(connection, tables, "__next");
  await expectOwnSales(connection);
  const last = await findLastImport(connection);
  const isSame = options.mode !== "always" && last?.filesFingerprint === fingerprint;
  const table = isSame ? await fingerprintSales(connection, "sales") : undefined;
  const action = isSame ? decideImport(last, table) : "loaded";
  const hasRejects = last === undefined || countRejected(last.files) === 0 || existsSync(options.rejectsFolder);
  if (action !== "loaded" && hasRejects && last && table) {
    const content = action === "kept" ? await describeSales(connection, "sales", null) : last.content;
    return { action, files: last.files, table, content };
  }
  if (ignored.length > 0) options.log?.(`not read: ${ignored.join(", ")}`);
  const sources = await findDialects(files, specs.find, options.log);
  const id = await startImport(connection, files.length, fingerprint);
  try {
    return await load(connection, id, sources, options);
  } catch (error) {
    // Best effort: with the connection gone, the next run does both.
    await noteFailure(connection, id).catch(() => {});
    await dropTables(connection, tables, "__next").catch(() => {});
    throw error;
  }
}

type Source = CsvFile & { dialect: Dialect };

/** Finds out how each file is written, and says so. */
async function findDialects(
  files: readonly CsvFile[],
  findSpec: (file: CsvFile) => ColumnsSpec,
  log: ImportOptions["log"] = () => {},
): Promise<Source[]> {
  const findings: Finding[] = [];
  for (const file of files) findings.push(await findDialect(file, findSpec(file)));
  refuseTwins(files.filter((_, i) => findings[i]?.hasRows));
  const sources = closeFindings(findings).map((dialect, i) => ({ ...(files[i] as CsvFile), dialect }));
  const forms = new Map<string, number>();
  for (const [i, { dialect }] of sources.entries()) {
    const { ignored } = (findings[i] as Finding).header;
    const more = ignored.length > 0 ? `; not read: ${ignored.map((name) => JSON.stringify(name)).join(", ")}` : "";
    const form = describeDialect(dialect) + more;
    forms.set(form, (forms.get(form) ?? 0) + 1);
  }
  for (const [form, count] of forms) log(`${count} ${count === 1 ? "file" : "files"}: ${form}`);
  return sources;
}

/** The same file under two names would count everything twice. */
function refuseTwins(files: readonly CsvFile[]): void {
  const names = new Map<string, string>();
  for (const { name, sha256 } of files) {
    const twin = names.get(sha256);
    names.set(sha256, name);
    if (twin === undefined) continue;
    throw new TillbookError(
      "CSV_INVALID",
      `expected each file once, got ${twin} and ${name} with the same bytes`,
      `remove one of them, then make import`,
    );
  }
}

/** Decides what there is to do with files that were imported last, from what was recorded then and what is there now. */
function decideImport(last: ImportRecord, table: Fingerprint | undefined): ImportResult["action"] {
  if (table === undefined || table.rows === 0) return "loaded";
  return formatFingerprint(table) === last.tableFingerprint ? "up to date" : "kept";
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
    ...(content.duplicates !== null && { duplicates: content.duplicates }),
    first_day: content.firstDay,
    last_day: content.lastDay,
    table_fingerprint: formatFingerprint(table),
    changed_since_import: action === "kept",
  };
}

/** Words what an import did: what must not be missed, and what was made. */
export function tellImport({ action, files, table }: ImportResult): { notes: string[]; made: string } {
  const notes: string[] = [];
  if (action === "kept") {
    notes.push("NOTE: sales was changed in the database since its import, and is kept as it is");
    notes.push("  SALES_IMPORT=always make import loads the files again");
  }
  const rejected = countRejected(files);
  if (rejected > 0) {
    const rows = rejected === 1 ? "1 row was" : `${rejected} rows were`;
    notes.push(`NOTE: ${rows} not imported; build/rejects has what is wrong, by file and line`);
  }
  const rows = `${table.rows} ${table.rows === 1 ? "row" : "rows"}`;
  const from = `${files.length} ${files.length === 1 ? "file" : "files"}`;
  return { notes, made: action === "loaded" ? `${rows} from ${from}` : `${action}, ${rows}` };
}

async function load(
  connection: Connection,
  id: number,
  sources: readonly Source[],
  { progress, signal, rejectsFolder, rejects: mode }: ImportOptions,
): Promise<ImportResult> {
  const totalBytes = sources.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  let readBytes = 0;
  const onBytes = (bytes: number): void => {
    readBytes += bytes;
    progress?.(readBytes, totalBytes);
  };
  await connection.query(createSalesTable("sales__next"));
  await rm(rejectsFolder, { recursive: true, force: true });
  const rejects = new Rejects(mode === "keep" ? rejectsFolder : undefined);
  const files: SalesFile[] = [];
  const readers = openBlockReaders(totalBytes);
  const duplicates = new DuplicateCounter();
  let again: number;
  let table: Fingerprint;
  try {
    const options = { readers, rejects, duplicates, onBytes, signal };
    for (const source of sources) files.push(await loadFile(connection, "sales__next", source, options));
    if (rejects.isStopped) throw rejects.makeError();
    expectSales(files);
    // The server computes while equal rows are counted here.
    [table, again] = await Promise.all([checkEquations(connection, files), duplicates.count()]);
  } finally {
    await readers.close();
    duplicates.close();
  }
  const content = await describeSales(connection, "sales__next", again);
  signal?.throwIfAborted();
  await prepareDone(connection, id, table, files, content);
  await swapTables(connection, tables);
  return { action: "loaded", files, table, content };
}

/** No sales at all are a mistake in the files or in their choice; the old ones are worth more. */
function expectSales(files: readonly SalesFile[]): void {
  if (files.some(({ rows }) => rows > 0)) return;
  const where = files.length === 1 ? "" : ` in ${files.length} files`;
  const rejected = countRejected(files);
  throw new TillbookError(
    "CSV_INVALID",
    `${files[0]?.name}:2: expected sales below the header, got none${where}`,
    rejected === 0
      ? "name files with sales in SALES_CSV, then make import"
      : "build/rejects has what is wrong with each row; mend it, then make import",
  );
}

/** Rows and amounts in the files must be those in the table. */
async function checkEquations(connection: Connection, files: readonly SalesFile[]): Promise<Fingerprint> {
  const table = await fingerprintSales(connection, "sales__next");
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  const cents = totalCents(files);
  if (table?.rows === rows && parseCents(table.amount) === cents) return table;
  throw new TillbookError(
    "EQUATION_BROKEN",
    `expected ${rows} rows and ${cents} cents in sales as in the files, got ${table?.rows} rows and ${table?.amount} euro`,
    "sales is as it was; this should not happen, report it with these numbers",
  );
}

/** The fingerprint that all stages mean when they speak of that of `sales`; undefined when there is no such table. */
function fingerprintSales(connection: Connection, table: string): Promise<Fingerprint | undefined> {
  return fingerprintTable(connection, table, columnNames, "amount");
}

/** A table `sales` of somebody else is not ours to replace. */
async function expectOwnSales(connection: Connection): Promise<void> {
  try {
    await connection.query(`select ${columnNames.join(", ")} from sales limit 0`);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ER_NO_SUCH_TABLE") return;
    if (code !== "ER_BAD_FIELD_ERROR") throw error;
    throw new TillbookError(
      "MYSQL_REFUSED",
      `expected a table sales with the columns ${columnNames.join(", ")}, found one of somebody else: ${message}`,
      "set MYSQL_DATABASE to a database of its own, or rename that table, then make import",
      { cause: error },
    );
  }
}

/** Says what is in a table of sales, beside how many rows of it are there again. */
async function describeSales(connection: Connection, table: string, duplicates: number | null): Promise<SalesContent> {
  const [[days]] = await connection.query<RowDataPacket[]>(
    `select min(sold_on) as first_day, max(sold_on) as last_day from ${table}`,
  );
  return { firstDay: days?.["first_day"], lastDay: days?.["last_day"], duplicates };
}
