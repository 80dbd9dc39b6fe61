import type { Header } from "./csv-header.js";
import { createDateReader, dateFormats } from "./formats.js";
import { foldName } from "./header-names.js";
import type { Choice } from "./questions.js";
import type { ColumnName } from "./schema.js";
import { splitTimestamp } from "./timestamps.js";

const quantityName =
  /quantity|qty|menge|anzahl|stuck|quantite|cantidad|quantita|aantal|ilosc|quantidade|miktar|adet|antal|mnozstvi|pocet|maara|数量|units/;
const priceName = /price|preis|prix|precio|prezzo|prijs|cena|preco|fiyat|pris|hinta|単価/;
const mostChoices = 6;
/** Money that is no amount of a sale. */
const otherMoney =
  /tax|vat|mwst|ust|steuer|tva|iva|btw|discount|rabatt|remise|descuento|sconto|korting|rabat|moms|dph|alv|sleva|cost|kosten|fee|tip|trinkgeld|profit|margin|marge|balance|saldo|shipping|freight|税/;

/** Lists the columns that may be dates: only those whose values are. */
export function suggestDates(header: Header, sample: readonly string[][]): Choice[] {
  return listFitting(header, sample, isDate)
    .slice(0, mostChoices)
    .map((name) => chooseName("sold_on", header, name, sample));
}

/** Lists what may be the amount: only columns with decimals that are no price, tax or the like, and quantity times price. */
export function suggestAmounts(header: Header, sample: readonly string[][]): Choice[] {
  const factors = findFactors(header.names);
  const names = listFitting(header, sample, isAmount).filter(
    (name) => !otherMoney.test(foldName(name)) && !priceName.test(foldName(name)) && !quantityName.test(foldName(name)),
  );
  const choices = names.slice(0, mostChoices).map((name) => chooseName("amount", header, name, sample));
  if (factors === undefined) return choices;
  const label = `${JSON.stringify(factors.quantity)} times ${JSON.stringify(factors.price)}`;
  return [{ label, settings: { amount: factors } }, ...choices];
}

/** Finds the names of a quantity and a unit price; undefined where a header lacks one. */
export function findFactors(names: readonly string[]): { quantity: string; price: string } | undefined {
  const quantity = names.find((name) => quantityName.test(foldName(name)) && !otherMoney.test(foldName(name)));
  const price = findPrice(names);
  return quantity === undefined || price === undefined ? undefined : { quantity, price };
}

/** Finds the name of a unit price. */
export function findPrice(names: readonly string[]): string | undefined {
  return names.find((name) => priceName.test(foldName(name)) && !otherMoney.test(foldName(name)));
}

/** Makes the choice of a column by its name, with its first values. */
export function chooseName(column: ColumnName, header: Header, name: string, sample: readonly string[][]): Choice {
  const at = header.names.indexOf(name);
  return choosePlace(column, name, at, JSON.stringify(name), sample);
}

/** Makes the choice of a column by a key of `columns`, e.g. `#4`. */
export function choosePlace(
  column: ColumnName,
  key: string,
  at: number,
  title: string,
  sample: readonly string[][],
): Choice {
  const values = sample.map((row) => (row[at] ?? "").trim()).filter((text) => text !== "");
  const shown = [...new Set(values)].slice(0, 3).map((text) => (text.length > 30 ? `${text.slice(0, 30)}…` : text));
  const label = shown.length === 0 ? title : `${title}: ${shown.join(", ")}`;
  return { label, settings: { columns: { [key]: column } } };
}

/** Says what to write where no column looks right. */
export function explainColumn(column: ColumnName, { names, ignored }: Header): string {
  const readable = (ignored.length > 0 ? ignored : names).filter((name) => /^[^\p{Cc}\uFFFD]{1,40}$/u.test(name));
  const choice = readable.length === 0 ? "a name in the file's first row" : `one of ${describeColumns(readable)}`;
  return `name the column in a columns.json beside the file: {"columns":{"NAME":"${column}"}}, where NAME is ${choice}; see docs/your-own-data.md`;
}

/** Lists the unread columns whose values are all of a kind, as far as they are not empty. */
function listFitting(
  { ignored, names }: Header,
  sample: readonly string[][],
  fits: (text: string) => boolean,
): string[] {
  return ignored.filter((name) => {
    const texts = sample.map((row) => (row[names.indexOf(name)] ?? "").trim()).filter((text) => text !== "");
    return texts.length > 0 && texts.every(fits) && /^[^\p{Cc}\uFFFD]{1,40}$/u.test(name);
  });
}

const dateReaders = dateFormats.map((format) => createDateReader(format));

function isDate(text: string): boolean {
  const date = splitTimestamp(text)?.date ?? text;
  return dateReaders.some((read) => /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(read(date) ?? ""));
}

function isAmount(text: string): boolean {
  return /^[^\p{L}\d]*[A-Z]{0,3}[^\p{L}\d]*[\d.,' ]*\d[.,]\d\d?(?!\d)[^\p{L}\d]*[A-Z]{0,3}$/u.test(text);
}

/** Lists names for a message, quoted and shortened. */
export function describeColumns(names: readonly string[], separator = ", "): string {
  return names.map((name) => JSON.stringify(name.length > 60 ? `${name.slice(0, 60)}…` : name)).join(separator);
}
