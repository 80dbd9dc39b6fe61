import { writeFile } from "node:fs/promises";
import { ZipFile } from "yazl";

/** Writes a zip file for a test. */
export async function writeZip(path: string, files: Record<string, string | Buffer>): Promise<string> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content as Buffer), name);
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream as AsyncIterable<Buffer>) chunks.push(chunk);
  await writeFile(path, Buffer.concat(chunks));
  return path;
}

/** What a test writes into a workbook: the XML in `sheetData`, by the name of the sheet. */
export interface WorkbookFixture {
  sheets: Record<string, string>;
  hidden?: string[];
  /** XML of the shared texts. */
  texts?: string[];
  /** Codes of formats; the cells' style n has the n-th, style 0 none. */
  formats?: string[];
  isFrom1904?: boolean;
}

/** Writes a workbook for a test, in Office Open XML. */
export async function writeWorkbook(
  path: string,
  { sheets, hidden = [], texts = [], formats = [], isFrom1904 = false }: WorkbookFixture,
): Promise<string> {
  const names = Object.keys(sheets);
  const state = (name: string): string => (hidden.includes(name) ? ' state="hidden"' : "");
  const listed = names.map((name, i) => `<sheet name="${name}" sheetId="${i + 1}"${state(name)} r:id="rId${i + 1}"/>`);
  const links = names.map((_, i) => `<Relationship Id="rId${i + 1}" Target="worksheets/sheet${i + 1}.xml"/>`);
  const codes = formats.map(
    (code, i) => `<numFmt numFmtId="${164 + i}" formatCode="${code.replaceAll('"', "&quot;")}"/>`,
  );
  const styles = formats.map((_, i) => `<xf numFmtId="${164 + i}"/>`);
  return writeZip(path, {
    "[Content_Types].xml": "<Types/>",
    "xl/workbook.xml": `<workbook xmlns:r="r"><workbookPr date1904="${Number(isFrom1904)}"/><sheets>${listed.join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships>${links.join("")}</Relationships>`,
    "xl/sharedStrings.xml": `<sst>${texts.map((text) => `<si>${text}</si>`).join("")}</sst>`,
    "xl/styles.xml": `<styleSheet><numFmts>${codes.join("")}</numFmts><cellXfs><xf numFmtId="0"/>${styles.join("")}</cellXfs></styleSheet>`,
    ...Object.fromEntries(
      Object.values(sheets).map((data, i) => [
        `xl/worksheets/sheet${i + 1}.xml`,
        `<worksheet><sheetData>${data}</sheetData></worksheet>`,
      ]),
    ),
  });
}
