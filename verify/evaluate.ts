import type { Expression } from "@tillbook/notebook";
import { isUsualAddend, isUsualConstant, readConstant } from "./constants.js";
import {
  add,
  compare,
  divide,
  type Fraction,
  makeFraction,
  multiply,
  negate,
  readFraction,
  round,
} from "./fraction.js";

/** The rows of a source, in their order, as MySQL gives them. */
export type Rows = readonly Readonly<Record<string, unknown>>[];

/**
 * Computes a number again from the cells of query results. Undefined where a part of it has no source.
 * @param sources  the rows of each query that the output rests on
 * @throws Error for a cell, a row or a column that is not there, or that holds no number
 */
export function evaluate(how: Expression, sources: readonly Rows[]): Fraction | undefined {
  if ("unknown" in how) return undefined;
  if ("value" in how) return readConstant(how.value);
  if ("cell" in how) {
    const [source, row, column] = how.cell;
    return readCell(findRow(sources, source, row), column);
  }
  if ("count" in how) {
    const [source, list, ...distinct] = how.count;
    const rows = listRows(sources, source, list);
    if (distinct.length === 0) return makeFraction(BigInt(rows.length));
    const keys = rows.map((row) => JSON.stringify(distinct.map((column) => String(findValue(row, column)))));
    return makeFraction(BigInt(new Set(keys).size));
  }
  if ("op" in how) {
    const values = how.of.map((part) => evaluate(part, sources));
    return values.every((value) => value !== undefined) ? operate(how.op, values) : undefined;
  }
  const [op, [source, list, column]] = Object.entries(how)[0] as [string, [number, string, string]];
  const values = listRows(sources, source, list).map((row) => readCell(row, column));
  return operate(op === "sum" ? "+" : op, values);
}

/**
 * Whether a number is computed from query results, and not only from numbers in the code, nor with one that is no usual constant:
 * `quantity(row, "sales").times(0).plus(5777)` was typed.
 */
export function restsOnSource(how: Expression): boolean {
  if (!("op" in how)) return !("value" in how || "unknown" in how);
  const { op, of } = how;
  const constants = of.flatMap((part) => ("value" in part ? [readConstant(part.value)] : []));
  const parts = of.filter((part) => !("value" in part));
  if (parts.length === 0 || !parts.every(restsOnSource)) return false;
  if (op === "round" || op === "sqrt") return true;
  if (op === "/") return constants.every(isUsualConstant);
  if (op === "*") return constants.every((value) => value.numerator !== 0n && isUsualConstant(value));
  const steps = parts.flatMap(listFactors).filter((step) => !(step.denominator === 1n && step.numerator ** 2n <= 1n));
  return constants.every((value) => isUsualAddend(value, steps));
}

/** The constants by which the parts of a sum are multiplied. */
function listFactors(how: Expression): Fraction[] {
  if (!("op" in how) || how.op === "max" || how.op === "min" || how.op === "median") return [];
  if (how.op === "+" || how.op === "-") return how.of.flatMap(listFactors);
  return how.op === "*" ? how.of.flatMap((part) => ("value" in part ? [readConstant(part.value)] : [])) : [];
}

function operate(op: string, values: readonly Fraction[]): Fraction {
  const [first, ...rest] = values;
  if (op === "+") return values.reduce(add, makeFraction(0n));
  if (first === undefined) throw new Error(`expected values for ${op}, got none`);
  if (op === "-") return rest.length === 0 ? negate(first) : rest.reduce((a, b) => add(a, negate(b)), first);
  if (op === "*") return rest.reduce(multiply, first);
  if (op === "/") return rest.reduce(divide, first);
  if (op === "sqrt") return findRoot(first);
  if (op === "round") return round(first, rest[0] === undefined ? 0 : Number(rest[0].numerator));
  const sorted = [...values].sort(compare);
  if (op === "max") return sorted.at(-1)!;
  if (op === "min") return sorted[0]!;
  if (op !== "median") throw new Error(`expected an operator, got ${op}`);
  const middle = [sorted[Math.floor((sorted.length - 1) / 2)]!, sorted[Math.floor(sorted.length / 2)]!] as const;
  return divide(add(...middle), makeFraction(2n));
}

/** The square root to twelve decimals, by bisection; of less than 0 it is 0. */
function findRoot(value: Fraction): Fraction {
  const one = 10n ** 12n;
  const isAtMost = (root: bigint): boolean => root * root * value.denominator <= value.numerator * one * one;
  let [low, high] = [0n, one];
  while (isAtMost(high)) high *= 2n;
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (isAtMost(middle)) low = middle;
    else high = middle;
  }
  return makeFraction(low, one);
}

/** Lists the rows that a text such as "0-11,14" names, or every seventh of some as "3-24/7", both ends included. */
function listRows(sources: readonly Rows[], source: number, list: string): Rows {
  return list
    .split(",")
    .filter((part) => part !== "")
    .flatMap((part) => {
      const [, start, end = start, step = "1"] = /^(\d+)(?:-(\d+)(?:\/(\d+))?)?$/.exec(part) ?? [];
      const [first, last, by] = [Number(start), Number(end), Number(step)];
      const length = Math.floor((last - first) / by) + 1;
      if (!(length <= 10_000_000)) throw new Error(`expected rows such as "0-11,14", got "${list}"`);
      return Array.from({ length }, (_, i) => findRow(sources, source, first + i * by));
    });
}

function findRow(sources: readonly Rows[], source: number, row: number): Rows[number] {
  const found = sources[source]?.[row];
  if (found === undefined)
    throw new Error(`expected a row ${row} in query ${source}, got ${sources[source]?.length ?? "no"} rows`);
  return found;
}

function readCell(row: Rows[number], column: string): Fraction {
  return readNumber(findValue(row, column), `column ${column}`);
}

function findValue(row: Rows[number], column: string): unknown {
  if (Object.hasOwn(row, column)) return row[column];
  // not of MySQL, but put beside an amount by `readColumns`
  const amount = String(column.endsWith("_cents") ? row[column.slice(0, -"_cents".length)] : undefined);
  if (!/^-?\d+\.\d+$/.test(amount)) throw new Error(`expected a column ${column}, got ${Object.keys(row).join(", ")}`);
  return BigInt(amount.replace(".", ""));
}

function readNumber(value: unknown, where: string): Fraction {
  const number = readFraction(value);
  if (number === undefined) throw new Error(`expected a number in ${where}, got ${JSON.stringify(value)}`);
  return number;
}
