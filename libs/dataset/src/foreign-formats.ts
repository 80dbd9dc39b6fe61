import { TillbookError } from "@tillbook/pipeline";

/** A format that is not read: how it begins, what it is, and what to do. */
interface ForeignFormat {
  begins: string | RegExp;
  what: string;
  hint: string;
}

const saveAs = 'open it in Excel or LibreOffice, save it as .xlsx or "CSV UTF-8", then run `make import`';
const unpack = "unpack it, and set SALES_CSV to what was in it";
const exportAs = "export the sales from the till as CSV or .xlsx, then run `make import`";

/** By the first bytes, each as one character (Latin-1). */
const foreignFormats: readonly ForeignFormat[] = [
  { begins: "PK\x03\x04", what: "a zip file in another file", hint: unpack },
  {
    begins: "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    what: "an Excel workbook of the old format (.xls), or one with a password",
    hint: saveAs.replace(", save", ", remove its password, save"),
  },
  { begins: "%PDF-", what: "a PDF", hint: exportAs },
  { begins: /^BZh[1-9]/, what: "a file packed by bzip2", hint: unpack },
  // Node ends without an error where such a file is cut off.
  { begins: "\x28\xb5\x2f\xfd", what: "a file packed by zstd", hint: unpack },
  { begins: "\xfd7zXZ\x00", what: "a file packed by xz", hint: unpack },
  { begins: "7z\xbc\xaf\x27\x1c", what: "a 7-Zip file", hint: unpack },
  { begins: "Rar!\x1a\x07", what: "a RAR file", hint: unpack },
  { begins: /^.{257}ustar/s, what: "a tar file", hint: unpack },
  { begins: "SQLite format 3\0", what: "a database (SQLite)", hint: exportAs },
  { begins: "PAR1", what: "a Parquet file", hint: exportAs },
  {
    begins: /^(\xef\xbb\xbf)?\s*<(!doctype html|html|table|head|body|meta)\b/i,
    what: "a web page (HTML)",
    hint: saveAs,
  },
  { begins: /^(\xef\xbb\xbf)?\s*<\?xml\b/, what: "an XML file", hint: saveAs },
  { begins: /^(\xef\xbb\xbf)?\s*[[{]\s*["[{]/, what: "a JSON file", hint: exportAs },
];

/** @throws TillbookError CSV_INVALID where bytes begin a format that is not read, with the next step */
export function refuseFormat(name: string, head: Buffer): void {
  const start = head.toString("latin1", 0, 512);
  const format = foreignFormats.find(({ begins }) =>
    typeof begins === "string" ? start.startsWith(begins) : begins.test(start),
  );
  if (format === undefined) return;
  throw new TillbookError("CSV_INVALID", `${name}:1: expected a CSV file, got ${format.what}`, format.hint);
}

/** What other programs' files have, which are zip files. */
const officeFiles = [
  ["xl/workbook.bin", "a binary Excel workbook (.xlsb)"],
  ["content.xml", "an OpenDocument file"],
  ["Index/Document.iwa", "a Numbers file"],
  ["[Content_Types].xml", "an Office file without a sheet"],
] as const;

/** @throws TillbookError CSV_INVALID where a zip file, which has the files that `isIn` knows, is one of an office program */
export function refuseOfficeFile(name: string, isIn: (entry: string) => boolean): void {
  const found = officeFiles.find(([entry]) => isIn(entry));
  if (found) throw new TillbookError("CSV_INVALID", `${name}:1: expected a CSV file, got ${found[1]}`, saveAs);
}
