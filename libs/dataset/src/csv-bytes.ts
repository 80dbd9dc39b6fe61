import { isAscii, isUtf8 } from "node:buffer";
import { basename } from "node:path";
import { TillbookError } from "@tillbook/pipeline";
import iconv from "iconv-lite";
import { type ContentFile, readContent, startsWith } from "./content.js";
import { endLines, type LineBreak } from "./line-ends.js";

/** A name that iconv-lite knows, in lower case, e.g. `utf-8`. */
export type Encoding = string;

/** How the bytes of a file become lines of text. */
export interface TextForm {
  encoding: Encoding;
  /** Ends each line, where a file has neither LF nor CR. */
  lineBreak?: LineBreak;
}

/** Names that other programs use: `latin1` is read as on the web (WHATWG, Encoding Standard). */
const otherNames: Record<string, Encoding> = {
  utf8: "utf-8",
  "utf-8-sig": "utf-8",
  ansi: "windows-1252",
  latin1: "windows-1252",
  "latin-1": "windows-1252",
  "iso-8859-1": "windows-1252",
  "mac-roman": "macroman",
  "x-mac-roman": "macroman",
};

/** Finds the name of an encoding by which it is known here. */
export function normalizeEncoding(name: string): Encoding {
  const lower = name.trim().toLowerCase();
  return otherNames[lower] ?? lower;
}

/** Whether iconv-lite decodes an encoding into text. */
export function isEncoding(name: string): boolean {
  return !["base64", "hex", "binary"].includes(name) && iconv.encodingExists(name);
}

/** Replaces bytes that are invalid in the file's encoding (Unicode: replacement character). */
export const unreadable = "\uFFFD";

/** How many invalid bytes there are for each valid letter, at least, in a file that is not UTF-8. */
const leastInvalid = 10;

/**
 * Reads a file in chunks in which commas, quotes and line breaks are ASCII, and each line ends with LF: gzip is unpacked,
 * UTF-16 and other encodings with several bytes a character become UTF-8, and a byte order mark is left out. `onBytes` is called
 * with each chunk as it is on disk.
 */
export async function* readBytes(
  file: ContentFile,
  { encoding, lineBreak }: TextForm,
  onBytes?: (bytes: Buffer) => void,
): AsyncGenerator<Buffer> {
  const pieces = readContent(file, onBytes);
  yield* endLines(dropMark(isDecodedFirst(encoding) ? narrow(pieces, encoding) : pieces), lineBreak);
}

/** Decodes whole lines of `readBytes`. */
export function decodeBytes(bytes: Buffer, encoding: Encoding): string {
  return isUtf8Text(encoding) ? bytes.toString("utf8") : iconv.decode(bytes, encoding);
}

/** Whether the chunks of `readBytes` are UTF-8. */
export function isUtf8Text(encoding: Encoding): boolean {
  return encoding === "utf-8" || isDecodedFirst(encoding);
}

async function* dropMark(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let isFirst = true;
  for await (const bytes of pieces) {
    yield isFirst && startsWith(bytes, [0xef, 0xbb, 0xbf]) ? bytes.subarray(3) : bytes;
    isFirst = false;
  }
}

const decodedFirst = new Map<Encoding, boolean>([["utf-8", false]]);

/** Whether the bytes of an encoding have to be decoded before a comma can be found: all but UTF-8 and supersets of ASCII of one byte. */
function isDecodedFirst(encoding: Encoding): boolean {
  const known = decodedFirst.get(encoding);
  if (known !== undefined) return known;
  const ascii = Buffer.from(Array.from({ length: 128 }, (_, byte) => byte));
  const isSingle = (byte: number): boolean => iconv.decode(Buffer.from([byte, 0xb1]), encoding).length === 2;
  const isSuperset = iconv.decode(ascii, encoding, { stripBOM: false }) === ascii.toString("latin1");
  const isFirst = !isSuperset || !Array.from({ length: 128 }, (_, i) => 128 + i).every(isSingle);
  decodedFirst.set(encoding, isFirst);
  return isFirst;
}

/**
 * Detects a file's encoding: by its byte order mark, or by the zeros of UTF-16; else it is UTF-8, or Windows-1252 when hardly
 * any letter beyond ASCII is valid UTF-8. By chance a few are: `ß€` in Windows-1252 is a letter in UTF-8.
 * @throws TillbookError CSV_INVALID where the file is an Excel workbook, or a damaged gzip file
 */
export async function detectEncoding(file: ContentFile): Promise<Encoding> {
  let isFirst = true;
  let rest: Buffer = Buffer.alloc(0);
  let [valid, invalid] = [0, 0];
  for await (const piece of readContent(file)) {
    if (isFirst) {
      refuseZip(file.path, piece);
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

/** An Excel workbook is a zip file. */
function refuseZip(path: string, bytes: Buffer): void {
  if (!startsWith(bytes, [0x50, 0x4b, 0x03, 0x04])) return;
  throw new TillbookError(
    "CSV_INVALID",
    `${basename(path)}:1: expected a CSV file, got an Excel workbook or another zip file`,
    'in Excel, save it as "CSV UTF-8", then run `make import`',
  );
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

/** Turns an encoding into UTF-8, and invalid bytes into `unreadable`. */
async function* narrow(pieces: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<Buffer> {
  const decoder = iconv.getDecoder(encoding, { stripBOM: false });
  let isOdd = false;
  for await (const bytes of pieces) {
    isOdd = isOdd !== (bytes.length % 2 === 1);
    yield Buffer.from(decoder.write(bytes));
  }
  const last = decoder.end();
  if ((isOdd && /^utf-16[bl]e$/.test(encoding)) || last) yield Buffer.from(unreadable);
}
