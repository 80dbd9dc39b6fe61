import { readFileSync } from "node:fs";
import { TillbookError } from "./errors.js";

/** What the synthetic sales are made from; the same values give the same bytes. */
export interface DataSettings {
  /** Sales over all files together, 1 to 1,000,000,000. `SALES_ROWS`, default 1,000,000. */
  rows: number;
  /** Stores of the chain, 1 to 10,000. `SALES_STORES`, default 8. */
  stores: number;
  /** Days from `start` on, closed Sundays included, 1 to 36,500. `SALES_DAYS`, default 365. */
  days: number;
  /** First day, ISO date. `SALES_START`, default 2025-01-01. */
  start: string;
  /** Seed of every random choice, 0 to 4,294,967,295. `SALES_SEED`, default 42. */
  seed: number;
}

/** Where the database is. Without a host it is the embedded one, whose address is in its connection file. */
export interface MysqlSettings {
  /** `MYSQL_HOST`; undefined means the embedded server. */
  host: string | undefined;
  /** `MYSQL_PORT`, default 3306. */
  port: number;
  /** `MYSQL_USER`, default tillbook. */
  user: string;
  /** `MYSQL_PASSWORD`, or the content of the file `MYSQL_PASSWORD_FILE`, default empty. */
  password: string;
  /** `MYSQL_DATABASE`, default tillbook. */
  database: string;
}

/** Where Spark is. Without a remote it is an embedded Connect server that lives as long as the aggregation. */
export interface SparkSettings {
  /**
   * `SPARK_REMOTE`, `sc://host:port/;key=value…`, or the content of the file `SPARK_REMOTE_FILE`; undefined means the
   * embedded server.
   */
  remote: string | undefined;
  /** Host and port under which Spark reaches MySQL, where that isn't ours. `SPARK_MYSQL_HOST`, e.g. `mysql:3306`. */
  mysqlHost: string | undefined;
  /** Heap of the embedded server, as Java writes it. `SPARK_MEMORY`, default 2g. */
  memory: string;
}

/** What the report speaks and looks like. */
export interface ReportSettings {
  /** Name of its language, as `locales` of `@tillbook/charts` has it. `REPORT_LOCALE`, default en. */
  locale: string;
  /** What it is printed on. `REPORT_PAPER`, a4 or letter, default a4. */
  paper: "a4" | "letter";
  /** Name of a file in `report/themes/`, without its ending. `REPORT_THEME`, default tillbook. */
  theme: string;
}

/** All settings, read once; a stage gets the part that it needs. */
export interface Settings {
  data: DataSettings;
  mysql: MysqlSettings;
  spark: SparkSettings;
  /** Your own CSV files instead of generated ones: a folder, a file or a glob. `SALES_CSV`. */
  salesCsv: string | undefined;
  /** What becomes of rows that break the contract: they `stop` the import, or it will `keep` them aside. `SALES_REJECTS`. */
  rejects: "stop" | "keep";
  /** When `import` loads the files: `auto`, when they changed or the table is missing, or `always`. `SALES_IMPORT`. */
  importMode: "auto" | "always";
  /** Longest time that one cell of a notebook may run, in seconds, 1 to 86,400. `NOTEBOOK_CELL_SECONDS`, default 120. */
  cellTimeoutS: number;
  report: ReportSettings;
  /** A Chromium to use instead of the pinned one, a path. `TILLBOOK_CHROMIUM`. */
  chromium: string | undefined;
}

type Environment = Record<string, string | undefined>;

/**
 * Reads all settings from environment variables; an empty one counts as unset.
 * @throws TillbookError SETTING_INVALID naming the variable, what was expected and what was got
 */
