import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { defaultCurrency, fitScale, type Period, TillbookError } from "@tillbook/pipeline";
import { fillAsked, fillPeriod } from "./asked-period.js";
import { defineTables, renameTables } from "./define-tables.js";
import type { Query, QueryColumn } from "./queries.js";
import { isTable, readTokens, type Token, trimStatement } from "./tokens.js";

/** SQL that computes a table in MySQL, independently of Spark, by the table's name; `rollup` is among them. */
export type SecondPath = ReadonlyMap<string, string>;

/**
 * Reads how each result is computed a second time: by `<name>.check.sql` beside its query, or by the query itself. Its columns
 * get the types of the table, so that what is computed from them has the same decimals.
 * @param folder  of the queries
 * @param currency  of the amounts, e.g. "EUR"
 * @param asked  the days whose articles were asked for, where they are no month, quarter or year
 * @throws TillbookError SQL_FILE_INVALID naming a check without its query
 */
export async function readSecondPath(
  folder: string,
  queries: readonly Query[],
  currency = defaultCurrency,
  asked?: Period,
): Promise<SecondPath> {
  const texts = new Map(queries.map(({ name, text }) => [name, text]));
  for (const file of await listChecks(folder)) {
    const name = basename(file, ".check.sql");
    if (!texts.has(name)) {
      const message = `spark/${file}: expected spark/${name}.sql beside it, got none`;
      throw new TillbookError("SQL_FILE_INVALID", message, "give both the same name");
    }
    texts.set(name, await readFile(join(folder, file), "utf8"));
  }
  for (const file of await listChecks(join(folder, "steps")))
    texts.set(basename(file, ".check.sql"), await readFile(join(folder, "steps", file), "utf8"));
  for (const { name, columns } of queries) {
    const text = trimStatement(texts.get(name) ?? "");
    // MariaDB doesn't see a step from within a `with` in parentheses
    const hasWith = readTokens(text)[0]?.text === "with";
    if (hasWith) texts.set(`${name}${untyped}`, text);
    texts.set(name, castColumns(hasWith ? `${name}${untyped}` : `(\n${text}\n)`, columns, currency));
  }
  for (const [name, text] of texts) texts.set(name, (name === "asked_articles" ? fillAsked : fillPeriod)(text, asked));
  return texts;
}

/** Ends the name of what a result is computed as, before its columns get their types. */
export const untyped = "__untyped";

async function listChecks(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith(".check.sql")).sort();
}

/** Gives what is computed the types of a table's columns. @param source  as it stands behind `from` */
function castColumns(source: string, columns: readonly QueryColumn[], currency: string): string {
  const casts = columns.map(({ name, type }) => {
    const to = findCast(fitScale(type, currency));
    return to === undefined ? `\`${name}\`` : `cast(\`${name}\` as ${to}) as \`${name}\``;
  });
  return `select ${casts.join(", ")} from ${source} as computed`;
}

/** The type that a `cast` takes for a column's; undefined where its values are taken as they are, e.g. names. */
function findCast(type: string): string | undefined {
  if (/^(tiny|small|medium|big)?int/.test(type)) return type.endsWith("unsigned") ? "unsigned" : "signed";
  return /^(decimal|date|datetime|time|double)\b/.test(type) ? type : undefined;
}

/**
 * Writes a select of MySQL anew, so that every table of the path that it names is computed instead of read, as `defineTables` does:
 * with `monthly_sales` as (…) select * from `monthly_sales`.
 * @param database  whose name may stand before a table's
 */
export function shadowTables(sql: string, path: SecondPath, database = "tillbook"): string {
  return defineTables(sql, {
    list: (tokens) => sortTables(tokens, path),
    write: (name, rename) => renameTables(path.get(name)!, path, database, rename),
    suffix: "__computed",
    database,
  });
}

/** The tables of the path that are named, and those that these name, each after those that it needs. */
function sortTables(tokens: readonly Token[], path: SecondPath, parents: readonly string[] = []): string[] {
  const named = new Set(tokens.filter((_, i) => isTable(tokens, i, path)).map(({ text }) => text));
  const found = [...named]
    .filter((name) => !parents.includes(name))
    .flatMap((name) => [...sortTables(readTokens(path.get(name)!), path, [...parents, name]), name]);
  return [...new Set(found)];
}
