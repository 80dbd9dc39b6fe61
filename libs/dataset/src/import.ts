import type { Receipt, Settings } from "@tillbook/pipeline";
import { TillbookError } from "@tillbook/pipeline";
import {
  dropTables,
  explainMysqlError,
  type Fingerprint,
  fingerprintTable,
  formatFingerprint,
  swapTables,
  withTableLock,
} from "@tillbook/services";
import type { Connection } from "mysql2/promise";
import { type CsvFile, findCsvFiles, fingerprintFiles } from "./csv-files.js";
import { readHeader } from "./csv-header.js";
import {
  findLastImport,
  type ImportRecord,
  makeStatus,
  noteFailure,
  prepareDone,
  settleDeadRuns,
  startImport,
} from "./import-status.js";
import { loadFile } from "./load.js";
import { type SalesFile, totalCents } from "./sales-file.js";
import { columnNames, createSalesTable } from "./schema.js";

/** What an import puts in place, in one step. */
const tables = ["sales", "import_status"];

/** What an import is given beside its connection. */
export interface ImportOptions {
  /** Folder of the CSV files. */
  folder: string;
  mode: Settings["importMode"];
  /** Hears how many bytes of how many are read. */
  progress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/** What an import did. `kept`: the files are those of the last import, but the table was changed since, and stays as it is. */
export interface ImportResult {
  action: "loaded" | "up to date" | "kept";
  files: SalesFile[];
  table: Fingerprint;
}

/**
 * Makes `sales` equal to the CSV files in `folder`, in one swap: until then, and after any failure, the old one stays.
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
  const files = await findCsvFiles(options.folder);
  const fingerprint = fingerprintFiles(files);
  await makeStatus(connection);
  await settleDeadRuns(connection);
  await dropTables(connection, tables, "__next");
  const table = await fingerprintSales(connection, "sales");
  const last = await findLastImport(connection);
  const action = decideImport(options.mode, fingerprint, last, table);
  if (action !== "loaded" && last && table) return { action, files: last.files, table };
  for (const { path } of files) await readHeader(path);
  const id = await startImport(connection, files.length, fingerprint);
  try {
    return await load(connection, id, files, options);
  } catch (error) {
    // Best effort: with the connection gone, the next run does both.
    await noteFailure(connection, id).catch(() => {});
    await dropTables(connection, tables, "__next").catch(() => {});
    throw error;
  }
}

/** Decides what there is to do, from what the last import recorded and what is there now. */
export function decideImport(
  mode: Settings["importMode"],
  filesFingerprint: string,
  last: ImportRecord | undefined,
  table: Fingerprint | undefined,
): ImportResult["action"] {
  if (mode === "always" || last?.filesFingerprint !== filesFingerprint) return "loaded";
  if (table === undefined || table.rows === 0) return "loaded";
  return formatFingerprint(table) === last.tableFingerprint ? "up to date" : "kept";
}

/** Makes the receipt of an import. */
export function describeImport({ action, files, table }: ImportResult): Receipt {
  return { files, table_fingerprint: formatFingerprint(table), changed_since_import: action === "kept" };
}

async function load(
  connection: Connection,
  id: number,
  files: readonly CsvFile[],
  { progress, signal }: ImportOptions,
): Promise<ImportResult> {
  const totalBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  let readBytes = 0;
  const onBytes = (bytes: number): void => {
    readBytes += bytes;
    progress?.(readBytes, totalBytes);
  };
  await connection.query(createSalesTable("sales__next"));
  const loaded: SalesFile[] = [];
  for (const file of files) loaded.push(await loadFile(connection, "sales__next", file, { onBytes, signal }));
  const table = await checkEquations(connection, loaded);
  signal?.throwIfAborted();
  await prepareDone(connection, id, table, loaded);
  await swapTables(connection, tables);
  return { action: "loaded", files: loaded, table };
}

/** Rows and amounts in the files must be those in the table. */
async function checkEquations(connection: Connection, files: readonly SalesFile[]): Promise<Fingerprint> {
  const table = await fingerprintSales(connection, "sales__next");
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  const cents = totalCents(files);
  if (table?.rows === rows && BigInt(table.amount.replace(".", "")) === cents) return table;
  throw new TillbookError(
    "EQUATION_BROKEN",
    `expected ${rows} rows and ${cents} cents in sales as in the files, got ${table?.rows} rows and ${table?.amount} euro`,
    "sales is as it was; this should not happen, report it with these numbers",
  );
}

/** The fingerprint that all stages mean when they speak of that of `sales`; undefined when there is no such table. */
async function fingerprintSales(connection: Connection, table: string): Promise<Fingerprint | undefined> {
  try {
    return await fingerprintTable(connection, table, columnNames, "amount");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ER_BAD_FIELD_ERROR") throw error;
    throw new TillbookError(
      "MYSQL_REFUSED",
      `expected a table ${table} with the columns ${columnNames.join(", ")}, found one of somebody else: ${(error as Error).message}`,
      "set MYSQL_DATABASE to a database of its own, or rename that table, then make import",
      { cause: error },
    );
  }
}
