import { addFractions, align, divideToNumber, type Fraction, roundScaled, simplify } from "./fraction.js";

/** What is calculated with: a quantity, or a number or decimal that stands in the code, e.g. 12 or "0.19". */
export type Operand = Quantity | number | bigint | string;

/** How many, e.g. rows or stores. */
export type Count = Quantity | number | bigint;

/** How a quantity was computed. */
export type How =
  | { kind: "cell"; row: object; column: string }
  | { kind: "sum" | "max" | "min" | "median"; rows: readonly object[]; column: string }
  | { kind: "count"; rows: readonly object[]; distinct: readonly string[] }
  | { kind: "op"; op: Operator; of: readonly Quantity[] }
  | { kind: "constant" }
  | { kind: "unknown" };

/** `round` has a second operand, the decimals; what is divided by 0 is 0; `sqrt` is cut off behind its twelfth decimal. */
export type Operator = "+" | "-" | "*" | "/" | "max" | "min" | "median" | "round" | "sqrt";

const brand: unique symbol = Symbol.for("tillbook.quantity") as never;

/**
 * A number with how it was computed from the cells of query results, so that `make verify` can compute it again. Its value is an
 * exact fraction; the denominator is above 0. Amounts are in whole units of the currency, dates in days since 1970.
 */
export class Quantity {
  readonly [brand] = true;
  readonly numerator: bigint;
  readonly denominator: bigint;
  readonly how: How;

  constructor(numerator: bigint, denominator: bigint, how: How) {
    const sign = denominator < 0n ? -1n : 1n;
    this.numerator = sign * numerator;
    this.denominator = sign * denominator;
    this.how = how;
  }

  /** A notebook and its kernel may have loaded this module twice. */
  static [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === "object" && value !== null && brand in value;
  }

  plus(other: Operand): Quantity {
    return sum([this, toQuantity(other)]);
  }

  minus(other: Operand): Quantity {
    const b = toQuantity(other);
    const [x, y, denominator] = align(this, b);
    return new Quantity(x - y, denominator, { kind: "op", op: "-", of: [this, b] });
  }

  times(other: Operand): Quantity {
    const b = toQuantity(other);
    return reduce(this.numerator * b.numerator, this.denominator * b.denominator, "*", [this, b]);
  }

  /** Divides; by 0 it is 0. */
  over(other: Operand): Quantity {
    const b = toQuantity(other);
    const isNothing = b.numerator === 0n;
    return reduce(
      isNothing ? 0n : this.numerator * b.denominator,
      isNothing ? 1n : this.denominator * b.numerator,
      "/",
      [this, b],
    );
  }

  /** Rounds to so many decimals, half away from 0. */
  round(decimals = 0): Quantity {
    const power = 10n ** BigInt(decimals);
    const of = [this, toQuantity(decimals)];
    return new Quantity(roundScaled(this, power), power, { kind: "op", op: "round", of });
  }

  /** Takes the square root, cut off behind its twelfth decimal; of less than 0 it is 0. */
  sqrt(): Quantity {
    const power = 10n ** 12n;
    const square = this.numerator < 0n ? 0n : (this.numerator * power * power) / this.denominator;
    return reduce(findRoot(square), power, "sqrt", [this]);
  }

  /** Below 0 where this is less than the other, 0 where they are equal. */
  compare(other: Operand): number {
    const [x, y] = align(this, toQuantity(other));
    return x < y ? -1 : x > y ? 1 : 0;
  }

  equals(other: Operand): boolean {
    return this.compare(other) === 0;
  }

  /** −1, 0 or 1. */
  get sign(): number {
    return this.numerator < 0n ? -1 : this.numerator > 0n ? 1 : 0;
  }

  /** The nearest number, as for the length of a bar. */
  valueOf(): number {
    return divideToNumber(this.numerator, this.denominator);
  }

  toJSON(): number {
    return this.valueOf();
  }

  /** Digits without any grouping: take a formatter for a text that verify can check. */
  toString(): string {
    return String(this.valueOf());
  }
}

/** Takes the value of a row's column, e.g. quantity(row, "revenue"); or any number that has no source. */
export function quantity<Row extends object>(row: Row, column: keyof Row & string): Quantity;
export function quantity(value: Operand): Quantity;
export function quantity(row: object | Operand, column?: string): Quantity {
  if (column === undefined) return row instanceof Quantity ? row : parseValue(row, { kind: "unknown" });
  return parseValue((row as Record<string, unknown>)[column], { kind: "cell", row: row as object, column });
}

/** Makes a number that stands in the code part of a calculation, e.g. the 12 of a mean over 12 months. */
export function toQuantity(value: Operand): Quantity {
  return value instanceof Quantity ? value : parseValue(value, { kind: "constant" });
}

/** Adds up quantities, or a column of rows; of none it is 0. */
export function sum(quantities: readonly Quantity[]): Quantity;
export function sum<Row extends object>(rows: readonly Row[], column: keyof Row & string): Quantity;
export function sum(some: readonly object[], column?: string): Quantity {
  if (column !== undefined) {
    const { numerator, denominator } = addFractions(addColumn(some, column));
    return new Quantity(numerator, denominator, { kind: "sum", rows: some, column });
  }
  const quantities = some as readonly Quantity[];
  const { numerator, denominator } = addFractions(quantities);
  return new Quantity(numerator, denominator, { kind: "op", op: "+", of: quantities });
}

