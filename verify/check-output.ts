import type { Messages } from "@tillbook/charts";
import { drillType, type Evidence, figureType, type Output, type RecordedNumber } from "@tillbook/notebook";
import { blankSpan } from "./blank.js";
import { describeDigits, listDigits, quoteText } from "./digits.js";
import { evaluate, type Rows, restsOnSource } from "./evaluate.js";
import { formatValue } from "./formats.js";
import { type Fraction, isNear, readFraction } from "./fraction.js";
import { blankKnown, type KnownTexts } from "./known-texts.js";
import { listShown } from "./list-shown.js";
import { escapePointer, type ShownNumber, type ShownText } from "./shown.js";

/** What was found about the numbers of an output. */
export interface OutputCheck {
  /** How many numbers were computed again and are right. */
  count: number;
  wrong: string[];
  /** What no evidence explains, with the text that it is in. */
  notChecked: string[];
}

/**
 * Compares every number of an output with what its evidence gives.
 * @param sources  the rows of each query that the evidence names
 */
export function checkOutput(
  output: Output,
  { numbers }: Evidence,
  sources: readonly Rows[],
  known: KnownTexts,
  messages: Messages,
): OutputCheck {
  const result: OutputCheck = { count: 0, wrong: [], notChecked: [] };
  const shown = listShown(output);
  const recorded = Map.groupBy(numbers, ({ at }) => at);
  const figure = output.data?.[figureType];
  /** Pointers to texts that have a number. */
  const numeric = new Set<string>();
  for (const text of shown.texts) {
    const digits = listDigits(blankBoth(checkText(text), text));
    if (digits.length === 0) continue;
    numeric.add(text.at);
    result.notChecked.push(describePlace(text.at) + describeDigits(digits, text.text));
  }
  const left = shown.numbers.filter((number) => !checkNumber(number));
  for (const [list, some] of Map.groupBy(left, ({ at }) => at.replace(/\/\d+$/, "")))
    result.notChecked.push(
      `${describePlace(list)}${some.length === 1 ? "" : `${some.length} numbers, the first `}${some[0]!.value}`,
    );
  for (const { at, what } of shown.unreadable) result.notChecked.push(describePlace(at) + what);
  return result;

  /** Blanks what is known: of "18:00–19:00" the two hours may be recorded, while all of it is a name. */
  function blankBoth(unrecorded: string, { at, text, blank }: ShownText): string {
    const [left, named] = [unrecorded, text].map((part) => blankKnown(blankPlace(blank(part), at), known)) as [
      string,
      string,
    ];
    return [...left.split("").keys()].map((i) => (named[i] === " " ? " " : left[i])).join("");
  }

  /** Checks the numbers in a text; gives the text without those that are right, and those that are named as wrong. */
  function checkText({ at, text }: ShownText): string {
    return (recorded.get(at) ?? []).reduce((rest, number) => {
      const { span = [0, 0], format = "" } = number;
      const got = text.slice(...span);
      const value = compute(number) ?? readTick(at);
      if (value === undefined) return rest;
      const expected = value === "failed" ? undefined : formatValue(format, value, messages);
      if (value !== "failed" && expected === undefined) result.wrong.push(`unknown formatter ${format} of ${got}`);
      else if (expected !== undefined && !isSameText(got, expected))
        result.wrong.push(`expected ${expected}, got ${got} in ${quoteText(text, got)}`);
      else if (expected !== undefined) result.count++;
      if (!isCalendar(format)) numeric.add(at);
      return blankSpan(rest, span);
    }, text);
  }

  /** Whether a number is right, or was named as wrong, or is only the place of a name. */
  function checkNumber({ at, value, ticks }: ShownNumber): boolean {
    const number = recorded.get(at)?.find(({ span }) => span === undefined);
    const expected = number && compute(number);
    if (expected === undefined)
      return number === undefined && ticks !== undefined && !ticks.every((tick) => numeric.has(tick));
    if (expected === "failed") return true;
    if (isNear(value, expected)) result.count++;
    else
      result.wrong.push(
        `expected ${Number(expected.numerator) / Number(expected.denominator)}, got ${value} in ${describePlace(at)}`,
      );
    return true;
  }

  /** Undefined of what has no source. */
  function compute({ how }: RecordedNumber): Fraction | "failed" | undefined {
    try {
      const value = evaluate(how, sources);
      // Without a cell a number was typed, but the sum of no rows is 0.
      return value?.numerator === 0n || restsOnSource(how) ? value : undefined;
    } catch (error) {
      result.wrong.push(`cannot compute a number again: ${(error as Error).message}`);
      return "failed";
    }
  }

  /** A text at a tick says the number at which it stands. */
  function readTick(at: string): Fraction | undefined {
    const [, axis, tick] = /^(.*)\/ticktext\/(\d+)$/.exec(at) ?? [];
    if (axis === undefined) return undefined;
    return readFraction(readPointer(output.data, `${axis}/tickvals/${tick}`));
  }

  function describePlace(at: string): string {
    const name = (figure as { layout?: { meta?: { name?: string } } } | undefined)?.layout?.meta?.name;
    const places = {
      [figureType]: name === undefined ? "a chart" : `the chart ${name}`,
      [drillType]: "the sums by store and month",
    };
    for (const [type, place] of Object.entries(places)) {
      const start = `/${escapePointer(type)}/`;
      if (at.startsWith(start)) return `${place}, ${at.slice(start.length)}: `;
    }
    return "";
  }
}

/** Blanks what tells apart two names at an axis that look the same: its place among them, e.g. "700 (3)" of the third. */
function blankPlace(text: string, at: string): string {
  const place = ` (${Number(/\/ticktext\/(\d+)$/.exec(at)?.[1]) + 1})`;
  return text.endsWith(place) ? text.slice(0, -place.length) + " ".repeat(place.length) : text;
}

/** Formats of names, whose digits are no amounts. */
function isCalendar(format: string): boolean {
  return /month|quarter|year|decade|week|day|hour|date|period/i.test(format);
}

/** Whether a text is the expected one, also as Markdown or HTML escapes it, and with spaces of any kind. */
function isSameText(got: string, expected: string): boolean {
  const decoded = got.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
  const forms = [got, got.replace(/\\(?=[!-/:-@[-`{-~])/g, ""), decoded];
  return forms.map(normaliseSpace).includes(normaliseSpace(expected));
}

function normaliseSpace(text: string): string {
  return text.replace(/[\u00a0\u202f]/g, " ");
}

/** Reads what a JSON pointer names; undefined of nothing. */
function readPointer(value: unknown, pointer: string): unknown {
  return pointer
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], value);
}
