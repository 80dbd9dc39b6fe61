import { readFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { sha256, TillbookError } from "@tillbook/pipeline";
import { type ParseError, parse, printParseErrorCode } from "jsonc-parser";
import { closestMatch } from "leven";
import * as v from "valibot";
import { isCurrency } from "./amounts.js";
import { encodings } from "./csv-bytes.js";
import { columnsFile } from "./csv-files.js";
import { isDateFormat, normalizeDateFormat } from "./formats.js";
import { columnNames } from "./schema.js";
import { timeFormats } from "./times.js";

const date = "a format such as DD.MM.YYYY, MM/DD/YYYY or DD.MM.YY";
const timezone = "a time zone such as Europe/Berlin";
const currency = "a currency's code (ISO 4217) such as EUR or USD";
const delimiter = 'one character such as ";" or "\\t"';
const day = "a day such as 2026-01-31";
const sheet = "the name of a sheet";
const keys = {
  /** Our column by the file's header name, e.g. `{ "Filiale": "store" }`. */
  columns: v.record(
    v.string(),
    v.picklist(columnNames, `one of ${columnNames.join(", ")}`),
    "an object of header names",
  ),
  date: v.pipe(v.string(date), v.transform(normalizeDateFormat), v.check(isDateFormat, date)),
  time: v.picklist(timeFormats, `one of ${timeFormats.join(", ")}`),
  /** The shop's time zone, to which times that name a zone are converted. */
  timezone: v.pipe(v.string(timezone), v.check(isTimezone, timezone)),
  /** What 1 in the file is worth. */
  unit: v.picklist([1, 0.01], "1 or 0.01 (cents)"),
  rounding: v.picklist(["half-up", "half-even"], '"half-up" or "half-even"'),
  currency: v.pipe(v.string(currency), v.toUpperCase(), v.check(isCurrency, currency)),
  decimal: v.picklist([".", ","], '"." or ","'),
  delimiter: v.pipe(v.string(delimiter), v.regex(/^(?![\w"])[\t -~]$/, delimiter)),
  encoding: v.picklist(encodings, `one of ${encodings.join(", ")}`),
  /** The first and the last day whose rows are sales: others are left out, and none of these is asked about. */
  days: v.partial(
    v.strictObject(
      { from: v.pipe(v.string(day), v.isoDate(day)), to: v.pipe(v.string(day), v.isoDate(day)) },
      'an object such as { "from": "2026-01-01", "to": "2026-12-31" }',
    ),
  ),
  /** The sheet of an Excel workbook. */
  sheet: v.pipe(v.string(sheet), v.nonEmpty(sheet)),
  /** Says that rows which are equal in two files are different sales, as of tills that write no time. */
  equalRows: v.picklist(["count"], '"count"'),
  /** Whether spaces around values are removed, as in columns of a fixed width. */
  trim: v.boolean("true or false"),
};
const columnsSpec = v.partial(v.strictObject(keys, "an object"));

function isTimezone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: text }) !== undefined;
  } catch {
    return false;
  }
}

/** The content of a `columns.json`; what it does not name is detected from the file. */
export type ColumnsSpec = v.InferOutput<typeof columnsSpec>;

/** The `columns.json` files beside the CSV files: their hashes, for the fingerprint, and the one for each CSV file. */
export interface ColumnsFiles {
  hashes: string[];
  find: (file: { path: string }) => ColumnsSpec;
}

/**
 * Reads the `columns.json` of each folder that has CSV files, where there is one. A folder without one has that of the nearest
 * folder above it, up to `root`.
 * @throws TillbookError CSV_INVALID naming the key, what was expected and what was got
 */
export async function readColumnsFiles(files: readonly { path: string }[], root?: string): Promise<ColumnsFiles> {
  const specs = new Map<string, ColumnsSpec>();
  const hashes: string[] = [];
  const foldersOf = (path: string): string[] => listFolders(dirname(path), root);
  for (const folder of new Set(files.flatMap(({ path }) => foldersOf(path)))) {
    const text = await readFile(join(folder, columnsFile), "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return undefined;
      throw error;
    });
    if (text === undefined) continue;
    specs.set(folder, parseColumnsFile(text));
    hashes.push(`${sha256(text)}  ${relative(root ?? folder, join(folder, columnsFile))}\n`);
  }
  const find = ({ path }: { path: string }): ColumnsSpec => {
    const folder = foldersOf(path).find((folder) => specs.has(folder)) ?? "";
    return specs.get(folder) ?? {};
  };
  return { hashes, find };
}

/** Lists a folder and those above it, up to `root`. */
function listFolders(folder: string, root = folder): string[] {
  const isBelow = folder !== root && folder.startsWith(root.endsWith(sep) ? root : root + sep);
  return isBelow ? [folder, ...listFolders(dirname(folder), root)] : [folder];
}

/**
 * Parses the text of a `columns.json`.
 * @throws TillbookError CSV_INVALID
 */
export function parseColumnsFile(text: string): ColumnsSpec {
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  if (errors[0] !== undefined) throw invalid(`expected JSON, got ${printParseErrorCode(errors[0].error)}`);
  const { issues, output } = v.safeParse(columnsSpec, value);
  if (issues === undefined && !Array.isArray(value)) return output;
  throw invalid(issues === undefined ? `expected an object, got ${text}` : describeIssue(issues[0]));
}

function describeIssue(issue: v.BaseIssue<unknown>): string {
  const got = JSON.stringify(issue.input);
  const path = v.getDotPath(issue);
  if (path === null) return `expected an object, got ${got}`;
  if (issue.expected !== "never") return `${path} must be ${issue.message}, got ${got}`;
  const nearest = closestMatch(path, Object.keys(keys), { maxDistance: 3 });
  const known = nearest === undefined ? `expected ${Object.keys(keys).join(", ")}` : `did you mean "${nearest}"?`;
  return `unknown key ${JSON.stringify(path)}, ${known}`;
}

function invalid(problem: string, cause?: unknown): TillbookError {
  const hint = "fix it, then run `make import`; docs/your-own-data.md lists its keys";
  return new TillbookError("CSV_INVALID", `${columnsFile}: ${problem}`, hint, { cause });
}
