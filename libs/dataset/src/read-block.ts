import { countDecimals, defaultCurrency, parseCents } from "@tillbook/pipeline";
import { createAmountReader } from "./amounts.js";
import { decodeBytes, isUtf8Text, unreadable } from "./csv-bytes.js";
import type { HeaderField } from "./csv-header.js";
import type { Dialect } from "./dialect.js";
import { type Hash, hashValue } from "./duplicates.js";
import { formatExample } from "./formats.js";
import { fitCurrency, type ValueReader } from "./kinds.js";
import { Arranger } from "./layout.js";
import { findOmission, hasTotalsWord, isHeader, isSumName, isTotalsWord, totalsReason } from "./no-sales.js";
import { describeRowDoubt } from "./row-doubts.js";
import { type ColumnName, findKind, isLenient, salesColumns } from "./schema.js";
import { splitRecords } from "./split-records.js";
import { createStampReader, joinTimestamp } from "./timestamps.js";
import type { TotalsCandidate } from "./totals.js";

/** Whole records of a file, to be read apart from the others. */
export interface BlockTask {
  dialect: Dialect;
  bytes: Uint8Array;
  /** Number of the first line in the file. */
  line: number;
  /** How many invalid rows are returned with their text; all are counted. */
  mostInvalid: number;
  /** The last record of the block before, where rows continue the one above. */
  above?: readonly string[];
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
  /** The day of each valid row, in days since 1970-01-01, and its amount in cents. */
  days: Int32Array;
  cents: Float64Array;
  invalid: InvalidRow[];
  /** Count of receipts, quantities and categories that can't be read, and so are left empty. */
  unread: number;
  /** Count of invalid rows, by what was expected. */
  invalidCounts: Record<string, number>;
  /** Rows that are no sales, and so were neither read nor invalid, by the reason. */
  leftOut: Record<string, Omission>;
  /** The last record, filled, where rows continue the one above. */
  above?: readonly string[];
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
  /** Of a date, in days since 1970-01-01; 0 for other columns. */
  day: number;
}

/** What MySQL is given for a text, and what it stands for. */
interface Value extends Meaning {
  out: string;
  /** 1 of what can't be read, and so is left empty; of a row, how many there are. */
  unread: number;
}

/** A name that is a word for a sum. */
type Word = Pick<TotalsCandidate, "column" | "word">;

interface Row extends Value {
  word: Word | undefined;
}

interface Field extends ValueReader {
  column: ColumnName;
  at: number;
  /** The places of a date and a time that are read together. */
  clock: { date: number; time: number } | undefined;
  /** Whether it reads its part of a date with a time. */
  isPart: boolean;
  check: (text: string) => string | undefined;
  isName: boolean;
  isLenient: boolean;
  /** Whether the layout computes the value. */
  isComputed: boolean;
  /** The value of all rows. */
  text?: string | undefined;
  /** What an empty cell stands for. */
  empty?: string | undefined;
  /** Valid texts, and what MySQL gets for them. */
  known: Map<string, Value>;
  /** Valid texts of rows that pass unchanged. */
  plain: Map<string, Meaning>;
}

