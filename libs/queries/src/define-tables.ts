import { findClose, isQualified, isTable, isWord, readTokens, type Token } from "./tokens.js";

/** What tables mean in a query, see `defineTables`. */
export interface TableDefinitions {
  /** The tables that are defined, each after those that its definition names. */
  names: readonly string[];
  /** Writes the select that a table stands for; `rename` gives the names by which others are defined. */
  write: (name: string, rename: Rename) => string;
  /** Ends the name of a table that the query's own `with` defines too. */
  suffix: string;
  /** Whose name may stand before a table's. */
  database: string;
}

/** The name by which a table is defined. */
export type Rename = (name: string, start: number, isQualified: boolean) => string;

/**
 * Writes a select of MySQL anew, so that tables are what is defined instead of what is stored: a common table expression of the
 * table's name stands before it, e.g. with `sales` as (…) select * from `sales`. A `with` of its own is kept; where that defines
 * such a table itself, its first meaning is what is defined.
 */
export function defineTables(sql: string, { names, write, suffix, database }: TableDefinitions): string {
  if (names.length === 0) return sql;
  const own = readTokens(sql);
  const isRecursive = isWord(own[1], "recursive");
  const defined = isWord(own[0], "with") ? listDefined(own) : new Map<string, Definition>();
  const rename: Rename = (name) => (defined.has(name) ? `${name}${suffix}` : name);
  const expressions = names.map((name) => `\`${rename(name, 0, false)}\` as (\n${write(name, rename)}\n)`);
  // Up to the end of its own definition a name means the table, from there on what the query defined.
  const renameOwn: Rename = (name, at, isQualified) => {
    const { start, end } = defined.get(name) ?? { start: 0, end: 0 };
    return isQualified || (at < end && at !== start) ? rename(name, at, isQualified) : name;
  };
  const rest = writeTokens(sql, own, new Set(names), database, renameOwn);
  const head = `with ${isRecursive ? "recursive " : ""}${expressions.join(",\n")}`;
  if (!isWord(own[0], "with")) return `${head}\n${rest}`;
  const start = own[isRecursive ? 2 : 1]?.start ?? sql.length;
  return `${head},\n${rest.slice(start)}`;
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

/**
 * Writes SQL again without the semicolon at its end, without the database before tables, and with their new names, in backticks:
 * `rollup` is a word of MySQL's.
 */
export function writeTokens(
  sql: string,
  tokens: readonly Token[],
  tables: Pick<Set<string>, "has">,
  database: string,
  rename: Rename,
): string {
  let [text, from] = ["", 0];
  tokens.forEach((token, i) => {
    if (!isTable(tokens, i, tables)) return;
    const qualified = isQualified(tokens, i, database);
    const name = rename(token.text, token.start, qualified);
    text += `${sql.slice(from, qualified ? tokens[i - 2]!.start : token.start)}\`${name}\``;
    from = token.end;
  });
  return text + sql.slice(from, tokens.at(-1)?.end ?? sql.length);
}
