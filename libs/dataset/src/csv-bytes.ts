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
