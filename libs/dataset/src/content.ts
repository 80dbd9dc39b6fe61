import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { basename } from "node:path";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { TillbookError } from "@tillbook/pipeline";
import { countBytes } from "./record-cutter.js";

/** Where the text of a table is. */
export interface ContentFile {
  path: string;
}

const newline = 10;
/** Four times as much took a quarter more time and memory. */
const pieceBytes = 1 << 16;

/**
 * Reads the chunks of a file, or of the content of a gzip file. `onBytes` is called with each chunk as it is on disk.
 * @throws TillbookError CSV_INVALID where a gzip file is damaged
 */
export async function* readContent({ path }: ContentFile, onBytes?: (bytes: Buffer) => void): AsyncGenerator<Buffer> {
  const file = await open(path);
  const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0).finally(() => file.close());
  const pieces = tap(path, onBytes);
  if (!startsWith(buffer, [0x1f, 0x8b])) return yield* pieces;
  const gunzip = createGunzip({ chunkSize: pieceBytes });
  let packedBytes = 0;
  const counted = async function* () {
    for await (const bytes of pieces) {
      packedBytes += bytes.length;
      yield bytes;
    }
  };
  let line = 1;
  try {
    // An error also ends the iteration.
    for await (const bytes of pipeline(counted(), gunzip, () => {})) {
      line += countBytes(bytes, newline);
      yield bytes;
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw code?.startsWith("Z_") ? failPacked(path, line, message, error) : error;
  }
  if (gunzip.bytesWritten !== packedBytes) throw failPacked(path, line, "bytes after its end");
}

function failPacked(path: string, line: number, problem: string, cause?: unknown): TillbookError {
  const name = basename(path);
  return new TillbookError(
    "CSV_INVALID",
    `${name}:${line}: expected a whole gzip file, got one that is damaged here: ${problem}`,
    `copy ${name} again, then run \`make import\``,
    { cause },
  );
}

async function* tap(path: string, onBytes?: (bytes: Buffer) => void): AsyncGenerator<Buffer> {
  for await (const bytes of createReadStream(path, { highWaterMark: pieceBytes })) {
    onBytes?.(bytes);
    yield bytes;
  }
}

/** Whether bytes begin with others. */
export function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, i) => bytes[i] === byte);
}
