import { isUsualConstant } from "./constants.js";
import { readFraction } from "./fraction.js";

const pattern =
  /'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|#[^\n]*|--(?=\s|$)[^\n]*|\/\*.*?(?:\*\/|$)|`(?:[^`]|``)*`|0x[\da-f]+|(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?|[\p{L}_$][\p{L}\p{N}_$]*|\S/gisu;

const clauses = /^(?:select|values|from|where|group|having|order|limit|on|using|window|union|except|intersect)$/i;

/**
 * Lists the numbers, and texts with digits, that a query shows though they stand in it: what is a column by itself, e.g. the 7 of
 * `select 7 as stores`, and what goes into one unless it is a usual constant, e.g. 100 or 365.
 */
export function listTypedInQuery(sql: string): string[] {
  const tokens = (sql.match(pattern) ?? []).filter((text) => !/^(?:#|--(?:\s|$)|\/\*(?!M?!))/i.test(text));
  const parents: boolean[] = [];
  let isShown = false;
  // of the parentheses that a token is in: whether they hold columns, and not what a function takes
  const columns: boolean[] = [false];
  return tokens.filter((text, i) => {
    if (text === "(") {
      parents.push(isShown);
      columns.push(false);
    } else if (text === ")") {
      isShown = parents.pop() ?? false;
      columns.pop();
    } else if (clauses.test(text)) {
      isShown = /^(?:select|values)$/i.test(text);
      columns[columns.length - 1] = isShown;
    } else if (text.startsWith("/*")) return /\d/.test(text.replace(/^\/\*M?!\d*/i, ""));
    else if (/^['"]/.test(text)) return isShown && /\p{N}/u.test(text);
    else if (/^\.?\d/.test(text)) {
      const [before = "", after = ""] = [tokens[i - 1], tokens[i + 1]];
      const isColumn =
        columns.at(-1) === true &&
        /^(?:,|[-+]|select|all|distinct)$/i.test(before) &&
        /^(?:|,|;|\)|[\p{L}_`'"].*)$/su.test(after);
      const value = readFraction(text.replace(/^\./, "0.").replace(/\.$/, ""));
      return isShown && (isColumn || value === undefined || !isUsualConstant(value));
    }
    return false;
  });
}
