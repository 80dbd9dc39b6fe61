import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { sha256, TillbookError } from "@tillbook/pipeline";
import { type Encoding, encodings } from "./csv-bytes.js";
import { columnsFile } from "./csv-files.js";
import { type DateFormat, type DecimalMark, isDateFormat } from "./formats.js";
import { type ColumnName, columnNames } from "./schema.js";

/** What `columns.json` may say; what it does not say is found out by looking at the file. */
export interface ColumnsSpec {
  /** Our column by the file's header name, e.g. `{ "Filiale": "store" }`. */
  columns?: Record<string, ColumnName>;
  /** E.g. `DD.MM.YYYY`. */
  date?: DateFormat;
  decimal?: DecimalMark;
  /** One character. */
  delimiter?: string;
  encoding?: Encoding;
  /** Whether blanks around values are no part of them, as in columns of a fixed width. */
  trim?: boolean;
}

const keys: Record<keyof Required<ColumnsSpec>, { isValid: (value: unknown) => boolean; expected: string }> = {
  columns: {
    isValid: (value) =>
      typeof value === "object" &&
      value !== null &&
      Object.values(value).every((name) => columnNames.some((known) => known === name)),
    expected: `an object of header names, each with one of ${columnNames.join(", ")}`,
  },
  date: {
    isValid: (value) => typeof value === "string" && isDateFormat(value),
    expected: "a form such as DD.MM.YYYY, MM/DD/YYYY or DD.MM.YY",
  },
  decimal: { isValid: (value) => value === "." || value === ",", expected: '"." or ","' },
  delimiter: {
    isValid: (value) => typeof value === "string" && /^[\t -~]$/.test(value) && !/[\w"]/.test(value),
    expected: 'one character such as ";" or "\\t"',
  },
  trim: { isValid: (value) => typeof value === "boolean", expected: "true or false" },
  encoding: { isValid: (value) => encodings.some((known) => known === value), expected: encodings.join(", ") },
};

/** What lies beside the files: their hashes, for the fingerprint, and the one for each file. */
export interface ColumnsFiles {
  hashes: string[];
  find: (file: { path: string }) => ColumnsSpec;
}

/**
 * Reads the `columns.json` of each folder that has CSV files; a folder without one has nothing to say.
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

/** Parses the text of a `columns.json`. */
export function parseColumnsFile(text: string): ColumnsSpec {
  let spec: unknown;
  try {
    spec = JSON.parse(text);
  } catch (error) {
    throw invalid(`expected JSON, got: ${(error as Error).message}`, error);
  }
  if (typeof spec !== "object" || spec === null || Array.isArray(spec)) throw invalid("expected an object");
  for (const [key, value] of Object.entries(spec)) {
    const known = keys[key as keyof ColumnsSpec];
    if (known === undefined)
      throw invalid(`expected the keys ${Object.keys(keys).join(", ")}, got ${JSON.stringify(key)}`);
    if (!known.isValid(value)) throw invalid(`${key} must be ${known.expected}, got ${JSON.stringify(value)}`);
  }
  return spec;
}

function invalid(problem: string, cause?: unknown): TillbookError {
  return new TillbookError(
    "CSV_INVALID",
    `${columnsFile}: ${problem}`,
    "mend it; docs/your-own-data.md shows what it may hold",
    {
      cause,
    },
  );
}
