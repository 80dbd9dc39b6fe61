import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { BlockRead } from "./read-block.js";
import { type ColumnName, findKind } from "./schema.js";

/** A hash of 64 bits as two signed integers. The sums over the values of a row are the row's. */
export interface Hash {
  low: number;
  high: number;
}

/**
 * Hashes the meaning of a value: 7.5 and 7.50 are the same amount, 09:05 and 09:05:00 the same time. The same text has
 * different hashes in different columns. Two variants of FNV-1a (Fowler, Noll, Vo), each mixed by the finalizer of MurmurHash3
 * (Appleby, public domain).
 */
export function hashValue(column: ColumnName, text: string): Hash {
  const value = `${column}\0${findKind(column).normalize?.(text) ?? text}`;
  let [low, high] = [0x811c9dc5, 0x01000193];
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    low = Math.imul(low ^ code, 0x01000193);
    high = (Math.imul(high ^ code, 0x5bd1e995) + 0x9e3779b9) | 0;
  }
  return { low: mix(low), high: mix(high) };
}

function mix(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/** Rows of two files that are equal, of one day. */
export interface SharedDay {
  /** In days since 1970-01-01. */
  day: number;
  rows: number;
  cents: number;
  /** Rows of that day in the file that has fewer. */
  of: number;
}

/** Two files with equal rows, by their numbers, and the days that both have, in order. */
export interface Overlap {
  files: [number, number];
  days: SharedDay[];
}

/** What is equal among all rows. */
export interface Duplicates {
  /** Of n equal rows n − 1. */
  count: number;
  overlaps: Overlap[];
  /** By file, how many of its rows are equal to another of the same file. */
  repeated: number[];
}

/** The rows of a block, as far as they are compared. */
export type ComparedRows = Pick<BlockRead, "hashes" | "days" | "cents">;

interface Part {
  rows: RowViews;
  count: number;
  /** Has the earlier rows, once there were too many for memory. */
  file: number | undefined;
}

const partCount = 64;
const bufferedRows = 4096;
/** A hash; a day and the number of a file; cents. */
const rowBytes = 24;
/** Bits of a sorted key that number its row: more rows a part would be a billion in all. */
const indexBits = 24;
/** Among more files with an equal row, only the first are compared with each other. */
const mostCompared = 8;
/** Bounds the memory; what comes later is not compared. */
const mostSharedDays = 1_000_000;

/**
 * Counts equal rows among any number of them, within files and between them, in bounded memory: they are divided by the last
 * bits of their hashes into parts, each of which grows in an unnamed file that ends with the process.
 */
export class DuplicateCounter {
  readonly #parts = Array.from(
    { length: partCount },
    (): Part => ({ rows: new RowViews(new ArrayBuffer(bufferedRows * rowBytes)), count: 0, file: undefined }),
  );
  /** By file, rows of each day, and their sum in cents. */
  readonly rowsOfDay: Map<number, number>[] = [];
  readonly centsOfDay: Map<number, number>[] = [];
  /** Whether any amount is above 0. */
  hasGains = false;

  /** Adds rows of the file with a number, from 0. */
  add(file: number, { hashes, days, cents }: ComparedRows): void {
    const words = new Uint32Array(hashes.buffer, hashes.byteOffset, hashes.length * 2);
    let rowsOfDay = this.rowsOfDay[file];
    if (rowsOfDay === undefined) this.rowsOfDay[file] = rowsOfDay = new Map();
    countDays(days, hashes.length, rowsOfDay);
    let centsOfDay = this.centsOfDay[file];
    if (centsOfDay === undefined) this.centsOfDay[file] = centsOfDay = new Map();
    sumDays(days, cents, centsOfDay);
    this.hasGains ||= cents.some((amount) => amount > 0);
    for (let i = 0; i < hashes.length; i++) {
      const part = this.#parts[(words[2 * i] as number) % partCount] as Part;
      const at = part.count++;
      const day = days[i] as number;
      part.rows.words[6 * at] = words[2 * i] as number;
      part.rows.words[6 * at + 1] = words[2 * i + 1] as number;
      part.rows.words[6 * at + 2] = day;
      part.rows.words[6 * at + 3] = file;
      part.rows.cents[3 * at + 2] = cents[i] as number;
      if (part.count < bufferedRows) continue;
      part.file ??= openUnnamed();
      writeAll(part.file, new Uint8Array(part.rows.words.buffer));
      part.count = 0;
    }
  }

  /** Counts the duplicates. Yields to other tasks between parts, and closes the counter. */
  async count(): Promise<Duplicates> {
    const equal = new EqualRows(this.rowsOfDay.length);
    const counts = this.#parts.map(
      ({ file, count }) => count + (file === undefined ? 0 : fstatSync(file).size / rowBytes),
    );
    // once for all parts, since Node is slow to give such memory back
    const most = Math.max(...counts);
    const [rows, keys] = [new RowViews(new ArrayBuffer(most * rowBytes)), new BigUint64Array(most)];
    for (const [i, part] of this.#parts.entries()) {
      await setImmediate();
      readPart(part, new Uint8Array(rows.words.buffer, 0, counts[i]! * rowBytes));
      findEqualRows(rows, keys.subarray(0, counts[i]), equal);
    }
    this.close();
    return { count: equal.count, repeated: equal.repeated, overlaps: equal.listOverlaps(this.rowsOfDay) };
  }

  /** Closes the files. */
  close(): void {
    for (const part of this.#parts) {
      if (part.file !== undefined) closeSync(part.file);
      part.file = undefined;
    }
  }
}

/** Three views of rows: `hashes[3 * i]`, a day in `words[6 * i + 2]`, a file in `words[6 * i + 3]`, `cents[3 * i + 2]`. */
class RowViews {
  readonly hashes: BigUint64Array;
  readonly words: Int32Array<ArrayBuffer>;
  readonly cents: Float64Array;

