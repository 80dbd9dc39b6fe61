import { countDecimals, TillbookError } from "@tillbook/pipeline";
import { AmountVotes, type FoundCurrency } from "./amount-votes.js";
import {
  type AmountForm,
  createAmountReader,
  describeUnit,
  peelAmount,
  type Rounding,
  readCurrencyMark,
  type Unit,
  uncertainSigns,
} from "./amounts.js";
import type { ColumnsSpec } from "./columns-file.js";
import type { ContentFile } from "./content.js";
import { decodeBytes, type Encoding, readBytes, readStart, type TextForm } from "./csv-bytes.js";
import { findArticleDoubt, type Header, type HeaderField, listPlaces } from "./csv-header.js";
import { DateVotes, type Doubt } from "./date-votes.js";
import { type DetectedEncoding, detectEncoding } from "./detect-encoding.js";
import { findTable, isHeader } from "./find-table.js";
import { findColumnStarts } from "./fixed-width.js";
import { createDateReader, type DateFormat, type DecimalMark } from "./formats.js";
import { findScale } from "./header-names.js";
import type { Layout } from "./layout.js";
import { findLineBreak } from "./line-ends.js";
import { OpenQuestion } from "./questions.js";
import { RecordCutter, type TableForm } from "./record-cutter.js";
import type { RowDoubt } from "./row-doubts.js";
import { findKind } from "./schema.js";
import { splitRecords } from "./split-records.js";
import { TimeVotes } from "./time-votes.js";
import { createTimeReader, type TimeFormat, timeFormats } from "./times.js";

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
  fields: HeaderField[];
  /** Which rows are sales, and what is in cells that are empty or computed; absent where each row is a sale as it is. */
  layout?: Layout;
  /** The day that a column of day numbers calls 1, ISO 8601; absent where days are dates. */
  firstDay?: string;
  /** Absent for clocks with colons. */
  time?: TimeFormat;
  /** Whether times in a column of their own name a zone, so that they are read together with their dates. */
  hasZones?: boolean;
  /** IANA name of the shop's time zone, where times that name a zone are to be converted to it. */
  timezone?: string;
  /** What 1 in the file is worth: 0.01 for cents. */
  unit?: Unit;
  /** How amounts with more than two decimals are rounded; absent where they are invalid. */
  rounding?: Rounding;
  /** The first and the last day whose rows are sales, ISO dates, as `columns.json` says. */
  days?: { from?: string | undefined; to?: string | undefined };
  /** ISO 4217, e.g. `EUR`, where the values or the layout name a currency. */
  currency?: string;
  /** The layout of a known system, e.g. `Square items`. */
  profile?: string;
  /** The column of articles, where a discount among them is asked about. */
  articleDoubt?: RowDoubt;
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
    /** With what says it, where a text does. */
    unit?: Doubt<Unit> & { said?: string };
    currency?: Doubt;
    timezone?: Doubt;
  };
  /** Guesses that are not certain, in words. */
  doubts: string[];
}

const headBytes = 65_536;

/**
 * Detects how a file is written: from its bytes, its header, and as many of its rows as that takes, in the worst case all.
 * `spec` overrides what would be detected.
 * @throws TillbookError CSV_INVALID where the header lacks a column
 */
