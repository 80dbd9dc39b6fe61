import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TillbookError } from "@tillbook/pipeline";
import { parse } from "csv-parse/sync";
import { openBlockReaders } from "./block-readers.js";
import { readColumnsFiles } from "./columns-file.js";
import { compareCommonColumns } from "./common-columns.js";
import { type CsvFile, findCsvFiles } from "./csv-files.js";
import { findCurrency } from "./currency.js";
import { checkDaySums, refuseLosses } from "./day-sums.js";
import { checkDays, type RowsOfDay } from "./days.js";
import { DuplicateCounter } from "./duplicates.js";
import { checkOverlaps, formatDay } from "./overlaps.js";
import { OpenQuestion } from "./questions.js";
import type { BlockRead, InvalidRow, Omission } from "./read-block.js";
import { readFile } from "./read-file.js";
import { Rejects } from "./rejects.js";
import { expectSales } from "./sales-file.js";
import type { ColumnName } from "./schema.js";
import { findSources, type Source } from "./sources.js";
import { type TextTable, writeTableTexts } from "./table-texts.js";

/** What is in the files, as import would read them; nothing is imported. */
export interface Inspection {
  /** Names of files that are not read. */
  ignored: string[];
  /** What import would log of the files, e.g. which sheet is read. */
  notes: string[];
  files: InspectedFile[];
  /** By month, e.g. `2026-03`. */
  months: ReadonlyMap<string, Sum>;
  /** Files with equal rows, in words. */
  overlaps: string[];
  /** At what import would stop, in its order: the first is what it says. */
  failures: TillbookError[];
}

/** Rows, and the sum of their amounts in cents. */
export interface Sum {
  rows: number;
  cents: bigint;
}

/** A file as it would be imported. */
export interface InspectedFile extends Source, Sum {
  /** The first rows, by our columns. */
  first: Partial<Record<ColumnName, string>>[];
  /** First and last day, ISO 8601; undefined without valid rows. */
  period: [first: string, last: string] | undefined;
  stores: ReadonlySet<string>;
  leftOut: Record<string, Omission>;
  rejected: number;
  /** The first invalid rows, and the count of each kind. */
  invalid: InvalidRow[];
  invalidCounts: Record<string, number>;
}

