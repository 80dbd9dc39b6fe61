import { SparkError } from "./errors.js";
import type { Literal, Sql } from "./messages.js";

/** A value that a query can be given. */
export type Parameter = string | number | bigint | boolean | null | Date | Uint8Array;

/** Values of a query: for `:name` an object without the colons, for `?` an array. */
export type Parameters = Readonly<Record<string, Parameter>> | readonly Parameter[];

/** Builds the statement: the text as it is, the values beside it as literals. */
export function createSql(query: string, parameters: Parameters = {}): Sql {
  if (isList(parameters)) {
    const posArguments = parameters.map((value, index) => ({ literal: toLiteral(value, `parameter ${index + 1}`) }));
    return { query, namedArguments: {}, posArguments };
  }
  const named = Object.entries(parameters).map(([name, value]) => [name, { literal: toLiteral(value, `:${name}`) }]);
  return { query, namedArguments: Object.fromEntries(named), posArguments: [] };
}

/**
 * Chooses the literal's type: whole numbers are INT or BIGINT by size, other numbers DOUBLE, a bigint is BIGINT or
 * DECIMAL, a Date is TIMESTAMP, bytes are BINARY. `name` is for the message.
 * @throws SparkError for a value of another type, an invalid date, or a bigint of more than 38 digits
 */
export function toLiteral(value: Parameter, name: string): Literal {
  switch (typeof value) {
    case "string":
      return { string: value };
    case "boolean":
      return { boolean: value };
    case "number":
      if (!Number.isSafeInteger(value) || Object.is(value, -0)) return { double: value };
      return value === (value | 0) ? { integer: value } : { long: String(value) };
    case "bigint":
      if (value === BigInt.asIntN(64, value)) return { long: String(value) };
      if (String(value).replace("-", "").length <= 38) return { decimal: { value: String(value) } };
      throw new SparkError(`${name}: expected at most 38 digits, got ${value}`);
  }
  if (value === null) return { null: { null: {} } };
  if (value instanceof Uint8Array) return { binary: value };
  if (value instanceof Date && !Number.isNaN(value.getTime())) {
    return { timestamp: String(BigInt(value.getTime()) * 1000n) };
  }
  throw new SparkError(
    `${name}: expected a string, number, bigint, boolean, null, Date or bytes, got ${String(value)}`,
  );
}

function isList(parameters: Parameters): parameters is readonly Parameter[] {
  return Array.isArray(parameters);
}
