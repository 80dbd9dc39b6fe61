import { parseCents } from "@tillbook/pipeline";
import { parse } from "csv-parse/sync";
import { decodeBytes, unreadable } from "./csv-bytes.js";
import { csvOptions, type Dialect } from "./dialect.js";
import { type Hash, hashValue } from "./duplicates.js";
import { type DateFormat, formatExample, splitTimestamp } from "./formats.js";
import type { ValueReader } from "./kinds.js";
import { countBytes } from "./record-cutter.js";
import { type ColumnName, findKind, salesColumns } from "./schema.js";

/** Whole records of a file, to be read apart from the others. */
export interface BlockTask {
  dialect: Dialect;
  bytes: Uint8Array;
  /** Number of the first line in the file. */
  line: number;
  /** How many bad rows are told with their text; all are counted. */
  mostBad: number;
}

/** A row that breaks the contract. */
export interface BadRow {
  /** Line of the file in which the row begins, from 1. */
  line: number;
  /** Our column, or empty where the row has no columns. */
  column: ColumnName | "";
  /** What must be, e.g. `amount must have at most 2 decimals`; counts as the kind. */
  expected: string;
  /** What is, quoted and shortened. */
  got: string;
  /** The row as it stands in the file. */
  text: string;
}

/** What was read of a block. */
export interface BlockRead {
  /** The good rows, as `loadData` in `load.ts` tells the server. */
  bytes: Uint8Array;
  rows: number;
  amountCents: number;
  /** A hash of each good row. */
  hashes: BigUint64Array;
  bad: BadRow[];
  /** Bad rows by what was expected. */
  badCounts: Record<string, number>;
}

/** What a valid text stands for. */
interface Meaning extends Hash {
  /** Of an amount; 0 for other columns. */
  cents: number;
}

/** What MySQL is given for a text, and what it stands for. */
interface Value extends Meaning {
  out: string;
}

interface Field extends ValueReader {
  column: ColumnName;
  at: number;
  check: (text: string) => string | undefined;
  isName: boolean;
  /** Texts that were found valid. */
  known: Map<string, Value>;
  /** The same for rows that pass as they are. */
  plain: Map<string, Meaning>;
}

