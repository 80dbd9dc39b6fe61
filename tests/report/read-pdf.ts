import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";

/** Reads the text of each page of a PDF, line by line. */
export async function readTexts(pdf: Uint8Array): Promise<string[]> {
  return (await readPages(pdf)).map(({ words }) =>
    words.map(({ text, endsLine }) => text + (endsLine ? "\n" : "")).join(""),
  );
}

/** A page of a PDF; lengths in points (1/72 inch). */
export interface PdfPage {
  width: number;
  height: number;
  words: Word[];
  links: { text: string; dest: string | undefined; url: string | undefined }[];
}

/** A run of text on a page. */
export interface Word {
  text: string;
  /** Of its left end, from the left. */
  x: number;
  /** Of its base line, from the top. */
  y: number;
  width: number;
  size: number;
  endsLine: boolean;
}

/** Reads what is where on the pages of a PDF. */
export async function readPages(pdf: Uint8Array): Promise<PdfPage[]> {
  const document = await getDocument({ data: pdf.slice(), verbosity: 0 }).promise;
  const numbers = Array.from({ length: document.numPages }, (_, i) => i + 1);
  const pages = await Promise.all(
    numbers.map(async (number): Promise<PdfPage> => {
      const page = await document.getPage(number);
      const [, , width = 0, height = 0] = page.view;
      const { items } = await page.getTextContent();
      const words = items.flatMap((item) => {
        if (!("str" in item)) return [];
        const [, , , size, x, y] = item.transform as number[];
        return [{ text: item.str, x: x!, y: height - y!, width: item.width, size: size!, endsLine: item.hasEOL }];
      });
      const links = (await page.getAnnotations()).filter(({ subtype }) => subtype === "Link");
      return {
        width,
        height,
        words,
        links: links.map(({ contentsObj, dest, url }) => ({ text: contentsObj.str, dest, url })),
      };
    }),
  );
  await document.destroy();
  return pages;
}
