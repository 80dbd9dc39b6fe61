import { TillbookError } from "@tillbook/pipeline";
import { parse } from "csv-parse/sync";
import { decodeBytes, type Encoding, readBytes } from "./csv-bytes.js";
import type { CsvFile } from "./csv-files.js";
import { detectEncoding } from "./detect-encoding.js";
import { countBytes } from "./record-cutter.js";

/** A row of a table of DSFinV-K. */
export class ExportRow {
  readonly #record: readonly string[];
  readonly #columns: ReadonlyMap<string, number>;
  readonly #file: string;
  readonly #line: number;

  constructor(record: readonly string[], columns: ReadonlyMap<string, number>, file: string, line: number) {
    this.#record = record;
    this.#columns = columns;
    this.#file = file;
    this.#line = line;
  }

  /** The value of a column, by its name in upper case; empty where there is no such column. */
  get(column: string): string {
    return (this.#record[this.#columns.get(column) ?? -1] ?? "").trim();
  }

  /** E.g. `lines.csv:12`. */
  get place(): string {
    return `${this.#file}:${this.#line}`;
  }
}

/** Money is summed in hundred-thousandths of a unit: the definition allows five decimals. */
export const partsOfUnit = 100_000;
export const partsOfCent = partsOfUnit / 100;

/** A longer record is a mistake: a quote that is never closed. */
const longestRecord = 4_000_000;

/**
 * Reads the rows of a table of DSFinV-K, some hundreds at a time.
 * @throws TillbookError CSV_INVALID where it has no header, or a quote is never closed
 */
export async function* readTable(file: CsvFile): AsyncGenerator<ExportRow[]> {
  const { encoding } = await detectEncoding(file);
  const decode = async function* () {
    for await (const bytes of readBytes(file, { encoding })) yield bytes;
  };
  const delimiter = await findDelimiter(file, decodeAll(decode(), encoding));
  let columns: Map<string, number> | undefined;
  let line = 0;
  for await (const bytes of cutRecords(decode(), file.name)) {
    const rows: ExportRow[] = [];
    for (const record of parse(decodeBytes(bytes, encoding), { ...options, delimiter }) as string[][]) {
      line++;
      if (columns === undefined) columns = new Map(record.map((name, i) => [name.trim().toUpperCase(), i]));
      else rows.push(new ExportRow(record, columns, file.name, line));
    }
    yield rows;
  }
}

const options = { bom: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: true };
const newline = 10;
const quoteMark = 34;

async function* decodeAll(pieces: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<string> {
  for await (const bytes of pieces) yield decodeBytes(bytes, encoding);
}

/** Cuts bytes after lines before which each quote is closed. */
async function* cutRecords(pieces: AsyncIterable<Buffer>, name: string): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of pieces) {
    const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    const end = bytes.lastIndexOf(newline) + 1;
    if (countBytes(bytes.subarray(0, end), quoteMark) % 2 === 0) {
      if (end > 0) yield bytes.subarray(0, end);
      rest = bytes.subarray(end);
    } else rest = bytes;
    if (rest.length > longestRecord) throw invalid(name, "expected a closing quote, got none for 4 MB");
  }
  if (rest.length > 0) yield rest;
}

async function findDelimiter(file: CsvFile, texts: AsyncIterable<string>): Promise<string> {
  let head = "";
  for await (const text of texts) {
    head += text;
    if (head.includes("\n")) break;
  }
  const [, delimiter] = /^\uFEFF?"?Z_KASSE_ID"?([;,\t|])/i.exec(head) ?? [];
  if (delimiter !== undefined) return delimiter;
  throw invalid(
    `${file.name}:1`,
    `expected a table of DSFinV-K with Z_KASSE_ID as its first column, got ${JSON.stringify(head.slice(0, 60))}`,
  );
}

/**
 * Reads an amount, in parts of a unit, such as 1190000 for `11,90000`, `11.9` or `1.011,90`.
 * @param decimal  the decimal mark that index.xml names
 * @throws TillbookError CSV_INVALID for no number, one with more than five decimals, or one that can be read in two ways
 */
export function readParts(text: string, place: string, decimal: string): number {
  const [, sign = "", whole = "", mark = "", decimals = ""] =
    /^([+-]?)(\d+|\d{1,3}(?:[.,]\d{3})+?)(?:([.,])(\d+))?$/.exec(text) ?? [];
  const isGrouped = /[.,]/.test(whole);
  const isAmount = whole !== "" && !(isGrouped && whole.includes(mark === "" ? decimal : mark));
  // `1.234` is 1234 or 1,234.
  const isClear = decimals.length !== 3 || isGrouped || mark === decimal;
  if (isAmount && isClear && !/[1-9]/.test(decimals.slice(5))) {
    return Number(`${sign}${whole.replace(/[.,]/g, "")}${decimals.slice(0, 5).padEnd(5, "0")}`);
  }
  throw invalid(place, `expected an amount such as 12${decimal}50, got ${JSON.stringify(text)}`);
}

/** Makes the error of an export that is not what the definition says. */
export function invalid(place: string, problem: string): TillbookError {
  return new TillbookError(
    "CSV_INVALID",
    `${place}: ${problem}`,
    "export it again from the till, then run `make import`",
  );
}
