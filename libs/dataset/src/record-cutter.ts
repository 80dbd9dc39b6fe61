import { hasRowInside, mendLine } from "./mend-line.js";
import type { ColumnName } from "./schema.js";

const newline = 10;
const carriageReturn = 13;
const quoteMark = 34;
const equalsSign = 61;
const space = 32;
/** A longer record is a mistake in the file, such as a quote that is never closed. */
const longestBytes = 65_536;

/** Whole records of a file, and the malformed lines among them, which are blank in `bytes`. */
export interface Cut {
  bytes: Buffer;
  /** Number of the first line, from 1. */
  line: number;
  malformed: MalformedLine[];
  /** Whether the file ends in its last record, without a line break, so that some of it may be missing. */
  isCut?: boolean;
}

/** Where the table of a file begins, and how its fields are separated. */
export interface TableForm {
  delimiter: string;
  /** Line in which the header begins, where that is not the first. */
  headerLine?: number;
  /** Whether spaces may stand between a delimiter and a quote. */
  isSpaced?: boolean;
  /** Fields of a row, and which are read, where lines are to be mended that have broken quotes in others. */
  width?: number;
  fields?: readonly { column: ColumnName; at: number }[];
  /** Other columns that are read: by which rows are chosen, and of which amounts are computed. */
  alsoRead?: readonly number[];
}

/** A line whose quotes break the rules of RFC 4180, or that is too long. */
export interface MalformedLine {
  line: number;
  bytes: Buffer;
  problem: Problem;
}

interface Problem {
  expected: string;
  got: string;
}

/** Where a record ends (exclusive), what is wrong with it, or undefined when that takes more bytes. */
type RecordEnd = number | Problem | undefined;

const problems = {
  stray: { expected: "expected quotes around a whole field, and doubled inside it", got: "one elsewhere" },
  after: { expected: "expected a delimiter after a closing quote", got: "text" },
  unclosed: { expected: "expected a closing quote", got: "none to the end of the file, or for 64 KB" },
  across: { expected: "expected a closing quote in its row", got: "one in another row" },
  long: { expected: "expected a row of at most 64 KB", got: "a longer one" },
} satisfies Record<string, Problem>;

/**
 * Cuts a file into blocks of whole records (RFC 4180: a line break in a quoted field ends no record), so that each block can
 * be read by itself. A malformed line becomes blank, and reading continues with the next line. The header and the lines above it
 * are left out. How the bytes are divided between calls makes no difference.
 */
export class RecordCutter {
  readonly #form: TableForm;
  readonly #delimiter: number;
  readonly #headerLine: number;
  readonly #isSpaced: boolean;
  #rest: Buffer = Buffer.alloc(0);
  #line = 1;
  #hasHeader = false;
  /** Whether all bytes up to the next line break belong to a line that was found malformed. */
  #isInMalformedLine = false;

  constructor(form: TableForm) {
    this.#form = form;
    this.#delimiter = form.delimiter.charCodeAt(0);
    this.#headerLine = form.headerLine ?? 1;
    this.#isSpaced = form.isSpaced ?? false;
  }

  /** Takes the next bytes; returns the records that end in them. */
  push(bytes: Buffer): Cut {
    return this.#dropHeader(this.#cut(this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]), false));
  }

