import { locales, type Messages } from "@tillbook/charts";

/** Words of each language that mean nothing in the others; a word that two languages list counts for neither. */
const words: Record<string, string> = {
  en: `the of and to by from with is were than more less most all revenue sales sale store stores month months
    quarter article articles cashier cashiers hour hours average highest lowest together change changed contents figures
    data files file rows checksum amount yes rejected duplicates seed versions first last other others search copy copied table
    january february march may june july october december monday tuesday wednesday thursday friday saturday sunday`,
  de: `und ist war nach bis je ein eine des dem den das umsatz verkauf verkäufe verkäufen filiale filialen monat
    monate quartal artikel kassenkraft kassenkräfte kassenkräften uhr uhrzeit durchschnitt höchster niedrigster zusammen
    änderung inhalt abbildungen tabelle zahlen daten datei dateien zeilen prüfsumme betrag ja nein suchen kopieren kopiert
    weitere übrige summe januar februar märz mai juni juli oktober dezember montag dienstag mittwoch donnerstag freitag
    samstag sonntag tsd mio mrd`,
};

/**
 * Finds words and numbers of other languages in a text that should be in one; names of files and tables count as one word.
 * @throws Error when the words of a language are not listed
 */
export function findForeign(text: string, language: string): string[] {
  const own = listWords(language);
  const others = Object.keys(locales).filter((other) => other !== language);
  const foreign = new Set(others.flatMap((other) => [...listWords(other)]).filter((word) => !own.has(word)));
  const found = (text.match(/[\p{L}\p{N}_./-]+/gu) ?? []).map((word) => word.replace(/[.-]+$/, "").toLowerCase());
  const numbers = text.replace(/\d+\.\d+\.\d+\S*/g, "").match(matchForeignNumbers(locales[language]!)) ?? [];
  return [...new Set([...found.filter((word) => foreign.has(word)), ...numbers])];
}

function listWords(language: string): Set<string> {
  const listed = words[language];
  if (listed === undefined) throw new Error(`expected words of ${language} in report/foreign-words.ts, got none`);
  return new Set(listed.split(/\s+/));
}

/** Matches a currency on the wrong side, and amounts, counts and shares with a point or comma that the language doesn't use. */
function matchForeignNumbers({ numbers }: Messages): RegExp {
  const [group, decimal] = [numbers.group, numbers.decimal].map((mark) => [".", ","].filter((other) => other !== mark));
  const patterns = [
    numbers.money("1", "€").startsWith("€") ? "\\d\\s?€(?!\\d)" : "[€$]\\d",
    `\\d[${group!.join("")}]\\d{3}(?!\\d)(?!\\.\\d)`,
    `\\d[${decimal!.join("")}]\\d\\s?%`,
    `(?<![\\d.])\\d+[${decimal!.join("")}]\\d\\d(?!\\d|\\.\\d)`,
  ];
  return new RegExp(patterns.join("|"), "g");
}