/** What to inspect, and how. */
export interface InspectOptions {
  /** A folder, a file or a glob, absolute. */
  source: string;
  /** The hint of the error where there are none. */
  sourceHint: string;
  /** Whether invalid rows would stop the import. */
  rejects: "stop" | "keep";
  /** ISO date: days that stand out are asked about. Absent for sample sales. */
  today?: string | undefined;
  /** Whether the rows are read even where a question about a file is open. */
  isWhole?: boolean;
  progress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

const shownRows = 3;
const shownInvalid = 3;

/**
 * Reads files as import does, each once.
 * @throws TillbookError CSV_MISSING, or CSV_INVALID where a `columns.json` is wrong or a file is damaged
 */
export async function inspectFiles(options: InspectOptions): Promise<Inspection> {
  const { folder: root, files, ignored } = await findCsvFiles(options.source, options.sourceHint);
  const specs = await readColumnsFiles(files, root);
  const notes: string[] = [];
  const folder = await mkdtemp(join(tmpdir(), "tillbook-texts-"));
  try {
    const texts = await makeTexts(files, specs.find, {
      folder,
      log: (line) => notes.push(line),
      signal: options.signal,
    });
    const { sources, failures, notes: more } = await findSources(texts.tables, specs);
    failures.unshift(...texts.failures);
    notes.push(...more);
    if (failures.length === 0 && sources.length > 0) tryCurrency(sources, failures);
    const found = { ignored, notes, failures };
    if (failures.length > 0 && !options.isWhole) return { ...found, files: [], months: new Map(), overlaps: [] };
    return { ...found, ...(await readSources(sources, failures, options)) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Makes the texts of files one by one, so that a question about one leaves the others. */
async function makeTexts(
  files: readonly CsvFile[],
  findSpec: Parameters<typeof writeTableTexts>[1],
  { folder, log, signal }: Parameters<typeof writeTableTexts>[2],
): Promise<{ tables: TextTable[]; failures: TillbookError[] }> {
  const [tables, failures]: [TextTable[], TillbookError[]] = [[], []];
  for (const [i, file] of files.entries()) {
    const own = join(folder, String(i));
    await mkdir(own);
    try {
      tables.push(...(await writeTableTexts([file], findSpec, { folder: own, log, signal })));
    } catch (error) {
      if (!(error instanceof TillbookError)) throw error;
      failures.push(error);
    }
  }
  return { tables, failures };
}

function tryCurrency(sources: readonly Source[], failures: TillbookError[]): void {
  try {
    findCurrency(sources);
  } catch (error) {
    if (!(error instanceof TillbookError)) throw error;
    failures.push(error);
  }
}

async function readSources(
  sources: readonly Source[],
  failures: TillbookError[],
  { rejects: mode, today, progress, signal }: InspectOptions,
): Promise<Pick<Inspection, "files" | "months" | "overlaps">> {
  const totalBytes = sources.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  let readBytes = 0;
  const onBytes = (bytes: Buffer): void => {
    signal?.throwIfAborted();
    readBytes += bytes.length;
    progress?.(readBytes, totalBytes);
  };
  const readers = openBlockReaders(totalBytes);
  const duplicates = new DuplicateCounter();
  const rejects = new Rejects(undefined);
  const months = new MonthSums();
  const files: InspectedFile[] = [];
  const attempt = async <T>(check: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await check();
    } catch (error) {
      if (!(error instanceof TillbookError)) throw error;
      failures.push(error);
      return undefined;
    }
  };
  try {
    for (const [i, source] of sources.entries()) {
      const file = new FileSums(source);
      await attempt(async () => {
        for await (const block of readFile(source, { readers, mostInvalid: rejects.mostInvalid, onBytes })) {
          file.add(block);
          months.add(block);
          duplicates.add(i, block);
          await rejects.add(source.name, block);
        }
      });
      files.push(file.finish(duplicates.rowsOfDay[i]));
    }
    if (rejects.rows > 0 && mode === "stop") failures.push(rejects.makeError());
    else if (files.length > 0) await attempt(() => expectSales(files));
    await attempt(() => refuseLosses(sources, duplicates));
    if (today !== undefined) await attempt(() => checkDays(sources, duplicates.rowsOfDay, today));
    const equal = await duplicates.count();
    const compared = files.map(({ name, rows, spec, dialect }) => ({
      name,
      rows,
      currency: dialect.currency,
      countsEqualRows: spec.equalRows === "count",
    }));
    const overlaps = (await attempt(() => checkOverlaps(equal, compared))) ?? [];
    await attempt(async () => {
      const readAgain = (source: Source) => readFile(source, { readers, mostInvalid: 0, onBytes: () => {} });
      const common = await compareCommonColumns(sources, duplicates.rowsOfDay, readAgain, signal);
      if (common !== undefined) checkOverlaps(common, compared);
      checkDaySums(sources, duplicates, compared);
    });
    return { files, months: months.finish(), overlaps };
  } finally {
    await readers.close();
    duplicates.close();
  }
}

/** Finds the question that import would stop at, where it is one. */
export function findQuestion({ failures }: Pick<Inspection, "failures">): OpenQuestion | undefined {
  const [first] = failures;
  return first instanceof OpenQuestion && first.question.choices.length > 0 ? first : undefined;
}

/** Sums up amounts by month. */
class MonthSums {
  readonly #sums = new Map<string, { rows: number; cents: bigint }>();
  /** By day, since 1970-01-01: rows, and cents, which stay exact up to 90 trillion. */
  readonly #days = new Map<number, { rows: number; cents: number }>();

  add({ days, cents }: BlockRead): void {
    for (let i = 0; i < days.length; i++) {
      const day = days[i] as number;
      const sum = this.#days.get(day) ?? { rows: 0, cents: 0 };
      if (sum.rows++ === 0) this.#days.set(day, sum);
      sum.cents += cents[i] as number;
    }
  }

  finish(): Map<string, Sum> {
    for (const [day, { rows, cents }] of this.#days) {
      const month = formatDay(day).slice(0, 7);
      const sum = this.#sums.get(month) ?? { rows: 0, cents: 0n };
      this.#sums.set(month, { rows: sum.rows + rows, cents: sum.cents + BigInt(cents) });
    }
    return this.#sums;
  }
}

/** Sums up the blocks of a file. */
class FileSums {
  readonly #file: InspectedFile;
  readonly #stores = new Set<string>();
  readonly #storeAt: number;

  constructor(source: Source) {
    const nothing = { rows: 0, cents: 0n, first: [], period: undefined, rejected: 0, invalid: [], invalidCounts: {} };
    const leftOut: InspectedFile["leftOut"] = {};
    for (const { reason, rows, amount_cents } of source.joined?.leftOut ?? [])
      leftOut[reason] = { rows, cents: Number(amount_cents) };
    this.#file = { ...source, ...nothing, leftOut, stores: this.#stores };
    this.#storeAt = source.dialect.fields.findIndex(({ column }) => column === "store");
  }

  add({ bytes, rows, amountCents, invalid, invalidCounts, leftOut }: BlockRead): void {
    const file = this.#file;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
    if (file.first.length < shownRows) this.#addFirst(text);
    if (this.#storeAt !== -1) addValues(text, this.#storeAt, this.#stores);
    file.rows += rows;
    file.cents += BigInt(amountCents);
    for (const [expected, count] of Object.entries(invalidCounts)) {
      file.rejected += count;
      file.invalidCounts[expected] = (file.invalidCounts[expected] ?? 0) + count;
    }
    file.invalid.push(...invalid.slice(0, shownInvalid - file.invalid.length));
    for (const [reason, { rows, cents }] of Object.entries(leftOut)) {
      const sum = file.leftOut[reason] ?? { rows: 0, cents: 0 };
      file.leftOut[reason] = { rows: sum.rows + rows, cents: sum.cents + cents };
    }
  }

  #addFirst(text: string): void {
    const columns = this.#file.dialect.fields.map(({ column }) => column);
    const rows: string[][] = parse(text, { relax_column_count: true, to: shownRows - this.#file.first.length });
    const readCell = (name: ColumnName, cell = ""): string => (name === "quantity" && cell === "NULL" ? "" : cell);
    for (const row of rows)
      this.#file.first.push(Object.fromEntries(columns.map((name, i) => [name, readCell(name, row[i])])));
  }

  finish(rowsOfDay: RowsOfDay = new Map()): InspectedFile {
    const days = [...rowsOfDay.keys()].sort((a, b) => a - b);
    const [first, last] = [days[0], days.at(-1)];
    if (first !== undefined && last !== undefined) this.#file.period = [formatDay(first), formatDay(last)];
    return this.#file;
  }
}

/** Adds the values of a column of valid rows, as they are made for MySQL. */
function addValues(text: string, at: number, values: Set<string>): void {
  if (text.includes('"')) {
    const rows: string[][] = parse(text, { relax_column_count: true });
    for (const row of rows) values.add(row[at] ?? "");
    return;
  }
  for (let start = 0, end = text.indexOf("\n"); end !== -1; start = end + 1, end = text.indexOf("\n", start)) {
    let from = start;
    for (let i = 0; i < at; i++) from = text.indexOf(",", from) + 1;
    const to = text.indexOf(",", from);
    values.add(text.slice(from, to === -1 || to > end ? end : to));
  }
}