const dayMs = 86_400_000;
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
  readonly #money: ValueReader;
  /** Whether the dialect is our own format, so that rows may pass unchanged. */
  readonly #isOurs: boolean;
  readonly #list = new RowList();

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
    this.#fields = dialect.fields.map((field) => createField(field, dialect));
    this.#money = createMoneyReader(dialect);
    this.#isOurs =
      dialect.delimiter === "," &&
      isUtf8Text(dialect.encoding) &&
      dialect.date === "YYYY-MM-DD" &&
      dialect.decimal === "." &&
      countDecimals(dialect.currency ?? defaultCurrency) === 2 &&
      (dialect.unit ?? 1) === 1 &&
      dialect.days === undefined &&
      dialect.layout === undefined &&
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
    // A row with its line break has at least 8 characters, for its date alone.
    const read = this.#list.begin(Math.ceil((text.length + 2) / 8));
    let [rows, amountCents] = [0, 0];
    const last = this.#fields.length - 1;
    for (let start = 0; start < text.length; rows++) {
      let [low, high, day, cents] = [0, 0, 0, 0];
      for (let i = 0; i <= last; i++) {
        const end = text.indexOf(i === last ? "\n" : ",", start);
        const value = text.slice(start, end);
        start = end + 1;
        const field = this.#fields[i] as Field;
        const known = field.plain.get(value) ?? this.#checkPlain(field, value);
        if (known === undefined || end === -1) return undefined;
        low = (low + known.low) | 0;
        high = (high + known.high) | 0;
        cents += known.cents;
        day += known.day;
      }
      read.push(low, high, day, cents);
      amountCents += cents;
    }
    return { bytes, rows, amountCents, ...read.columns, unread: 0, invalid: [], invalidCounts: {}, leftOut: {} };
  }

  /** Finds what a text stands for that is a whole field; of a row with too few or too many fields, one is none. */
  #checkPlain(field: Field, text: string): Meaning | undefined {
    if (/[,\n]/.test(text)) return undefined;
    if (this.#findProblem(field, text) !== undefined || this.#isTotalsWord(field, text)) return undefined;
    if (this.#describeDoubt(field, text) !== undefined) return undefined;
    return remember(field.plain, field, text, findMeaning(field.column, text));
  }

  #readRecords(text: string, task: Omit<BlockTask, "dialect" | "bytes">): BlockRead {
    const { line, mostInvalid, isCut = false, above } = task;
    const ends: number[] = [];
    const records = splitRecords(text, this.#dialect, ends);
    const invalid: { index: number; problem: Problem }[] = [];
    const invalidCounts: Record<string, number> = {};
    const leftOut: Record<string, Omission> = {};
    const doubtful: { index: number; row: Row; word: Word; before: Omission }[] = [];
    const read = this.#list.begin(records.length);
    const { layout } = this.#dialect;
    const arranger = layout && new Arranger(layout, this.#money, above);
    let [rows, amountCents, unread, out] = [0, 0, 0, ""];
    for (const [index, record] of records.entries()) {
      const row = this.#readRow(record, arranger, isCut && index === records.length - 1);
      if (row === undefined) continue;
      if ("expected" in row) {
        invalidCounts[row.expected] = (invalidCounts[row.expected] ?? 0) + 1;
        if (invalid.length < mostInvalid) invalid.push({ index, problem: row });
        continue;
      }
      const reason = "out" in row ? this.#findDayOmission(row.day) : row.reason;
      if (reason !== undefined) {
        const sum = leftOut[reason] ?? { rows: 0, cents: 0 };
        leftOut[reason] = { rows: sum.rows + 1, cents: sum.cents + row.cents };
      } else if ("out" in row && row.word !== undefined) {
        doubtful.push({ index, row, word: row.word, before: { rows, cents: amountCents } });
        unread += row.unread;
      } else if ("out" in row) {
        rows++;
        read.push(row.low, row.high, row.day, row.cents);
        amountCents += row.cents;
        unread += row.unread;
        out += row.out;
      }
    }
    const places = invalid.length > 0 || doubtful.length > 0 ? locateRecords(text, ends, line) : [];
    const located = invalid.map(({ index, problem }): InvalidRow => ({ ...problem, ...(places[index] as Place) }));
    const candidates = doubtful.map(({ index, row, word, before }): TotalsCandidate => {
      const { out, cents, day } = row;
      return { out, cents, day, hash: hashOf(row), ...word, ...(places[index] as Place), before };
    });
    return {
      bytes: Buffer.from(out),
      rows,
      amountCents,
      ...read.columns,
      unread,
      invalid: located,
      invalidCounts,
      leftOut,
      ...(layout?.fill !== undefined && arranger !== undefined && { above: arranger.above }),
      ...(candidates.length > 0 && { candidates }),
    };
  }

  /** Says why the rows of a day are left out; undefined where they are not. */
  #findDayOmission(day: number): string | undefined {
    const { from, to } = this.#dialect.days ?? {};
    if (from !== undefined && day < Date.parse(from) / dayMs) return `day before ${from}`;
    return to !== undefined && day > Date.parse(to) / dayMs ? `day after ${to}` : undefined;
  }

  /** Turns a record into a line for MySQL; or returns the first problem with it, why it is no sale, or undefined for a blank one. */
  #readRow(
    record: string[],
    arranger: Arranger | undefined,
    isCut: boolean,
  ): Row | Problem | { reason: string; cents: number } | undefined {
    const { width, comment, totals } = this.#dialect;
    if (comment !== undefined && record[0]?.startsWith(comment)) return { reason: "comment", cents: 0 };
    if (arranger !== undefined && isBlank(record)) return undefined;
    const problem = record.length === width ? undefined : this.#findWidthProblem(record, isCut);
    const row = problem ?? this.#arrangeRow(record, arranger);
    if ("expected" in row) {
      if (isBlank(record)) return undefined;
      const reason = findOmission(record, this.#dialect, isCut);
      if (reason !== undefined) return { reason, cents: this.#findCents(record, arranger) };
      if (!isHeader(record)) return row;
      const names = quote(record.join(this.#dialect.delimiter));
      return { column: "", expected: "expected one table in a file", got: `another header ${names}` };
    }
    const isTotals =
      totals === "left out" &&
      "word" in row &&
      row.word !== undefined &&
      (isTotalsWord(row.word.word) || isSumName(row.word.column, row.word.word));
    return isTotals ? { reason: totalsReason, cents: row.cents } : row;
  }

  /** Fields that are missing or added at the end must be empty, and not be read. */
  #findWidthProblem(record: readonly string[], isCut: boolean): Problem | undefined {
    const { width, fields, alsoRead = [] } = this.#dialect;
    const isLong = record.length > width;
    const isThere = (at: number): boolean => at < record.length || at >= width;
    const mayLack = ({ column, at }: HeaderField): boolean => isLenient(column) || isThere(at);
    const isFine = isLong
      ? record.slice(width).every((text) => text.trim() === "")
      : !isCut && fields.every(mayLack) && alsoRead.every(isThere);
    if (isFine) return undefined;
    const text = record.length === 1 ? `: ${quote(record[0] ?? "")}` : "";
    const end = isCut && !isLong ? ", in a last line without a line break" : "";
    return { column: "", expected: `expected ${width} fields`, got: `${record.length}${text}${end}` };
  }

  #arrangeRow(record: string[], arranger: Arranger | undefined): Row | Problem | { reason: string; cents: number } {
    const arranged = arranger?.arrange(record);
    if (arranged !== undefined && "reason" in arranged)
      return { reason: arranged.reason, cents: this.#findCents(record, arranger) };
    if (arranged !== undefined && "expected" in arranged) return arranged;
    return this.#readFields(record, arranged?.amount);
  }

  #readFields(record: readonly string[], amount: string | undefined): Row | Problem {
    let [out, cents, day, low, high, unread] = ["", 0, 0, 0, 0, 0];
    let [word, doubt]: [Word?, Problem?] = [];
    for (let i = 0; i < this.#fields.length; i++) {
      const field = this.#fields[i] as Field;
      const { clock } = field;
      const cell = field.text ?? (field.isComputed ? (amount as string) : (record[field.at] ?? ""));
      const text = clock === undefined ? cell : joinTimestamp(record[clock.date] ?? "", record[clock.time] ?? "");
      // Of dates with times there are many, of their days and times few.
      const part = field.isPart ? field.read(unwrapFormula(text).trim()) : undefined;
      if (field.isPart && part === undefined) return makeProblem(field, field.form, text);
      let value = field.known.get(part ?? text);
      if (value === undefined) {
        const whole = unwrapFormula(text);
        let read =
          part ??
          (field.empty !== undefined && text.trim() === ""
            ? field.empty
            : field.read(this.#dialect.trim || field.isLenient ? whole.trim() : whole));
        const problem = read === undefined ? field.form : this.#findProblem(field, read);
        if (field.isLenient && problem !== undefined) read = "";
        else if (read === undefined || problem !== undefined) return makeProblem(field, problem, text);
        const out = copy(field.isName ? `"${read.replaceAll('"', '""')}"` : read || "NULL");
        const { low, high, cents, day } = findMeaning(field.column, read);
        value = { out, low, high, cents, day, unread: problem === undefined || text.trim() === "" ? 0 : 1 };
        const expected = this.#describeDoubt(field, read);
        if (this.#isTotalsWord(field, read)) {
          if (word === undefined || isTotalsWord(read)) word = { column: field.column, word: copy(read) };
        } else if (expected !== undefined) doubt = { column: "", expected, got: quote(read) };
        else remember(field.known, field, part ?? text, value);
      }
      low = (low + value.low) | 0;
      high = (high + value.high) | 0;
      cents += value.cents;
      day += value.day;
      unread += value.unread;
      out += i === 0 ? value.out : `,${value.out}`;
    }
    return doubt !== undefined && cents > 0 ? doubt : { out: `${out}\n`, cents, day, low, high, unread, word };
  }

  /** Says why an article may be none, and what to do; such texts are not kept, so that each of their rows is looked at. */
  #describeDoubt({ column }: Field, text: string): string | undefined {
    const { articleDoubt } = this.#dialect;
    return column !== "article" || articleDoubt === undefined ? undefined : describeRowDoubt(articleDoubt, text);
  }

  #isTotalsWord(field: Field, text: string): boolean {
    return field.isName && !field.isLenient && this.#dialect.totals !== "sales" && hasTotalsWord(field.column, text);
  }

  /** The amount of a row that is left out; 0 where it has none. */
  #findCents(record: readonly string[], arranger: Arranger | undefined): number {
    const field = this.#fields.find(({ column }) => column === "amount");
    if (field === undefined) return 0;
    const computed = field.isComputed ? arranger?.compute(record) : { amount: unwrapFormula(record[field.at] ?? "") };
    const text =
      computed !== undefined && "amount" in computed ? field.read((computed.amount ?? "").trim()) : undefined;
    return text === undefined || field.check(text) !== undefined ? 0 : Number(parseCents(text));
  }

  /** An empty cashier is data: nobody sat at the till. So is a row without a receipt or a category. */
  #findProblem({ check, column, isName, isLenient }: Field, text: string): string | undefined {
    if (text === "" && (column === "cashier" || (isName && isLenient))) return undefined;
    return text.includes(unreadable) ? `be readable as ${this.#dialect.encoding}` : check(text);
  }
}

