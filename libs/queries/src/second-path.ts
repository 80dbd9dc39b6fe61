import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { defaultCurrency, fitScale, type Period, TillbookError } from "@tillbook/pipeline";
import { fillPeriod } from "./asked-period.js";
import type { Query, QueryColumn } from "./queries.js";

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
  for (const { name, columns } of queries) texts.set(name, castColumns(texts.get(name) ?? "", columns, currency));
  for (const [name, text] of texts) texts.set(name, fillPeriod(text, asked));
  return texts;
}

async function listChecks(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith(".check.sql")).sort();
}

/** Gives what a select computes the types of a table's columns. */
function castColumns(text: string, columns: readonly QueryColumn[], currency: string): string {
  const casts = columns.map(({ name, type }) => {
    const to = findCast(fitScale(type, currency));
    return to === undefined ? `\`${name}\`` : `cast(\`${name}\` as ${to}) as \`${name}\``;
  });
  return `select ${casts.join(", ")} from (\n${trimStatement(text)}\n) as computed`;
}

/** The type that a `cast` takes for a column's; undefined where its values are taken as they are, e.g. names. */
function findCast(type: string): string | undefined {
  if (/^(tiny|small|medium|big)?int/.test(type)) return type.endsWith("unsigned") ? "unsigned" : "signed";
  return /^(decimal|date|datetime|time|double)\b/.test(type) ? type : undefined;
}

/** A statement without the semicolon and the comments at its end, so that it can stand in parentheses. */
function trimStatement(sql: string): string {
  return sql.slice(0, readTokens(sql).at(-1)?.end ?? sql.length);
}

/**
 * Writes a select of MySQL anew, so that every table of the path that it names is computed instead of read: a common table
 * expression of the table's name stands before it: with `monthly_sales` as (…) select * from `monthly_sales`. A `with` of its
 * own is kept; where that defines a table of the path itself, its first meaning is computed.
 * @param database  whose name may stand before a table's
 */
export function shadowTables(sql: string, path: SecondPath, database = "tillbook"): string {
  const own = readTokens(sql);
  const tables = sortTables(own, path);
  if (tables.length === 0) return sql;
  const isRecursive = isWord(own[1], "recursive");
  const defined = isWord(own[0], "with") ? listDefined(own) : new Map<string, Definition>();
  const rename = (name: string): string => (defined.has(name) ? `${name}__computed` : name);
  const expressions = tables.map((name) => {
    const text = path.get(name)!;
    const tokens = readTokens(text);
    return `\`${rename(name)}\` as (\n${writeTokens(text, tokens, { path, database, rename })}\n)`;
  });
  // Up to the end of its own definition a name means the table, from there on what the query defined.
  const renameOwn = (name: string, at: number): string => {
    const { start, end } = defined.get(name) ?? { start: 0, end: 0 };
    return at < end && at !== start ? rename(name) : name;
  };
  const rest = writeTokens(sql, own, { path, database, rename: renameOwn });
  const head = `with ${isRecursive ? "recursive " : ""}${expressions.join(",\n")}`;
  if (!isWord(own[0], "with")) return `${head}\n${rest}`;
  const start = own[isRecursive ? 2 : 1]?.start ?? sql.length;
  return `${head},\n${rest.slice(start)}`;
}

/** A word, a name in backticks, or any other character; what is in strings and comments is none. */
interface Token {
  /** As it is compared: in lower case, without backticks. */
  text: string;
  isName: boolean;
  start: number;
  end: number;
}

const pattern =
  /'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|#[^\n]*|--(?=\s|$)[^\n]*|\/\*.*?(?:\*\/|$)|`(?:[^`]|``)*`|[\p{L}_$][\p{L}\p{N}_$]*|\S/gsu;

/** Reads MySQL's tokens, without comments, and without semicolons at the end. */
function readTokens(sql: string): Token[] {
  const tokens = [...sql.matchAll(pattern)].flatMap(({ 0: text, index }): Token[] => {
    const [end, isName] = [index + text.length, /^[`\p{L}_$]/u.test(text)];
    if (/^(#|--(\s|$)|\/\*)/.test(text)) return [];
    const name = text.startsWith("`") ? text.slice(1, -1).replaceAll("``", "`") : text;
    return [{ text: isName ? name.toLowerCase() : text, isName, start: index, end }];
  });
  while (tokens.at(-1)?.text === ";") tokens.pop();
  return tokens;
}

/** The tables of the path that are named, and those that these name, each after those that it needs. */
function sortTables(tokens: readonly Token[], path: SecondPath, parents: readonly string[] = []): string[] {
  const named = new Set(tokens.filter((_, i) => isTable(tokens, i, path)).map(({ text }) => text));
  const found = [...named]
    .filter((name) => !parents.includes(name))
    .flatMap((name) => [...sortTables(readTokens(path.get(name)!), path, [...parents, name]), name]);
  return [...new Set(found)];
}

/** Where a `with` defines a name: the name itself, and the end of what it stands for. */
interface Definition {
  start: number;
  end: number;
}

/** Lists the names that the leading `with` defines. */
function listDefined(tokens: readonly Token[]): Map<string, Definition> {
  const defined = new Map<string, Definition>();
  let at = isWord(tokens[1], "recursive") ? 2 : 1;
  for (;;) {
    const { text: name = "", start = 0 } = tokens[at] ?? {};
    at = tokens[at + 1]?.text === "(" ? findClose(tokens, at + 1) + 1 : at + 1;
    const close = isWord(tokens[at], "as") ? findClose(tokens, at + 1) : tokens.length;
    defined.set(name, { start, end: tokens[close]?.end ?? Number.POSITIVE_INFINITY });
    if (tokens[close + 1]?.text !== ",") return defined;
    at = close + 2;
  }
}

/** Finds the parenthesis that closes the one at `open`. */
function findClose(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    if (tokens[at]?.text === "(") depth++;
    if (tokens[at]?.text === ")" && --depth === 0) return at;
  }
  return tokens.length;
}

interface Writing {
  path: SecondPath;
  database: string;
  rename: (name: string, start: number) => string;
}

/**
 * Writes SQL again without the semicolon at its end, without the database before tables of the path, and with their new names, in
 * backticks: `rollup` is a word of MySQL's.
 */
function writeTokens(sql: string, tokens: readonly Token[], { path, database, rename }: Writing): string {
  let [text, from] = ["", 0];
  tokens.forEach((token, i) => {
    const [before, dot] = [tokens[i - 2], tokens[i - 1]];
    if (!isTable(tokens, i, path)) return;
    const isQualified = dot?.text === "." && before?.text === database.toLowerCase();
    const name = rename(token.text, token.start);
    text += `${sql.slice(from, isQualified ? before.start : token.start)}\`${name}\``;
    from = token.end;
  });
  return text + sql.slice(from, tokens.at(-1)?.end ?? sql.length);
}

/** Whether a token names a table of the path; in `group by … with rollup` it does not. */
function isTable(tokens: readonly Token[], at: number, path: SecondPath): boolean {
  const { isName, text } = tokens[at]!;
  return isName && path.has(text) && !(at > 1 && isWord(tokens[at - 1], "with") && text === "rollup");
}

function isWord(token: Token | undefined, word: string): boolean {
  return token?.text === word;
}
