import { parseCents } from "@tillbook/pipeline";
import { decodeBytes, isUtf8Text, unreadable } from "./csv-bytes.js";
import type { Dialect } from "./dialect.js";
import { type Hash, hashValue } from "./duplicates.js";
import { parseRecords } from "./find-table.js";
import { type DateFormat, formatExample, splitTimestamp } from "./formats.js";
import type { ValueReader } from "./kinds.js";
import { findOmission, hasTotalsWord, isHeader, isTotalsWord, totalsReason } from "./no-sales.js";
import { countBytes } from "./record-cutter.js";
import { type ColumnName, findKind, salesColumns } from "./schema.js";
import type { TotalsCandidate } from "./totals.js";

/** Whole records of a file, to be read apart from the others. */
export interface BlockTask {
  dialect: Dialect;
  bytes: Uint8Array;
  /** Number of the first line in the file. */
  line: number;
  /** How many invalid rows are returned with their text; all are counted. */
  mostInvalid: number;
  /** Whether the last record is the end of a file without a line break there, so that some of it may be missing. */
  isCut?: boolean;
}

/** A row that breaks the contract. */
export interface InvalidRow {
  /** Line of the file in which the row begins, from 1. */
  line: number;
  /** Our column, or empty where the row has no columns. */
  column: ColumnName | "";
  /** What was expected, e.g. `amount must have at most 2 decimals`; rows are counted by it. */
  expected: string;
  /** The value, quoted and shortened. */
  got: string;
  /** The row as it is in the file. */
  text: string;
}

/** What was read of a block. */
export interface BlockRead {
  /** The valid rows, in the format that `load.ts` names to the server. */
  bytes: Uint8Array;
  rows: number;
  amountCents: number;
  /** A hash of each valid row. */
  hashes: BigUint64Array;
  invalid: InvalidRow[];
  /** Count of invalid rows, by what was expected. */
  invalidCounts: Record<string, number>;
  /** Rows that are no sales, and so were neither read nor invalid, by the reason. */
  leftOut: Record<string, Omission>;
  /** The amount of the last of `rows`. */
  lastCents?: number;
  /** Valid rows that may be totals, and are in no other field: see `decideTotals`. */
  candidates?: TotalsCandidate[];
}

/** How many rows were left out, and the sum of their amounts in cents, as far as they have one. */
export interface Omission {
  rows: number;
  cents: number;
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

/** A name that is a word for a sum. */
type Word = Pick<TotalsCandidate, "column" | "word">;

interface Row extends Value {
  word?: Word;
}

interface Field extends ValueReader {
  column: ColumnName;
  at: number;
  check: (text: string) => string | undefined;
  isName: boolean;
  /** Valid texts, and what MySQL gets for them. */
  known: Map<string, Value>;
  /** Valid texts of rows that pass unchanged. */
  plain: Map<string, Meaning>;
}

const newline = 10;
const carriageReturn = 13;
/** How many valid values a column caches, so that each is checked once: fewer names, which may be long. */
const mostNames = 30_000;
/** Enough for every second of a day. */
const mostOthers = 100_000;
/** What a block of plain lines does not have: quotes, CR, blank lines, and NULL, which LOAD DATA would take for no value. */
const notPlain = /["\r]|NULL|^\n|\n\n/;

/**
 * Reads blocks of one dialect: checks each value, counts rows and cents, and returns the valid rows in the one format that
 * `LOAD DATA` is set to. The fields stay in the file's order.
 */
export class BlockReader {
  readonly #dialect: Dialect;
  readonly #fields: Field[];
  /** Whether the dialect is our own format, so that rows may pass unchanged. */
  readonly #isOurs: boolean;

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
    this.#fields = dialect.fields.map(({ column, at }) => createField(column, at, dialect));
    this.#isOurs =
      dialect.delimiter === "," &&
      isUtf8Text(dialect.encoding) &&
      dialect.date === "YYYY-MM-DD" &&
      dialect.decimal === "." &&
      dialect.comment === undefined &&
      dialect.width === dialect.fields.length &&
      dialect.fields.every(({ at }, i) => at === i);
  }

  read({ bytes, ...task }: Omit<BlockTask, "dialect">): BlockRead {
    return this.passLines(bytes) ?? this.#readRecords(this.#decode(bytes), task);
  }

  #decode(bytes: Uint8Array): string {
    return decodeBytes(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), this.#dialect.encoding);
  }

