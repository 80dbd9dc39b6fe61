import { TillbookError } from "@tillbook/pipeline";
import { parse } from "csv-parse/sync";
import { AmountVotes, type FoundCurrency } from "./amount-votes.js";
import { countDecimals, type Rounding, type Unit, uncertainSigns, units } from "./amounts.js";
import type { ColumnsSpec } from "./columns-file.js";
import type { ContentFile } from "./content.js";
import { decodeBytes, detectEncoding, type Encoding, readBytes } from "./csv-bytes.js";
import { findHeader, type Header } from "./csv-header.js";
import { DateVotes, type Doubt } from "./date-votes.js";
import type { DateFormat, DecimalMark } from "./formats.js";
import { RecordCutter } from "./record-cutter.js";
import type { ColumnName } from "./schema.js";
import { TimeVotes } from "./time-votes.js";
import { type TimeFormat, timeFormats } from "./times.js";

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
  /** Absent for clocks with colons. */
  time?: TimeFormat;
  /** Whether times in a column of their own name a zone, so that they are read together with their dates. */
  hasZones?: boolean;
  /** IANA name of the shop's time zone, where times that name a zone are to be converted to it. */
  timezone?: string;
  /** What 1 in the file is worth: 0.01 for cents. */
  unit?: Unit;
  rounding?: Rounding;
  /** The first and the last day whose rows are sales, ISO dates, as `columns.json` says. */
  days?: { from?: string | undefined; to?: string | undefined };
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
  open: {
    date?: Doubt<DateFormat>;
    time?: Doubt<TimeFormat>;
    decimal?: Doubt<DecimalMark>;
    unit?: Doubt<Unit>;
    currency?: Doubt;
    timezone?: Doubt;
  };
  /** Guesses that are not certain, in words. */
  doubts: string[];
}

/** Options of csv-parse for blocks of whole records. */
export const csvOptions = { record_delimiter: ["\r\n", "\n"], relax_column_count: true, skip_empty_lines: true };

const headBytes = 65_536;
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
  const dates = new DateVotes(spec.date, timeAt !== undefined);
  const times = new TimeVotes(timeAt === undefined ? timeFormats[0] : spec.time);
  const amounts = new AmountVotes(spec.decimal);
  let [isFirst, hasRows] = [true, false];
  for await (const rows of readRows(file, encoding, header.delimiter)) {
    for (const row of rows) {
      dates.add((row[dateAt] ?? "").trim());
      if (timeAt !== undefined) times.add((row[timeAt] ?? "").trim());
      amounts.add((row[amountAt] ?? "").trim());
    }
    hasRows ||= rows.length > 0;
    if (isFirst && timeAt === undefined && rows.length > 0) dates.expectTimes(file.name, header);
    isFirst = false;
    if (dates.isDecided && times.isDecided && amounts.isDecided) break;
  }
  const fields = header.fields.flatMap((field) =>
    field.column === "sold_on" && timeAt === undefined
      ? [field, { column: "sold_at" as const, at: field.at }]
      : [field],
  );
  const { currency, guess } = findCurrencyOf(file.name, spec.currency, amounts);
  const dialect: Dialect = {
    encoding,
    delimiter: header.delimiter,
    date: dates.format,
    decimal: amounts.mark,
    trim: spec.trim ?? false,
    width: header.names.length,
    fields,
    ...(times.format !== timeFormats[0] && { time: times.format }),
    ...(times.hasZones && { hasZones: true }),
    ...(spec.timezone !== undefined && { timezone: spec.timezone }),
    ...(currency !== undefined && { currency }),
    ...(spec.unit !== undefined && { unit: spec.unit }),
    ...(spec.rounding !== undefined && { rounding: spec.rounding }),
    ...(spec.days && { days: spec.days }),
  };
  const open: Finding["open"] = {};
  if (dates.open) open.date = dates.open;
  if (times.open) open.time = times.open;
  if (amounts.open) open.decimal = amounts.open;
  const isMinor = currency === undefined || countDecimals(currency) > 0;
  if (amounts.whole !== undefined && spec.unit === undefined && isMinor)
    open.unit = { example: amounts.whole, choices: units };
  const utc = times.utc ?? dates.utc;
  if (utc !== undefined && spec.timezone === undefined)
    open.timezone = { example: utc, choices: ["Europe/Berlin", "UTC"] };
  const choices = uncertainSigns.get(guess?.sign ?? "") ?? [];
  if (guess !== undefined && choices.length > 0) open.currency = { example: guess.example, choices };
  const doubts = guess === undefined || choices.length > 0 ? [] : [describeSign(guess.sign, currency)];
  return { file: file.name, dialect, header, hasRows, open, doubts };
}

/** @throws TillbookError CSV_INVALID where the amounts of a file are in several currencies, or in another than `columns.json` says */
function findCurrencyOf(file: string, named: string | undefined, amounts: AmountVotes): FoundCurrency {
  const found = amounts.findCurrency(named);
  if (found.other === undefined) return found;
  const { currency, example } = found.other;
  throw twoCurrencies(`${file}:1: `, `${found.currency} and ${currency}, e.g. ${JSON.stringify(example)}`);
}

function twoCurrencies(where: string, got: string): TillbookError {
  return new TillbookError(
    "CSV_INVALID",
    `${where}expected amounts in one currency, got ${got}`,
    "put the sales of each currency into a folder of their own, and make one report of each",
  );
}