/** The line in which a record begins, and its text. */
type Place = Pick<InvalidRow, "line" | "text">;
type Problem = Omit<InvalidRow, "line" | "text">;

/** Finds the line and the text of each record. */
function locateRecords(text: string, ends: readonly number[], firstLine: number): Place[] {
  let [start, line] = [0, firstLine];
  return ends.map((end) => {
    // Blank lines before it belong to no record.
    const blank = /^(?:\r?\n)*/.exec(text.slice(start, end))?.[0] ?? "";
    const record = text.slice(start + blank.length, end);
    const place = { line: line + countLines(blank), text: record.replace(/\r?\n$/, "") };
    line = place.line + countLines(record);
    start = end;
    return place;
  });
}

function countLines(text: string): number {
  return text.split("\n").length - 1;
}

function makeProblem({ column }: Field, problem: string | undefined, text: string): Problem {
  return { column, expected: `${column} must ${problem}`, got: quote(text) };
}

/** Finds the columns of a date and a time that are read together, since the time names a zone. */
function findClock({ hasZones, fields }: Dialect): Field["clock"] {
  const [date, time] = ["sold_on", "sold_at"].map((name) => fields.find(({ column }) => column === name)?.at);
  return hasZones && date !== undefined && time !== undefined ? { date, time } : undefined;
}

