import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
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

interface Part {
  hashes: BigUint64Array;
  count: number;
  /** Has the earlier hashes, once there were too many for memory. */
  file: number | undefined;
}

const partCount = 64;
const bufferedHashes = 8192;

/**
 * Counts equal hashes among any number of them, in bounded memory: they are divided by their last bits into parts, each of
 * which grows in an unnamed file that ends with the process.
 */
export class DuplicateCounter {
  readonly #parts = Array.from(
    { length: partCount },
    (): Part => ({ hashes: new BigUint64Array(bufferedHashes), count: 0, file: undefined }),
  );

  /** Adds hashes of 64 bits. */
  add(hashes: BigUint64Array): void {
    const words = new Uint32Array(hashes.buffer, hashes.byteOffset, hashes.length * 2);
    for (let i = 0; i < hashes.length; i++) {
      const part = this.#parts[(words[2 * i] as number) % partCount] as Part;
      part.hashes[part.count++] = hashes[i] as bigint;
      if (part.count < bufferedHashes) continue;
      part.file ??= openUnnamed();
      writeSync(part.file, part.hashes);
      part.count = 0;
    }
  }

  /** Counts the duplicates: of n equal hashes n − 1. Yields to other tasks between parts, and closes the counter. */
  async count(): Promise<number> {
    let duplicates = 0;
    for (const { hashes, count, file } of this.#parts) {
      await setImmediate();
      const stored = file === undefined ? 0 : fstatSync(file).size / 8;
      const all = new BigUint64Array(stored + count);
      if (file !== undefined) readSync(file, all, 0, stored * 8, 0);
      all.set(hashes.subarray(0, count), stored);
      all.sort();
      for (let i = 1; i < all.length; i++) if (all[i] === all[i - 1]) duplicates++;
    }
    this.close();
    return duplicates;
  }

  /** Closes the files. */
  close(): void {
    for (const part of this.#parts) {
      if (part.file !== undefined) closeSync(part.file);
      part.file = undefined;
    }
  }
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
