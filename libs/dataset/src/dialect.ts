import { TillbookError } from "@tillbook/pipeline";
import { parse } from "csv-parse/sync";
import { AmountVotes } from "./amount-votes.js";
import type { ColumnsSpec } from "./columns-file.js";
import type { ContentFile } from "./content.js";
import { decodeBytes, detectEncoding, type Encoding, readBytes } from "./csv-bytes.js";
import { findHeader, type Header } from "./csv-header.js";
import { DateVotes } from "./date-votes.js";
import type { DateFormat, DecimalMark } from "./formats.js";
import { RecordCutter } from "./record-cutter.js";
import type { ColumnName } from "./schema.js";

/** How a file writes its rows. */
export interface Dialect {
  encoding: Encoding;
  delimiter: string;
  date: DateFormat;
  decimal: DecimalMark;
  /** Whether spaces around values are removed. */
  trim: boolean;
  /** Fields of each row. */
  width: number;
  /** The place of each of our columns, in the file's order; a date and its time may share one. */
  fields: { column: ColumnName; at: number }[];
  /** ISO 4217, e.g. `EUR`, where the values or the layout name a currency. */
  currency?: string;
  /** The layout of a known system, e.g. `Square items`. */
  profile?: string;
  /** Whether the amounts include tax, where the layout or `columns.json` says so. */
  amounts?: "net" | "gross";
}

/** What was detected in a file. What is still open has an example that can be read in two ways. */
export interface Finding {
  file: string;
  dialect: Dialect;
  header: Header;
  hasRows: boolean;
  open: { date?: string; decimal?: string };
}

/** Options of csv-parse for blocks of whole records. */
export const csvOptions = { record_delimiter: ["\r\n", "\n"], relax_column_count: true, skip_empty_lines: true };

const headBytes = 65_536;
const ambiguous: readonly (readonly [DateFormat, DateFormat])[] = [
  ["DD/MM/YYYY", "MM/DD/YYYY"],
  ["DD-MM-YYYY", "MM-DD-YYYY"],
];

/**
 * Detects how a file is written: from its bytes, its header, and as many of its rows as that takes, in the worst case all.
 * `spec` overrides what would be detected.
 * @throws TillbookError CSV_INVALID where the header lacks a column
 */
export async function findDialect(file: ContentFile & { name: string }, spec: ColumnsSpec): Promise<Finding> {
  const encoding = spec.encoding ?? (await detectEncoding(file));
  const header = findHeader(file.name, await readHead(file, encoding), spec);
  const places = new Map(header.fields.map(({ column, at }) => [column, at]));
  const [dateAt = 0, amountAt = 0, timeAt] = [places.get("sold_on"), places.get("amount"), places.get("sold_at")];
  const dates = new DateVotes(spec.date);
  const amounts = new AmountVotes(spec.decimal);
  let [isFirst, hasRows, hasStamps] = [true, false, timeAt === undefined];
  for await (const rows of readRows(file, encoding, header.delimiter)) {
    for (const row of rows) {
      dates.add((row[dateAt] ?? "").trim());
      amounts.add((row[amountAt] ?? "").trim());
    }
    hasRows ||= rows.length > 0;
    if (isFirst && rows.length > 0) hasStamps = timeAt === undefined && dates.haveTimes;
    isFirst = false;
    if (dates.isDecided && amounts.isDecided) break;
  }
  const fields = header.fields.flatMap((field) =>
    field.column === "sold_on" && hasStamps ? [field, { column: "sold_at" as const, at: field.at }] : [field],
  );
  const dialect = {
    encoding,
    delimiter: header.delimiter,
    date: dates.format,
    decimal: amounts.mark,
    trim: spec.trim ?? false,
    width: header.names.length,
    fields,
    ...(spec.currency !== undefined && { currency: spec.currency }),
  };
  return { file: file.name, dialect, header, hasRows, open: { ...dates.open, ...amounts.open } };
}