  /** Takes the end of the file; returns the last records, ended by a line break. */
  end(): Cut {
    const isEnded = this.#rest.length === 0 || this.#rest.at(-1) === newline;
    if (isEnded) return this.#dropHeader(this.#cut(this.#rest, true));
    return { ...this.#dropHeader(this.#cut(Buffer.concat([this.#rest, Buffer.from("\n")]), true)), isCut: true };
  }

  #dropHeader(cut: Cut): Cut {
    const { bytes, line, malformed } = cut;
    if (this.#hasHeader || bytes.length === 0) return cut;
    this.#hasHeader = true;
    const end = Number(findRecordEnd(bytes, 0, this.#delimiter, this.#isSpaced));
    return { bytes: bytes.subarray(end), line: line + countBytes(bytes.subarray(0, end), newline), malformed };
  }

  #cut(all: Buffer, isLast: boolean): Cut {
    const below = this.#skipLines(all);
    const bytes = this.#isInMalformedLine ? below.subarray(findLineEnd(below, 0)) : below;
    if (bytes.length > 0) this.#isInMalformedLine = false;
    const cut: Cut = { bytes, line: this.#line, malformed: [] };
    const whole: Buffer[] = [];
    let wholeTo = 0;
    let at = 0;
    while (at < bytes.length) {
      const quote = bytes.indexOf(quoteMark, at);
      // Up to the line with the next quote, each line is a record.
      const from = at;
      at = Math.max(at, bytes.lastIndexOf(newline, quote === -1 ? bytes.length : quote) + 1);
      this.#line += countBytes(bytes.subarray(from, at), newline);
      if (at === bytes.length) break;
      const end = this.#findEnd(bytes, at, isLast);
      if (end === undefined) break;
      if (typeof end === "number") {
        this.#line += countBytes(bytes.subarray(at, end), newline);
        at = end;
        continue;
      }
      const lineEnd = findLineEnd(bytes, at);
      // The rest of the line is still to come.
      if (lineEnd === bytes.length && !isLast && lineEnd - at <= longestBytes) break;
      whole.push(bytes.subarray(wholeTo, at));
      const line = bytes.subarray(at, Math.min(lineEnd, at + longestBytes));
      const mended = end === problems.long ? undefined : mendLine(line, this.#form);
      // The line break stays.
      if (mended !== undefined) whole.push(mended.subarray(0, -1));
      else cut.malformed.push({ line: this.#line, bytes: line, problem: end });
      wholeTo = lineEnd;
      at = lineEnd;
      this.#isInMalformedLine = lineEnd === bytes.length;
    }
    this.#rest = bytes.subarray(at);
    const last = bytes.subarray(wholeTo, at);
    cut.bytes = whole.length === 0 ? last : Buffer.concat([...whole, last]);
    return cut;
  }

  /** Leaves out the lines above the header. */
  #skipLines(bytes: Buffer): Buffer {
    let at = 0;
    for (; this.#line < this.#headerLine; this.#line++) {
      const end = bytes.indexOf(newline, at);
      if (end === -1) break;
      at = end + 1;
    }
    return at === 0 ? bytes : bytes.subarray(at);
  }

  #findEnd(bytes: Buffer, start: number, isLast: boolean): RecordEnd {
    const end = findRecordEnd(bytes, start, this.#delimiter, this.#isSpaced);
    const length = (typeof end === "number" ? end : bytes.length) - start;
    if (typeof end === "object") return end;
    if (
      typeof end === "number" &&
      isOfLines(bytes, start, end) &&
      hasRowInside(bytes.subarray(start, end), this.#form)
    ) {
      return problems.across;
    }
    if (length > longestBytes) return bytes.indexOf(quoteMark, start) === -1 ? problems.long : problems.unclosed;
    return end === undefined && isLast ? problems.unclosed : end;
  }
}

/** Finds where the record that begins at `start` ends: behind the first line break that is in no quoted field. */
function findRecordEnd(bytes: Buffer, start: number, delimiter: number, isSpaced: boolean): RecordEnd {
  for (let at = start; at < bytes.length; at++) {
    if (isSpaced) at = skipSpaces(bytes, at);
    // Excel writes ="0012" to keep the zeros.
    const quote = bytes[at] === equalsSign && bytes[at + 1] === quoteMark ? at + 1 : at;
    if (bytes[quote] === quoteMark) {
      at = findClosingQuote(bytes, quote + 1) + 1;
      if (at === 0 || at >= bytes.length) return undefined;
      if (isSpaced) at = skipSpaces(bytes, at);
      if (at >= bytes.length) return undefined;
      if (bytes[at] === carriageReturn && at + 1 === bytes.length) return undefined;
      if (bytes[at] === carriageReturn && bytes[at + 1] === newline) at++;
      else if (bytes[at] !== newline && bytes[at] !== delimiter) return problems.after;
    } else {
      while (at < bytes.length && bytes[at] !== delimiter && bytes[at] !== newline) {
        if (bytes[at] === quoteMark) return problems.stray;
        at++;
      }
    }
    if (bytes[at] === newline) return at + 1;
  }
  return undefined;
}

function skipSpaces(bytes: Buffer, start: number): number {
  let at = start;
  while (bytes[at] === space) at++;
  return at;
}

/** Finds the quote that closes a field; -1 where more bytes are needed. */
function findClosingQuote(bytes: Buffer, start: number): number {
  for (let at = start; at < bytes.length; at++) {
    if (bytes[at] !== quoteMark) continue;
    if (at + 1 === bytes.length) return -1;
    if (bytes[at + 1] !== quoteMark) return at;
    at++;
  }
  return -1;
}

function isOfLines(bytes: Buffer, start: number, end: number): boolean {
  return bytes.indexOf(newline, start) < end - 1;
}

/** Finds the next line break; the length where there is none. */
function findLineEnd(bytes: Buffer, start: number): number {
  const end = bytes.indexOf(newline, start);
  return end === -1 ? bytes.length : end;
}

/** Counts the occurrences of a byte. */
export function countBytes(bytes: Buffer, byte: number): number {
  let count = 0;
  for (let at = 0; at < bytes.length; at++) if (bytes[at] === byte) count++;
  return count;
}