const newline = 10;
const carriageReturn = 13;
/** How many good values a column remembers, so that each is checked once: fewer of names, which may be long. */
const mostNames = 30_000;
/** All times of a day, among others. */
const mostOthers = 100_000;
/** What makes a block more than lines of bare fields: quotes, CR, blank lines, and NULL, which is a word to the server. */
const notPlain = /["\r]|NULL|^\n|\n\n/;

/**
 * Reads blocks of one dialect: checks each value, counts rows and cents, and gives back the good rows in the one form that
 * `LOAD DATA` is told to expect. The fields keep the file's order.
 */
export class BlockReader {
  readonly #dialect: Dialect;
  readonly #fields: Field[];
  /** Whether rows may pass as they are. */
  readonly #isOurs: boolean;

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
    this.#fields = dialect.fields.map(({ column, at }) => createField(column, at, dialect));
    this.#isOurs =
      dialect.delimiter === "," &&
      dialect.encoding !== "windows-1252" &&
      dialect.date === "YYYY-MM-DD" &&
      dialect.decimal === "." &&
      !dialect.trim &&
      dialect.width === dialect.fields.length &&
      dialect.fields.every(({ at }, i) => at === i);
  }

  read({ bytes, line, mostBad }: Omit<BlockTask, "dialect">): BlockRead {
    return this.passLines(bytes) ?? this.#readRecords(this.#decode(bytes), line, mostBad);
  }

  #decode(bytes: Uint8Array): string {
    return decodeBytes(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), this.#dialect.encoding);
  }

  /** The fast way, for rows in our own format: gives them back as they are; undefined where one is not. */
  passLines(bytes: Uint8Array): BlockRead | undefined {
    if (!this.#isOurs) return undefined;
    const text = this.#decode(bytes);
    if (notPlain.test(text)) return undefined;
    const hashes = new RowHashes(text.length);
    let [rows, amountCents] = [0, 0];
    for (let start = 0, end = text.indexOf("\n"); end !== -1; start = end + 1, end = text.indexOf("\n", start)) {
      const fields = text.slice(start, end).split(",");
      if (fields.length !== this.#fields.length) return undefined;
      let [low, high] = [0, 0];
      for (let i = 0; i < fields.length; i++) {
        const field = this.#fields[i] as Field;
        const known = field.plain.get(fields[i] as string) ?? this.#check(field, fields[i] as string);
        if (known === undefined) return undefined;
        low = (low + known.low) | 0;
        high = (high + known.high) | 0;
        amountCents += known.cents;
      }
      hashes.push(low, high);
      rows++;
    }
    return { bytes, rows, amountCents, hashes: hashes.rows, bad: [], badCounts: {} };
  }

  #check(field: Field, text: string): Meaning | undefined {
    if (this.#findProblem(field, text) !== undefined) return undefined;
    return remember(field.plain, field, text, findMeaning(field.column, text));
  }

  #readRecords(text: string, line: number, mostBad: number): BlockRead {
    const records: string[][] = parse(text, { delimiter: this.#dialect.delimiter, ...csvOptions });
    const bad: { index: number; problem: Problem }[] = [];
    const badCounts: Record<string, number> = {};
    const hashes = new RowHashes(text.length);
    let [rows, amountCents, out] = [0, 0, ""];
    for (const [index, record] of records.entries()) {
      const row = this.#readRow(record);
      if ("out" in row) {
        rows++;
        hashes.push(row.low, row.high);
        amountCents += row.cents;
        out += row.out;
      } else {
        badCounts[row.expected] = (badCounts[row.expected] ?? 0) + 1;
        if (bad.length < mostBad) bad.push({ index, problem: row });
      }
    }
    const places = bad.length > 0 ? this.#locate(text, line) : [];
    const told = bad.map(({ index, problem }): BadRow => ({ ...problem, ...(places[index] as Place) }));
    return { bytes: Buffer.from(out), rows, amountCents, hashes: hashes.rows, bad: told, badCounts };
  }

  /** Turns a record into a line for MySQL, or tells the first thing that is wrong with it. */
  #readRow(record: readonly string[]): Value | Problem {
    const { width } = this.#dialect;
    if (record.length !== width)
      return { column: "", expected: `expected ${width} fields`, got: String(record.length) };
    let [out, cents, low, high] = ["", 0, 0, 0];
    for (let i = 0; i < this.#fields.length; i++) {
      const field = this.#fields[i] as Field;
      const text = record[field.at] as string;
      let value = field.known.get(text);
      if (value === undefined) {
        const read = field.read(this.#dialect.trim ? text.trim() : text);
        const problem = read === undefined ? field.form : this.#findProblem(field, read);
        if (read === undefined || problem !== undefined) {
          return { column: field.column, expected: `${field.column} must ${problem}`, got: quote(text) };
        }
        const out = copy(field.isName ? `"${read.replaceAll('"', '""')}"` : read);
        value = remember(field.known, field, text, { out, ...findMeaning(field.column, read) });
      }
      low = (low + value.low) | 0;
      high = (high + value.high) | 0;
      cents += value.cents;
      out += i === 0 ? value.out : `,${value.out}`;
    }
    return { out: `${out}\n`, cents, low, high };
  }

  #findProblem({ check }: Field, text: string): string | undefined {
    return text.includes(unreadable) ? `be readable as ${this.#dialect.encoding}` : check(text);
  }

  /** Finds where each record begins, and its text. Read a second time, since csv-parse is slower when it has to tell. */
  #locate(text: string, firstLine: number): Place[] {
    const bytes = Buffer.from(text);
    const places: Place[] = [];
    let [start, line] = [0, firstLine];
    const onRecord = (_: string[], { bytes: end }: { bytes: number }): null => {
      // Blank lines before it belong to no record.
      while (bytes[start] === newline || (bytes[start] === carriageReturn && bytes[start + 1] === newline)) {
        if (bytes[start++] === newline) line++;
      }
      const record = bytes.subarray(start, end);
      places.push({ line, text: record.toString().replace(/\r?\n$/, "") });
      line += countBytes(record, newline);
      start = end;
      return null;
    };
    parse(bytes, { delimiter: this.#dialect.delimiter, ...csvOptions, on_record: onRecord });
    return places;
  }
}

/** Where a record begins, and how it stands in the file. */
type Place = Pick<BadRow, "line" | "text">;
type Problem = Omit<BadRow, "line" | "text">;

function createField(column: ColumnName, at: number, { date, decimal, fields }: Dialect): Field {
  const { check, createReader } = findKind(column);
  const reader = createReader?.({ date, decimal }) ?? { read: (text: string) => text, form: "" };
  const hasTimestamp = fields.filter((field) => field.at === at).length > 1;
  const { read, form } = hasTimestamp ? readTimestamp(column, reader, date) : reader;
  return { column, at, read, form, check, isName: createReader === undefined, known: new Map(), plain: new Map() };
}

/** Reads a column's part of a date with its time. */
function readTimestamp(column: ColumnName, { read }: ValueReader, date: DateFormat): ValueReader {
  const part = salesColumns[column].kind === "time" ? "time" : "date";
  return {
    read: (text) => read(splitTimestamp(text)?.[part] ?? ""),
    form: `be a date with a time such as ${formatExample(date)} 09:05`,
  };
}

function findMeaning(column: ColumnName, text: string): Meaning {
  return { ...hashValue(column, text), cents: column === "amount" ? Number(parseCents(text)) : 0 };
}

/** Remembers what a good text means. */
function remember<V>(known: Map<string, V>, { isName }: Field, text: string, value: V): V {
  if (known.size === (isName ? mostNames : mostOthers)) known.clear();
  known.set(copy(text), value);
  return value;
}

/** Copies a text: a slice of a block's would keep the whole block alive. */
function copy(text: string): string {
  return Buffer.from(text).toString();
}

/** Gathers the hashes of a block's rows. */
class RowHashes {
  readonly #words: Int32Array;
  #at = 0;

  /** Has room for the rows of a text of so many characters: a row with its line break has at least 8, for its date alone. */
  constructor(characters: number) {
    this.#words = new Int32Array(2 * Math.ceil((characters + 2) / 8));
  }

  push(low: number, high: number): void {
    this.#words[this.#at++] = low;
    this.#words[this.#at++] = high;
  }

  get rows(): BigUint64Array {
    return new BigUint64Array(this.#words.buffer).slice(0, this.#at / 2);
  }
}

/** Quotes a value for a message, shortened. */
function quote(value: string): string {
  return JSON.stringify(value.length > 100 ? `${value.slice(0, 100)}…` : value);
}
