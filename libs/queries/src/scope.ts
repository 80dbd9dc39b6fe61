import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { countMonths, type Period, type ReportSettings, TillbookError } from "@tillbook/pipeline";
import { type HiddenNames, hasCashiers, mayShowCashiers, salesColumns, writeNumbered } from "./cashier-numbers.js";
import { defineTables, edit } from "./define-tables.js";
import { type Query, readQueries } from "./queries.js";
import { isRead, isTable, isWord, pattern, readTokens, type Token, trimStatement } from "./tokens.js";

/** What a query sees of the tables. */
export interface Scope {
  period: Period;
  /** Undefined for all stores. */
  store: string | undefined;
  /** Whether results by day are seen as they are stored. */
  days?: boolean;
  /** How cashiers appear where no name of theirs may; by default by their names. */
  cashiers?: HiddenNames;
}

/** What each table means in a scope. */
export interface ScopeFiles {
  /** The texts of `spark/<name>.scope.sql`, by the name of the table, or of the view of one. */
  texts: ReadonlyMap<string, string>;
  queries: readonly Query[];
}

/**
 * Reads what the results mean in a scope: `<name>.scope.sql` beside a query, or that of a view, which names the table that it is of.
 * @throws TillbookError SQL_FILE_INVALID naming a file without its query, or with an unknown placeholder
 */
export async function readScopeFiles(folder: string): Promise<ScopeFiles> {
  const queries = await readQueries(folder);
  const files = (await readdir(folder)).filter((file) => file.endsWith(".scope.sql")).sort();
  const texts = files.map(async (file) => {
    const [name, text] = [basename(file, ".scope.sql"), await readFile(join(folder, file), "utf8")];
    const table = findViewed(text) ?? name;
    if (!queries.some((query) => query.name === table))
      throw invalid(
        `spark/${file}: expected spark/${table}.sql beside it, got none`,
        'give both the same name, or name the table that is viewed in "-- of:"',
      );
    const unknown = [...text.matchAll(placeholders)].find(([, key]) => key !== undefined && !(key in noValues))?.[0];
    if (unknown !== undefined)
      throw invalid(
        `spark/${file}: expected :first, :last, :period or :store, got ${unknown}`,
        "see docs/sql.md, What a table means in a report",
      );
    return [name, text] as const;
  });
  return { texts: new Map(await Promise.all(texts)), queries };
}

/** Finds the table that a scope file is a view of, by `-- of:`; undefined where it says what a table itself means. */
export function findViewed(text: string): string | undefined {
  return /^-- of: *(\w+)$/m.exec(text)?.[1];
}

/** Statements that read tables; others, e.g. `show tables` and `explain`, speak of tables as they are stored. */
const reading = new Set(["select", "with", "table", "values"]);

/**
 * Writes a select of MySQL anew, so that it sees only what is in a scope: results as their scope files say, or else their rows of
 * the period and of the store, and `sales` likewise. What is stored besides is read as it is.
 * @param database  that has the tables
 * @throws TillbookError SQL_FILE_INVALID naming a result that has no columns to restrict it by
 */
export function restrictQuery(sql: string, scope: Scope, files: ScopeFiles, database: string): string {
  const tokens = readTokens(sql);
  if (!reading.has(tokens.find(({ text }) => text !== "(")?.text ?? "")) return sql;
  const views = [...files.texts.keys()].map((name) => ({ name, columns: [] }));
  const known = new Map<string, Pick<Query, "name" | "columns">>(
    [...views, ...files.queries, sales].map((query) => [query.name, query]),
  );
  const list = (some: readonly Token[]): string[] =>
    [...new Set(some.filter((_, i) => isTable(some, i, known)).map(({ text }) => text))].sort();
  const definitions = new Map<string, string>();
  const hidden = scope.cashiers === undefined ? [] : [...known.values()].filter(hasCashiers);
  for (const name of list(tokens)) {
    const isHidden = hidden.some((query) => query.name === name) && (name !== "sales" || mayShowCashiers(tokens));
    const definition =
      defineTable(known.get(name)!, scope, files) ?? (isHidden ? `select * from \`${name}\`` : undefined);
    if (typeof definition === "string")
      definitions.set(name, qualifyTables(definition, known, database, isHidden ? hidden : []));
    else if (definition !== undefined && tokens.some(({ text }, i) => text === name && isRead(tokens, i, database)))
      throw definition;
  }
  return defineTables(sql, {
    list: (some) => list(some).filter((name) => definitions.has(name)),
    write: (name) => definitions.get(name)!,
    suffix: "__scoped",
    database,
  });
}

/**
 * Whether what a query gives can depend on a report's period and store, and on how cashiers appear: it names a result, or `sales`
 * where one is set.
 */
export function dependsOnScope(
  sql: string,
  {
    period,
    store,
    cashiers = "names",
  }: Pick<ReportSettings, "period" | "store"> & Partial<Pick<ReportSettings, "cashiers">>,
  { texts, queries }: ScopeFiles,
): boolean {
  const tokens = readTokens(sql);
  const isSet = period !== undefined || store !== undefined || cashiers !== "names";
  const tables = isSet ? new Set(["sales", ...texts.keys(), ...queries.map(({ name }) => name)]) : texts;
  return tokens.some((_, i) => isTable(tokens, i, tables));
}

