import { findPlace, Quantity, takeMarks } from "@tillbook/charts";
import { type Expression, makeExplain } from "./expression.js";
import type { Output } from "./notebook.js";
import { formatRanges, parseRanges } from "./row-ranges.js";

/** How the numbers of an output were computed. */
export interface Evidence {
  /** Queries, as they were sent. */
  sources: string[];
  numbers: RecordedNumber[];
}

/** A number of an output. */
export interface RecordedNumber {
  /** JSON pointer into `data` of the output, e.g. "/text~1markdown". */
  at: string;
  /** Where it stands in the text there, in UTF-16 units, the end exclusive; undefined where a number stands there. */
  span?: [start: number, end: number];
  /** Name of the formatter, e.g. "moneyShort", see `formats`; undefined of a number, which is the value itself. */
  format?: string;
  how: Expression;
}

/** As it is kept in `metadata.tillbook` of an output: a line a number. */
interface Packed {
  sources: string[];
  /** JSON of expressions; each once. */
  expressions: string[];
  /**
   * e.g. "13-22 money 0 /text~1markdown": span or "-", format or "-", place among the expressions, pointer. An expression such as
   * `{ cells: [0, "0-23", "revenue"] }` is of the cells of a column, one after the other, in an array from the pointer's item on.
   */
  numbers: string[];
}

type Cells = { cells: [source: number, rows: string, column: string] };

/** So many cells are kept as one, in an array that has them in the order of their rows. */
const leastCells = 3;

/**
 * Takes quantities out of an output: they become numbers, and marked texts what a reader sees.
 * @returns what to write, and as `metadata` how its numbers were computed; empty where nothing carries a quantity
 */
export function takeEvidence<Data>(data: Data): { data: Data; metadata: { tillbook?: Packed } } {
  const sources: string[] = [];
  const expressions = new Map<string, number>();
  const known = new Map<Quantity, number>();
  const numbers: string[] = [];
  const explain = makeExplain(findSource);
  const plain = take(data, "") as Data;
  if (numbers.length === 0) return { data: plain, metadata: {} };
  return { data: plain, metadata: { tillbook: { sources, expressions: [...expressions.keys()], numbers } } };

  function take(value: unknown, at: string): unknown {
    if (typeof value === "string") {
      const { text, marks } = takeMarks(value);
      for (const { span, format, quantity } of marks) record(`${span[0]}-${span[1]}`, format, quantity, at);
      return text;
    }
    if (value instanceof Quantity) {
      record("-", "-", value, at);
      return Number(value);
    }
    if (Array.isArray(value)) return takeArray(value, at);
    if (!isPlainObject(value)) return value;
    const entries = Object.entries(value).map(([marked, item]) => {
      const name = takeMarks(marked).text;
      return [name, take(item, `${at}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`)];
    });
    return Object.fromEntries(entries);
  }

  function takeArray(values: readonly unknown[], at: string): unknown[] {
    const taken: unknown[] = [];
    while (taken.length < values.length) {
      const [first, run] = [taken.length, readRun(values, taken.length)];
      if (run === undefined) taken.push(take(values[first], `${at}/${first}`));
      else {
        const rows = formatRanges(run.map(({ index }) => index));
        const { sql, column } = run[0]!;
        numbers.push(`- - ${addExpression({ cells: [findSource(sql), rows, column] })} ${at}/${first}`);
        taken.push(...values.slice(first, first + run.length).map(Number));
      }
    }
    return taken;
  }

  function record(span: string, format: string, quantity: Quantity, at: string): void {
    const place = known.get(quantity) ?? addExpression(explain(quantity));
    known.set(quantity, place);
    numbers.push(`${span} ${format} ${place} ${at}`);
  }

  function addExpression(expression: Expression | Cells): number {
    const json = JSON.stringify(expression);
    const place = expressions.get(json) ?? expressions.size;
    expressions.set(json, place);
    return place;
  }

  function findSource(sql: string): number {
    const place = sources.indexOf(sql);
    return place < 0 ? sources.push(sql) - 1 : place;
  }
}

/** Reads how the numbers of an output were computed; undefined where that was not recorded. @throws Error when it can't be read */
export function readEvidence(output: Output): Evidence | undefined {
  const packed = (output["metadata"] as { tillbook?: Packed } | undefined)?.tillbook;
  if (packed === undefined) return undefined;
  const expressions = packed.expressions.map((json): Expression | Cells => JSON.parse(json));
  const numbers = packed.numbers.flatMap((line): RecordedNumber[] => {
    const [, start, end, format, place, at] = /^(?:(\d+)-(\d+)|-) (\S+) (\d+) (.*)$/s.exec(line) ?? [];
    const how = expressions[Number(place)];
    if (format === undefined || at === undefined || how === undefined)
      throw new Error(`expected a number such as "13-22 money 0 /text~1markdown", got ${JSON.stringify(line)}`);
    if ("cells" in how) return listCells(how, at);
    return [start === undefined ? { at, how } : { at, span: [Number(start), Number(end)], format, how }];
  });
  return { sources: packed.sources, numbers };
}

interface Place {
  sql: string;
  index: number;
  column: string;
}

/** Reads the cells of one column that an array has from a place on, in the order of their rows; undefined of too few. */
function readRun(values: readonly unknown[], from: number): Place[] | undefined {
  const run: Place[] = [];
  for (let i = from; i < values.length; i++) {
    const [place, last] = [readPlace(values[i]), run.at(-1)];
    if (place === undefined) break;
    if (last && (last.sql !== place.sql || last.column !== place.column || last.index >= place.index)) break;
    run.push(place);
  }
  return run.length < leastCells ? undefined : run;
}

function readPlace(value: unknown): Place | undefined {
  if (!(value instanceof Quantity) || value.how.kind !== "cell") return undefined;
  const { row, column } = value.how;
  const place = findPlace(row);
  // cents are explained by the amount
  return place && !column.endsWith("_cents") ? { ...place, column } : undefined;
}

function listCells({ cells: [source, rows, column] }: Cells, at: string): RecordedNumber[] {
  const [, list, first] = /^(.*)\/(\d+)$/s.exec(at) ?? [];
  if (list === undefined) throw new Error(`expected the place of an array's item, got ${JSON.stringify(at)}`);
  return parseRanges(rows).map((row, i) => ({
    at: `${list}/${Number(first) + i}`,
    how: { cell: [source, row, column] },
  }));
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || "toJSON" in value) return false;
  return !ArrayBuffer.isView(value) && !(value instanceof Date);
}