  /** The fast path, for rows in our own format: returns them unchanged, or undefined where a row has another format. */
  passLines(bytes: Uint8Array): BlockRead | undefined {
    if (!this.#isOurs) return undefined;
    const text = this.#decode(bytes);
    if (notPlain.test(text)) return undefined;
    const hashes = new RowHashes(text.length);
    let [rows, amountCents, sumBefore] = [0, 0, 0];
    for (let start = 0, end = text.indexOf("\n"); end !== -1; start = end + 1, end = text.indexOf("\n", start)) {
      const fields = text.slice(start, end).split(",");
      if (fields.length !== this.#fields.length) return undefined;
      let [low, high] = [0, 0];
      sumBefore = amountCents;
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
    const lastCents = amountCents - sumBefore;
    return { bytes, rows, amountCents, hashes: hashes.rows, invalid: [], invalidCounts: {}, leftOut: {}, lastCents };
  }

  #check(field: Field, text: string): Meaning | undefined {
    if (this.#findProblem(field, text) !== undefined || this.#isTotalsWord(field, text)) return undefined;
    return remember(field.plain, field, text, findMeaning(field.column, text));
  }

  #readRecords(text: string, { line, mostInvalid, isCut = false }: Omit<BlockTask, "dialect" | "bytes">): BlockRead {
    const records = parseRecords(text, this.#dialect);
    const invalid: { index: number; problem: Problem }[] = [];
    const invalidCounts: Record<string, number> = {};
    const leftOut: Record<string, Omission> = {};
    const doubtful: { index: number; row: Row; word: Word; before: Omission }[] = [];
    const hashes = new RowHashes(text.length);
    let [rows, amountCents, lastCents, out] = [0, 0, 0, ""];
    for (const [index, record] of records.entries()) {
      const isLast = isCut && index === records.length - 1;
      const row = this.#readRow(record, isLast);
      if ("omitted" in row) {
        if (row.omitted === "") continue;
        const sum = leftOut[row.omitted] ?? { rows: 0, cents: 0 };
        leftOut[row.omitted] = { rows: sum.rows + 1, cents: sum.cents + this.#readCents(record) };
      } else if ("out" in row) {
        if (row.word !== undefined) {
          doubtful.push({ index, row, word: row.word, before: { rows, cents: amountCents } });
          continue;
        }
        rows++;
        hashes.push(row.low, row.high);
        amountCents += row.cents;
        lastCents = row.cents;
        out += row.out;
      } else {
        invalidCounts[row.expected] = (invalidCounts[row.expected] ?? 0) + 1;
        if (invalid.length < mostInvalid) invalid.push({ index, problem: row });
      }
    }
    const places = invalid.length > 0 || doubtful.length > 0 ? this.#locate(text, line) : [];
    const located = invalid.map(({ index, problem }): InvalidRow => ({ ...problem, ...(places[index] as Place) }));
    const candidates = doubtful.map(({ index, row, word, before }): TotalsCandidate => {
      const { out, cents } = row;
      return { out, cents, hash: hashOf(row), ...word, ...(places[index] as Place), before };
    });
    return {
      bytes: Buffer.from(out),
      rows,
      amountCents,
      hashes: hashes.rows,
      invalid: located,
      invalidCounts,
      leftOut,
      ...(rows > 0 && { lastCents }),
      ...(candidates.length > 0 && { candidates }),
    };
  }

  /** Turns a record into a line for MySQL; or returns the first problem with it, or why it is no sale. */
  #readRow(record: readonly string[], isCut: boolean): Row | Problem | { omitted: string } {
    const { width, comment } = this.#dialect;
    if (comment !== undefined && record[0]?.startsWith(comment)) return { omitted: "comment" };
    const problem = record.length === width ? undefined : this.#findWidthProblem(record, isCut);
    const row = problem ?? this.#readFields(record);
    if ("expected" in row) {
      if (record.every((text) => text.trim() === "")) return { omitted: "" };
      const omitted = findOmission(record, this.#dialect, isCut);
      if (omitted !== undefined) return { omitted };
      if (!isHeader(record)) return row;
      const names = quote(record.join(this.#dialect.delimiter));
      return { column: "", expected: "expected one table in a file", got: `another header ${names}` };
    }
    const isLeftOut = this.#dialect.totals === "left out" && row.word !== undefined && isTotalsWord(row.word.word);
    return isLeftOut ? { omitted: totalsReason } : row;
  }

  /** Fields that are missing or added at the end must be empty, and not be read. */
  #findWidthProblem(record: readonly string[], isCut: boolean): Problem | undefined {
    const { width, fields } = this.#dialect;
    const isLong = record.length > width;
    const isFine = isLong
      ? record.slice(width).every((text) => text.trim() === "")
      : !isCut && fields.every(({ at }) => at < record.length);
    if (isFine) return undefined;
    const text = record.length === 1 ? `: ${quote(record[0] ?? "")}` : "";
    const end = isCut && !isLong ? ", in a last line without a line break" : "";
    return { column: "", expected: `expected ${width} fields`, got: `${record.length}${text}${end}` };
  }

  #readFields(record: readonly string[]): Row | Problem {
    let [out, cents, low, high] = ["", 0, 0, 0];
    let word: Word | undefined;
    for (let i = 0; i < this.#fields.length; i++) {
      const field = this.#fields[i] as Field;
      const text = record[field.at] as string;
      let value = field.known.get(text);
      if (value === undefined) {
        const whole = unwrapFormula(text);
        const read = field.read(this.#dialect.trim ? whole.trim() : whole);
        const problem = read === undefined ? field.form : this.#findProblem(field, read);
        if (read === undefined || problem !== undefined) {
          return { column: field.column, expected: `${field.column} must ${problem}`, got: quote(text) };
        }
        const out = copy(field.isName ? `"${read.replaceAll('"', '""')}"` : read);
        const { low, high, cents } = findMeaning(field.column, read);
        value = { out, low, high, cents };
        if (this.#isTotalsWord(field, read)) {
          if (word === undefined || isTotalsWord(read)) word = { column: field.column, word: copy(read) };
        } else remember(field.known, field, text, value);
      }
      low = (low + value.low) | 0;
      high = (high + value.high) | 0;
      cents += value.cents;
      out += i === 0 ? value.out : `,${value.out}`;
    }
    return { out: `${out}\n`, cents, low, high, ...(word !== undefined && { word }) };
  }

  /** Reads the amount of a row that is left out; 0 where it has none. */
  #readCents(record: readonly string[]): number {
    const field = this.#fields.find(({ column }) => column === "amount");
    const read = field?.read(unwrapFormula(record[field.at] ?? "").trim());
    return read === undefined || field?.check(read) !== undefined ? 0 : findMeaning("amount", read).cents;
  }

  #isTotalsWord(field: Field, text: string): boolean {
    return field.isName && this.#dialect.totals !== "sales" && hasTotalsWord(text);
  }

  #findProblem({ check }: Field, text: string): string | undefined {
    return text.includes(unreadable) ? `be readable as ${this.#dialect.encoding}` : check(text);
  }

  /** Finds the line and the text of each record. A second pass, since csv-parse is slower when it reports positions. */
  #locate(text: string, firstLine: number): Place[] {
    const bytes = Buffer.from(text);
    const places: Place[] = [];
    let [start, line] = [0, firstLine];
    parseRecords(bytes, this.#dialect, (_, end) => {
      // Blank lines before it belong to no record.
      while (bytes[start] === newline || (bytes[start] === carriageReturn && bytes[start + 1] === newline)) {
        if (bytes[start++] === newline) line++;
      }
      const record = bytes.subarray(start, end);
      places.push({ line, text: record.toString().replace(/\r?\n$/, "") });
      line += countBytes(record, newline);
      start = end;
    });
    return places;
  }
}

