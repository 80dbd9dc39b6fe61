import { TillbookError } from "@tillbook/pipeline";
import { AmountVotes } from "./amount-votes.js";
import type { ColumnsSpec } from "./columns-file.js";
import type { ContentFile } from "./content.js";
import { decodeBytes, type Encoding, readBytes, readStart, type TextForm } from "./csv-bytes.js";
import type { Header } from "./csv-header.js";
import { DateVotes } from "./date-votes.js";
import { type DetectedEncoding, detectEncoding } from "./detect-encoding.js";
import { findTable, isHeader, parseRecords } from "./find-table.js";
import { findColumnStarts } from "./fixed-width.js";
import type { DateFormat, DecimalMark } from "./formats.js";
import { findLineBreak } from "./line-ends.js";
import { RecordCutter, type TableForm } from "./record-cutter.js";
import type { ColumnName } from "./schema.js";

/** How a file writes its rows. */
export interface Dialect extends TextForm, TableForm {
  date: DateFormat;
  decimal: DecimalMark;
  /** Whether spaces around values are removed. */
  trim: boolean;
  /** Fields of a row; at the end some may be missing where they are empty, or more, which are empty. */
  width: number;
  /** What a line begins with that is no row. */
  comment?: string;
  /** The header names of `fields`, where those are not our own. */
  names?: string[];
  /** What rows with a word for a sum are, where `columns.json` says so. */
  totals?: "sales" | "left out";
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
  /** Guesses that are not certain, in words. */
  doubts: string[];
}

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
  const { encoding, doubt }: DetectedEncoding =
    spec.encoding === undefined ? await detectEncoding(file) : { encoding: spec.encoding };
  const text = await findTextForm(file, encoding, spec);
  const { isSpaced, ...header } = findTable(file.name, await readHead(file, text), spec);
  const table: TableForm = {
    delimiter: header.delimiter,
    ...(header.line > 1 && { headerLine: header.line }),
    ...(isSpaced && { isSpaced }),
  };
  const places = new Map(header.fields.map(({ column, at }) => [column, at]));
  const [dateAt = 0, amountAt = 0, timeAt] = [places.get("sold_on"), places.get("amount"), places.get("sold_at")];
  const dates = new DateVotes(spec.date);
  const amounts = new AmountVotes(spec.decimal);
  let [isFirst, hasRows] = [true, false];
  const form = { ...text, ...table, width: header.names.length, fields: header.fields };
  for await (const rows of readRows(file, form)) {
    for (const row of rows) {
      dates.add((row[dateAt] ?? "").trim());
      amounts.add((row[amountAt] ?? "").trim());
    }
    hasRows ||= rows.length > 0;
    if (isFirst && timeAt === undefined && rows.length > 0) dates.expectTimes(file.name, header);
    isFirst = false;
    if (dates.isDecided && amounts.isDecided) break;
  }
  const fields = header.fields.flatMap((field) =>
    field.column === "sold_on" && timeAt === undefined
      ? [field, { column: "sold_at" as const, at: field.at }]
      : [field],
  );
  const dialect = {
    ...text,
    ...table,
    date: dates.format,
    decimal: amounts.mark,
    trim: spec.trim ?? true,
    width: header.names.length,
    fields,
    ...(fields.some(({ column, at }) => header.names[at] !== column) && {
      names: fields.map(({ at }) => header.names[at] ?? ""),
    }),
    ...(spec.comment !== undefined && { comment: spec.comment }),
    ...(spec.totals !== undefined && { totals: spec.totals }),
  };
  return {
    file: file.name,
    dialect,
    header,
    hasRows,
    open: { ...dates.open, ...amounts.open },
    doubts: doubt === undefined ? [] : [doubt],
  };
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
export function formatDialect({ delimiter, date, decimal, encoding, trim, fields }: Dialect): string {
  const names: Record<string, string> = { ",": "comma", ";": "semicolon", "\t": "tab", "|": "bar" };
  const columns = fields.map(({ column }) => column);
  return [
    names[delimiter] ?? `delimiter "${delimiter}"`,
    fields.length > new Set(fields.map(({ at }) => at)).size ? `${date} with the time` : date,
    decimal === "," ? "decimal comma" : "decimal point",
    encoding,
    ...(trim ? [] : ["not trimmed"]),
    ...(columns.includes("cashier") ? [] : ["no cashiers"]),
  ].join(", ");
}

/** Reads the rows of a file, some hundreds at a time, without its header and its malformed lines. */
async function* readRows(file: ContentFile, form: TextForm & TableForm): AsyncGenerator<string[][]> {
  const cutter = new RecordCutter(form);
  const parseRows = (bytes: Buffer): string[][] => parseRecords(decodeBytes(bytes, form.encoding), form);
  for await (const bytes of readBytes(file, form)) yield parseRows(cutter.push(bytes).bytes);
  yield parseRows(cutter.end().bytes);
}

/** Finds how the bytes of a file become lines. */
async function findTextForm(file: ContentFile, encoding: Encoding, spec: ColumnsSpec): Promise<TextForm> {
  const lineBreak = findLineBreak(await readStart(file, encoding));
  const form: TextForm = { encoding, ...(lineBreak !== undefined && { lineBreak }) };
  const head = await readHead(file, form);
  // The last line of the head may be half of one.
  const lines = head.split("\n").map((line) => line.trimEnd());
  const columnStarts = findColumnStarts(lines.length > 2 ? lines.slice(0, -1) : lines, (names) =>
    isHeader(names, spec),
  );
  return { ...form, ...(columnStarts !== undefined && { columnStarts }) };
}

async function readHead(file: ContentFile, form: TextForm): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const bytes of readBytes(file, form)) {
    pieces.push(bytes);
    if (pieces.reduce((sum, { length }) => sum + length, 0) > headBytes) break;
  }
  return decodeBytes(Buffer.concat(pieces).subarray(0, headBytes), form.encoding);
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