export async function findDialect(file: ContentFile & { name: string }, spec: ColumnsSpec): Promise<Finding> {
  const { encoding, doubt }: DetectedEncoding =
    spec.encoding === undefined ? await detectEncoding(file) : { encoding: spec.encoding };
  const text = await findTextForm(file, encoding, spec);
  const head = await readHead(file, text);
  const { isSpaced, ...header } = findTable(file.name, head, spec);
  const { settings, profile, currencyAt = -1, amounts: kind } = header;
  // A quantity is one of our columns, and a remark is often none: both may be missing at the end of a row.
  const doubted =
    header.layout?.doubts?.filter(({ kind }) => kind !== "quantity" && kind !== "note").map(({ at }) => at) ?? [];
  const alsoRead = [...listPlaces(header.layout), ...doubted, ...(currencyAt === -1 ? [] : [currencyAt])];
  const table: TableForm = {
    delimiter: header.delimiter,
    ...(header.line > 1 && { headerLine: header.line }),
    ...(isSpaced && { isSpaced }),
    ...(alsoRead.length > 0 && { alsoRead }),
  };
  const places = new Map(header.fields.map((field) => [field.column, field]));
  const [date, time, amount] = [places.get("sold_on"), places.get("sold_at"), places.get("amount")];
  const moneyPlaces = header.layout?.amount?.flatMap(({ factors }) => factors.map(({ at }) => at)) ?? [amount?.at ?? 0];
  const dates = new DateVotes(settings.firstDay === undefined ? settings.date : "YYYY-MM-DD", time !== undefined);
  // What the dates of the file itself say, where columns.json names another format.
  const ownDates = new DateVotes(undefined, time !== undefined);
  const times = new TimeVotes(time === undefined || time.text !== undefined ? timeFormats[0] : settings.time);
  const amounts = new AmountVotes(settings.decimal);
  let [hasRows, hasDayNumbers, code] = [false, true, ""];
  const form = { ...text, ...table, width: header.names.length, fields: header.fields };
  for await (const rows of readRows(file, form)) {
    for (const row of rows) {
      const day = (date?.text ?? row[date?.at ?? 0] ?? "").trim();
      // The rows that continue the one above have no date.
      if (day !== "" || header.layout?.fill === undefined) {
        dates.add(day);
        // DATEV writes 0103 for a day and month.
        hasDayNumbers &&= /^[1-9]\d{0,2}$/.test(day);
        if (settings.date !== undefined && !hasRows) ownDates.add(day);
      }
      code ||= (row[currencyAt] ?? "").trim();
      if (time !== undefined) times.add((row[time.at] ?? "").trim());
      for (const at of moneyPlaces) amounts.add((row[at] ?? "").trim());
    }
    hasRows ||= rows.length > 0;
    if (dates.isDecided && times.isDecided && amounts.isDecided) break;
  }
  expectNamedDate(file.name, settings.date, ownDates);
  if (hasRows && hasDayNumbers && settings.firstDay === undefined && settings.date === undefined) {
    throw new TillbookError(
      "CSV_INVALID",
      `${file.name}:2: expected dates in sold_on, got numbers of days`,
      'say which day is 1 in a columns.json beside the file, e.g. {"firstDay": "2017-01-01"}',
    );
  }
  const fields = header.fields.flatMap((field) =>
    field.column === "sold_on" && time === undefined && dates.hasTimes
      ? [field, { ...field, column: "sold_at" as const }]
      : [field],
  );
  // A column of that name may have something else, such as rates.
  if (/\p{Nd}/u.test(code)) code = "";
  const named = header.currency ?? findCodeOf(code);
  const { currency, guess } = findCurrencyOf(file.name, named, amounts);
  const layout = addCurrency(header, code);
  const articleDoubt = findArticleDoubt(header);
  // Where a currency has no decimals, the only mark is one of thousands.
  const isGrouped = currency !== undefined && countDecimals(currency) === 0 && amounts.open !== undefined;
  const grouped = amounts.open?.example.includes(",") ? "." : ",";
  const dialect: Dialect = {
    ...text,
    ...table,
    date: dates.format,
    decimal: isGrouped ? grouped : amounts.mark,
    trim: settings.trim ?? true,
    width: header.names.length,
    fields,
    ...(fields.some(({ column, at }) => header.names[at] !== column) && {
      names: fields.map(({ at }) => header.names[at] ?? ""),
    }),
    ...(settings.comment !== undefined && { comment: settings.comment }),
    ...(settings.totals !== undefined && { totals: settings.totals }),
    ...(times.format !== timeFormats[0] && { time: times.format }),
    ...(times.hasZones && { hasZones: true }),
    ...(settings.timezone !== undefined && { timezone: settings.timezone }),
    ...(settings.unit !== undefined && { unit: settings.unit }),
    ...(settings.rounding !== undefined && { rounding: settings.rounding }),
    ...(settings.days && { days: settings.days }),
    ...(layout !== undefined && { layout }),
    ...(settings.firstDay !== undefined && { firstDay: settings.firstDay }),
    ...(profile !== undefined && { profile }),
    ...(articleDoubt !== undefined && { articleDoubt }),
    ...(currency !== undefined && { currency }),
    ...(kind !== undefined && { amounts: kind }),
  };
  const open: Finding["open"] = {};
  if (dates.open) open.date = dates.open;
  if (times.open) open.time = times.open;
  if (amounts.open && !isGrouped) open.decimal = amounts.open;
  const isMinor = currency === undefined || countDecimals(currency) > 0;
  if (amounts.whole !== undefined && settings.unit === undefined && isMinor)
    open.unit = { example: amounts.whole, choices: [1, 0.01] };
  const scale = settings.unit === undefined ? findSaidScale(head, header) : undefined;
  if (scale !== undefined && amounts.example !== undefined) {
    const said = `${JSON.stringify(scale.text)} may say that amounts are in ${describeUnit(scale.unit)}`;
    open.unit = { example: amounts.example, choices: [scale.unit, 1], said };
  }
  const utc = times.utc ?? dates.utc;
  if (utc !== undefined && settings.timezone === undefined)
    open.timezone = { example: utc, choices: ["Europe/Berlin", "UTC"] };
  const choices = uncertainSigns.get(guess?.sign ?? "") ?? [];
  if (guess !== undefined && choices.length > 0) open.currency = { example: guess.example, choices };
  const doubts = doubt === undefined ? [] : [doubt];
  if (guess === undefined && lacksCurrency(dialect)) doubts.push(noCurrency);
  if (guess !== undefined && choices.length === 0) doubts.push(describeSign(guess.sign, currency));
  return { file: file.name, dialect, header, hasRows, open, doubts };
}

