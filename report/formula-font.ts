import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import subsetFont from "subset-font";

/** Stands before the rules, where there are any. */
export const formulaNotice = "/* Noto Sans Math, SIL Open Font License 1.1 */";

/**
 * Makes the style of the formulas in a page: Temml's own, and of the font the characters that occur, with what grows round them.
 * A page without formulas gets none.
 * @param page  its HTML
 * @param from  a file of the package that has font and Temml as dependencies
 */
export async function makeFormulaCss(page: string, from: string): Promise<string> {
  const formulas = page.match(/<math[\s\S]*?<\/math>/g);
  if (formulas === null) return "";
  const require = createRequire(from);
  const read = (name: string, file: string) => readFile(join(dirname(require.resolve(`${name}/package.json`)), file));
  const style = String(await read("temml", "dist/Temml-NotoSans.css")).replace(/@font-face\s*\{[^}]*\}/, "");
  const font = await read("@fontsource/noto-sans-math", "files/noto-sans-math-latin-400-normal.woff2");
  const texts = formulas.map((formula) =>
    formula.replace(/<[^>]*>/g, " ").replace(/&#x?([0-9a-f]+);/gi, readReference),
  );
  const subset = await subsetFont(font, addItalics(texts.join("")), { targetFormat: "woff2" });
  const face = `@font-face{font-family:"NotoSans Math";src:url(data:font/woff2;base64,${subset.toString("base64")}) format("woff2")}`;
  return `${formulaNotice}\n${face}\n${style}`;
}

function readReference(reference: string, digits: string): string {
  return String.fromCodePoint(Number.parseInt(digits, /^&#x/i.test(reference) ? 16 : 10));
}

/** Adds the italics that MathML draws for a letter alone: mathematical italic of Unicode, its h apart. */
function addItalics(text: string): string {
  const italics = [...new Set(text)].map((character) => {
    if (character === "h") return "ℎ";
    const [first, italic] = rows.find(([first, , last]) => first <= character && character <= last) ?? [];
    if (first === undefined || italic === undefined) return "";
    return String.fromCodePoint(italic + character.codePointAt(0)! - first.codePointAt(0)!);
  });
  return text + italics.join("");
}

const rows: readonly [first: string, italic: number, last: string][] = [
  ["A", 0x1d434, "Z"],
  ["a", 0x1d44e, "z"],
  ["Α", 0x1d6e2, "Ω"],
  ["α", 0x1d6fc, "ω"],
];
