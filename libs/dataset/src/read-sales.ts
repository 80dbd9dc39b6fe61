import { rm } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import { defaultCurrency, parseCents, TillbookError } from "@tillbook/pipeline";
import { type Fingerprint, fingerprintTable, formatFingerprint } from "@tillbook/services";
import type { Connection } from "mysql2/promise";
import { type BlockReaders, openBlockReaders } from "./block-readers.js";
import { compareCommonColumns } from "./common-columns.js";
import { checkDaySums, refuseLosses } from "./day-sums.js";
import { checkDays, type RowsOfDay } from "./days.js";
import { type ComparedRows, DuplicateCounter, type Duplicates } from "./duplicates.js";
import { type RangePart, readRanges } from "./file-ranges.js";
import type { Plan } from "./import-plan.js";
import type { RecordedFile, SalesContent } from "./import-status.js";
import { type LoadedFile, loadFile } from "./load.js";
import { checkOverlaps, formatDay } from "./overlaps.js";
import type { BlockRead } from "./read-block.js";
import { readFile } from "./read-file.js";
import { hashReading } from "./read-key.js";
import { Rejects } from "./rejects.js";
import { type RowStore, StoreDamaged } from "./row-store.js";
import { expectSales, totalCents } from "./sales-file.js";
import { sumFingerprints } from "./sales-parts.js";
import { columnNames } from "./schema.js";
import type { Source } from "./sources.js";

