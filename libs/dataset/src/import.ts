import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
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
import { closestMatch } from "leven";
import type { Connection, RowDataPacket } from "mysql2/promise";
import { openBlockReaders } from "./block-readers.js";
import { type ColumnsFiles, readColumnsFiles } from "./columns-file.js";
import { compareCommonColumns } from "./common-columns.js";
import { type CsvFile, findCsvFiles, fingerprintFiles, formatNames } from "./csv-files.js";
import { findPlaces, listNames } from "./csv-header.js";
import { findCurrency } from "./currency.js";
import { askAboutDays, findLineOfDay, findOddDays, type RowsOfDay } from "./days.js";
import { closeFindings, type Dialect, type Finding, findDialect, formatDialect } from "./dialect.js";
import { DuplicateCounter } from "./duplicates.js";
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
import { type ComparedFile, checkOverlaps } from "./overlaps.js";
import { hashProfiles, refuseSecondReports } from "./profiles.js";
import type { BlockRead } from "./read-block.js";
import { Rejects } from "./rejects.js";
import { countRejected, type SalesFile, sumLeftOut, totalCents } from "./sales-file.js";
import { columnNames, createSalesTable } from "./schema.js";
import { type TextTable, writeTableTexts } from "./table-texts.js";

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
  const fingerprint = fingerprintFiles(files, [
    ...specs.hashes,
    `${hashProfiles()}  profiles\n`,
    ...(options.rejects === "keep" ? ["rejects kept\n"] : []),
  ]);
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
    const sources = await findDialects(texts, specs, options.log);
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

type Source = TextTable & { dialect: Dialect } & Pick<ComparedFile, "countsEqualRows">;

/** Detects how each file is written, and logs it. */
async function findDialects(
  all: readonly TextTable[],
  { find, notes }: ColumnsFiles,
  log: ImportOptions["log"] = () => {},
): Promise<Source[]> {
  for (const note of notes) log(`NOTE: ${note}`);
  const [files, findings] = await findSalesFiles(all, log);
  expectNames(all, find, findings);
  const countsEqualRows = ({ spec }: TextTable): boolean => spec.equalRows === "count";
  refuseCopies(files.filter((file, i) => findings[i]?.hasRows && !countsEqualRows(file)));
  refuseSecondReports(
    findings
      .filter(({ hasRows }) => hasRows)
      .map(({ file, header }) => ({
        file,
        header,
        isNamed: files.find(({ name }) => name === file)?.spec.profile !== undefined,
      })),
  );
  const sources = closeFindings(findings).map((dialect, i) => {
    const file = files[i] as TextTable;
    const known = file.joined && { profile: "DSFinV-K", amounts: "gross" as const, currency: file.joined.currency };
    return { ...file, dialect: { ...dialect, ...known }, countsEqualRows: countsEqualRows(file) };
  });
  const forms = new Map<string, number>();
  const doubts = new Set<string>();
  for (const [i, { dialect }] of sources.entries()) {
    const { ignored } = (findings[i] as Finding).header;
    const more = ignored.length > 0 ? `; not read: ${ignored.map((name) => JSON.stringify(name)).join(", ")}` : "";
    for (const doubt of (findings[i] as Finding).doubts) doubts.add(doubt);
    const form = formatDialect(dialect) + more;
    forms.set(form, (forms.get(form) ?? 0) + 1);
  }
  for (const doubt of doubts) log(`NOTE: ${doubt}`);
  for (const [form, count] of forms) log(`${count} ${count === 1 ? "file" : "files"}: ${form}`);
  return sources;
}

/**
 * Finds the files that are read, and how: a `columns.json` or a profile may say that one has no sales.
 * @throws TillbookError of the first file that has no known date or amount
 */
