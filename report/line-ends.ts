import {
  decodePDFRawStream,
  PDFDict,
  type PDFDocument,
  PDFName,
  type PDFPage,
  PDFRawStream,
  PDFRef,
} from "@cantoo/pdf-lib";

/** The glyph of a blank in each font of a page that has one, e.g. "F5" → "01CD", and the fonts of code. */
export interface Blanks {
  glyphs: ReadonlyMap<string, string>;
  /** Lines in them are broken within a word, such as a hash. */
  code: ReadonlySet<string>;
}

/** Finds the glyphs of blanks of a page, by the characters that its fonts say their glyphs stand for. */
export function readBlanks(document: PDFDocument, page: PDFPage): Blanks {
  const fonts = page.node.Resources()?.lookupMaybe(PDFName.of("Font"), PDFDict);
  const [glyphs, code] = [new Map<string, string>(), new Set<string>()];
  for (const [name, ref] of fonts?.entries() ?? []) {
    const font = ref instanceof PDFRef ? document.context.lookup(ref, PDFDict) : (ref as PDFDict);
    if (/JetBrains/.test(String(font.get(PDFName.of("BaseFont"))))) code.add(name.decodeText());
    const map = font.lookup(PDFName.of("ToUnicode"));
    if (!(map instanceof PDFRawStream)) continue;
    const glyph = findBlank(Buffer.from(decodePDFRawStream(map).decode()).toString("latin1"));
    if (glyph !== undefined) glyphs.set(name.decodeText(), glyph);
  }
  return { glyphs, code };
}

/** Finds the glyph that stands for U+0020 in a CMap (ISO 32000-1, 9.10.3), four hexadecimal digits. */
export function findBlank(cmap: string): string | undefined {
  for (const [, block = ""] of cmap.matchAll(/beginbfchar([\s\S]*?)endbfchar/g)) {
    const [, glyph] = /<([0-9A-Fa-f]{4})>\s*<0020>/.exec(block) ?? [];
    if (glyph !== undefined) return glyph;
  }
  for (const [, block = ""] of cmap.matchAll(/beginbfrange([\s\S]*?)endbfrange/g)) {
    for (const [, first = "", last = "", to = ""] of block.matchAll(/<(\w{4})>\s*<(\w{4})>\s*<(\w{4})>/g)) {
      const [from, until, character] = [first, last, to].map((digits) => Number.parseInt(digits, 16)) as [
        number,
        number,
        number,
      ];
      const glyph = from + 0x20 - character;
      if (character <= 0x20 && glyph <= until) return glyph.toString(16).toUpperCase().padStart(4, "0");
    }
  }
  return undefined;
}

/**
 * Ends each line of text by a blank, where the next text of the page stands on another line: Chromium writes none there, so a screen
 * reader would read the last word and the first of the next line as one. It relies on how Skia writes, one operation per line; a text
 * object has one line, with a matrix and a font of its own. Charts, whose texts are no lines, and code stay as they are.
 */
export function endLines(content: string, { glyphs, code }: Blanks): string {
  const lines = content.split("\n");
  const output: string[] = [];
  const [spare] = glyphs;
  let isFigure = false;
  let font: string | undefined;
  let size = "0";
  for (const [i, line] of lines.entries()) {
    if (/(?:BDC|BMC)$/.test(line)) isFigure = /^\/(?:Figure|Artifact)\b/.test(line);
    const [, name, points] = /^\/(\S+) (\S+) Tf$/.exec(line) ?? [];
    if (name !== undefined) [font, size] = [name, points!];
    if (line === "ET" && !isFigure && font !== undefined && spare !== undefined && !code.has(font)) {
      const blank = glyphs.get(font);
      const next = findNextY(lines, i);
      const isLast = next === undefined || Math.abs(next - findY(lines, i)) > 1;
      const hasBlank = blank !== undefined && lines[i - 1]?.endsWith(`<${blank}> Tj`);
      // beside the last glyph, whose width is about half of its size
      if (isLast && !hasBlank) {
        if (blank === undefined) output.push(`/${spare[0]} ${size} Tf`);
        output.push(`${Number(size) / 2} 0 Td <${blank ?? spare[1]}> Tj`);
      }
    }
    output.push(line);
  }
  return output.join("\n");
}

const matrix = /^\S+ \S+ \S+ \S+ \S+ (\S+) Tm$/;

/** Where the text object that ends at a line stands. */
function findY(lines: readonly string[], end: number): number {
  for (let i = end; i >= 0 && lines[i] !== "BT"; i--) {
    const [, y] = matrix.exec(lines[i]!) ?? [];
    if (y !== undefined) return Number(y);
  }
  return Number.NaN;
}

/** Where the next text object stands; undefined at the end of the page. */
function findNextY(lines: readonly string[], from: number): number | undefined {
  for (let i = from + 1; i < lines.length; i++) {
    const [, y] = matrix.exec(lines[i]!) ?? [];
    if (y !== undefined) return Number(y);
  }
  return undefined;
}