function describeSign(sign: string, currency: string | undefined): string {
  return `"${sign}" is taken for ${currency}; if it is another currency, set e.g. {"currency": "${currency === "USD" ? "CAD" : "CNY"}"} in columns.json`;
}

/** How an open question is asked, and whether another file with the same header may answer it. */
const questions: Record<keyof Finding["open"], { text: string; isShared?: boolean }> = {
  // Each till may write days, and decimals, in its own way.
  date: { text: "sold_on may have the … first" },
  decimal: { text: "amount may have a decimal or a thousands separator" },
  time: { text: "sold_at may be a clock, hours alone, or a part of a day", isShared: true },
  unit: { text: "all amounts are whole numbers: whole units of the currency (1), or cents (0.01)", isShared: true },
  currency: { text: "several currencies share the sign of the amounts", isShared: true },
  timezone: { text: "the times are in UTC, and the shop's time zone is not known" },
};

/**
 * Decides what a file leaves open, where the other files with the same header can tell. All files must be in one currency.
 * @throws TillbookError CSV_INVALID with the question, where nothing decides
 */
export function closeFindings(findings: readonly Finding[]): Dialect[] {
  const groups = new Map<string, Finding[]>();
  const groupOf = ({ header }: Finding): string => JSON.stringify([header.delimiter, header.names]);
  for (const finding of findings) groups.set(groupOf(finding), [...(groups.get(groupOf(finding)) ?? []), finding]);
  const dialects = findings.map((finding) => closeFinding(finding, groups.get(groupOf(finding)) ?? []));
  const currency = findOneCurrency(findings, dialects);
  return currency === undefined ? dialects : dialects.map((dialect) => ({ ...dialect, currency }));
}

function closeFinding(finding: Finding, group: readonly Finding[]): Dialect {
  const closed: Partial<Dialect> = {};
  for (const key of Object.keys(finding.open) as (keyof Finding["open"])[]) {
    const { example, choices } = finding.open[key] as Doubt<unknown>;
    const { isShared } = questions[key];
    const text = questions[key].text.replace("…", nameFirstParts(choices));
    const decided = group
      .filter(({ open, hasRows }) => hasRows && open[key] === undefined)
      .map(({ dialect }) => dialect[key] ?? defaults[key]);
    const usable = [...new Set(decided)].filter((value) => choices.includes(value));
    if (!isShared || usable.length !== 1) throw ask(finding.file, text, example, key, choices);
    Object.assign(closed, { [key]: usable[0] });
    finding.doubts.push(`${finding.file}: ${text}; they are read as ${usable[0]}, as in the other files`);
  }
  return { ...finding.dialect, ...closed };
}

/** Names what comes first in each of some formats of dates, e.g. "day or the month". */
function nameFirstParts(formats: readonly unknown[]): string {
  const names: Record<string, string> = { D: "day", M: "month", Y: "year" };
  return [...new Set(formats.map((format) => names[String(format)[0] ?? ""]))].join(" or the ");
}

/** @throws TillbookError CSV_INVALID where two files are in different currencies */
function findOneCurrency(findings: readonly Finding[], dialects: readonly Dialect[]): string | undefined {
  const files = new Map(
    dialects.flatMap(({ currency }, i) => (currency === undefined ? [] : [[currency, findings[i]?.file]])),
  );
  if (files.size > 1) throw twoCurrencies("", [...files].map(([code, file]) => `${code} in ${file}`).join(" and "));
  return [...files.keys()][0];
}

/** What a decided file has where its dialect says nothing. */
const defaults = {
  date: undefined,
  time: timeFormats[0],
  decimal: undefined,
  unit: 1,
  currency: undefined,
  timezone: undefined,
};

/** Formats a dialect for the log, e.g. `semicolon, DD.MM.YYYY, decimal comma, windows-1252`. */
export function formatDialect(dialect: Dialect): string {
  const { delimiter, date, time, timezone, decimal, currency, unit, rounding, encoding, trim, fields } = dialect;
  const names: Record<string, string> = { ",": "comma", ";": "semicolon", "\t": "tab", "|": "bar" };
  const columns = fields.map(({ column }) => column);
  return [
    names[delimiter] ?? `delimiter "${delimiter}"`,
    fields.length > new Set(fields.map(({ at }) => at)).size ? `${date} with the time` : date,
    ...(time === undefined ? [] : [`times as ${time}`]),
    ...(timezone === undefined ? [] : [`times of ${timezone}`]),
    decimal === "," ? "decimal comma" : "decimal point",
    ...(currency === undefined ? [] : [currency]),
    ...(unit === 0.01 ? ["amounts in cents"] : []),
    ...(rounding === undefined ? [] : [`amounts rounded ${rounding}`]),
    encoding,
    ...(trim ? ["trimmed"] : []),
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

function ask(file: string, problem: string, example: string, key: string, choices: readonly unknown[]): TillbookError {
  const answers = choices.map((choice) => JSON.stringify({ [key]: choice })).join(" or ");
  return new TillbookError(
    "CSV_INVALID",
    `${file}:1: ${problem}, e.g. ${JSON.stringify(example)}, and no value decides it`,
    `set it in a columns.json beside the file: ${answers}${key === "timezone" || key === "currency" ? ", or another" : ""}`,
  );
}
