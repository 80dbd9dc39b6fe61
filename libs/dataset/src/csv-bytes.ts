import { isAscii, isUtf8 } from "node:buffer";
import iconv from "iconv-lite";
import { type ContentFile, readContent, startsWith } from "./content.js";

/** The encodings that are read. */
export const encodings = ["utf-8", "utf-16le", "utf-16be", "windows-1252"] as const;
export type Encoding = (typeof encodings)[number];

/** Replaces bytes that are invalid in the file's encoding (Unicode: replacement character). */
export const unreadable = "\uFFFD";

/** How many invalid bytes there are for each valid letter, at least, in a file that is not UTF-8. */
const leastInvalid = 10;

/**
 * Reads a file in chunks in which commas, quotes and line breaks are ASCII: gzip is unpacked, UTF-16 becomes UTF-8, and a
 * byte order mark is left out. `onBytes` is called with each chunk as it is on disk.
 */
export async function* readBytes(
  file: ContentFile,
  encoding: Encoding,
  onBytes?: (bytes: Buffer) => void,
): AsyncGenerator<Buffer> {
  const isWide = encoding === "utf-16le" || encoding === "utf-16be";
  const pieces = isWide ? narrow(readContent(file, onBytes), encoding) : readContent(file, onBytes);
  let isFirst = true;
  for await (const bytes of pieces) {
    yield isFirst && startsWith(bytes, [0xef, 0xbb, 0xbf]) ? bytes.subarray(3) : bytes;
    isFirst = false;
  }
}

/** Decodes whole lines of `readBytes`. */
export function decodeBytes(bytes: Buffer, encoding: Encoding): string {
  return encoding === "windows-1252" ? iconv.decode(bytes, encoding) : bytes.toString("utf8");
}

/**
 * Detects a file's encoding: by its byte order mark, or by the zeros of UTF-16; else it is UTF-8, or Windows-1252 when hardly
 * any letter beyond ASCII is valid UTF-8. By chance a few are: `ß€` in Windows-1252 is a letter in UTF-8.
 * @throws TillbookError CSV_INVALID where the file is damaged, or has a format that is not read
 */
export async function detectEncoding(file: ContentFile): Promise<Encoding> {
  let isFirst = true;
  let rest: Buffer = Buffer.alloc(0);
  let [valid, invalid] = [0, 0];
  for await (const piece of readContent(file)) {
    if (isFirst) {
      const marked = readMark(piece);
      if (marked) return marked;
    }
    isFirst = false;
    const bytes = rest.length > 0 ? Buffer.concat([rest, piece]) : piece;
    const end = bytes.length - countUnfinished(bytes);
    rest = bytes.subarray(end);
    const whole = bytes.subarray(0, end);
    if (isAscii(whole)) continue;
    if (isUtf8(whole)) return "utf-8";
    for (const [letter] of whole.toString("utf8").matchAll(/\P{ASCII}/gu)) {
      if (letter === unreadable) invalid++;
      else valid++;
    }
  }
  return invalid + (rest.length > 0 ? 1 : 0) > leastInvalid * valid ? "windows-1252" : "utf-8";
}

function readMark(bytes: Buffer): Encoding | undefined {
  if (startsWith(bytes, [0xef, 0xbb, 0xbf])) return "utf-8";
  if (startsWith(bytes, [0xff, 0xfe])) return "utf-16le";
  if (startsWith(bytes, [0xfe, 0xff])) return "utf-16be";
  const sample = bytes.subarray(0, 2000);
  const zerosAt = (parity: number): number => sample.filter((byte, i) => byte === 0 && i % 2 === parity).length;
  const [even, odd] = [zerosAt(0), zerosAt(1)];
  if (odd > sample.length / 4 && even === 0) return "utf-16le";
  if (even > sample.length / 4 && odd === 0) return "utf-16be";
  return undefined;
}

/** Counts the bytes at the end that begin a UTF-8 sequence without ending it: 0 to 3. */
function countUnfinished(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}

/** Turns UTF-16 into UTF-8, and invalid bytes into `unreadable`. */
async function* narrow(pieces: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<Buffer> {
  const decoder = iconv.getDecoder(encoding, { stripBOM: false });
  let isOdd = false;
  for await (const bytes of pieces) {
    isOdd = isOdd !== (bytes.length % 2 === 1);
    yield Buffer.from(decoder.write(bytes));
  }
  const last = decoder.end();
  if (isOdd || last) yield Buffer.from(unreadable);
}
