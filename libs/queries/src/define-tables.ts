import { findClose, isQualified, isRead, isTable, isWord, readTokens, type Token, trimStatement } from "./tokens.js";

/** What tables mean in a query, see `defineTables`. */
export interface TableDefinitions {
  /** Lists the tables that tokens name and that are defined, each after those that its definition names. */
  list: (tokens: readonly Token[]) => readonly string[];
  /** Writes the select that a table stands for; `rename` gives the names by which others are defined. */
  write: (name: string, rename: Rename) => string;
  /** Ends the name of a table that the same `with` of the query defines too. */
  suffix: string;
  /** Whose name may stand before a table's. */
  database: string;
}

/** The name by which a table is defined. */
export type Rename = (name: string) => string;

/**
 * Writes a select of MySQL anew, so that tables are what is defined instead of what is stored: a common table expression of the
 * table's name stands before it, e.g. with `sales` as (…) select * from `sales`. Each `with` of its own is kept; where that defines
 * such a table itself, its first meaning is what is defined.
 */
export function defineTables(sql: string, { list, write, suffix, database }: TableDefinitions): string {
  const tokens = readTokens(sql);
  const tables = new Set(list(tokens));
  if (tables.size === 0) return sql;
  // MariaDB doesn't see what stands before the query from within a `with` in parentheses, so each gets the definitions
  const clauses = tokens.flatMap((_, at) => readWith(tokens, at) ?? []);
  const first = clauses[0]?.from === 0 ? undefined : { from: 0, to: tokens.length, names: 0, defined: new Map() };
  const all: With[] = [...(first ? [first] : []), ...clauses];
  const renameIn =
    ({ defined }: With): Rename =>
    (name) =>
      defined.has(name) ? `${name}${suffix}` : name;
  const heads = all.map((clause): Edit => {
    const rename = renameIn(clause);
    const names = list(tokens.slice(clause.from, clause.to));
    const expressions = names.map((name) => `\`${rename(name)}\` as (\n${write(name, rename)}\n)`).join(",\n");
    const start = tokens[clause.names]?.start ?? 0;
    if (clause === first) return { start: 0, end: 0, text: `with ${expressions}\n` };
    return { start, end: start, text: names.length === 0 ? "" : `${expressions},\n` };
  });
  const renamed = tokens.flatMap((token, at): Edit[] => {
    if (!isTable(tokens, at, tables)) return [];
    const clause = all.findLast(({ from, to }) => at >= from && at < to)!;
    const { start, end } = clause.defined.get(token.text) ?? { start: 0, end: 0 };
    // up to the end of its own definition a name means the table, from there on what the query defined
    const isFirst = at !== start && at < (clause.isRecursive ? start : end);
    const isOther = isQualified(tokens, at, database) || isFirst;
    return [writeTable(tokens, at, database, isOther ? renameIn(clause)(token.text) : token.text)];
  });
  return edit(trimStatement(sql, tokens), [...heads, ...renamed]);
}

/** A `with` at the start of a query or behind a parenthesis. */
interface With {
  /** Its place among the tokens, the end of what it belongs to, exclusive, and the place of the first name. */
  from: number;
  to: number;
  names: number;
  isRecursive?: boolean;
  /** The places of the names that it defines, and the ends of what they stand for, exclusive. */
  defined: ReadonlyMap<string, { start: number; end: number }>;
}

function readWith(tokens: readonly Token[], from: number): With | undefined {
  if (!isWord(tokens[from], "with") || !(from === 0 || isWord(tokens[from - 1], "("))) return undefined;
  const isRecursive = isWord(tokens[from + 1], "recursive");
  const names = from + (isRecursive ? 2 : 1);
  const to = from === 0 ? tokens.length : findClose(tokens, from - 1);
  const defined = new Map<string, { start: number; end: number }>();
  for (let at = names; ; ) {
    const start = at;
    at = isWord(tokens[at + 1], "(") ? findClose(tokens, at + 1) + 1 : at + 1;
    const end = isWord(tokens[at], "as") ? findClose(tokens, at + 1) + 1 : tokens.length;
    defined.set(tokens[start]?.text ?? "", { start, end });
    if (!isWord(tokens[end], ",")) return { from, to, names, isRecursive, defined };
    at = end + 1;
  }
}

/** Replaces the part of a text from `start` to `end`, exclusive. */
interface Edit {
  start: number;
  end: number;
  text: string;
}

/** Makes edits in a text, in any order; none overlap. */
export function edit(text: string, edits: readonly Edit[]): string {
  let [edited, from] = ["", 0];
  for (const { start, end, text: by } of [...edits].sort((a, b) => a.start - b.start)) {
    edited += text.slice(from, start) + by;
    from = end;
  }
  return edited + text.slice(from);
}

/** What may stand behind a table besides its alias. */
const behindTables = new Set(
  "where group order having limit on using join left right inner cross natural straight_join union except intersect window for into lock fetch offset".split(
    " ",
  ),
);

/** Writes a table without its database, in backticks: `rollup` is a word of MySQL's. With a new name it keeps the old as alias. */
function writeTable(tokens: readonly Token[], at: number, database: string, renamed: string): Edit {
  const { text, start, end } = tokens[at]!;
  const from = isQualified(tokens, at, database) ? tokens[at - 2]!.start : start;
  const next = tokens[at + 1];
  const name = isRead(tokens, at, database) ? renamed : text;
  const hasAlias = next?.isName === true && !behindTables.has(next.text);
  const alias = name === text || hasAlias ? "" : ` as \`${text}\``;
  return { start: from, end, text: `\`${name}\`${alias}` };
}

/** Writes what a table stands for with the names by which others are defined, without the semicolon at its end. */
export function renameTables(sql: string, tables: Pick<Set<string>, "has">, database: string, rename: Rename): string {
  const tokens = readTokens(sql);
  const edits = tokens.flatMap(({ text }, at) =>
    isTable(tokens, at, tables) ? [writeTable(tokens, at, database, rename(text))] : [],
  );
  return edit(trimStatement(sql, tokens), edits);
}
