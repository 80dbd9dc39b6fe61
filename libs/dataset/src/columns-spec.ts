import { isCurrency } from "@tillbook/pipeline";
import { closestMatch } from "leven";
import * as v from "valibot";
import { units } from "./amounts.js";
import { isEncoding } from "./csv-bytes.js";
import { isDateFormat } from "./formats.js";
import { columnNames } from "./schema.js";
import { timeFormats } from "./times.js";

const column = `one of ${columnNames.join(", ")}, or null for a column that is not read`;
const date = "a format such as DD.MM.YYYY, MM/DD/YYYY or DD.MM.YY";
const encoding = "an encoding such as utf-8, utf-16le, windows-1252, windows-1250, cp850, macroman or shift_jis";
const line = "the number of a line, from 1";
const lines = "a number of lines";
const comment = 'a text such as "#"';
const delimiter = 'one character such as ";" or "\\t"';
const currency = "a currency by its ISO 4217 code such as USD or CHF";
const rows =
  'an object such as { "Status": "paid" }, { "Status": ["paid", "closed"] } or { "Status": { "not": "void" } }';
const amount =
  'an object such as { "quantity": "Qty", "price": "Unit price", "discount": "Discount" } or { "sum": ["Net", "Tax"] }';
const timezone = "a time zone such as Europe/Berlin";
const day = "a day such as 2026-01-31";
const sheet = "the name of a sheet, or a list of names";

const names = v.union([v.string(), v.array(v.string())], "a column's name or a list of them");
const rules = v.record(v.string(), v.union([names, v.strictObject({ not: names })], rows), rows);
const columnTarget = v.nullable(v.picklist(["", "not read", ...columnNames], column));

