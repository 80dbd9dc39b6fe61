import chardet from "chardet";
import iconv from "iconv-lite";
import { doubleByte, listAlphabets, singleByte } from "./alphabets.js";

/** The likeliest encoding of some words; `isSure` where no other one reads them as well, or all others read the same. */
export interface Guess {
  encoding: string;
  isSure: boolean;
  /** Whether nearly all bytes are letters that fit. */
  isGood: boolean;
  /** The words as they are read. */
  words: string[];
  /** The next one that reads the words in another way. */
  other?: string;
}

interface Reading extends Pick<Guess, "encoding" | "words"> {
  score: number;
}

/** Signs that stand before or behind words, and others that stand alone, e.g. `„4 – 5“ £`. */
const edgeSigns = new Set("–—„“”‘’…«»€°®™");
const loneSigns = new Set("£§×½¼¾²³µ·¿¡©\u00a0");
/** A reading that is better by less than this for each letter is no more than a guess. */
const sureMargin = 0.2;
/** Least score for each letter where the words are words. */
const goodPart = 0.7;
/** Fewer bytes beyond ASCII than this may be letters of several alphabets: `牛奶` in GBK is `ЕЈДМ` in Windows-1251. */
const leastBytes = 12;
/** Of fewer letters, frequencies tell nothing. */
const leastLetters = 30;

/**
 * Guesses the encoding of words that are not UTF-8: the one in which they have the most letters of one language, and no
 * letters that are no word, such as a capital inside. Where that is equal, chardet decides by the frequency of letters.
 */