/** The line in which a record begins, and its text. */
type Place = Pick<InvalidRow, "line" | "text">;
type Problem = Omit<InvalidRow, "line" | "text">;

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

/** Names the fields one by one: with objects made by a spread, the fast path took 70 % more time. */
function findMeaning(column: ColumnName, text: string): Meaning {
  const { low, high } = hashValue(column, text);
  return { low, high, cents: column === "amount" ? Number(parseCents(text)) : 0 };
}

/** Caches the meaning of a valid text. */
function remember<V>(known: Map<string, V>, { isName }: Field, text: string, value: V): V {
  if (known.size === (isName ? mostNames : mostOthers)) known.clear();
  known.set(copy(text), value);
  return value;
}

/** Copies a text: a slice would keep its whole block in memory. */
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

function hashOf({ low, high }: Value): bigint {
  const hashes = new RowHashes(8);
  hashes.push(low, high);
  return hashes.rows[0] as bigint;
}

/** Excel writes a number that is a name as a formula, e.g. `="0012"`. */
function unwrapFormula(text: string): string {
  return text.startsWith('="') ? text.replace(/^="([^"]+)"$/, "$1") : text;
}

/** Quotes a value for a message, shortened. */
function quote(value: string): string {
  return JSON.stringify(value.length > 100 ? `${value.slice(0, 100)}…` : value);
}
