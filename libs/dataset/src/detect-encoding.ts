import { isAscii, isUtf8 } from "node:buffer";
import iconv from "iconv-lite";
import { doubleByte } from "./alphabets.js";
import { type ContentFile, readContent, startsWith } from "./content.js";
import { type Encoding, unreadable } from "./csv-bytes.js";
import { type Guess, guessEncoding } from "./guess-encoding.js";

/** An encoding, and in words why it may be another. */
export interface DetectedEncoding {
  encoding: Encoding;
  doubt?: string;
}

/** How many invalid bytes there are for each valid letter, at least, in a file that is not UTF-8. */
const leastInvalid = 10;
/** A guess takes so many different words. */
const mostWords = 500;

/**
 * Detects a file's encoding: by its byte order mark, or by the zeros of UTF-16; else it is UTF-8, or, when hardly any letter
 * beyond ASCII is valid UTF-8, the encoding in which its words are words. By chance a few letters are valid: `ß€` in
 * Windows-1252 is a letter in UTF-8.
 * @throws TillbookError CSV_INVALID where the content is no text, or a damaged gzip file
 */
export async function detectEncoding(file: ContentFile): Promise<DetectedEncoding> {
  let isFirst = true;
  let rest: Buffer = Buffer.alloc(0);
  let [valid, invalid] = [0, 0];
  const words = new Map<string, Buffer>();
  let shifted: string | undefined;
  for await (const piece of readContent(file)) {
    if (isFirst) {
      const marked = readMark(piece);
      if (marked) return { encoding: marked };
    }
    isFirst = false;
    const bytes = rest.length > 0 ? Buffer.concat([rest, piece]) : piece;
    const end = bytes.length - countUnfinished(bytes);
    rest = bytes.subarray(end);
    const whole = bytes.subarray(0, end);
    if (isAscii(whole)) {
      shifted ??= findShifted(whole);
      continue;
    }
    if (isUtf8(whole)) return { encoding: "utf-8" };
    for (const [letter] of whole.toString("utf8").matchAll(/\P{ASCII}/gu)) {
      if (letter === unreadable) invalid++;
      else valid++;
    }
    addWords(words, whole);
  }
  if (rest.length > 0) addWords(words, rest);
  const broken = invalid + (rest.length > 0 ? 1 : 0);
  if (broken > leastInvalid * valid) return describeGuess(guessEncoding([...words.values()]));
  // Of letters of two bytes, many are valid by chance.
  const guess = broken >= valid && broken > 0 ? guessEncoding([...words.values()]) : undefined;
  if (guess !== undefined && doubleByte.some(([encoding]) => encoding === guess.encoding)) return describeGuess(guess);
  if (broken > 0 || valid > 0 || shifted === undefined) return { encoding: "utf-8" };
  return { encoding: "utf-7", doubt: describeDoubt("utf-7", [shifted]) };
}

function describeGuess({ encoding, isSure, words, other }: Guess): DetectedEncoding {
  return isSure ? { encoding } : { encoding, doubt: describeDoubt(encoding, words, other) };
}

function describeDoubt(encoding: Encoding, words: readonly string[], other: Encoding = "utf-8"): string {
  const sample = words.slice(0, 5).map((word) => JSON.stringify(word));
  return `the names are taken for ${encoding}, e.g. ${sample.join(", ")}; if they are wrong, set e.g. {"encoding": "${other}"} in columns.json`;
}

/** Adds the words with letters beyond ASCII. The second byte of a letter is 0x40 or more. */
function addWords(words: Map<string, Buffer>, bytes: Buffer): void {
  for (const word of bytes.toString("latin1").split(/[ -?\t\r\n]+/)) {
    if (words.size === mostWords) return;
    const short = word.slice(0, 100);
    if (!isAscii(Buffer.from(short, "latin1")) && !words.has(short)) words.set(short, Buffer.from(short, "latin1"));
  }
}

/** Finds a word of UTF-7 in ASCII, such as `K+APY-ln`: letters beyond ASCII in Base64. */
function findShifted(bytes: Buffer): string | undefined {
  if (bytes.indexOf("+") === -1) return undefined;
  for (const [word] of bytes.toString("latin1").matchAll(/[\w ]*\+[A-Za-z0-9/]{3,}-[\w ]*/g)) {
    const decoded = iconv.decode(Buffer.from(word), "utf-7");
    const [letters = ""] = /\P{ASCII}+/u.exec(decoded) ?? [];
    const isLatin = /^[\u00c0-\u024f]+$/.test(letters) && !/[a-z]\p{Lu}/u.test(decoded);
    if (isLatin && iconv.encode(decoded, "utf-7").toString() === word) return decoded;
  }
  return undefined;
}

/** Reads a byte order mark, or finds the zeros of UTF-16 without one. */
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