export function guessEncoding(words: readonly Buffer[]): Guess {
  const count = sum(words.map((word) => word.filter((byte) => byte >= 0x80).length));
  const readings = [
    ...singleByte.map(([encoding, languages]) => {
      const decoded = decode(words, encoding);
      const scores = listAlphabets(languages).map((letters) => sum(decoded.map((word) => scoreWord(word, letters))));
      const letters = decoded.join("");
      const isUnlikely =
        // Hebrew could be read as Cyrillic without capitals, and Japanese as Cyrillic without small letters.
        languages.includes("icelandic") ||
        (languages.includes("cyrillic") && !/\p{Lu}/u.test(letters)) ||
        (["koi8-r", "cp866"].includes(encoding) && !/\p{Ll}/u.test(letters));
      return { encoding, words: decoded, score: Math.max(...scores) - (isUnlikely ? 0.22 * count : 0) };
    }),
    ...doubleByte.map(([encoding, common]) => {
      const decoded = decode(words, encoding);
      return {
        encoding,
        words: decoded,
        score: sum(words.map((word, i) => scorePairs(word, decoded[i] ?? "", common))),
      };
    }),
  ];
  const best = Math.max(...readings.map(({ score }) => score));
  const close = readings.filter(({ score }) => best - score < sureMargin * count);
  const [first] = close.filter(({ score }) => score === best) as [Reading, ...Reading[]];
  const isSame = ({ words }: Reading): boolean => words.every((word, i) => word === first.words[i]);
  const others = close.filter((reading) => !isSame(reading));
  const isGood = best >= goodPart * count;
  if (others.length === 0) {
    const isShort = count < leastBytes && /(?!\p{Script=Latin})\p{L}/u.test(first.words.join(""));
    return { encoding: first.encoding, words: first.words, isSure: best > 0 && !isShort, isGood };
  }
  const decided = count < leastLetters ? undefined : decideByFrequency(words, [first, ...others]);
  const { encoding, words: decoded } = decided ?? first;
  const other = [first, ...others].find((reading) => reading.encoding !== encoding)?.encoding;
  return { encoding, words: decoded, isSure: decided !== undefined, isGood, ...(other !== undefined && { other }) };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function decode(words: readonly Buffer[], encoding: string): string[] {
  return words.map((word) => iconv.decode(word, encoding));
}

/** Scores the letters beyond ASCII of a word: 1 for one of the alphabet, less for others and for what is in no word. */
function scoreWord(word: string, alphabet: ReadonlySet<string>): number {
  const letters = [...word];
  let score = 0;
  for (const [i, letter] of letters.entries()) {
    if (letter < "\u0080") continue;
    const [before = "", after = ""] = [letters[i - 1], letters[i + 1]];
    const isAlone = !/\p{L}/u.test(before) && !/\p{L}/u.test(after);
    if (/[\ufffd\u0080-\u009f]/.test(letter)) score -= 2;
    else if (!/\p{L}/u.test(letter)) score += isSign(letter, before, after) ? 0.5 : -2;
    else if (isAlone) score -= 0.5;
    else if (isCapital(letter) && isSmall(before)) score -= 2;
    else if (isSmall(letter) && isCapital(after)) score -= 2;
    else if (!/\p{Script=Latin}/u.test(letter) && /[a-z]/i.test(before + after)) score -= 2;
    else score += alphabet.has([...letter.toLowerCase()][0] ?? "") ? 1 : -1;
  }
  return hasCluster(word) ? score - 0.5 : score;
}

/** Whether a letter beyond ASCII is among four consonants or vowels: `Mźnchen` is none of the words of any language. */
function hasCluster(word: string): boolean {
  const vowels = word.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const kinds = vowels.replace(/[aeiouyæøœı]/gu, "v").replace(/(?!v)\p{Script=Latin}/gu, "c");
  const letters = [...word];
  return [...kinds.matchAll(/c{4,}|v{4,}/g)].some(({ 0: run, index }) =>
    letters.slice(index, index + run.length).some((letter) => letter > "\u007f"),
  );
}

function isSign(letter: string, before: string, after: string): boolean {
  const neighbours = [before, after].filter((text) => /\p{L}/u.test(text)).length;
  if (letter === "’") return true;
  return edgeSigns.has(letter) ? neighbours < 2 : loneSigns.has(letter) && neighbours === 0;
}

function isCapital(letter: string): boolean {
  return /\p{Lu}/u.test(letter);
}

function isSmall(letter: string): boolean {
  return /\p{Ll}/u.test(letter);
}

/** Scores a word of two bytes a letter: somewhat less for a common one than for two letters of one byte. */
function scorePairs(bytes: Buffer, word: string, common: readonly [number, number][]): number {
  if (word.includes("\ufffd")) return -10 * bytes.length;
  if (/[\u0080-\u00ff\ue000-\uf8ff]/.test(word)) return -10;
  let score = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (byte < 0x80) continue;
    score += common.some(([from, to]) => byte >= from && byte <= to) ? 1.5 : -1;
    at++;
  }
  // Latin letters stand apart from others.
  return score - 2 * [...word.matchAll(/[a-z](?=[^\p{ASCII}])|[^\p{ASCII}](?=[a-z])/giu)].length;
}

/** Names of chardet for what is read alike. */
const sameNames: Record<string, string> = { "iso-8859-1": "windows-1252", "iso-8859-9": "windows-1254" };

/** Finds the reading that chardet is surer of than of all others, by a tenth at least. */
function decideByFrequency(words: readonly Buffer[], readings: readonly Reading[]): Reading | undefined {
  const text = Buffer.concat(words.flatMap((word) => [word, Buffer.from(" ")]));
  const confidences = new Map<string, number>();
  for (const { name, confidence } of chardet.analyse(text)) {
    const encoding = sameNames[name.toLowerCase()] ?? name.toLowerCase();
    confidences.set(encoding, Math.max(confidence, confidences.get(encoding) ?? 0));
  }
  const ranked = readings
    .map((reading) => ({ reading, confidence: confidences.get(reading.encoding) ?? 0 }))
    .sort((a, b) => b.confidence - a.confidence);
  const [first, second] = ranked;
  return first !== undefined && first.confidence >= (second?.confidence ?? 0) + 10 ? first.reading : undefined;
}
