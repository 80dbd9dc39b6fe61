import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { embedNameFonts, isWithin, parseRange } from "./name-fonts.js";

/** The faces of the report, as their npm packages name them. */
const faces = [
  { family: "Inter", name: "inter", weight: 400 },
  { family: "Inter", name: "inter", weight: 600 },
  { family: "JetBrains Mono", name: "jetbrains-mono", weight: 400 },
] as const;

/**
 * Makes the @font-face rules for a text, with the fonts inside as data URLs: always the Latin subset, and those of other
 * alphabets that the text needs, and of other scripts the letters that occur.
 * @param from  a file of the package that has the fonts as dependencies
 */
export async function embedFonts(text: string, from: string): Promise<string> {
  // which fonts are needed depends on the characters alone
  const characters = [...new Set(text)].sort().join("");
  if (kept?.characters !== characters || kept.from !== from)
    kept = { characters, from, css: await embedCharacters(characters, from) };
  return kept.css;
}

/** The latest rules: one report after the other has the same characters, or nearly so. */
let kept: { characters: string; from: string; css: string } | undefined;

async function embedCharacters(text: string, from: string): Promise<string> {
  const rules = faces.map(async ({ family, name, weight }) => {
    const folder = dirname(createRequire(from).resolve(`@fontsource/${name}/package.json`));
    const ranges = JSON.parse(await readFile(join(folder, "unicode.json"), "utf8")) as Record<string, string>;
    const used = chooseSubsets(text, ranges).map(async (subset) => {
      const font = await readFile(join(folder, "files", `${name}-${subset}-${weight}-normal.woff2`), "base64");
      return `@font-face{font-family:"${family}";font-weight:${weight};font-style:normal;unicode-range:${ranges[subset]};src:url(data:font/woff2;base64,${font}) format("woff2")}`;
    });
    return (await Promise.all(used)).join("\n");
  });
  return [...(await Promise.all(rules)), ...(await embedNames(text, from))].join("\n");
}

/** Adds to the family of names and numbers what their text needs beyond it. */
async function embedNames(text: string, from: string): Promise<string[]> {
  const [{ family, name }] = faces;
  const folder = dirname(createRequire(from).resolve(`@fontsource/${name}/package.json`));
  const own = Object.values<string>(JSON.parse(await readFile(join(folder, "unicode.json"), "utf8"))).flatMap(
    parseRange,
  );
  const weights = faces.filter((face) => face.family === family).map(({ weight }) => weight);
  return embedNameFonts(text, family, weights, (code) => isWithin(code, own), from);
}

/**
 * Chooses the Latin subset, and those with characters of the text that Latin lacks.
 * @param ranges  subset → CSS unicode-range, e.g. "U+0370-0377,U+037A"
 */
export function chooseSubsets(text: string, ranges: Record<string, string>): string[] {
  const characters = [...new Set(text)].map((character) => character.codePointAt(0)!);
  const latin = parseRange(ranges["latin"] ?? "");
  const others = characters.filter((code) => !isWithin(code, latin));
  return Object.keys(ranges).filter((subset) => {
    if (subset === "latin") return true;
    const range = parseRange(ranges[subset] ?? "");
    return others.some((code) => isWithin(code, range));
  });
}