  constructor(buffer: ArrayBuffer) {
    this.hashes = new BigUint64Array(buffer);
    this.words = new Int32Array(buffer);
    this.cents = new Float64Array(buffer);
  }
}

/** Adds the days of so many rows. Most rows have the day of the one before. */
function countDays(days: Int32Array, rows: number, rowsOfDay: Map<number, number>): void {
  for (let from = 0, to = 0; from < rows; from = to) {
    const day = days[from] as number;
    while (to < rows && days[to] === day) to++;
    rowsOfDay.set(day, (rowsOfDay.get(day) ?? 0) + to - from);
  }
}

/** Adds the amounts of rows to their days. */
function sumDays(days: Int32Array, cents: Float64Array, centsOfDay: Map<number, number>): void {
  for (let from = 0, to = 0; from < cents.length; from = to) {
    const day = days[from] as number;
    let sum = centsOfDay.get(day) ?? 0;
    for (; to < cents.length && days[to] === day; to++) sum += cents[to] as number;
    centsOfDay.set(day, sum);
  }
}

/** Reads the rows of a part, stored ones and those in memory, into an array of their size. */
function readPart({ rows, count, file }: Part, all: Uint8Array): void {
  const storedBytes = all.length - count * rowBytes;
  if (file !== undefined) for (let at = 0; at < storedBytes; ) at += readSync(file, all, at, storedBytes - at, at);
  all.set(new Uint8Array(rows.words.buffer, 0, count * rowBytes), storedBytes);
}

/**
 * Finds the groups of rows with equal hashes: sorts the upper bits of the hashes with the rows' numbers as lower bits.
 * @param keys  written over, one for each of the rows that are looked at
 */
function findEqualRows({ hashes, words, cents }: RowViews, keys: BigUint64Array, equal: EqualRows): void {
  const count = keys.length;
  const keyWords = new Uint32Array(keys.buffer, keys.byteOffset, 2 * count);
  const upper = ~((1 << indexBits) - 1);
  for (let i = 0; i < count; i++) {
    keyWords[2 * i] = ((words[6 * i] as number) & upper) | i;
    keyWords[2 * i + 1] = words[6 * i + 1] as number;
  }
  keys.sort();
  const indexOf = (i: number): number => (keyWords[2 * i] as number) & ~upper;
  for (let from = 0; from + 1 < count; ) {
    let to = from + 1;
    while (
      to < count &&
      keyWords[2 * to + 1] === keyWords[2 * from + 1] &&
      ((keyWords[2 * to] as number) & upper) === ((keyWords[2 * from] as number) & upper)
    )
      to++;
    if (to - from > 1) {
      const groups = new Map<bigint, number[]>();
      for (let i = from; i < to; i++) {
        const hash = hashes[3 * indexOf(i)] as bigint;
        const group = groups.get(hash);
        if (group === undefined) groups.set(hash, [indexOf(i)]);
        else group.push(indexOf(i));
      }
      for (const group of groups.values()) {
        const [first = 0] = group;
        const files = group.map((i) => words[6 * i + 3] as number);
        if (group.length > 1) equal.add(files, words[6 * first + 2] as number, cents[3 * first + 2] as number);
      }
    }
    from = to;
  }
}

/** Gathers what is equal. */
class EqualRows {
  count = 0;
  readonly repeated: number[];
  readonly #pairs = new Map<string, Map<number, { rows: number; cents: number }>>();
  #sharedDays = 0;

  constructor(files: number) {
    this.repeated = Array.from({ length: files }, () => 0);
  }

  /** Adds equal rows: the file of each, in order. A pair of files shares those that both have as often. */
  add(files: readonly number[], day: number, cents: number): void {
    this.count += files.length - 1;
    const counts = new Map<number, number>();
    for (const file of files) counts.set(file, (counts.get(file) ?? 0) + 1);
    for (const [file, count] of counts) if (count > 1) this.repeated[file] = (this.repeated[file] ?? 0) + count;
    const compared = [...counts].slice(0, mostCompared);
    for (const [i, [a, rows]] of compared.entries())
      for (const [b, others] of compared.slice(i + 1)) if (rows === others) this.#share(`${a}:${b}`, day, rows, cents);
  }

  #share(pair: string, day: number, rows: number, cents: number): void {
    if (this.#sharedDays === mostSharedDays) return;
    const days = this.#pairs.get(pair) ?? new Map();
    const shared = days.get(day);
    if (shared === undefined) this.#sharedDays++;
    days.set(day, { rows: (shared?.rows ?? 0) + rows, cents: (shared?.cents ?? 0) + rows * cents });
    this.#pairs.set(pair, days);
  }

  listOverlaps(rowsOfDay: readonly Map<number, number>[]): Overlap[] {
    return [...this.#pairs].map(([pair, shared]) => {
      const [a = 0, b = 0] = pair.split(":").map(Number);
      const others = rowsOfDay[b] ?? new Map<number, number>();
      const days: SharedDay[] = [];
      for (const [day, rows] of rowsOfDay[a] as Map<number, number>) {
        const of = Math.min(rows, others.get(day) ?? 0);
        if (of > 0) days.push({ day, of, ...(shared.get(day) ?? { rows: 0, cents: 0 }) });
      }
      return { files: [a, b], days: days.sort((x, y) => x.day - y.day) };
    });
  }
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}

/** Opens a new file, and removes its name. */
function openUnnamed(): number {
  const folder = mkdtempSync(join(tmpdir(), "tillbook-import-"));
  try {
    return openSync(join(folder, "hashes"), "wx+", 0o600);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
