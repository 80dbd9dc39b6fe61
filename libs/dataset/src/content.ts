import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { TillbookError } from "@tillbook/pipeline";
import type { Entry } from "yauzl";
import { refuseFormat } from "./foreign-formats.js";
import { countBytes } from "./record-cutter.js";
import { readEntry } from "./zip-entries.js";

/** Where the text of a table is. */
export interface ContentFile {
  /** Of the file on disk: of the zip file, where the text is in one. */
  path: string;
  /** As messages name it; the name of `path` where it is absent. */
  name?: string;
  /** The file in the zip file. */
  entry?: Entry;
  /** A text that was made of the file, e.g. of an Excel workbook: its path and its hash. */
  text?: { path: string; sha256: string };
}

const newline = 10;
/** Four times as much took a quarter more time and memory. */
const pieceBytes = 1 << 16;
/** Enough to know every format by its first bytes. */
const headBytes = 512;
/** How often a file may be packed: a browser or a script sometimes packs it once more. */
const mostPackings = 4;
const gzip = [0x1f, 0x8b];

/**
 * Reads the chunks of a file, of an entry of a zip file, or of what either has packed by gzip. `onBytes` is called with
 * each chunk as it is on disk, or in the zip file.
 * @throws TillbookError CSV_INVALID where the file is damaged, or has a format that is not read
 */
export async function* readContent(file: ContentFile, onBytes?: (bytes: Buffer) => void): AsyncGenerator<Buffer> {
  yield* unpack(tap(readStored(file), onBytes), file.name ?? basename(file.path), 0);
}

/** Reads the bytes of a file as they are stored. */
export function readStored({ path, entry, text }: ContentFile): AsyncIterable<Buffer> {
  if (text !== undefined) return createReadStream(text.path, { highWaterMark: pieceBytes });
  return entry ? readEntry(path, entry) : createReadStream(path, { highWaterMark: pieceBytes });
}

async function* tap(pieces: AsyncIterable<Buffer>, onBytes?: (bytes: Buffer) => void): AsyncGenerator<Buffer> {
  for await (const bytes of pieces) {
    onBytes?.(bytes);
    yield bytes;
  }
}

async function* unpack(pieces: AsyncGenerator<Buffer>, name: string, depth: number): AsyncGenerator<Buffer> {
  try {
    const head = await readHead(pieces);
    const all = prepend(head, pieces);
    if (startsWith(head, gzip)) {
      if (depth === mostPackings) throw failPacked(name, 1, `it is packed more than ${mostPackings} times`);
      yield* unpack(gunzip(all, name), name, depth + 1);
    } else {
      refuseFormat(name, head);
      yield* all;
    }
  } finally {
    await pieces.return(undefined);
  }
}

async function readHead(pieces: AsyncIterator<Buffer>): Promise<Buffer> {
  let head: Buffer = Buffer.alloc(0);
  while (head.length < headBytes) {
    const { value, done } = await pieces.next();
    if (done) break;
    head = head.length === 0 ? value : Buffer.concat([head, value]);
  }
  return head;
}

async function* prepend(head: Buffer, pieces: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head;
  yield* pieces;
}

async function* gunzip(pieces: AsyncIterable<Buffer>, name: string): AsyncGenerator<Buffer> {
  const stream = createGunzip({ chunkSize: pieceBytes });
  let [packedBytes, zerosAtEnd] = [0, 0];
  const counted = async function* () {
    for await (const bytes of pieces) {
      packedBytes += bytes.length;
      const zeros = countZerosAtEnd(bytes);
      zerosAtEnd = zeros === bytes.length ? zerosAtEnd + zeros : zeros;
      yield bytes;
    }
  };
  let line = 1;
  try {
    // An error also ends the iteration.
    for await (const bytes of pipeline(counted(), stream, () => {})) {
      line += countBytes(bytes, newline);
      yield bytes;
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw code?.startsWith("Z_") ? failPacked(name, line, message, error) : error;
  }
  // Tapes and some disks pad a file with zeros.
  const restBytes = packedBytes - stream.bytesWritten;
  if (restBytes > zerosAtEnd) throw failPacked(name, line, "bytes after its end");
}

function countZerosAtEnd(bytes: Buffer): number {
  let at = bytes.length;
  while (at > 0 && bytes[at - 1] === 0) at--;
  return bytes.length - at;
}

function failPacked(name: string, line: number, problem: string, cause?: unknown): TillbookError {
  return new TillbookError(
    "CSV_INVALID",
    `${name}:${line}: expected a whole gzip file, got one that is damaged here: ${problem}`,
    `copy ${name} again, then run \`make import\``,
    { cause },
  );
}

/** Whether bytes begin with others. */
export function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, i) => bytes[i] === byte);
}