/** The files of an import, and what is needed to read them. */
export interface ReadJob {
  connection: Connection;
  sources: readonly Source[];
  /** Of how each is read, see `hashReading`. */
  keys: readonly string[];
  currency: string;
  /** Has the rows of earlier imports as far as they are compared. */
  store: RowStore;
  rejects: "stop" | "keep";
  rejectsFolder: string;
  /** ISO date; days that stand out are asked about. */
  today?: string | undefined;
  log?: ((line: string) => void) | undefined;
  progress?: ((done: number, total: number) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** What was read: all files, and those of them whose rows were loaded. */
export interface SalesRead {
  files: RecordedFile[];
  loaded: readonly RecordedFile[];
  /** The rows of each of these; none where it is not known which rows are whose. */
  parts: ReadonlyMap<RecordedFile, readonly RangePart[]>;
  /** Of the rows that were loaded. */
  table: Fingerprint;
  content: SalesContent;
}

/**
 * Loads files into `table`, compares all of them with each other, and the new rows with what the server has. Files that a plan
 * keeps are not read: what is compared of them comes from the store.
 * @throws TillbookError CSV_INVALID, CHECK_FAILED; StoreDamaged where rows of a kept file are not in the store
 */
export async function readSales(
  job: ReadJob,
  table: "sales" | "sales__next",
  kept: Plan["kept"] = [],
): Promise<SalesRead> {
  const { connection, sources, keys, currency, store, signal } = job;
  const isLoaded = (_: unknown, i: number): boolean => kept[i] === undefined;
  const totalBytes = sources.filter(isLoaded).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  let readBytes = 0;
  const onBytes = (bytes: number): void => {
    readBytes += bytes;
    job.progress?.(readBytes, totalBytes);
  };
  await rm(job.rejectsFolder, { recursive: true, force: true });
  const rejects = new Rejects(job.rejects === "keep" ? job.rejectsFolder : undefined);
  const readers = openBlockReaders(totalBytes);
  const duplicates = new DuplicateCounter();
  try {
    const files: RecordedFile[] = [];
    const loaded: LoadedFile[] = [];
    const placeOf = new Map<number, number>();
    for (const [i, source] of sources.entries()) {
      const key = keys[i] as string;
      const record = kept[i];
      if (record !== undefined) {
        await readStored(job, key, record, async (block) => {
          duplicates.add(i, block);
          await rejects.addRead(source.name, block);
        });
        files.push({ ...record, name: source.name, sha256: source.sha256 });
        continue;
      }
      const writer = store.write(key);
      try {
        const onRows = (block: BlockRead): void => {
          duplicates.add(i, block);
          writer.add(block);
        };
        const one = await loadFile(connection, table, source, { readers, rejects, onRows, onBytes, signal });
        writer.end();
        placeOf.set(i, loaded.push(one) - 1);
        files.push({ ...one.file, reading_sha256: key });
      } finally {
        writer.drop();
      }
    }
    if (rejects.isStopped) throw rejects.makeError();
    expectSales(files);
    // The server computes its sums while duplicates are counted here.
    refuseLosses(sources, duplicates);
    if (job.today !== undefined) await checkDays(sources, duplicates.rowsOfDay, job.today);
    const [found, equal] = await Promise.all([checkEquations(connection, table, loaded, currency), duplicates.count()]);
    const { rowsOfDay, centsOfDay } = duplicates;
    await compareFiles(job, { files, equal, rowsOfDay, centsOfDay, readers, isInPlace: table === "sales" });
    const records = files.map((file, i) => {
      const place = placeOf.get(i);
      return place === undefined ? file : addPlace(file, loaded[place], found.files?.[place]);
    });
    const newRecords = records.filter((_, i) => placeOf.has(i));
    return {
      files: records,
      loaded: newRecords,
      parts: new Map(newRecords.map((file, i) => [file, found.files?.[i] ?? []])),
      table: found.table,
      content: { ...findPeriod(duplicates.rowsOfDay), duplicates: equal.count, currency },
    };
  } finally {
    await readers.close();
    duplicates.close();
  }
}

/** Reads the rows of a kept file. @throws StoreDamaged where they are not those that were loaded */
async function readStored(
  { store, signal }: ReadJob,
  key: string,
  { rows }: RecordedFile,
  onBlock: (block: Parameters<Rejects["addRead"]>[1] & ComparedRows) => Promise<void>,
): Promise<void> {
  let read = 0;
  for (const block of store.read(key)) {
    read += block.hashes.length;
    await onBlock(block);
    signal?.throwIfAborted();
  }
  await setImmediate();
  if (read !== rows) throw new StoreDamaged(`${key} has ${read} rows, expected ${rows}`);
}

/** Adds to a file where its rows are, and what they are there, as far as that is known. */
function addPlace(file: RecordedFile, { ids }: Partial<LoadedFile> = {}, parts?: readonly RangePart[]): RecordedFile {
  if (parts === undefined) return file;
  const fingerprint = formatFingerprint(sumFingerprints(parts));
  return { ...file, ...(ids && { first_id: ids.first, last_id: ids.last }), fingerprint };
}

/** What is compared of all files. */
interface Compared {
  files: readonly RecordedFile[];
  equal: Duplicates;
  rowsOfDay: readonly RowsOfDay[];
  centsOfDay: readonly ReadonlyMap<number, number>[];
  readers: BlockReaders;
  isInPlace: boolean;
}

/** @throws OpenQuestion for files that have the same sales */
async function compareFiles(
  job: ReadJob,
  { files, equal, rowsOfDay, centsOfDay, readers, isInPlace }: Compared,
): Promise<void> {
  const { sources, currency, log, signal } = job;
  const compared = sources.map(({ spec }, i) => ({
    ...(files[i] as RecordedFile),
    currency,
    countsEqualRows: spec.equalRows === "count",
  }));
  for (const line of checkOverlaps(equal, compared)) log?.(line);
  const read = (source: Source): AsyncGenerator<ComparedRows> => readAgain(job, source, readers, isInPlace);
  const common = await compareCommonColumns(sources, rowsOfDay, read, signal);
  if (common !== undefined) checkOverlaps(common, compared);
  checkDaySums(sources, { centsOfDay, rowsOfDay }, compared);
}

/** Reads the rows of a file by another dialect: where files are kept, from the store, as far as they are there. */
async function* readAgain(
  { store, rejects }: ReadJob,
  source: Source,
  readers: BlockReaders,
  isInPlace: boolean,
): AsyncGenerator<ComparedRows> {
  const key = hashReading(source, rejects);
  if (isInPlace && store.has(key)) {
    yield* store.read(key);
    return;
  }
  const writer = store.write(key);
  try {
    for await (const block of readFile(source, { readers, mostInvalid: 0, onBytes: () => {} })) {
      writer.add({ ...block, invalid: [] });
      yield block;
    }
    writer.end();
  } finally {
    writer.drop();
  }
}

function findPeriod(rowsOfDay: readonly RowsOfDay[]): Pick<SalesContent, "firstDay" | "lastDay"> {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const days of rowsOfDay) {
    for (const day of days?.keys() ?? []) [first, last] = [Math.min(first, day), Math.max(last, day)];
  }
  return first > last ? { firstDay: null, lastDay: null } : { firstDay: formatDay(first), lastDay: formatDay(last) };
}

/** The rows of files, and the fingerprint of all of them. */
interface Found {
  /** Undefined where it is not known which rows are whose. */
  files?: readonly (readonly RangePart[])[];
  table: Fingerprint;
}

/**
 * Compares the rows that were loaded with their files. In a new table their sum is enough: a server may count ids in its own way.
 * @throws TillbookError CHECK_FAILED where the table has other rows or another sum than the files
 */
export async function checkEquations(
  connection: Connection,
  table: "sales" | "sales__next",
  loaded: readonly LoadedFile[],
  currency = defaultCurrency,
): Promise<Found> {
  const ranges = loaded.map(({ ids = { first: 0, last: -1 } }) => ids);
  const files = await readRanges(connection, table, ranges);
  const sums = files.map(sumFingerprints);
  const odd = loaded.findIndex(({ file }, i) => !isEqual(file, sums[i] as Fingerprint));
  if (odd === -1) return { files, table: sumFingerprints(files.flat()) };
  const all = table === "sales" ? undefined : await fingerprintTable(connection, table, columnNames, "amount");
  const rows = loaded.reduce((sum, { file }) => sum + file.rows, 0);
  const cents = totalCents(loaded.map(({ file }) => file));
  if (all !== undefined && isEqual({ rows, amount_cents: String(cents) }, all)) return { table: all };
  const { name, ...file } = (loaded[odd] as LoadedFile).file;
  const got = sums[odd] as Fingerprint;
  throw new TillbookError(
    "CHECK_FAILED",
    `${name}: expected ${file.rows} rows and ${file.amount_cents} cents in sales as in the file, got ${got.rows} rows and ${got.amount} ${currency}`,
    "sales is unchanged; if another program writes to it, end that, then run `make import`; else this is a bug in Tillbook, please report it with these numbers",
  );
}

function isEqual(file: Pick<RecordedFile, "rows" | "amount_cents">, { rows, amount }: Fingerprint): boolean {
  return file.rows === rows && BigInt(file.amount_cents) === parseCents(amount);
}
