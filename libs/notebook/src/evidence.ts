import { Quantity, takeMarks } from "@tillbook/charts";
import { type Expression, makeExplain } from "./expression.js";
import type { Output } from "./notebook.js";

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
  /** e.g. "13-22 money 0 /text~1markdown": span or "-", format or "-", place among the expressions, pointer. */
  numbers: string[];
}

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
    if (Array.isArray(value)) return value.map((item, i) => take(item, `${at}/${i}`));
    if (!isPlainObject(value)) return value;
    const entries = Object.entries(value).map(([marked, item]) => {
      const name = takeMarks(marked).text;
      return [name, take(item, `${at}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`)];
    });
    return Object.fromEntries(entries);
  }

  function record(span: string, format: string, quantity: Quantity, at: string): void {
    const place = known.get(quantity) ?? addExpression(quantity);
    known.set(quantity, place);
    numbers.push(`${span} ${format} ${place} ${at}`);
  }

  function addExpression(quantity: Quantity): number {
    const json = JSON.stringify(explain(quantity));
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
  const expressions = packed.expressions.map((json): Expression => JSON.parse(json));
  const numbers = packed.numbers.map((line): RecordedNumber => {
    const [, start, end, format, place, at] = /^(?:(\d+)-(\d+)|-) (\S+) (\d+) (.*)$/s.exec(line) ?? [];
    const how = expressions[Number(place)];
    if (format === undefined || at === undefined || how === undefined)
      throw new Error(`expected a number such as "13-22 money 0 /text~1markdown", got ${JSON.stringify(line)}`);
    return start === undefined ? { at, how } : { at, span: [Number(start), Number(end)], format, how };
  });
  return { sources: packed.sources, numbers };
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || "toJSON" in value) return false;
  return !ArrayBuffer.isView(value) && !(value instanceof Date);
}
