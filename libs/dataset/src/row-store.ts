import { closeSync, existsSync, openSync, readSync, renameSync, rmSync, writeSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { makePrivateFolder } from "@tillbook/pipeline";
import type { BlockRead, InvalidRow } from "./read-block.js";

/** Rows as far as they are compared with others, and the invalid ones among them. */
export type StoredBlock = Pick<BlockRead, "hashes" | "days" | "cents" | "invalid">;

/** What is stored is not what was written. */
export class StoreDamaged extends Error {}

/** A hash, cents and a day. */
const rowBytes = 20;
/** Count of rows, and bytes of the JSON of the invalid ones. */
const headBytes = 8;
/** Rows of no block: the end, with the CRC-32 of all bytes before it. */
const endMark = 0xffffffff;

/**
 * Keeps what later imports compare of the rows of files, in a folder: 20 bytes a row, in a file for each key. A key stands for
 * the content of a file and how it is read, so that what is stored never changes.
 */
export class RowStore {
  readonly #folder: string;
  /** Written or read since the store was opened. */
  readonly #used = new Set<string>();

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Opens the store in `folder`, which is made and closed to others. One run at a time may have it open. */
  static async open(folder: string): Promise<RowStore> {
    await makePrivateFolder(folder);
    return new RowStore(folder);
  }

  has(key: string): boolean {
    return existsSync(this.#pathOf(key));
  }

  /** Begins to store the rows of a key; nothing is kept before `end`. */
  write(key: string): RowWriter {
    this.#used.add(key);
    return new RowWriter(this.#pathOf(key));
  }

  /**
   * Reads the blocks of a key in the order in which they were written.
   * @throws StoreDamaged
   */
  *read(key: string): Generator<StoredBlock> {
    this.#used.add(key);
    let file: number | undefined;
    try {
      file = openSync(this.#pathOf(key), "r");
      yield* readBlocks(file, key);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") throw new StoreDamaged(`${key} is missing`);
      throw error;
    } finally {
      if (file !== undefined) closeSync(file);
    }
  }

  /** Removes all but these keys and those in use since the store was opened. */
  async prune(keys: Iterable<string>): Promise<void> {
    const kept = new Set([...keys, ...this.#used]);
    const names = await readdir(this.#folder);
    for (const name of names.filter((name) => !kept.has(name)))
      await rm(join(this.#folder, name), { recursive: true, force: true });
  }

  #pathOf(key: string): string {
    return join(this.#folder, key);
  }
}

/** Stores blocks, one after the other. */
export class RowWriter {
  readonly #path: string;
  readonly #part: string;
  #file: number | undefined;
  #crc = 0;

  constructor(path: string) {
    this.#path = path;
    this.#part = `${path}.part`;
    this.#file = openSync(this.#part, "w", 0o600);
  }

  add({ hashes, days, cents, invalid }: StoredBlock): void {
    const text = invalid.length === 0 ? Buffer.alloc(0) : Buffer.from(JSON.stringify(invalid));
    const head = Buffer.from(Uint32Array.of(hashes.length, text.length).buffer);
    for (const { buffer, byteOffset, byteLength } of [head, hashes, cents, days, text])
      this.#write(new Uint8Array(buffer, byteOffset, byteLength));
  }

  /** Keeps what was added. */
  end(): void {
    this.#write(new Uint8Array(Uint32Array.of(endMark, this.#crc).buffer));
    this.#close();
    renameSync(this.#part, this.#path);
  }

  /** Drops what was added, unless it was ended. */
  drop(): void {
    if (this.#file === undefined) return;
    this.#close();
    rmSync(this.#part, { force: true });
  }

  #write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#file as number, bytes, at);
    this.#crc = crc32(bytes, this.#crc);
  }

  #close(): void {
    closeSync(this.#file as number);
    this.#file = undefined;
  }
}

function* readBlocks(file: number, key: string): Generator<StoredBlock> {
  for (let crc = 0; ; ) {
    const head = readWhole(file, headBytes, key);
    const [rows = 0, textBytes = 0] = new Uint32Array(head.buffer);
    if (rows === endMark) {
      if (textBytes !== crc) throw new StoreDamaged(`${key} has another checksum`);
      return;
    }
    const bytes = readWhole(file, rows * rowBytes + textBytes, key);
    crc = crc32(bytes, crc32(head, crc));
    const text = Buffer.from(bytes.buffer, rows * rowBytes);
    yield {
      hashes: new BigUint64Array(bytes.buffer, 0, rows),
      cents: new Float64Array(bytes.buffer, 8 * rows, rows),
      days: new Int32Array(bytes.buffer, 16 * rows, rows),
      invalid: text.length === 0 ? [] : (parse(text, key) as InvalidRow[]),
    };
  }
}

function parse(text: Buffer, key: string): unknown {
  try {
    return JSON.parse(text.toString());
  } catch {
    throw new StoreDamaged(`${key} has no JSON`);
  }
}

function readWhole(file: number, size: number, key: string): Uint8Array<ArrayBuffer> {
  // A damaged count must not take all memory.
  if (size > 1 << 30) throw new StoreDamaged(`${key} has a block of ${size} bytes`);
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; ) {
    const read = readSync(file, bytes, at, size - at, null);
    if (read === 0) throw new StoreDamaged(`${key} ends too early`);
    at += read;
  }
  return bytes;
}
