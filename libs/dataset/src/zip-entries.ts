import { isUtf8 } from "node:buffer";
import { basename } from "node:path";
import { crc32 } from "node:zlib";
import { TillbookError } from "@tillbook/pipeline";
import { type Entry, getFileNameLowLevel, openPromise, validateFileName, type ZipFile } from "yauzl";

/** A file in a zip file. */
export interface ZipEntry {
  /** With the folders in it, e.g. `2026/items.csv`. */
  name: string;
  entry: Entry;
}

/** More is a mistake, or meant to fill the machine. */
const mostEntries = 20_000;
/** Deflate packs up to 1,032 to 1; tables of sales pack 5 to 50 to 1. */
const mostRatio = 200;
const leastBombBytes = 1 << 30;
const utf8Flag = 0x800;

/**
 * Lists the files of a zip file, by their place in it.
 * @throws TillbookError CSV_INVALID where it is damaged or has names that leave its folder
 */
export async function listEntries(path: string): Promise<ZipEntry[]> {
  const entries: ZipEntry[] = [];
  const zip = await openZip(path);
  try {
    for await (const entry of zip.eachEntry()) {
      const name = readName(path, entry);
      if (!name.endsWith("/")) entries.push({ name, entry });
      if (entries.length > mostEntries) throw new Error(`it has more than ${mostEntries} files`);
    }
  } catch (error) {
    throw explain(path, error);
  } finally {
    zip.close();
  }
  return entries;
}

/**
 * Reads the bytes of an entry, and checks its CRC where it is read to the end.
 * @throws TillbookError CSV_INVALID where it is encrypted, damaged, or unpacks to far too much
 */
export async function* readEntry(path: string, entry: Entry): AsyncGenerator<Buffer> {
  const name = `${basename(path)}/${readName(path, entry)}`;
  refuseBomb(name, entry);
  const zip = await openZip(path);
  try {
    const stream = await zip.openReadStreamPromise(entry).catch((error) => {
      throw explain(path, error);
    });
    let sum = 0;
    try {
      for await (const bytes of stream as AsyncIterable<Buffer>) {
        sum = crc32(bytes, sum);
        yield bytes;
      }
    } catch (error) {
      throw explain(name, error);
    }
    if (sum !== entry.crc32) throw explain(name, new Error("its content has another checksum"));
  } finally {
    zip.close();
  }
}

function refuseBomb(name: string, { compressedSize, uncompressedSize, generalPurposeBitFlag }: Entry): void {
  // Bit 0 of the flags: encrypted.
  if (generalPurposeBitFlag & 1) {
    throw new TillbookError(
      "CSV_INVALID",
      `${name}: expected a file without a password, got an encrypted one`,
      "unpack it with its password, and set SALES_CSV to the folder",
    );
  }
  if (uncompressedSize < leastBombBytes || uncompressedSize < compressedSize * mostRatio) return;
  throw new TillbookError(
    "CSV_INVALID",
    `${name}: expected a table, got ${compressedSize} bytes that unpack to ${uncompressedSize}`,
    "unpack it, look at it, and set SALES_CSV to the folder",
  );
}

async function openZip(path: string): Promise<ZipFile> {
  return await openPromise(path, { autoClose: false, decodeStrings: false, lazyEntries: true }).catch((error) => {
    throw explain(path, error);
  });
}

/** Decodes a name: some programs write UTF-8 without its flag. The old encoding of names is code page 437. */
function readName(path: string, { fileNameRaw, generalPurposeBitFlag, extraFields }: Entry): string {
  const isMarked = isUtf8(fileNameRaw) ? generalPurposeBitFlag | utf8Flag : generalPurposeBitFlag;
  const name = getFileNameLowLevel(isMarked, fileNameRaw, extraFields, false);
  const problem = validateFileName(name);
  if (problem !== null && problem !== undefined) throw explain(path, new Error(problem));
  return name;
}

function explain(path: string, error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (error instanceof TillbookError || (code !== undefined && !code.startsWith("Z_"))) return error;
  return new TillbookError(
    "CSV_INVALID",
    `${path.startsWith("/") ? basename(path) : path}: expected a whole zip file, got one that is damaged: ${message}`,
    "export or copy it again, then run `make import`",
    { cause: error },
  );
}