function createField({ column, at, text, empty }: HeaderField, dialect: Dialect): Field {
  const { check, createReader } = findKind(column);
  const isComputed = column === "amount" && dialect.layout?.amount !== undefined;
  const reader = isComputed ? createSumReader(dialect) : createValueReader(column, dialect);
  const clock = column === "sold_on" || column === "sold_at" ? findClock(dialect) : undefined;
  const isPart = clock !== undefined || dialect.fields.filter((field) => field.at === at).length > 1;
  const valueReader = isPart ? readTimestamp(column, dialect) : reader;
  const { currency = defaultCurrency } = dialect;
  const checked = column === "amount" ? fitCurrency({ ...valueReader, check }, currency) : { ...valueReader, check };
  return {
    column,
    at,
    clock,
    isPart,
    text,
    empty,
    ...checked,
    isName: createReader === undefined,
    isLenient: isLenient(column),
    isComputed,
    known: new Map(),
    plain: new Map(),
  };
}

function createValueReader(column: ColumnName, dialect: Dialect): ValueReader {
  if (column === "sold_on" && dialect.firstDay !== undefined) return createDayReader(dialect.firstDay);
  return findKind(column).createReader?.(dialect) ?? { read: (value) => value, form: "" };
}

/** Reads a computed amount, which is written in one way, in units of the file. */
function createSumReader({ unit, rounding, currency }: Dialect): ValueReader {
  return { read: createAmountReader({ decimal: ".", unit, rounding, currency }), form: "be a whole number of cents" };
}

