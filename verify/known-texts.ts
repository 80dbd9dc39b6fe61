import { escapeMarkdown, type Messages, nameDay, nameHour, nameMonth } from "@tillbook/charts";
import { blankAll } from "./blank.js";

/** Digits that are no numbers: those in names from the data, and in the names of its days, months and years. */
export interface KnownTexts {
  /** Texts with digits and letters, e.g. "Water 6 x 1.5 l" or "May 2025", by their first digits, e.g. "6". */
  texts: ReadonlyMap<string, readonly string[]>;
  /** Names that look like numbers, e.g. "4711" of an article: known only where one stands alone, or is bold. */
  numericNames: ReadonlySet<string>;
  /** Years of the data's days, known only where one stands alone. */
  years: ReadonlySet<string>;
  /** Spans of hours, as the language writes them. */
  hours: RegExp;
}

/**
 * Lists what is known.
 * @param names  of stores, articles and cashiers, and other texts from query results
 * @param firstDay  of the data, ISO; null of none
 */
export function listKnownTexts(
  names: Iterable<string>,
  firstDay: string | null,
  lastDay: string | null,
  messages: Messages,
): KnownTexts {
  const days = listDays(firstDay, lastDay);
  const calendar = nameCalendar(days, messages);
  const years = new Set(days.map((day) => day.slice(0, 4)));
  const hours = makeHoursPattern(messages);
  return addNames({ texts: indexTexts(new Map(), calendar), numericNames: new Set(), years, hours }, names);
}

/** Adds names, e.g. those that one output rests on. */
export function addNames(known: KnownTexts, names: Iterable<string>): KnownTexts {
  const found = [...new Set([...names].map((name) => normalise(name).trim()))].filter((name) => /\p{N}/u.test(name));
  if (found.length === 0) return known;
  const numeric = found.filter((name) => !/\p{L}/u.test(name));
  const others = found.filter((name) => /\p{L}/u.test(name)).flatMap((name) => [name, escapeMarkdown(name)]);
  return {
    ...known,
    texts: indexTexts(known.texts, others),
    numericNames: new Set([...known.numericNames, ...numeric]),
  };
}

function indexTexts(known: KnownTexts["texts"], texts: readonly string[]): KnownTexts["texts"] {
  const index = new Map(known);
  for (const [digits, some] of Map.groupBy(new Set(texts), findDigits))
    index.set(
      digits,
      [...new Set([...(known.get(digits) ?? []), ...some])].sort((a, b) => b.length - a.length),
    );
  return index;
}

function findDigits(text: string): string {
  return /\p{N}+/u.exec(text)?.[0] ?? "";
}

/** Blanks what is known in a text, in which all that is no text was blanked before. */
export function blankKnown(text: string, known: KnownTexts): string {
  if (!/\p{N}/u.test(text)) return text;
  const cells = normalise(text).split(/(\n|\||\*\*)/);
  const alone = cells.map((cell) => (isAlone(cell, known) ? " ".repeat(cell.length) : cell)).join("");
  const timeless = blankAll(alone, known.hours);
  const candidates = listDigitRuns(timeless)
    .flatMap((digits) => known.texts.get(digits) ?? [])
    .filter((name) => timeless.includes(name));
  const rest = candidates.sort((a, b) => b.length - a.length).reduce(blankName, timeless);
  return blankShortened(rest, known);
}

function listDigitRuns(text: string): string[] {
  return [...new Set(text.match(/\p{N}+/gu))];
}

function isAlone(cell: string, { numericNames, years }: KnownTexts): boolean {
  const word = cell.replace(/[*_`\\]/g, "").trim();
  return numericNames.has(word) || years.has(word);
}

/** Blanks a name where it isn't part of a longer word or number. */
function blankName(text: string, name: string): string {
  return blankAll(text, new RegExp(`${before}${quote(name)}${after}`, "gu"));
}

const before = "(?<![\\p{L}\\p{N}]|\\p{N}[.,])";
const after = "(?![\\p{L}\\p{N}]|[.,]\\p{N})";

/** Blanks names that were cut short, e.g. "Rye bread 75…" of "Rye bread 750 g", from their third character on. */
function blankShortened(text: string, { texts }: KnownTexts): string {
  return text.replace(/[^\n|]{3,}(?=…)/gu, (line) => {
    if (!/\p{N}/u.test(line)) return line;
    const lengths = [...texts.values()].flat().map((name) => findBeginning(line, name));
    const length = lengths.reduce((a, b) => Math.max(a, b), 0);
    return line.slice(0, line.length - length) + " ".repeat(length);
  });
}

/** The length of the longest beginning of a name, of at least three characters, with which a text ends. */
function findBeginning(text: string, name: string): number {
  for (let length = Math.min(name.length - 1, text.length); length >= 3; length--)
    if (text.endsWith(name.slice(0, length))) return /[\p{L}\p{N}]$/u.test(text.slice(0, -length)) ? 0 : length;
  return 0;
}

/** Makes what can't be seen a space: control characters, and the marks of direction that a report adds to names or takes away. */
function normalise(text: string): string {
  return text.replace(/[^\n\P{Cc}]|[\u2028\u2029\u00a0\u202f]|\p{Bidi_Control}/gu, " ");
}

function listDays(first: string | null, last: string | null): string[] {
  if (first === null || last === null) return [];
  const [start = 0, end = 0] = [first, last].map((day) => Date.parse(day) / 86_400_000);
  const name = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);
  return Array.from({ length: end - start + 1 }, (_, i) => name(start + i));
}

/** Names the days, months, quarters and decades of some days, and the hours, as the language and its axes write them. */
function nameCalendar(days: readonly string[], messages: Messages): string[] {
  const { calendar } = messages;
  const ofDays = days.flatMap((day) => {
    const [year = 0, month = 0] = day.split("-").map(Number);
    const quarter = Math.floor((month - 1) / 3) + 1;
    // At an axis a year stands below the first of its months, behind a <br>, which is blank here.
    const short = [calendar.monthShort(month), calendar.quarterShort(quarter)].map((name) => `${name}    ${year}`);
    return [
      ...[day, day.slice(0, 7), nameDay(day, messages), nameMonth(year * 12 + month - 1, messages)],
      ...[calendar.quarter(year, quarter), calendar.quarterShort(quarter), calendar.decade(year), ...short],
    ];
  });
  // What stands behind the hours of a span may also stand behind one, e.g. " Uhr".
  const [, , behind = ""] = calendar.hours(7, 8).split(/[78]/);
  const hours = Array.from({ length: 25 }, (_, hour) => [
    ...[nameHour(hour, messages), calendar.hour(hour)],
    ...(behind === "" ? [] : [hour + behind]),
  ]);
  return [...new Set([...ofDays, ...hours.flat()])].map(normalise);
}

/** Matches e.g. "0:00–24:00", "between 17:00 and 18:00", "zwischen 17 und 18 Uhr". */
function makeHoursPattern({ calendar }: Messages): RegExp {
  const [, between = "", behind = ""] = normalise(calendar.hours(7, 8)).split(/[78]/).map(quote);
  const hour = "(?:1?\\p{Nd}|2[0-4])";
  const full = quote(normalise(calendar.hour(7)).slice(1));
  return new RegExp(`${before}${hour}(?:${between}|(?:${full})?\\s\\p{L}+\\s)${hour}${behind}${after}`, "gu");
}

function quote(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
