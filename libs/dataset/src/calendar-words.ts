// Words for months and weekdays, in the languages of the known header names, as Intl (CLDR) has them.

const languages = ["en", "de", "fr", "es", "it", "nl", "pl", "pt", "tr"];
/** Languages of which whole words are known: their beginnings are other months in the ones above, as `mar` for November in Finnish. */
const others = ["cs", "da", "sv", "nb", "fi", "hu", "ro", "sk", "ru", "uk", "bg", "el", "de-AT"];

/** Matches a word that may be a month. */
export const monthWord = "\\p{L}{3,}\\.?";

const simplify = (word: string): string =>
  word
    .normalize("NFD")
    .replace(/\p{M}|\./gu, "")
    .toLowerCase();

/** Words and their beginnings that stand for one month alone. */
const months = new Map(
  [...listWords(12, (day) => ({ ...day, month: "long" }), "month", 1)].flatMap(([word, numbers]) =>
    numbers.size === 1 ? [[word, Number([...numbers][0])] as const] : [],
  ),
);
for (const [word, numbers] of listWords(12, (day) => ({ ...day, month: "long" }), "month", 1, others)) {
  if (numbers.size === 1 && !months.has(word)) months.set(word, Number([...numbers][0]));
}
const weekdays = listWords(7, (day) => ({ ...day, weekday: "long" }), "weekday", 0);

/** The numbers, from `from`, by each word and its beginnings of at least 2 letters; of the languages in `whole`, by whole words. */
function listWords(
  count: number,
  style: (day: Intl.DateTimeFormatOptions) => Intl.DateTimeFormatOptions,
  part: "month" | "weekday",
  from: number,
  whole: readonly string[] = [],
): Map<string, Set<number>> {
  const all = new Map<string, Set<number>>();
  for (const language of whole.length > 0 ? whole : languages) {
    for (const day of [{}, { day: "numeric" }] as const) {
      const format = new Intl.DateTimeFormat(language, { ...style(day), timeZone: "UTC" });
      for (let i = 0; i < count; i++) {
        const date = Date.UTC(2023, part === "month" ? i : 0, part === "month" ? 1 : 1 + i);
        const word = simplify(format.formatToParts(date).find(({ type }) => type === part)?.value ?? "");
        for (let length = whole.length > 0 ? word.length : 2; length <= word.length; length++) {
          const beginning = word.slice(0, length);
          all.set(beginning, (all.get(beginning) ?? new Set()).add(i + from));
        }
      }
    }
  }
  return all;
}

/** Reads a word for a month, also shortened, as `01` to `12`; undefined for other words. */
export function readMonth(word: string): string | undefined {
  const short = simplify(word);
  const number = months.get(short) ?? shortened[short];
  return number === undefined ? undefined : String(number).padStart(2, "0");
}

/** Shortened by leaving out letters in the middle. */
const shortened: Readonly<Record<string, number>> = { mrz: 3, mrt: 3, sept: 9, dic: 12, feber: 2 };

/** Leaves out a weekday in front of a date, e.g. `So 01.03.2026` or `Sunday, March 1, 2026`. */
export function dropWeekday(text: string): string {
  const [all = "", word = ""] = /^(\p{L}{2,}(?:-\p{L}+)?)[.,]* +/u.exec(text) ?? [];
  if (word === "" || readMonth(word) !== undefined) return text;
  return weekdays.has(simplify(word)) ? text.slice(all.length) : text;
}