/** Finds the ISO 4217 code for what a column of currencies says; undefined for a sign that several share, and other words. */
function findCodeOf(text: string): string | undefined {
  return uncertainSigns.has(text) ? undefined : readCurrencyMark(text);
}

/** Adds to a layout that all rows must have the currency of the first, where a column names it. */
function addCurrency({ layout, names, currencyAt = -1 }: Header, text: string): Layout | undefined {
  return text === "" ? layout : { ...layout, currency: { at: currencyAt, name: names[currencyAt] as string, text } };
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

/** @throws TillbookError CSV_INVALID where no date has the format that `columns.json` names, and all have one that can't be mistaken */
function expectNamedDate(file: string, named: DateFormat | undefined, { example, format, isDecided }: DateVotes): void {
  if (named === undefined || example === undefined || !isDecided || format === named) return;
  if (findKind("sold_on").createReader?.({ date: named, decimal: "." }).read(example) !== undefined) return;
  throw new TillbookError(
    "CSV_INVALID",
    `${file}: expected dates as ${named}, as columns.json says, got ${JSON.stringify(example)}`,
    `set it for this file alone in columns.json: ${JSON.stringify({ files: { [file]: { date: format } } })}`,
  );
}

/** Whether a file in another format than ours, whose amounts are in euros, names no currency. */
export function lacksCurrency({ currency, names }: Dialect): boolean {
  return currency === undefined && names !== undefined;
}

const noCurrency =
  'no currency is named, so the amounts are taken to be in euros; for another one, set e.g. {"currency": "USD"} in columns.json';

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

/** Decides what files leave open, each by the others. @throws OpenQuestion */
export function closeFindings(findings: readonly Finding[]): Dialect[] {
  return findings.map((finding) => closeFinding(finding, findings));
}

/**
 * Decides what a file leaves open, where the other files with the same header can tell.
 * @throws OpenQuestion where nothing decides
 */
export function closeFinding(finding: Finding, all: readonly Finding[]): Dialect {
  const keys = Object.keys(finding.open) as (keyof Finding["open"])[];
  if (keys.length === 0) return finding.dialect;
  const formOf = ({ header }: Finding): string => JSON.stringify([header.delimiter, header.names]);
  const others = all.filter((other) => other.hasRows && formOf(other) === formOf(finding));
  const closed: Partial<Dialect> = {};
  for (const key of keys) {
    const { example, choices, said } = finding.open[key] as Doubt<unknown> & { said?: string };
    const isShared = questions[key].isShared && said === undefined;
    const text = said ?? questions[key].text.replace("…", nameFirstParts(choices));
    const decided = others
      .filter(({ open }) => open[key] === undefined)
      .map(({ dialect }) => dialect[key] ?? defaults[key]);
    const usable = [...new Set(decided)].filter((value) => choices.includes(value));
    if (!isShared || usable.length !== 1) throw ask(finding, key, text, { example, choices });
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

/** Finds the line above the header, or the name of the amounts, that says what 1 is worth. */
function findSaidScale(head: string, { line, fields, names }: Header): { text: string; unit: Unit } | undefined {
  const amount = fields.find(({ column }) => column === "amount");
  const above = head.split("\n").slice(0, line - 1);
  return [names[amount?.at ?? -1] ?? "", ...above]
    .map((text) => ({ text: text.trim(), unit: findScale(text) }))
    .find((found): found is { text: string; unit: 1000 | 1_000_000 } => found.unit !== undefined);
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
  const lacking = { sold_at: "no times", store: "no stores", article: "no articles", cashier: "no cashiers" };
  return [
    ...(dialect.profile === undefined ? [] : [dialect.profile]),
    names[delimiter] ?? `delimiter "${delimiter}"`,
    dialect.firstDay !== undefined
      ? `day 1 is ${dialect.firstDay}`
      : fields.length > new Set(fields.map(({ at }) => at)).size
        ? `${date} with the time`
        : date,
    ...(time === undefined ? [] : [`times as ${time}`]),
    ...(timezone === undefined ? [] : [`times of ${timezone}`]),
    decimal === "," ? "decimal comma" : "decimal point",
    ...(currency === undefined ? [] : [currency]),
    ...(describeUnit(unit) === undefined ? [] : [`amounts in ${describeUnit(unit)}`]),
    ...(rounding === undefined ? [] : [`amounts rounded ${rounding}`]),
    encoding,
    ...(trim ? [] : ["not trimmed"]),
    ...(dialect.amounts === undefined ? [] : [`${dialect.amounts} amounts`]),
    ...Object.entries(lacking).flatMap(([column, text]) => (columns.some((name) => name === column) ? [] : [text])),
  ].join(", ");
}

/** Reads the rows of a file, some hundreds at a time, without its header and its malformed lines. */
async function* readRows(file: ContentFile, form: TextForm & TableForm): AsyncGenerator<string[][]> {
  const cutter = new RecordCutter(form);
  const parseRows = (bytes: Buffer): string[][] => splitRecords(decodeBytes(bytes, form.encoding), form);
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

/** Makes the question behind a doubt; each choice says how the example is read then. */
function ask(
  { file, header, dialect }: Finding,
  key: keyof Finding["open"],
  text: string,
  { example, choices }: Doubt<unknown>,
): OpenQuestion {
  return new OpenQuestion({
    files: [file],
    line: header.line,
    problem: `${text}, e.g. ${JSON.stringify(example)}, and no value decides it`,
    ask: asked[key] ?? `What does ${JSON.stringify(example)} mean?`,
    choices: choices.map((choice) => ({
      label: describeChoice(key, example, choice, dialect.decimal),
      settings: { [key]: choice },
    })),
    group: JSON.stringify([key, header.delimiter, header.names]),
    ...(asked[key] !== undefined && { isOpenEnded: true }),
  });
}

/** Questions that are not about the meaning of a value, and have other answers than the listed ones. */
const asked: { [K in keyof Finding["open"]]?: string } = {
  timezone: "In which time zone is the shop?",
  currency: "Which currency are the amounts in?",
};

function describeChoice(key: keyof Finding["open"], example: string, choice: unknown, decimal: DecimalMark): string {
  switch (key) {
    case "date":
      return describeDay(createDateReader(String(choice))(example)) ?? String(choice);
    case "time":
      return createTimeReader(choice as TimeFormat)(example) ?? String(choice);
    case "decimal":
      return formatAmount(example, { decimal: choice as DecimalMark });
    case "unit":
      return formatAmount(example, { decimal, unit: choice as Unit });
    case "currency":
      return new Intl.DisplayNames("en", { type: "currency" }).of(String(choice)) ?? String(choice);
    case "timezone":
      return choice === "UTC" ? "its clocks show UTC" : `its clocks show the time of ${choice}`;
  }
}

function describeDay(iso: string | undefined): string | undefined {
  const format = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });
  return iso === undefined ? undefined : format.format(Date.parse(iso));
}

/** Reads an amount, and formats it as the report would, e.g. `1,234.00`. */
function formatAmount(text: string, form: AmountForm): string {
  const amount = createAmountReader({ ...form, currency: readCurrencyMark(peelAmount(text)?.mark ?? "EUR") })(text);
  return Number(amount).toLocaleString("en", { minimumFractionDigits: 2 });
}