/** Reads the number of a day, where `firstDay` is 1. */
function createDayReader(firstDay: string): ValueReader {
  const start = Date.parse(firstDay);
  const read = (text: string): string | undefined =>
    /^\d{1,5}$/.test(text) ? new Date(start + (Number(text) - 1) * dayMs).toISOString().slice(0, 10) : undefined;
  return { read, form: `be the number of a day, where 1 is ${firstDay}` };
}

/** Reads the terms of a computed amount as they are: only their sum is scaled and rounded. */
function createMoneyReader({ decimal, currency }: Dialect): ValueReader {
  return findKind("amount").createReader?.({ date: "", decimal, currency }) as ValueReader;
}

/** Reads a column's part of a date with its time. */
function readTimestamp(column: ColumnName, dialect: Dialect): ValueReader {
  const part = salesColumns[column].kind === "time" ? "time" : "date";
  const read = createStampReader(dialect);
  return {
    read: (text) => read(text.trim())?.[part],
    form: `be a date with a time such as ${formatExample(dialect.date)} 09:05`,
  };
}

/** Names the fields one by one: with objects made by a spread, the fast path took 70 % more time. */
function findMeaning(column: ColumnName, text: string): Meaning {
  // A row without a cashier is the same, whether the file has that column or not.
  const { low, high } = text === "" ? { low: 0, high: 0 } : hashValue(column, text);
  const cents = column === "amount" ? Number(parseCents(text)) : 0;
  const day = column === "sold_on" ? Date.parse(text) / dayMs : 0;
  return { low, high, cents, day };
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

/** Gathers the hash, the day and the cents of each row of a block; one list serves all blocks, one after another. */
class RowList {
  #words = new Int32Array(0);
  #days = new Int32Array(0);
  #cents = new Float64Array(0);
  #rows = 0;

  /** Begins a block of at most so many rows. */
  begin(mostRows: number): this {
    this.#rows = 0;
    if (mostRows > this.#days.length) {
      this.#words = new Int32Array(2 * mostRows);
      this.#days = new Int32Array(mostRows);
      this.#cents = new Float64Array(mostRows);
    }
    return this;
  }

  push(low: number, high: number, day: number, cents: number): void {
    const row = this.#rows++;
    this.#words[2 * row] = low;
    this.#words[2 * row + 1] = high;
    this.#days[row] = day;
    this.#cents[row] = cents;
  }

  get columns(): Pick<BlockRead, "hashes" | "days" | "cents"> {
    return {
      hashes: new BigUint64Array(this.#words.buffer).slice(0, this.#rows),
      days: this.#days.slice(0, this.#rows),
      cents: this.#cents.slice(0, this.#rows),
    };
  }
}

function hashOf({ low, high }: Value): bigint {
  return new BigUint64Array(Int32Array.of(low, high).buffer)[0] as bigint;
}

/** Excel writes a number that is a name as a formula, e.g. `="0012"`. */
function unwrapFormula(text: string): string {
  return text.startsWith('="') ? text.replace(/^="([^"]+)"$/, "$1") : text;
}

function isBlank(record: readonly string[]): boolean {
  return record.every((text) => text.trim() === "");
}

/** Quotes a value for a message, shortened. */
function quote(value: string): string {
  return JSON.stringify(value.length > 100 ? `${value.slice(0, 100)}…` : value);
}