/** Adds up the cells of a column, those of few digits fast: a sum for each number of decimals, and all other cells. */
function addColumn(rows: readonly object[], column: string): Fraction[] {
  const sums: number[] = [];
  const fractions: Fraction[] = [];
  for (const row of rows) {
    const value = (row as Record<string, unknown>)[column];
    const text = typeof value === "number" ? String(value) : value;
    if (typeof text !== "string" || text.length > 15 || !/^-?\d+(?:\.\d+)?$/.test(text)) {
      fractions.push(quantity(row as Record<string, unknown>, column));
      continue;
    }
    const dot = text.indexOf(".");
    const decimals = dot < 0 ? 0 : text.length - dot - 1;
    const digits = Number(dot < 0 ? text : text.slice(0, dot) + text.slice(dot + 1));
    const sum = (sums[decimals] ?? 0) + digits;
    if (Number.isSafeInteger(sum)) sums[decimals] = sum;
    else fractions.push({ numerator: BigInt(digits), denominator: 10n ** BigInt(decimals) });
  }
  sums.forEach((sum, decimals) => {
    fractions.push({ numerator: BigInt(sum), denominator: 10n ** BigInt(decimals) });
  });
  return fractions;
}

/** Counts rows. */
export function count(rows: readonly object[]): Quantity {
  return new Quantity(BigInt(rows.length), 1n, { kind: "count", rows, distinct: [] });
}

/** Counts the different values, or combinations of values, that rows have; an empty name is one of them. */
export function countDistinct<Row extends object>(
  rows: readonly Row[],
  ...columns: readonly (keyof Row & string)[]
): Quantity {
  const keys = new Set(rows.map((row) => JSON.stringify(columns.map((column) => String(row[column])))));
  return new Quantity(BigInt(keys.size), 1n, { kind: "count", rows, distinct: columns });
}

/** Finds the mean of a column. */
export function mean<Row extends object>(rows: readonly Row[], column: keyof Row & string): Quantity {
  return sum(rows, column).over(count(rows));
}

type Choose = {
  (quantities: readonly Quantity[]): Quantity;
  <Row extends object>(rows: readonly Row[], column: keyof Row & string): Quantity;
};

/** Finds the highest of some quantities, or of a column of rows. @throws Error of none */
export const max: Choose = makeChoice("max", (sorted) => sorted.at(-1)!);
/** Finds the lowest. @throws Error of none */
export const min: Choose = makeChoice("min", (sorted) => sorted[0]!);
/** Finds the median; of an even number of values the mean of the middle two. @throws Error of none */
export const median: Choose = makeChoice("median", (sorted) => {
  const half = sorted.length / 2;
  return sorted[Math.floor(half)]!.plus(sorted[Math.ceil(half) - 1]!).over(2);
});

function makeChoice(op: "max" | "min" | "median", choose: (sorted: readonly Quantity[]) => Quantity): Choose {
  return (some: readonly object[], column?: string): Quantity => {
    if (some.length === 0) throw new Error(`expected at least one value to find the ${op} of, got none`);
    const quantities = column === undefined ? (some as readonly Quantity[]) : readColumn(some, column);
    const { numerator, denominator } = choose([...quantities].sort((a, b) => a.compare(b)));
    const how: How = column === undefined ? { kind: "op", op, of: quantities } : { kind: op, rows: some, column };
    return new Quantity(numerator, denominator, how);
  };
}

function readColumn(rows: readonly object[], column: string): Quantity[] {
  return rows.map((row) => quantity(row as Record<string, unknown>, column));
}

/**
 * Reads a value as MySQL sends it: a number, a DECIMAL as text, or an ISO date.
 * @throws Error for anything else, NULL among them
 */
function parseValue(value: unknown, how: How): Quantity {
  if (value instanceof Quantity) return value;
  if (typeof value === "bigint") return new Quantity(value, 1n, how);
  if (typeof value === "number" && Number.isSafeInteger(value)) return new Quantity(BigInt(value), 1n, how);
  const text = String(value);
  const [, whole, part = "", exponent = "0"] = /^(-?\d+)(?:\.(\d+))?(?:e([+-]\d{1,3}))?$/i.exec(text) ?? [];
  if (whole !== undefined) {
    const places = part.length - Number(exponent);
    const digits = BigInt(whole + part);
    return places < 0
      ? new Quantity(digits * 10n ** BigInt(-places), 1n, how)
      : new Quantity(digits, 10n ** BigInt(places), how);
  }
  const days = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) / 86_400_000 : Number.NaN;
  if (Number.isInteger(days)) return new Quantity(BigInt(days), 1n, how);
  const where = how.kind === "cell" ? ` in column ${how.column}` : "";
  throw new Error(`expected a number${where}, got ${typeof value === "string" ? JSON.stringify(value) : text}`);
}

/** The whole part of a square root, by Newton's method. */
function findRoot(square: bigint): bigint {
  if (square < 2n) return square;
  let root = 1n << BigInt(Math.ceil(square.toString(2).length / 2));
  for (;;) {
    const next = (root + square / root) / 2n;
    if (next >= root) return root;
    root = next;
  }
}

function reduce(numerator: bigint, denominator: bigint, op: Operator, of: readonly Quantity[]): Quantity {
  return new Quantity(...simplify(numerator, denominator), { kind: "op", op, of });
}
