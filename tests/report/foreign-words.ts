/** Words that a report in the language must not have: those of the other, where they mean nothing in it. */
const foreign: Record<string, string> = {
  de: `the of and to by from with is were than more less most all revenue sales sale store stores month months
    quarter article articles cashier cashiers hour hours average highest lowest together change changed contents figures
    data files file rows checksum amount yes rejected duplicates seed versions first last other others search copy copied table
    january february march may june july october december monday tuesday wednesday thursday friday saturday sunday`,
  en: `und ist war nach bis je ein eine des dem den das umsatz verkauf verkäufe verkäufen filiale filialen monat
    monate quartal artikel kassenkraft kassenkräfte kassenkräften uhr uhrzeit durchschnitt höchster niedrigster zusammen
    änderung inhalt abbildungen tabelle zahlen daten datei dateien zeilen prüfsumme betrag ja nein suchen kopieren kopiert
    weitere übrige summe januar februar märz mai juni juli oktober dezember montag dienstag mittwoch donnerstag freitag
    samstag sonntag tsd mio mrd`,
};

/** How the other language writes numbers. */
const foreignNumbers: Record<string, RegExp> = {
  de: /[€$]\d|\d,\d{3}(?!\d)|\d\.\d\s?%|(?<![\d.])\d+\.\d\d(?![\d.])/g,
  en: /\d\s?€(?!\d)|\d\.\d{3}(?!\d)(?!\.\d)|\d,\d\s?%|\d,\d\d(?!\d)/g,
};

/** Finds words and numbers of the other language in a text; names of files and tables count as one word. */
export function findForeign(text: string, language: string): string[] {
  const ownWords = new Set((foreign[language] ?? "").split(/\s+/));
  const found = (text.match(/[\p{L}\p{N}_./-]+/gu) ?? []).map((word) => word.replace(/[.-]+$/, "").toLowerCase());
  const numbers = text.replace(/\d+\.\d+\.\d+\S*/g, "").match(foreignNumbers[language] ?? /$^/g) ?? [];
  return [...new Set([...found.filter((word) => ownWords.has(word)), ...numbers])];
}