/**
 * Decides what a file leaves open by the other files with the same header, when those agree.
 * @throws TillbookError CSV_INVALID with the question, when they don't
 */
export function closeFindings(findings: readonly Finding[]): Dialect[] {
  const decided = new Map<string, { dates: Set<DateFormat>; decimals: Set<DecimalMark> }>();
  const groupOf = ({ header }: Finding): string => JSON.stringify([header.delimiter, header.names]);
  for (const finding of findings) {
    const group = decided.get(groupOf(finding)) ?? { dates: new Set(), decimals: new Set() };
    if (finding.open.date === undefined) group.dates.add(finding.dialect.date);
    if (finding.open.decimal === undefined) group.decimals.add(finding.dialect.decimal);
    decided.set(groupOf(finding), group);
  }
  return findings.map((finding) => {
    const { dates, decimals } = decided.get(groupOf(finding)) ?? { dates: new Set(), decimals: new Set() };
    const { date, decimal } = finding.open;
    const pair: readonly DateFormat[] = ambiguous.find((both) => both.includes(finding.dialect.date)) ?? [];
    const usable = [...dates].filter((format) => pair.includes(format));
    if (date !== undefined && usable.length !== 1) {
      throw ask(finding.file, "sold_on may have the day or the month first", date, "date", pair);
    }
    if (decimal !== undefined && decimals.size !== 1) {
      throw ask(finding.file, "amount may have a decimal or a thousands separator", decimal, "decimal", [".", ","]);
    }
    return {
      ...finding.dialect,
      ...(date !== undefined && { date: usable[0] as DateFormat }),
      ...(decimal !== undefined && { decimal: [...decimals][0] as DecimalMark }),
    };
  });
}

/** Formats a dialect for the log, e.g. `semicolon, DD.MM.YYYY, decimal comma, windows-1252`. */
export function formatDialect({ delimiter, date, decimal, encoding, trim, fields, currency }: Dialect): string {
  const names: Record<string, string> = { ",": "comma", ";": "semicolon", "\t": "tab", "|": "bar" };
  const columns = fields.map(({ column }) => column);
  return [
    names[delimiter] ?? `delimiter "${delimiter}"`,
    fields.length > new Set(fields.map(({ at }) => at)).size ? `${date} with the time` : date,
    decimal === "," ? "decimal comma" : "decimal point",
    encoding,
    ...(trim ? ["trimmed"] : []),
    ...(currency === undefined ? [] : [`amounts in ${currency}`]),
    ...(columns.includes("sold_at") ? [] : ["no times of day"]),
    ...(columns.includes("cashier") ? [] : ["no cashiers"]),
  ].join(", ");
}

/** Reads the rows of a file, some hundreds at a time, without its header and its malformed lines. */
async function* readRows(file: ContentFile, encoding: Encoding, delimiter: string): AsyncGenerator<string[][]> {
  const cutter = new RecordCutter(delimiter);
  const parseRows = (bytes: Buffer): string[][] => parse(decodeBytes(bytes, encoding), { delimiter, ...csvOptions });
  for await (const bytes of readBytes(file, encoding)) yield parseRows(cutter.push(bytes).bytes);
  yield parseRows(cutter.end().bytes);
}

async function readHead(file: ContentFile, encoding: Encoding): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const bytes of readBytes(file, encoding)) {
    pieces.push(bytes);
    if (pieces.reduce((sum, { length }) => sum + length, 0) > headBytes) break;
  }
  return decodeBytes(Buffer.concat(pieces).subarray(0, headBytes), encoding);
}

function ask(
  file: string,
  problem: string,
  example: string,
  key: "date" | "decimal",
  choices: readonly string[],
): TillbookError {
  const answers = choices.map((choice) => JSON.stringify({ [key]: choice })).join(" or ");
  return new TillbookError(
    "CSV_INVALID",
    `${file}:1: ${problem}, e.g. ${JSON.stringify(example)}, and no value decides it`,
    `set it in a columns.json beside the file: ${answers}`,
  );
}