async function findSalesFiles(
  all: readonly TextTable[],
  log: (line: string) => void,
): Promise<[TextTable[], Finding[]]> {
  const files: TextTable[] = [];
  const findings: Finding[] = [];
  const failures: unknown[] = [];
  for (const file of all) {
    const { spec } = file;
    if (spec.read === false) {
      log(`not read: ${file.name}, by columns.json`);
      continue;
    }
    try {
      const finding = await findDialect(file, spec);
      const { settings, profile } = finding.header;
      if (settings.read === false) log(`not read: ${file.name}, ${profile}`);
      else {
        files.push(file);
        findings.push(finding);
      }
    } catch (error) {
      failures.push(
        error instanceof TillbookError && all.length > 1 && error.message.includes("header lacks")
          ? leaveOut(error, file.name)
          : error,
      );
    }
  }
  if (failures.length > 0) throw failures[0];
  return [files, findings];
}

/** Adds to an error that a file without sales can be left out. */
function leaveOut(error: TillbookError, name: string): TillbookError {
  const answer = JSON.stringify({ files: { [basename(name)]: { read: false } } });
  return new TillbookError(error.code, error.message, `${error.hint}; if it has no sales, write ${answer}`, {
    cause: error,
  });
}

/** @throws TillbookError CSV_INVALID where a `columns.json` names a column that none of its files has */
function expectNames(files: readonly CsvFile[], find: ColumnsFiles["find"], findings: readonly Finding[]): void {
  const headers = findings.map(({ header }) => header.names);
  for (const file of files) {
    for (const name of listNames(find(file))) {
      if (headers.some((names) => findPlaces(names, name).length > 0)) continue;
      const nearest = closestMatch(name, headers.flat());
      throw new TillbookError(
        "CSV_INVALID",
        `columns.json: no file has a column ${JSON.stringify(name)}${nearest === undefined ? "" : `, the nearest is ${JSON.stringify(nearest)}`}`,
        "write the name as it is in the file's first row, or remove it",
      );
    }
  }
}

/** @throws TillbookError CSV_INVALID for two files with the same bytes, which would count everything twice */
function refuseCopies(files: readonly CsvFile[]): void {
  const names = new Map<string, string>();
  for (const { name, sha256, text } of files) {
    // Two sheets are of one file.
    const hash = text?.sha256 ?? sha256;
    const original = names.get(hash);
    names.set(hash, name);
    if (original === undefined) continue;
    throw new TillbookError(
      "CSV_INVALID",
      `expected different files, got ${original} and ${name} with the same bytes`,
      'remove one of them, then run `make import`; or, where they are different sales, set it in a columns.json beside the files: {"equalRows": "count"}',
    );
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
    const compared = sources.map(({ countsEqualRows }, i) => ({ ...(files[i] as SalesFile), countsEqualRows }));
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

/** @throws TillbookError CSV_INVALID with the question, where days stand out and no setting says which ones are right */
async function checkDays(sources: readonly Source[], rowsOfDay: readonly RowsOfDay[], today: string): Promise<void> {
  const asked = sources.map((source, i) => ({ source, rows: rowsOfDay[i] ?? new Map() }));
  const unset = asked.filter(({ source }) => source.spec.days === undefined);
  const found = findOddDays(
    unset.map(({ rows }) => rows),
    Date.parse(today) / 86_400_000,
  );
  if (found === undefined) return;
  const days = new Set(found.days);
  const first = unset.find(({ rows }) => found.days.some((day) => rows.has(day)));
  if (first === undefined) return;
  const line = await findLineOfDay(first.source, days);
  throw askAboutDays(
    found,
    unset.map(({ rows }) => rows),
    `${first.source.name}:${line}`,
  );
}

/** @throws TillbookError CSV_INVALID where there are no valid sales: most likely the wrong files, so the old sales stay */
function expectSales(files: readonly SalesFile[]): void {
  if (files.some(({ rows }) => rows > 0)) return;
  const where = files.length === 1 ? "" : ` in ${files.length} files`;
  const rejected = countRejected(files);
  throw new TillbookError(
    "CSV_INVALID",
    `${files[0]?.name}:2: expected valid sales below the header, got none${where}`,
    rejected === 0
      ? "set SALES_CSV to files with sales, then run `make import`"
      : "build/rejects lists what is wrong with each row; fix them, then run `make import`",
  );
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
