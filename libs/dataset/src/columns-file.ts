import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { sha256, TillbookError } from "@tillbook/pipeline";
import { closestMatch } from "leven";
import * as v from "valibot";
import { isEncoding, normalizeEncoding } from "./csv-bytes.js";
import { columnsFile } from "./csv-files.js";
import { isDateFormat } from "./formats.js";
import { columnNames } from "./schema.js";

const date = "a format such as DD.MM.YYYY, MM/DD/YYYY or DD.MM.YY";
const encoding = "an encoding such as utf-8, utf-16le, windows-1252, windows-1250, cp850, macroman or shift_jis";
const delimiter = 'one character such as ";" or "\\t"';
const delimiterNames: Record<string, string> = {
  comma: ",",
  semicolon: ";",
  tab: "\t",
  "\\t": "\t",
  bar: "|",
  pipe: "|",
  caret: "^",
};
const line = "the number of a line, from 1";
const lines = "a number of lines";
const comment = 'a text such as "#"';
const keys = {
  /** Our column by the file's header name, e.g. `{ "Filiale": "store" }`. */
  columns: v.record(
    v.string(),
    v.picklist(columnNames, `one of ${columnNames.join(", ")}`),
    "an object of header names",
  ),
  date: v.pipe(v.string(date), v.check(isDateFormat, date)),
  decimal: v.picklist([".", ","], '"." or ","'),
  delimiter: v.pipe(
    v.string(delimiter),
    v.transform((name) => delimiterNames[name.toLowerCase()] ?? name),
    v.regex(/^(?![\w"])[\t -~]$/, delimiter),
  ),
  encoding: v.pipe(v.string(encoding), v.transform(normalizeEncoding), v.check(isEncoding, encoding)),
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
};
const columnsSpec = v.partial(v.strictObject(keys, "an object"));

/** The content of a `columns.json`; what it does not name is detected from the file. */
export type ColumnsSpec = v.InferOutput<typeof columnsSpec>;

/** The `columns.json` files beside the CSV files: their hashes, for the fingerprint, and the one for each CSV file. */
export interface ColumnsFiles {
  hashes: string[];
  find: (file: { path: string }) => ColumnsSpec;
}

/**
 * Reads the `columns.json` of each folder that has CSV files, where there is one.
 * @throws TillbookError CSV_INVALID naming the key, what was expected and what was got
 */
export async function readColumnsFiles(files: readonly { path: string }[]): Promise<ColumnsFiles> {
  const specs = new Map<string, ColumnsSpec>();
  const hashes: string[] = [];
  for (const folder of new Set(files.map(({ path }) => dirname(path)))) {
    const text = await readFile(join(folder, columnsFile), "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return undefined;
      throw error;
    });
    if (text === undefined) continue;
    specs.set(folder, parseColumnsFile(text));
    hashes.push(`${sha256(text)}  ${columnsFile}\n`);
  }
  return { hashes, find: ({ path }) => specs.get(dirname(path)) ?? {} };
}

/**
 * Parses the text of a `columns.json`.
 * @throws TillbookError CSV_INVALID
 */
export function parseColumnsFile(text: string): ColumnsSpec {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalid(`expected JSON: ${(error as Error).message}`, error);
  }
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
