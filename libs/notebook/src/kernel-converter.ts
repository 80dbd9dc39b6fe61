import { parseCell } from "./cell-syntax.js";

/** A converter of tslab's: a cell's TypeScript to JavaScript, and declarations of its names for later cells. */
export interface Converter {
  convert: (declarations: string, source: string) => Converted;
}

/** What tslab makes of a cell. */
export interface Converted {
  output?: string;
  hasToplevelAwait?: boolean;
  diagnostics: Diagnostic[];
}

/** An error that TypeScript found; line and column from 0. */
export interface Diagnostic {
  start: { line: number; character: number };
  messageText: string;
  fileName?: string;
}

/** The converters of a kernel; the one for browsers is slow to make, and made when it is first read. */
export interface Converters {
  node: Converter;
  browser: Converter;
  close: () => void;
}

/**
 * Wraps converters so that cells mean what the check of types takes them for.
 * @param rewrite  changes the JavaScript before it runs; its lines stay
 * @param onConvert  gets what each cell became, before that
 * @param isKept  whether the same cell is converted once only; a cell whose imports count, since types are checked, is not
 */
export function convertModules(
  converters: Converters,
  rewrite: (javascript: string) => string,
  onConvert: (source: string, converted: Converted) => void,
  isKept = false,
): Converters {
  const { node } = converters;
  const kept = new Map<string, { converted: Converted; made: Converted }>();
  const convert: Converter["convert"] = (declarations, source) => {
    // the cells of a notebook are converted once, however many reports it makes
    const key = JSON.stringify([declarations, source]);
    const known = kept.get(key) ?? convertOnce(declarations, source);
    if (isKept) kept.set(key, known);
    onConvert(source, known.converted);
    return known.made;
  };
  const convertOnce = (declarations: string, source: string): { converted: Converted; made: Converted } => {
    const { failures, shorthands } = parseCell(source);
    const diagnostics = failures.map(({ line, message, hint }): Diagnostic => {
      return {
        start: { line: line! - 1, character: 0 },
        messageText: hint === undefined ? message : `${message}: ${hint}`,
      };
    });
    if (diagnostics.length > 0) return { converted: { diagnostics }, made: { diagnostics } };
    const converted = convertNameable(node, declarations, spellOut(source, shorthands));
    if (converted.output === undefined) return { converted, made: converted };
    // each cell is an async function: what it awaits may stand anywhere
    return { converted, made: { ...converted, output: rewrite(converted.output), hasToplevelAwait: true } };
  };
  return {
    node: { ...node, convert },
    get browser() {
      return converters.browser;
    },
    close: () => converters.close(),
  };
}

/** Writes `{ rows: rows }` for `{ rows }`: tslab finds a name of an earlier cell only when it stands by itself. */
function spellOut(source: string, shorthands: readonly { name: string; end: number }[]): string {
  return shorthands.reduceRight((text, { name, end }) => `${text.slice(0, end)}: ${name}${text.slice(end)}`, source);
}

/** What TypeScript says of a variable whose type it can't write down: TS4025, TS2742. */
const unnameable = /^(?:Exported variable|The inferred type of) '([^']+)' (?:has or is using |cannot be named )/;

/**
 * Converts a cell; where the type of a variable can't be written down for later cells, e.g. that of `await import("node:fs")`, or one
 * that a package doesn't export, the variable becomes `any` for them.
 */
function convertNameable(node: Converter, declarations: string, source: string): Converted {
  const converted = node.convert(declarations, source);
  const unnamed = new Set(converted.diagnostics.flatMap(({ messageText }) => unnameable.exec(messageText)?.[1] ?? []));
  if (unnamed.size === 0) return converted;
  const typed = [...unnamed].reduce((text, variable) => {
    const name = variable.replaceAll("$", "\\$");
    // by itself, or as one of those that a pattern takes out of an object or a list
    const pattern = `[{[][^=]*(?<![\\w$])${name}(?![\\w$])[^=]*[}\\]]`;
    return text.replace(new RegExp(`(\\b(?:const|let|var)\\s+(?:${name}|${pattern}))(\\s*=)`), "$1: any$2");
  }, source);
  return node.convert(declarations, typed);
}