/** The keys of a `columns.json`, in the order of the documentation. */
export const columnsKeys = {
  /** Lets an editor complete and check the file. */
  $schema: v.string("a URL"),
  /** Our column by the file's header name, e.g. `{ "Filiale": "store" }`; `#4` is the fourth column. */
  columns: v.record(v.string(), columnTarget, "an object of header names"),
  /** The amount as a sum of columns, or as quantity times price, less a discount. */
  amount: v.strictObject(
    {
      quantity: v.optional(v.string(amount)),
      price: v.optional(v.string(amount)),
      sum: v.optional(names),
      discount: v.optional(names),
    },
    amount,
  ),
  /** Which rows are sales, by the values of columns. */
  rows: rules,
  /** Rows whose amount is negative, whatever its sign. */
  refunds: rules,
  /** Columns whose money is in no row: each must be empty or 0, or the text says what to do instead. */
  zero: v.record(v.string(), v.string("a text"), 'an object such as { "Order discount": "what to do" }'),
  /** Columns that take the values of the row above where all of them are empty. */
  fill: v.array(v.string("a column's name"), "a list of column names"),
  /** A value for all rows of a file, e.g. `{ "store": "Köln" }`. */
  values: v.record(v.picklist(columnNames, column), v.string("a text"), 'an object such as { "store": "Köln" }'),
  /** What an empty cell of a column stands for, e.g. `{ "store": "Online" }`. */
  empty: v.record(v.picklist(columnNames, column), v.string("a text"), 'an object such as { "store": "Online" }'),
  /** The parts of the file's name that are values, e.g. `{store}-*.csv` or `{store}/{sold_on}.csv`. */
  name: v.pipe(
    v.string("a pattern such as {store}-*.csv"),
    v.check(
      (text) => text.replace(new RegExp(`\\{(${columnNames.join("|")})\\}`, "g"), "").search(/[{}]/) === -1,
      "a pattern such as {store}-*.csv",
    ),
  ),
  /** Whether the amounts include tax. */
  amounts: v.picklist(["net", "gross"], '"net" or "gross"'),
  currency: v.pipe(v.string(currency), v.check(isCurrency, currency)),
  date: v.pipe(v.string(date), v.check(isDateFormat, date)),
  time: v.picklist(timeFormats, `one of ${timeFormats.join(", ")}`),
  /** The shop's time zone, to which times that name a zone are converted. */
  timezone: v.pipe(v.string(timezone), v.check(isTimezone, timezone)),
  /** The first and the last day whose rows are sales: others are left out, and none of these is asked about. */
  days: v.partial(
    v.strictObject(
      { from: v.pipe(v.string(day), v.isoDate(day)), to: v.pipe(v.string(day), v.isoDate(day)) },
      'an object such as { "from": "2026-01-01", "to": "2026-12-31" }',
    ),
  ),
  /** The day that a column of day numbers calls 1, ISO 8601. */
  firstDay: v.pipe(v.string("a day such as 2017-01-01"), v.isoDate("a day such as 2017-01-01")),
  decimal: v.picklist([".", ","], '"." or ","'),
  /** How an amount with more than two decimals is rounded; without it, such a row is invalid. */
  rounding: v.picklist(["half-up", "half-even"], '"half-up" or "half-even"'),
  /** What 1 in the file is worth. */
  unit: v.picklist(units, "1, 0.01 (cents), 1000 or 1000000"),
  delimiter: v.pipe(v.string(delimiter), v.regex(/^(?![\w"])[\t -~]$/, delimiter)),
  encoding: v.pipe(v.string(encoding), v.check(isEncoding, encoding)),
  /** Line of the header, from 1. */
  header: v.pipe(v.number(line), v.integer(line), v.minValue(1, line)),
  /** How many lines are above the header. */
  skip: v.pipe(v.number(lines), v.integer(lines), v.minValue(0, lines)),
  /** What a line begins with that is no row, e.g. `#`. */
  comment: v.pipe(v.string(comment), v.minLength(1, comment)),
  /** What rows are that have a word for a sum as a name. */
  totals: v.picklist(["sales", "left out"], '"sales" or "left out"'),
  /** Whether spaces around values are removed, as in columns of a fixed width. */
  trim: v.boolean("true or false"),
  /** The sheet of an Excel workbook, or several that are read one after the other. */
  sheet: v.union([v.pipe(v.string(), v.nonEmpty()), v.array(v.string())], sheet),
  /** Says that rows which are equal in two files are different sales, as of tills that write no time. */
  equalRows: v.picklist(["count"], '"count"'),
  /** The name of the layout to use, or `none`; found by the header where it is not set. */
  profile: v.string('the name of a profile, or "none"'),
  /** Whether the file is read; `false` leaves it out. */
  read: v.boolean("true or false"),
};

const specOfFile = v.partial(v.strictObject(columnsKeys, "an object"));
export const columnsSpec = v.partial(
  v.strictObject(
    {
      ...columnsKeys,
      /** Settings for some of the files only, by a pattern of their names, e.g. `{ "till-2*.csv": { "date": "DD.MM.YY" } }`. */
      files: v.record(v.string(), specOfFile, "an object of file names"),
    },
    "an object",
  ),
);

function isTimezone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: text }) !== undefined;
  } catch {
    return false;
  }
}

/** The content of a `columns.json`; what it does not name is detected from the file. */
export type ColumnsSpec = v.InferOutput<typeof columnsSpec>;

/** Describes the first thing that is wrong with a value; undefined where it is a spec. */
export function findSpecProblem(value: unknown, schema: v.GenericSchema = columnsSpec): string | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return `expected an object, got ${JSON.stringify(value)}`;
  const issue = v.safeParse(schema, value).issues?.[0];
  return issue === undefined ? undefined : describeIssue(issue);
}

function describeIssue(issue: v.BaseIssue<unknown>): string {
  const got = JSON.stringify(issue.input);
  const path = v.getDotPath(issue) ?? "it";
  if (issue.expected !== "never") return `${path} must be ${issue.message}, got ${got}`;
  const key = path.split(".").at(-1) ?? path;
  const known = ["files", ...Object.keys(columnsKeys)];
  const nearest = closestMatch(key, known, { maxDistance: 3 });
  const all = known
    .filter((name) => name !== "$schema")
    .sort()
    .join(", ");
  return `unknown key ${JSON.stringify(path)}, ${nearest === undefined ? `expected ${all}` : `did you mean "${nearest}"?`}`;
}
