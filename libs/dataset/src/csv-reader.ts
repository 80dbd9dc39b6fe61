import { isUtf8 } from "node:buffer";
import { TillbookError } from "@tillbook/pipeline";
import { CsvError, parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import { type Column, type ColumnName, salesColumns, toCents } from "./schema.js";

const newline = 10;
const quoteMark = 34;
/** A line, or a quoted field with line breaks in it, that is longer is a mistake in the file. */
const longestRecordBytes = 65_536;
/** How many valid values a column remembers, so that each is checked once. */
const mostRemembered = 100_000;
/** What makes a block more than lines of bare fields: quotes, CR, blank lines, and NULL, which is a word to the server. */
const notPlain = /["\r]|NULL|^\n|\n\n/;

/**
 * Reads one CSV file of sales, bytes in and bytes out: checks each value, counts rows and cents, and gives back what it
 * checked in the one form that `LOAD DATA` is told to expect: LF, no blank lines, `"` around whole fields and doubled
 * within. The fields keep the file's order. Errors are TillbookError CSV_INVALID with file, line, column and value.
 */
export class CsvReader {
  /** Checked rows so far, without the header. */
  rows = 0;
  /** Their amounts together. */
  amountCents = 0n;
  readonly #file: string;
  readonly #columns: { column: Column; valid: Set<string> }[];
  readonly #amountAt: number;
  #rest: Buffer = Buffer.alloc(0);
  /** Lines of the file before `#rest`. */
  #lines = 0;
  #blockCents = 0;

  /** `file` is the name in errors, `order` what the header says. */
  constructor(file: string, order: readonly ColumnName[]) {
    this.#file = file;
    this.#columns = order.map((name) => ({
      column: salesColumns.find((column) => column.name === name) as Column,
      valid: new Set(),
    }));
    this.#amountAt = order.indexOf("amount");
  }

  /** Takes the next bytes, cut anywhere; gives back the rows that end in them. */
  push(bytes: Buffer): Buffer {
    let all = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    if (this.#lines === 0) {
      const header = all.indexOf(newline) + 1;
      if (header > 0) this.#lines = 1;
      all = all.subarray(header);
    }
    const end = this.#lines === 0 ? 0 : findRecordEnd(all);
    this.#rest = all.subarray(end);
    const block = all.subarray(0, end);
    const read = block.length === 0 ? block : this.#readBlock(block);
    if (this.#rest.length > longestRecordBytes + bytes.length) {
      this.#fail(this.#lines + 1, "expected the end of the row or a closing quote, got none for 64 KB");
    }
    return read;
  }

  /** Takes the last line, where the file does not end with a line break. */
  end(): Buffer {
    const last = this.#rest.length > 0 ? this.push(Buffer.from("\n")) : this.#rest;
    if (this.#rest.length > 0) this.#fail(this.#lines + 1, "expected a closing quote, got the end of the file");
    return last;
  }

  /** Checks whole records. */
  #readBlock(block: Buffer): Buffer {
    if (!isUtf8(block)) this.#failEncoding(block);
    const text = block.toString("utf8");
    this.#blockCents = 0;
    const read = notPlain.test(text) ? this.#readRecords(block) : this.#readLines(block, text);
    this.amountCents += BigInt(this.#blockCents);
    this.#lines += countBytes(block, newline);
    return read;
  }

  /** The fast way. */
  #readLines(block: Buffer, text: string): Buffer {
    let line = this.#lines;
    for (let start = 0, end = text.indexOf("\n"); end !== -1; start = end + 1, end = text.indexOf("\n", start)) {
      this.#take(text.slice(start, end).split(","), ++line);
    }
    return block;
  }

  #readRecords(block: Buffer): Buffer {
    const take = (fields: string[], { lines }: { lines: number }): string[] => {
      this.#take(fields, this.#lines + lines - fields.join().split("\n").length + 1);
      return fields;
    };
    const options = { record_delimiter: ["\r\n", "\n"], relax_column_count: true, skip_empty_lines: true };
    try {
      return Buffer.from(stringify(parse(block, { ...options, on_record: take }), { quoted: true }));
    } catch (error) {
      if (!(error instanceof CsvError)) throw error;
      const line = this.#lines + Number(error["lines"]);
      this.#fail(line, "expected quotes around a whole field, and doubled within, got one elsewhere", error);
    }
  }

  #take(fields: readonly string[], line: number): void {
    if (fields.length !== this.#columns.length) {
      this.#fail(line, `expected ${this.#columns.length} fields, got ${fields.length}`);
    }
    for (const [i, { column, valid }] of this.#columns.entries()) {
      const field = fields[i] ?? "";
      if (valid.has(field)) continue;
      const problem = column.check(field);
      if (problem !== undefined) this.#fail(line, `${column.name} must ${problem}, got ${quote(field)}`);
      if (valid.size === mostRemembered) valid.clear();
      // A copy: a slice would keep the whole block alive.
      valid.add(Buffer.from(field).toString());
    }
    this.#blockCents += toCents(fields[this.#amountAt] ?? "");
    this.rows++;
  }

  #failEncoding(block: Buffer): never {
    let line = this.#lines + 1;
    for (let start = 0, end = block.indexOf(newline); isUtf8(block.subarray(start, end)); line++) {
      start = end + 1;
      end = block.indexOf(newline, start);
    }
    this.#fail(line, "expected UTF-8, got bytes of another encoding");
  }

  #fail(line: number, problem: string, cause?: unknown): never {
    const hint = `mend line ${line} of ${this.#file}, then make import`;
    throw new TillbookError("CSV_INVALID", `${this.#file}:${line}: ${problem}`, hint, { cause });
  }
}

/** Finds where the last whole record ends: behind a line break that has an even number of quotes before it. */
function findRecordEnd(bytes: Buffer): number {
  let end = bytes.lastIndexOf(newline) + 1;
  let isOdd = countBytes(bytes.subarray(0, end), quoteMark) % 2 === 1;
  while (isOdd && end > 1) {
    const start = bytes.lastIndexOf(newline, end - 2) + 1;
    isOdd = countBytes(bytes.subarray(start, end), quoteMark) % 2 === 0;
    end = start;
  }
  return isOdd ? 0 : end;
}

function countBytes(bytes: Buffer, byte: number): number {
  let count = 0;
  for (let at = bytes.indexOf(byte); at !== -1; at = bytes.indexOf(byte, at + 1)) count++;
  return count;
}

function quote(value: string): string {
  return JSON.stringify(value.length > 100 ? `${value.slice(0, 100)}…` : value);
}
