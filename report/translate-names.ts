import { headAmounts, type Messages, nameHour, nameMonth } from "@tillbook/charts";

/**
 * Makes a function that gives what another language calls a label, month, weekday or hour of a report's tables; any other text stays.
 * Both languages have to be in the currency of their report.
 * @param years  first and last year of the data
 */
export function makeNameTranslator(
  from: Messages,
  to: Messages,
  [firstYear, lastYear]: readonly [number, number],
): (text: string) => string {
  if (from.language === to.language) return (text) => text;
  const names = new Map<string, string>();
  const add = (name: (messages: Messages) => string): void => {
    names.set(name(from), name(to));
    names.set(headAmounts(name(from), from), headAmounts(name(to), to));
  };
  for (const [text, other] of pairTexts(from, to)) add((messages) => (messages === from ? text : other));
  for (const [english, text] of Object.entries(to.notebooks ?? {})) names.set(english, text);
  for (const [english, text] of Object.entries(from.notebooks ?? {}))
    names.set(text, to.notebooks?.[english] ?? english);
  for (let month = firstYear * 12; month < (lastYear + 1) * 12; month++) add((messages) => nameMonth(month, messages));
  for (let hour = 0; hour < 24; hour++) add((messages) => nameHour(hour, messages));
  for (let weekday = 1; weekday <= 7; weekday++) add(({ calendar }) => calendar.weekday(weekday));
  return (text) => names.get(text) ?? text;
}

/** Pairs the plain texts of two languages by where they stand. */
function pairTexts(from: unknown, to: unknown): [string, string][] {
  if (typeof from === "string" && typeof to === "string") return [[from, to]];
  if (typeof from !== "object" || from === null || typeof to !== "object" || to === null) return [];
  return Object.keys(from).flatMap((key) =>
    pairTexts((from as Record<string, unknown>)[key], (to as Record<string, unknown>)[key]),
  );
}
