/** A word, a name in backticks, or any other character; what is in strings and comments is none. */
export interface Token {
  /** As it is compared: in lower case, without backticks. */
  text: string;
  isName: boolean;
  start: number;
  end: number;
}

/** Strings, comments, names and other characters of MySQL's. */
export const pattern =
  /'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|#[^\n]*|--(?=\s|$)[^\n]*|\/\*.*?(?:\*\/|$)|`(?:[^`]|``)*`|[\p{L}_$][\p{L}\p{N}_$]*|\S/gsu;

/** Reads MySQL's tokens, without comments, and without semicolons at the end. */
export function readTokens(sql: string): Token[] {
  const tokens = [...sql.matchAll(pattern)].flatMap(({ 0: text, index }): Token[] => {
    const [end, isName] = [index + text.length, /^[`\p{L}_$]/u.test(text)];
    if (/^(#|--(\s|$)|\/\*)/.test(text)) return [];
    const name = text.startsWith("`") ? text.slice(1, -1).replaceAll("``", "`") : text;
    return [{ text: isName ? name.toLowerCase() : text, isName, start: index, end }];
  });
  while (tokens.at(-1)?.text === ";") tokens.pop();
  return tokens;
}

/** A statement without the semicolon and the comments at its end, so that it can stand in parentheses. */
export function trimStatement(sql: string, tokens = readTokens(sql)): string {
  return sql.slice(0, tokens.at(-1)?.end ?? sql.length);
}

export function isWord(token: Token | undefined, word: string): boolean {
  return token?.text === word;
}

/** Finds the parenthesis that closes the one at `open`. */
export function findClose(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    if (tokens[at]?.text === "(") depth++;
    if (tokens[at]?.text === ")" && --depth === 0) return at;
  }
  return tokens.length;
}

/** Whether a token names one of the tables; in `group by … with rollup` it does not. */
export function isTable(tokens: readonly Token[], at: number, tables: Pick<Set<string>, "has">): boolean {
  const { isName, text } = tokens[at]!;
  return isName && tables.has(text) && !(at > 1 && isWord(tokens[at - 1], "with") && text === "rollup");
}

/** Whether the name of a database and a dot stand before a token. */
export function isQualified(tokens: readonly Token[], at: number, database: string): boolean {
  return isWord(tokens[at - 1], ".") && isWord(tokens[at - 2], database.toLowerCase());
}

/** Whether a name stands where tables do, e.g. in `from a, b join c`, and not among columns. */
export function isRead(tokens: readonly Token[], at: number, database: string): boolean {
  let i = isQualified(tokens, at, database) ? at - 3 : at - 1;
  if (!isWord(tokens[i], ",")) {
    while (isWord(tokens[i], "(")) i--;
    return startsTables(tokens[i]);
  }
  for (let depth = 0; i >= 0; i--) {
    const { text } = tokens[i]!;
    if (text === ")") depth++;
    else if (text === "(" && depth-- === 0) return startsTables(tokens[i - 1]);
    else if (depth === 0 && text === "from") return true;
    else if (depth === 0 && /^(?:select|where|by|having|limit|values)$/.test(text)) return false;
  }
  return false;
}

/** Whether a query reads a table, by its name in lower case. */
export function readsTable(sql: string, name: string): boolean {
  const tokens = readTokens(sql);
  return tokens.some(({ isName, text }, at) => isName && text === name && isRead(tokens, at, ""));
}

function startsTables(token: Token | undefined): boolean {
  return /^(?:from|join|straight_join|table)$/.test(token?.text ?? "");
}