export function readSettings(env: Environment = process.env): Settings {
  return {
    data: {
      rows: readInteger(env, "SALES_ROWS", 1_000_000, 1, 1_000_000_000),
      stores: readInteger(env, "SALES_STORES", 8, 1, 10_000),
      days: readInteger(env, "SALES_DAYS", 365, 1, 36_500),
      start: readDate(env, "SALES_START", "2025-01-01"),
      seed: readInteger(env, "SALES_SEED", 42, 0, 4_294_967_295),
    },
    mysql: {
      host: readText(env, "MYSQL_HOST"),
      port: readInteger(env, "MYSQL_PORT", 3306, 1, 65_535),
      user: readText(env, "MYSQL_USER") ?? "tillbook",
      password: readSecret(env, "MYSQL_PASSWORD") ?? "",
      database: readPattern(
        env,
        "MYSQL_DATABASE",
        "tillbook",
        /^[A-Za-z0-9_]{1,64}$/,
        "letters, digits and underscores, at most 64",
      ),
    },
    spark: {
      remote: readSecret(env, "SPARK_REMOTE"),
      mysqlHost: readText(env, "SPARK_MYSQL_HOST"),
      memory: readPattern(env, "SPARK_MEMORY", "2g", /^[1-9]\d*[mg]$/, "a size such as 2g or 1500m"),
    },
    salesCsv: readText(env, "SALES_CSV"),
    rejects: readChoice(env, "SALES_REJECTS", ["stop", "keep"]),
    importMode: readChoice(env, "SALES_IMPORT", ["auto", "always"]),
    cellTimeoutS: readInteger(env, "NOTEBOOK_CELL_SECONDS", 120, 1, 86_400),
    report: {
      locale: readText(env, "REPORT_LOCALE") ?? "en",
      paper: readChoice(env, "REPORT_PAPER", ["a4", "letter"]),
      theme: readText(env, "REPORT_THEME") ?? "tillbook",
    },
    chromium: readText(env, "TILLBOOK_CHROMIUM"),
  };
}

/**
 * Finds what a setting names among the things that there are.
 * @throws TillbookError SETTING_INVALID naming the variable, what was expected and what was got
 */
export function findChoice<T>(name: string, got: string, choices: Readonly<Record<string, T>>): T {
  const choice = Object.hasOwn(choices, got) ? choices[got] : undefined;
  if (choice === undefined) throw invalid(name, Object.keys(choices).join(" or "), got);
  return choice;
}

function readText(env: Environment, name: string): string | undefined {
  return env[name] === "" ? undefined : env[name];
}

/** Reads a setting that may be kept in a file, which a variable with `_FILE` behind its name names, as Docker's secrets are. */
function readSecret(env: Environment, name: string): string | undefined {
  const file = readText(env, `${name}_FILE`);
  if (file === undefined) return readText(env, name);
  if (readText(env, name) !== undefined) throw invalid(`${name}_FILE`, `unset where ${name} is set`, file);
  try {
    return readFileSync(file, "utf8").replace(/\r?\n$/, "");
  } catch (error) {
    throw invalid(`${name}_FILE`, `a file that can be read (${(error as NodeJS.ErrnoException).code})`, file);
  }
}

function readInteger(env: Environment, name: string, preset: number, least: number, most: number): number {
  const text = readText(env, name);
  if (text === undefined) return preset;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw invalid(name, `an integer from ${least} to ${most}`, text);
  }
  return value;
}

function readDate(env: Environment, name: string, preset: string): string {
  const text = readText(env, name) ?? preset;
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text || text < "1970-01-01") {
    throw invalid(name, "a date from 1970-01-01 on such as 2025-01-01", text);
  }
  return text;
}

function readPattern(env: Environment, name: string, preset: string, pattern: RegExp, expected: string): string {
  const text = readText(env, name) ?? preset;
  if (!pattern.test(text)) throw invalid(name, expected, text);
  return text;
}

function readChoice<T extends string>(env: Environment, name: string, choices: readonly [T, ...T[]]): T {
  const text = readText(env, name) ?? choices[0];
  const choice = choices.find((c) => c === text);
  if (choice === undefined) throw invalid(name, choices.join(" or "), text);
  return choice;
}

function invalid(name: string, expected: string, got: string): TillbookError {
  return new TillbookError(
    "SETTING_INVALID",
    `${name} must be ${expected}, got ${JSON.stringify(got)}`,
    `set ${name} in .env or in the shell; .env.example lists every setting with its default`,
  );
}
