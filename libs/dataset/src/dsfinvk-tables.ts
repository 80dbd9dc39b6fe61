import { TillbookError } from "@tillbook/pipeline";
import { parse } from "csv-parse";
import { decodeBytes, detectEncoding, readBytes } from "./csv-bytes.js";
import type { CsvFile } from "./csv-files.js";

/** A row of a table of DSFinV-K, by the names of its columns in upper case; empty where it has no such column. */
export interface ExportRow {
  get: (column: string) => string;
  /** E.g. `lines.csv:12`. */
  place: string;
}

/** Money is summed in hundred-thousandths of a unit: the definition allows five decimals. */
export const partsOfUnit = 100_000;
export const partsOfCent = partsOfUnit / 100;

/**
 * Reads the rows of a table of DSFinV-K.
 * @throws TillbookError CSV_INVALID where it has no header, or none of its columns
 */
export async function* readTable(file: CsvFile): AsyncGenerator<ExportRow> {
  const encoding = await detectEncoding(file);
  const decode = async function* () {
    for await (const bytes of readBytes(file, encoding)) yield decodeBytes(bytes, encoding);
  };
  const delimiter = await findDelimiter(file, decode());
  const parser = parse({ delimiter, bom: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: true });
  let columns: Map<string, number> | undefined;
  let line = 0;
  const pump = (async () => {
    for await (const text of decode())
      if (!parser.write(text)) await new Promise((resolve) => parser.once("drain", resolve));
    parser.end();
  })().catch((error) => parser.destroy(error));
  for await (const record of parser as AsyncIterable<string[]>) {
    line++;
    if (columns === undefined) columns = new Map(record.map((name, i) => [name.trim().toUpperCase(), i]));
    else {
      const known = columns;
      const get = (column: string): string => (record[known.get(column) ?? -1] ?? "").trim();
      yield { get, place: `${file.name}:${line}` };
    }
  }
  await pump;
}

async function findDelimiter(file: CsvFile, texts: AsyncIterable<string>): Promise<string> {
  let head = "";
  for await (const text of texts) {
    head += text;
    if (head.includes("\n")) break;
  }
  const [, delimiter] = /^\uFEFF?"?Z_KASSE_ID"?([;,\t|])/i.exec(head) ?? [];
  if (delimiter !== undefined) return delimiter;
  throw new TillbookError(
    "CSV_INVALID",
    `${file.name}:1: expected a table of DSFinV-K with Z_KASSE_ID as its first column, got ${JSON.stringify(head.slice(0, 60))}`,
    "export it again from the till, with names of columns, then run `make import`",
  );
}

/**
 * Reads an amount, in parts of a unit, such as 1190000 for `11,90000`, `11.9` or `1.011,90`.
 * @param decimal  the decimal mark that index.xml names
 * @throws TillbookError CSV_INVALID for no number, one with more than five decimals, or one that can be read in two ways
 */
export function readParts(text: string, place: string, decimal: string): number {
  const [, sign = "", whole = "", mark = "", decimals = ""] =
    /^([+-]?)(\d+|\d{1,3}(?:[.,]\d{3})+?)(?:([.,])(\d+))?$/.exec(text) ?? [];
  const isGrouped = /[.,]/.test(whole);
  const isAmount = whole !== "" && !(isGrouped && whole.includes(mark === "" ? decimal : mark));
  // `1.234` is 1234 or 1,234.
  const isClear = decimals.length !== 3 || isGrouped || mark === decimal;
  if (isAmount && isClear && !/[1-9]/.test(decimals.slice(5))) {
    return Number(`${sign}${whole.replace(/[.,]/g, "")}${decimals.slice(0, 5).padEnd(5, "0")}`);
  }
  throw new TillbookError(
    "CSV_INVALID",
    `${place}: expected an amount such as 12${decimal}50, got ${JSON.stringify(text)}`,
    "export it again from the till, then run `make import`",
  );
}
