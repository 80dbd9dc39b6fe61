import type { Dialect } from "./dialect.js";
import { cleanNames } from "./find-table.js";
import { isNoSalesTitle } from "./row-doubts.js";
import type { ColumnName } from "./schema.js";

/** Words for a sum in the languages of tills, in lower case. */
const totalsWords = [
  ..."total|totals|grand total|subtotal|sub total|sub-total|sum|overall|summe|summen|gesamt|gesamtsumme|gesamtbetrag".split(
    "|",
  ),
  ..."insgesamt|zwischensumme|endsumme|tagessumme|monatssumme|total général|total general|totaux|sous-total|somme".split(
    "|",
  ),
  ..."totale|totali|totale generale|totale complessivo|subtotale|somma|suma|suma total|suma całkowita|razem".split("|"),
  ..."ogółem|łącznie|podsumowanie|totaal|totalen|eindtotaal|subtotaal|som|total geral|totais|soma|celkem|spolu".split(
    "|",
  ),
  ..."összesen|skupaj|ukupno|toplam|genel toplam|yhteensä|summa|totalt|i alt|σύνολο|итого|всего|сумма|разом".split("|"),
  // Rows of pivot tables and subtotals in Excel.
  ..."ergebnis|gesamtergebnis|teilergebnis|suma końcowa|total acumulado|gesamtumsatz|umsatz gesamt|tagesumsatz".split(
    "|",
  ),
  ..."合計|小計|総計|合计|小计|总计|總計|합계|소계|총계|المجموع|الإجمالي".split("|"),
];
const words = totalsWords.join("|");
const wholeWord = new RegExp(`^[^\\p{L}]*(?:${words})[^\\p{L}\\p{N}]*$`, "iu");
const firstWord = new RegExp(`^[^\\p{L}\\p{N}]*(?:${words})(?![\\p{L}\\p{N}])`, "iu");

const anyWord = new RegExp(`(?<![\\p{L}\\p{N}])(?:${words})(?![\\p{L}\\p{N}])`, "iu");

/** What rows of sums are named besides, in lower case: after all of something, */
const allNames =
  "all|all stores|all items|all products|all articles|alle|alles|alle filialen|alle artikel|tous|toutes|todos|todas|tutti|tutte|wszystkie";
/** or, where an article would be named, after a closing, a page, or what was paid. */
const closingNames = [
  "z report|z bericht|z bon|x report|x bericht|end of day|day end|tagesabschluss|kassenabschluss|kassensturz|übertrag",
  "carried forward|brought forward|carry forward|à reporter|balance|saldo|closing balance|cash|cards?|credit card|debit card|visa",
  "mastercard|maestro|girocard|bar|barzahlung|ec|ec karte|karte|kartenzahlung|kreditkarte|zahlung|payment|tender|espèces|carte",
  "efectivo|tarjeta|contanti|carta|contant|pin",
].join("|");
const [allName, closingName] = [allNames, closingNames].map(
  (names) => new RegExp(`^[^\\p{L}\\p{N}]*(?:${names.replaceAll(" ", "[\\s-]")})[^\\p{L}\\p{N}]*$`, "iu"),
) as [RegExp, RegExp];

/** Whether a text may name a row of sums, though it is no word for one, e.g. `ALL`, `*`, `Z-Report` or `CASH`. */
export function isSumName(column: ColumnName, text: string): boolean {
  return allName.test(text) || /^[*∑Σ]+$/.test(text) || (column === "article" && closingName.test(text));
}

/** Whether a text has a word for a sum among others, e.g. `Köln Total`, or may name one: most such names are names. */
export function hasTotalsWord(column: ColumnName, text: string): boolean {
  return anyWord.test(text) || isSumName(column, text);
}

/** Whether a text is a word for a sum, e.g. `TOTAL:`; it may also be the name of an article. */
export function isTotalsWord(text: string): boolean {
  return wholeWord.test(text);
}

/** The reason of rows that are sums of others. */
export const totalsReason = "row of totals";

/**
 * Finds why a row that breaks the contract is no sale at all: a repeated header, a comment, a line of text, or a sum in a row
 * without a date; undefined for a row that may be a damaged sale. `isCut`: the row is the file's last, and has no line break.
 */
export function findOmission(record: readonly string[], dialect: Dialect, isCut = false): string | undefined {
  const { fields, names } = dialect;
  const cells = record.map((text) => text.trim());
  const cellOf = (column: string): string => cells[fields.find((field) => field.column === column)?.at ?? -1] ?? "";
  const header = cleanNames(cells);
  if (fields.every(({ column, at }, i) => (header[at] ?? "") === (names?.[i] ?? column))) return "repeated header";
  const filled = cells.filter((text) => text !== "");
  // An order may have a number such as #1001, and its amount may be computed.
  const isDated = fields.some(({ column, at }) => column === "sold_on" && at > 0 && /\d/.test(cells[at] ?? ""));
  if (cells[0]?.startsWith("#") && cellOf("amount") === "" && !isDated) return "comment";
  if (isTotals(filled, fields, cellOf)) return totalsReason;
  const isText = filled.length === 1 && cells[0] !== "" && /^\p{L}[^\d]*\p{L}|^\p{L}.*\s/u.test(cells[0] ?? "");
  const startsWithDate = fields[0]?.column === "sold_on" && fields[0].at === 0;
  return isText && (startsWithDate || !isCut) && !isNoSalesTitle(cells[0] ?? "") ? "line of text" : undefined;
}

/** Whether a row has a word for a sum, no date, and no other names. */
function isTotals(filled: readonly string[], fields: Dialect["fields"], cellOf: (column: string) => string): boolean {
  if (!filled.some((text) => firstWord.test(text))) return false;
  const isFree = (text: string): boolean => text === "" || firstWord.test(text);
  const names = ["store", "article", "cashier"];
  const isDated = /\d/.test(cellOf("sold_on"));
  const hasTime = fields.some(
    ({ column, at }) => column === "sold_at" && at !== fields.find((f) => f.column === "sold_on")?.at,
  );
  if (isDated && !hasTime && !names.some((name) => name !== "cashier" && cellOf(name) === "")) return false;
  return names.every((name) => isFree(cellOf(name))) && (!hasTime || isFree(cellOf("sold_at")));
}

/** Whether a row looks like the header of another table: two names or more, and no digits. */
export function isHeader(record: readonly string[]): boolean {
  const filled = record.filter((text) => text.trim() !== "");
  return filled.length > 1 && filled.every((text) => /^\P{Nd}*\p{L}\P{Nd}*$/u.test(text));
}
