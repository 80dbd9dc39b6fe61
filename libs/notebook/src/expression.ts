import { findPlace, type How, type Operator, type Quantity } from "@tillbook/charts";
import { formatRanges } from "./row-ranges.js";

/**
 * How a number is computed from the results of `sources`. Rows are places in the result, from 0: "0-11,14", or every seventh as
 * "3-24/7"; `parseRanges` lists them. Amounts are in whole units of the currency; a date counts as days since 1970-01-01.
 */
export type Expression =
  | { cell: [source: number, row: number, column: string] }
  | { sum: [source: number, rows: string, column: string] }
  | { max: [source: number, rows: string, column: string] }
  | { min: [source: number, rows: string, column: string] }
  /** Of an even number of values the mean of the middle two. */
  | { median: [source: number, rows: string, column: string] }
  /** How many rows, or how many different values of columns they have. */
  | { count: [source: number, rows: string, ...distinct: string[]] }
  /** What is divided by 0 is 0. `round` has a second operand, the decimals, and rounds half away from 0. */
  | { op: Operator; of: Expression[] }
  /** A number that stands in the code, e.g. "12", "-5" or "1/3". */
  | { value: string }
  /** A number without a source. */
  | { unknown: true };

const unknown: Expression = { unknown: true };

/**
 * Makes what writes how quantities were computed, each once.
 * @param findSource  finds the place of a query among the sources
 */
export function makeExplain(findSource: (sql: string) => number): (quantity: Quantity) => Expression {
  const known = new Map<Quantity, Expression | undefined>();
  return (quantity) => explain(quantity) ?? unknown;

  function explain(quantity: Quantity): Expression | undefined {
    if (!known.has(quantity)) known.set(quantity, explainNew(quantity));
    return known.get(quantity);
  }

  function explainNew(quantity: Quantity): Expression | undefined {
    const { how } = quantity;
    switch (how.kind) {
      case "unknown":
        return undefined;
      case "constant":
        return writeValue(quantity);
      case "cell": {
        const place = findPlace(how.row);
        return (
          place &&
          explainColumn([how.row], how.column, (column) => ({ cell: [findSource(place.sql), place.index, column] }))
        );
      }
      case "sum":
        return addUp([how]);
      case "op":
        return isConstant(quantity) ? writeValue(quantity) : explainOp(how.op, how.of);
      case "count": {
        const [rows, ...others] = groupRows(how.rows) ?? [];
        if (rows === undefined) return how.rows.length === 0 ? { value: "0" } : undefined;
        if (how.distinct.length === 0) return addUp([how]);
        // the same value may be in two results
        return others.length === 0 ? { count: [...rows, ...how.distinct] } : undefined;
      }
      default: {
        const [rows, ...others] = groupRows(how.rows) ?? [];
        if (rows === undefined || others.length > 0) return undefined;
        return explainColumn(how.rows, how.column, (column) => {
          const of: [number, string, string] = [...rows, column];
          return how.kind === "max" ? { max: of } : how.kind === "min" ? { min: of } : { median: of };
        });
      }
    }
  }

  function explainOp(op: Operator, quantities: readonly Quantity[]): Expression | undefined {
    if (op === "+") return addUp(quantities.flatMap(listAddends));
    const of = quantities.map(explain);
    return of.every((part) => part !== undefined) ? { op, of } : undefined;
  }

  /** Sums of one column of one result become one sum. */
  function addUp(addends: readonly (How | Quantity)[]): Expression | undefined {
    const columns = new Map<string | undefined, object[]>();
    const others: Quantity[] = [];
    for (const addend of addends) {
      if (!("kind" in addend)) others.push(addend);
      else if (addend.kind === "sum") collect(columns, addend.column, addend.rows);
      else if (addend.kind === "cell") collect(columns, addend.column, [addend.row]);
      else if (addend.kind === "count") collect(columns, undefined, addend.rows);
    }
    const parts = others.map(explain);
    for (const [column, rows] of columns) {
      const groups = groupRows(rows);
      if (groups === undefined) return undefined;
      for (const [source, places] of groups)
        parts.push(
          column === undefined
            ? { count: [source, places] }
            : explainColumn(rows, column, (stored) => ({ sum: [source, places, stored] })),
        );
    }
    const of = parts.filter((part) => part !== undefined);
    if (of.length < parts.length) return undefined;
    return of.length > 1 ? { op: "+", of } : (of[0] ?? { value: "0" });
  }

  /** Groups rows by their results; a row that is there twice is in two groups. Undefined when one comes from no result. */
  function groupRows(rows: readonly object[]): [source: number, places: string][] | undefined {
    const results = new Map<string, number[]>();
    for (const row of rows) {
      const place = findPlace(row);
      if (place === undefined) return undefined;
      const places = results.get(place.sql);
      if (places === undefined) results.set(place.sql, [place.index]);
      else places.push(place.index);
    }
    return [...results].flatMap(([sql, places]) =>
      separate(places).map((some): [number, string] => [findSource(sql), formatRanges(some)]),
    );
  }
}

/** Separates places into lists that have each only once. */
function separate(places: readonly number[]): number[][] {
  if (new Set(places).size === places.length) return [[...places]];
  const lists: number[][] = [];
  const times = new Map<number, number>();
  for (const place of places) {
    const time = times.get(place) ?? 0;
    times.set(place, time + 1);
    lists[time] = [...(lists[time] ?? []), place];
  }
  return lists;
}

/** A query does not give `revenue_cents`, which `readQuery` adds to a column `revenue`: it is that one times 100. */
function explainColumn(rows: readonly object[], column: string, explain: (column: string) => Expression): Expression {
  const stored = column.replace(/_cents$/, "");
  for (const row of stored === column ? [] : (rows as readonly Record<string, unknown>[])) {
    const text = row[stored];
    if (text === null) continue;
    const [, decimals = ""] = /^-?\d+\.(\d+)$/.exec(String(text)) ?? [];
    if (decimals === "" || String(row[column]) !== String(BigInt(String(text).replace(".", "")))) break;
    return { op: "*", of: [explain(stored), { value: `1${"0".repeat(decimals.length)}` }] };
  }
  return explain(column);
}

/** Whether only numbers that stand in the code went into it; a sum of no rows is none of them. */
function isConstant({ how }: Quantity): boolean {
  return how.kind === "constant" || (how.kind === "op" && how.of.length > 0 && how.of.every(isConstant));
}

function writeValue({ numerator, denominator }: Quantity): Expression {
  return { value: denominator === 1n ? `${numerator}` : `${numerator}/${denominator}` };
}

function listAddends(quantity: Quantity): (How | Quantity)[] {
  const { how } = quantity;
  if (how.kind === "op" && how.op === "+") return how.of.flatMap(listAddends);
  const isMergeable = how.kind === "sum" || how.kind === "cell" || (how.kind === "count" && how.distinct.length === 0);
  return [isMergeable ? how : quantity];
}

function collect(
  columns: Map<string | undefined, object[]>,
  column: string | undefined,
  rows: readonly object[],
): void {
  const known = columns.get(column);
  if (known === undefined) columns.set(column, [...rows]);
  else for (const row of rows) known.push(row);
}