/** `sales` as far as a scope needs it. */
const sales: Pick<Query, "name" | "columns"> = {
  name: "sales",
  columns: salesColumns.map((name) => ({
    name,
    type: name === "sold_on" ? "date" : "varchar(100)",
    isNullable: false,
    unit: "",
  })),
};

/** The select that a table stands for in a scope; undefined for the table as it is, or why there is none. */
function defineTable(
  { name, columns }: Pick<Query, "name" | "columns">,
  { period, store, days = false }: Scope,
  { texts }: ScopeFiles,
): string | TillbookError | undefined {
  const isStored = days && columns.some((column) => column.name === "day");
  const text = isStored ? undefined : texts.get(name);
  if (text !== undefined) return fillPlaceholders(text, { period, store });
  const types = new Map(columns.map((column) => [column.name, column.type]));
  const conditions: string[] = [];
  if (period.unit !== "all") {
    const condition = restrictDays(period, types);
    if (condition === undefined) {
      const needed = ["year", "month", ...(countMonths(period) === undefined ? ["day"] : [])];
      const lacking = needed.filter((column) => !types.has(column));
      return lacks(name, lacking, `the report is of ${period.name}`);
    }
    conditions.push(condition);
  }
  if (store !== undefined) {
    if (!types.has("store")) return lacks(name, ["store"], `the report is of the store ${store}`);
    conditions.push(`store = ${quote(store)}`);
  }
  return conditions.length === 0 ? undefined : `select * from \`${name}\` where ${conditions.join(" and ")}`;
}

/** The condition for rows of a period, by the columns of a table that say their day or month. */
function restrictDays(period: Period, types: ReadonlyMap<string, string>): string | undefined {
  const { first, last } = period;
  if (types.get("sold_on") === "date") return `sold_on between ${formatDate(first)} and ${formatDate(last)}`;
  if (!types.has("year") || !types.has("month")) return undefined;
  const [from, to] = [first, last].map((day) => Number(day.replaceAll("-", "")));
  if (types.has("day")) return `10000 * year + 100 * month + day between ${from} and ${to}`;
  const [fromMonth, toMonth] = [first, last].map((day) => Number(day.slice(0, 7).replace("-", "")));
  const isOfMonths = countMonths(period) !== undefined;
  return isOfMonths ? `100 * year + month between ${fromMonth} and ${toMonth}` : undefined;
}

function lacks(name: string, columns: readonly string[], why: string): TillbookError {
  const list = columns.length > 2 ? `${columns.slice(0, -1).join(", ")} and ${columns.at(-1)}` : columns.join(" and ");
  return invalid(
    `spark/${name}.sql: ${why}, but the table has no ${list} by which to restrict it`,
    `add ${list} to its grain and its columns, or write spark/${name}.scope.sql; see docs/sql.md`,
  );
}

/** Placeholders of a scope file, outside of strings and comments. */
const placeholders = new RegExp(`:([\\p{L}_][\\p{L}\\p{N}_]*)|${pattern.source}`, pattern.flags);

const noValues = { first: "", last: "", period: "", store: "" };

function fillPlaceholders(text: string, { period, store }: Scope): string {
  const values: Record<string, string> = {
    first: formatDate(period.first),
    last: formatDate(period.last),
    period: quote(period.name),
    store: store === undefined ? "null" : quote(store),
  };
  return trimStatement(text.replace(placeholders, (match, key?: string) => (key === undefined ? match : values[key]!)));
}

/**
 * Puts the database before the tables that a scope file reads, so that they are those that are stored, in any `with`.
 * @param hidden  tables of which the names of cashiers may not be seen
 */
function qualifyTables(
  text: string,
  tables: Pick<Set<string>, "has">,
  database: string,
  hidden: readonly Pick<Query, "name" | "columns">[],
): string {
  const tokens = readTokens(text);
  const quoted = `\`${database.replaceAll("`", "``")}\``;
  const edits = tokens.flatMap(({ start, end, text: name }, i) => {
    const isStored = isTable(tokens, i, tables) && (isWord(tokens[i - 1], "from") || isWord(tokens[i - 1], "join"));
    if (!isStored) return [];
    const columns = hidden.find((query) => query.name === name)?.columns.map((column) => column.name);
    if (columns === undefined) return [{ start, end: start, text: `${quoted}.` }];
    const alias = isWord(tokens[i + 1], "as") ? "" : ` as \`${name}\``;
    return [{ start, end, text: `(\n${writeNumbered(name, columns, quoted)}\n)${alias}` }];
  });
  return edit(text, edits);
}

function formatDate(day: string): string {
  return `date'${day}'`;
}

/** A text of MySQL's, whatever it has; the session takes backslashes as escapes (openMysql). */
function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}

function invalid(message: string, hint: string): TillbookError {
  return new TillbookError("SQL_FILE_INVALID", message, hint);
}
