import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { sha256, TillbookError } from "@tillbook/pipeline";

/** One aggregation: a `.sql` file whose header says what it answers, and how its table is created and checked. */
export interface Query {
  /** Name of the file and of the table, e.g. `monthly_sales`. */
  name: string;
  /** The question that the table answers. */
  question: string;
  /** Columns that identify a row; they become the primary key. */
  grain: string[];
  columns: QueryColumn[];
  /** Equations that must hold for the table. */
  checks: Equation[];
  /** Whose sales a row depends on: those of its year and month, or of its period; undefined for all of them. */
  parts: "month" | "period" | undefined;
  /** The whole file; SQL reads the header as comments. */
  text: string;
}

/** A column of a result. */
export interface QueryColumn {
  name: string;
  /** MySQL type, e.g. `decimal(20,2)`. */
  type: string;
  /** Whether a value may be missing; never in the grain. */
  isNullable: boolean;
  /** Unit in words; empty for names. */
  unit: string;
}

/** `left = right`: an aggregate over the table, and what it must equal. */
export interface Equation {
  left: string;
  right: string;
}

/** The statements that Spark runs before the queries, which read what they select by these names. */
export interface Steps {
  rollup: string;
  told_receipts: string;
  asked_articles: string;
  item_sales: string;
}

/** Reads all queries of a folder, sorted by name; `<name>.check.sql` and `<name>.scope.sql` are none. */
export async function readQueries(folder: string): Promise<Query[]> {
  const files = (await readdir(folder)).filter((file) => /^[^.]*\.sql$/.test(file)).sort();
  return Promise.all(
    files.map(async (file) => parseQuery(basename(file, ".sql"), await readFile(join(folder, file), "utf8"))),
  );
}

/** Reads the steps of a folder's queries. */
export async function readSteps(folder: string): Promise<Steps> {
  const read = (name: string): Promise<string> => readFile(join(folder, "steps", `${name}.sql`), "utf8");
  return {
    rollup: await read("rollup"),
    told_receipts: await read("told_receipts"),
    asked_articles: await read("asked_articles"),
    item_sales: await read("item_sales"),
  };
}

/** Hashes everything that an aggregation runs: the manifest of aggregate and its status row name it by this SHA-256. */
export function hashQueries(queries: readonly Query[], steps: Steps): string {
  const texts = [...queries, ...Object.entries(steps).map(([name, text]) => ({ name, text }))];
  return sha256(texts.map(({ name, text }) => `${name}\n${text}`).join("\n"));
}

/**
 * Parses a query with its header: `-- question:`, `-- grain:`, `-- columns:` (`name type in unit`, `name type null in unit`
 * where a value may be missing), `-- checks:`, and, where it helps, `-- parts:`.
 * @throws TillbookError SQL_FILE_INVALID naming the file and the line that is missing or invalid
 */
export function parseQuery(name: string, text: string): Query {
  if (!/^[a-z][a-z0-9_]{0,50}$/.test(name)) {
    throw invalid(name, "a file name of lower-case letters, digits and underscores");
  }
  if (/^(sales|import_status|aggregate_status)$|__(next|old)$/.test(name)) {
    throw invalid(name, "a file name that is not a table of Tillbook's own, and does not end in __next or __old");
  }
  const columns = split(readLine(name, text, "columns"), ",").map((column) => parseColumn(name, column));
  const grain = split(readLine(name, text, "grain"), ",");
  const missing = grain.find((key) => !columns.some((column) => column.name === key));
  if (missing !== undefined) throw invalid(name, `each column of the grain in "-- columns:", got no ${missing} there`);
  const nullable = columns.find((column) => column.isNullable && grain.includes(column.name));
  if (nullable !== undefined) throw invalid(name, `columns of the grain without null, got ${nullable.name} with it`);
  const checks = split(readLine(name, text, "checks"), ";").map((check) => parseEquation(name, check));
  const parts = parseParts(name, text, grain);
  return { name, question: readLine(name, text, "question"), grain, columns, checks, parts, text };
}

function parseParts(name: string, text: string, grain: readonly string[]): Query["parts"] {
  const parts = findLine(text, "parts");
  const keys = { month: ["year", "month"], period: ["period"] };
  if (parts === undefined) return undefined;
  if (parts !== "month" && parts !== "period") throw invalid(name, `"-- parts: month" or period, got "${parts}"`);
  const missing = keys[parts].find((key) => !grain.includes(key));
  if (missing !== undefined) throw invalid(name, `${missing} in "-- grain:" for "-- parts: ${parts}", got none`);
  return parts;
}

function readLine(name: string, text: string, key: string): string {
  const value = findLine(text, key);
  if (value === undefined) throw invalid(name, `a header line "-- ${key}: …", got none`);
  return value;
}

function findLine(text: string, key: string): string | undefined {
  return new RegExp(`^-- ${key}: *(\\S.*)$`, "m").exec(text)?.[1]?.trim();
}

/** Splits at a separator outside of parentheses. */
function split(line: string, separator: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  for (const piece of line.split(separator)) {
    if (depth > 0) parts.push(parts.pop() + separator + piece);
    else parts.push(piece);
    depth += piece.split("(").length - piece.split(")").length;
  }
  return parts.map((part) => part.trim());
}

function parseColumn(name: string, text: string): QueryColumn {
  const [, column, type, precision = "", unsigned = "", nullable, unit = ""] =
    /^([a-z_][a-z0-9_]*) ([a-z]+)(?: ?(\([0-9, ]+\)))?( unsigned)?( (?:not )?null)?(?: in (.+))?$/.exec(text) ?? [];
  if (column === undefined || type === undefined) {
    const examples = '"revenue decimal(20,2) in euros", or with null after the type where a value may be missing';
    throw invalid(name, `columns such as ${examples}, got "${text}"`);
  }
  const isNullable = nullable === " null";
  return { name: column, type: type + precision.replaceAll(" ", "") + unsigned, isNullable, unit };
}

function parseEquation(name: string, text: string): Equation {
  const [left, right, ...rest] = split(text, " = ");
  if (left === undefined || right === undefined || rest.length > 0) {
    throw invalid(name, `checks such as "sum(revenue) = sales.amount", got "${text}"`);
  }
  return { left, right };
}

function invalid(name: string, expected: string): TillbookError {
  return new TillbookError("SQL_FILE_INVALID", `spark/${name}.sql: expected ${expected}`, "see docs/sql.md");
}
