import { parseCents } from "@tillbook/pipeline";
import { parse } from "csv-parse/sync";
import { openBlockReaders } from "./block-readers.js";
import { readColumnsFiles } from "./columns-file.js";
import { type FoundFiles, findCsvFiles } from "./csv-files.js";
import type { BlockRead, InvalidRow, Omission } from "./read-block.js";
import { readFile } from "./read-file.js";
import type { ColumnName } from "./schema.js";
import { findSources, type Source } from "./sources.js";

/** What is in the files, as import would read them; nothing is imported. */
export interface Inspection {
  ignored: string[];
  files: InspectedFile[];
  /** By month, e.g. `2026-03`. */
  months: ReadonlyMap<string, Sum>;
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
  days: [first: string, last: string] | undefined;
  stores: ReadonlySet<string>;
  leftOut: Record<string, Omission>;
  rejected: number;
  /** The first invalid rows. */
  invalid: InvalidRow[];
}

const shownRows = 3;
const shownInvalid = 3;

/**
 * Reads files as import does.
 * @throws TillbookError CSV_MISSING, CSV_INVALID; OpenQuestion where only a person knows how to read a file
 */
export async function inspectFiles(source: string, hint: string, signal?: AbortSignal): Promise<Inspection> {
  const { files, ignored }: FoundFiles = await findCsvFiles(source, hint);
  const specs = await readColumnsFiles(files);
  const sources = await findSources(files, specs.find);
  const readers = openBlockReaders(sources.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
  const months = new Map<string, Sum>();
  const inspected: InspectedFile[] = [];
  try {
    for (const file of sources) {
      signal?.throwIfAborted();
      const sums = new FileSums(file, months);
      const blocks = readFile(file, { readers, mostInvalid: shownInvalid, onBytes: () => signal?.throwIfAborted() });
      for await (const block of blocks) sums.add(block);
      inspected.push(sums.file);
    }
  } finally {
    await readers.close();
  }
  return { ignored, files: inspected, months };
}

/** Sums up the blocks of a file. */
class FileSums {
  readonly file: InspectedFile;
  readonly #stores = new Set<string>();
  readonly #months: Map<string, Sum>;

  constructor(source: Source, months: Map<string, Sum>) {
    this.#months = months;
    const nothing = { rows: 0, cents: 0n, first: [], days: undefined, leftOut: {}, rejected: 0, invalid: [] };
    this.file = { ...source, ...nothing, stores: this.#stores };
  }

  add({ bytes, invalid, invalidCounts, leftOut }: BlockRead): void {
    const { file } = this;
    const columns = file.dialect.fields.map(({ column }) => column);
    const rows: string[][] = parse(Buffer.from(bytes), { relax_column_count: true, skip_empty_lines: true });
    for (const row of rows) {
      const sale = Object.fromEntries(columns.map((column, i) => [column, row[i] ?? ""]));
      if (file.first.length < shownRows) file.first.push(sale);
      this.#count(sale);
    }
    file.rejected += Object.values(invalidCounts).reduce((sum, count) => sum + count, 0);
    file.invalid.push(...invalid.slice(0, shownInvalid - file.invalid.length));
    for (const [reason, { rows, cents }] of Object.entries(leftOut)) {
      const sum = file.leftOut[reason] ?? { rows: 0, cents: 0 };
      file.leftOut[reason] = { rows: sum.rows + rows, cents: sum.cents + cents };
    }
  }

  #count({ sold_on: day = "", store = "", amount = "0" }: Partial<Record<ColumnName, string>>): void {
    const { file } = this;
    const cents = parseCents(amount);
    file.rows++;
    file.cents += cents;
    this.#stores.add(store);
    const [first, last] = file.days ?? [day, day];
    file.days = [day < first ? day : first, day > last ? day : last];
    const month = this.#months.get(day.slice(0, 7)) ?? { rows: 0, cents: 0n };
    this.#months.set(day.slice(0, 7), { rows: month.rows + 1, cents: month.cents + cents });
  }
}
