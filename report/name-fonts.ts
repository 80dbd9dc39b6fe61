import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import subsetFont from "subset-font";

// Inter has Latin, Greek and Cyrillic letters. Names in other scripts take theirs from Noto; only the letters that occur are
// embedded, as further faces of Inter, so that every place that is set in Inter has them, charts included.

const names = ["hebrew", "arabic", "thai", "devanagari", "sc", "jp", "kr", "emoji"] as const;

/** A font of Noto, by the end of its name. */
export type Noto = (typeof names)[number];

/** A Noto font: the Unicode range of each of its files, by the file's name. */
export interface NotoFont {
  name: Noto;
  ranges: Readonly<Record<string, string>>;
}

/** Stands before the rules, where there are any. */
export const notice = "/* Noto, SIL Open Font License 1.1 */";

/** Letters, marks, numbers, pictographs, and what stands between them in Chinese, Japanese and Korean. */
const nameCharacters =
  /[\p{L}\p{M}\p{N}\p{Sc}\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\u3000-\u303f\uff00-\uffef]/u;

/** What joins pictographs into one. */
const joiners = "\u200d\ufe0f";

/** The only font for the letters of a script; other fonts list some of them without having them. */
const scripts: readonly (readonly [RegExp, Noto])[] = [
  [/\p{Script=Hangul}/u, "kr"],
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/u, "jp"],
  [/\p{Script=Hebrew}/u, "hebrew"],
  [/\p{Script=Arabic}/u, "arabic"],
  [/\p{Script=Thai}/u, "thai"],
  [/\p{Script=Devanagari}/u, "devanagari"],
  [/\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}/u, "emoji"],
];

/** Lists the fonts that may have a character, by the text in which it stands: Chinese characters differ between countries. */
export function listFonts(character: string, text: string): readonly Noto[] {
  const own = scripts.find(([script]) => script.test(character))?.[1];
  if (own !== undefined) return [own];
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return ["jp", "sc", "kr"];
  return /\p{Script=Hangul}/u.test(text) ? ["kr", "sc", "jp"] : ["sc", "jp", "kr"];
}

/**
 * Finds which file of which font has the characters of a text that the report's own font lacks; characters that no font has
 * are left out.
 * @param isOwn  whether the report's own font has a character
 */
export function findCharacters(
  text: string,
  isOwn: (code: number) => boolean,
  fonts: readonly NotoFont[],
): Map<string, { font: Noto; file: string; characters: string }> {
  const found = new Map<string, { font: Noto; file: string; characters: string }>();
  const ranges = fonts.flatMap(({ name, ranges }) =>
    Object.entries(ranges)
      .filter(([file]) => !file.startsWith("latin"))
      .map(([file, range]) => ({ font: name, file, pairs: parseRange(range) })),
  );
  for (const character of [...new Set(text)].sort()) {
    const code = character.codePointAt(0)!;
    if (code < 0x80 || !nameCharacters.test(character) || isOwn(code)) continue;
    const place = listFonts(character, text)
      .flatMap((font) => ranges.filter((range) => range.font === font))
      .find(({ pairs }) => isWithin(code, pairs));
    if (place === undefined) continue;
    const { font, file } = place;
    const key = `${font} ${file}`;
    const characters = (found.get(key)?.characters ?? "") + character;
    found.set(key, { font, file, characters });
  }
  return found;
}

/**
 * Makes the @font-face rules for the names in a text, with the letters that they need inside as data URLs; none where the
 * report's own font has all of them.
 * @param family  the family that gets them
 * @param weights  the weights of the family
 * @param from  a file of the package that has the fonts as dependencies
 */
export async function embedNameFonts(
  text: string,
  family: string,
  weights: readonly number[],
  isOwn: (code: number) => boolean,
  from: string,
): Promise<string[]> {
  const fonts = await Promise.all(
    names.map(async (name) => ({ name, ranges: await readRanges(folderOf(name, from)) })),
  );
  const used = [...findCharacters(text, isOwn, fonts).values()];
  const rules = used.map(async ({ font, file, characters }) => {
    const path = join(
      folderOf(font, from),
      "files",
      `${packageOf(font)}-${file.replace(/[[\]]/g, "")}-wght-normal.woff2`,
    );
    const whole = await readFile(path);
    const all = font === "emoji" ? characters + joiners : characters;
    return Promise.all(
      weights.map(async (weight) => {
        const subset = await subsetFont(whole, all, { targetFormat: "woff2", variationAxes: { wght: weight } });
        return `@font-face{font-family:"${family}";font-weight:${weight};font-style:normal;unicode-range:${formatRange(all)};src:url(data:font/woff2;base64,${subset.toString("base64")}) format("woff2")}`;
      }),
    );
  });
  const all = (await Promise.all(rules)).flat();
  return all.length === 0 ? [] : [notice, ...all];
}

function packageOf(name: Noto): string {
  return name === "emoji" ? "noto-emoji" : `noto-sans-${name}`;
}

function folderOf(name: Noto, from: string): string {
  return dirname(createRequire(from).resolve(`@fontsource-variable/${packageOf(name)}/package.json`));
}

async function readRanges(folder: string): Promise<Record<string, string>> {
  return JSON.parse(await readFile(join(folder, "unicode.json"), "utf8"));
}

function formatRange(characters: string): string {
  return [...characters].map((character) => `U+${character.codePointAt(0)!.toString(16).toUpperCase()}`).join(",");
}

/** Reads a CSS unicode-range, e.g. "U+0370-0377,U+037A", as pairs of its ends, both included. */
export function parseRange(range: string): [number, number][] {
  return [...range.matchAll(/U\+([0-9A-F]+)(?:-([0-9A-F]+))?/gi)].map(([, first = "0", last = first]) => [
    Number.parseInt(first, 16),
    Number.parseInt(last, 16),
  ]);
}

/** Whether a character is in one of the ranges. */
export function isWithin(code: number, range: readonly [number, number][]): boolean {
  return range.some(([first, last]) => first <= code && code <= last);
}
