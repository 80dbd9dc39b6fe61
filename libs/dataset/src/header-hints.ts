import type { Header } from "./csv-header.js";
import { createDateReader, dateFormats } from "./formats.js";
import { foldName } from "./header-names.js";
import type { ColumnName } from "./schema.js";
import { splitTimestamp } from "./timestamps.js";

const quantityName =
  /quantity|qty|menge|anzahl|stuck|quantite|cantidad|quantita|aantal|ilosc|quantidade|miktar|adet|数量|units/;
const priceName = /price|preis|prix|precio|prezzo|prijs|cena|preco|fiyat|単価/;
/** Money that is no amount of a sale. */
const otherMoney =
  /tax|vat|mwst|ust|steuer|tva|iva|btw|discount|rabatt|remise|descuento|sconto|korting|rabat|cost|kosten|fee|tip|trinkgeld|profit|margin|marge|balance|saldo|shipping|freight|税/;

/** Suggests what to write into a `columns.json` where no column of dates is known: only columns whose values are dates. */
export function suggestColumns(column: ColumnName, header: Header, sample: readonly string[][]): string {
  return suggest(column, header, listFitting(header, sample, isDate));
}

/** Suggests what to write where no column of amounts is known: only columns with decimals that are no price, tax or the like. */
export function suggestAmount(header: Header, sample: readonly string[][]): string {
  const factors = findFactors(header.names);
  if (factors !== undefined) {
    const { quantity, price } = factors;
    const product = JSON.stringify({ amount: factors });
    return `if the amount is ${JSON.stringify(quantity)} times ${JSON.stringify(price)}, write ${product} into a columns.json beside the file; otherwise ${explain("amount", header)}`;
  }
  const names = listFitting(header, sample, isAmount).filter(
    (name) => !otherMoney.test(foldName(name)) && !priceName.test(foldName(name)) && !quantityName.test(foldName(name)),
  );
  return suggest("amount", header, names);
}

/** Finds the names of a quantity and a unit price; undefined where a header lacks one. */
export function findFactors(names: readonly string[]): { quantity: string; price: string } | undefined {
  const [quantity, price] = [quantityName, priceName].map((wanted) =>
    names.find((name) => wanted.test(foldName(name)) && !otherMoney.test(foldName(name))),
  );
  return quantity === undefined || price === undefined ? undefined : { quantity, price };
}

function suggest(column: ColumnName, header: Header, names: readonly string[]): string {
  if (names.length === 0) return explain(column, header);
  const answers = names.slice(0, 4).map((name) => JSON.stringify({ columns: { [name]: column } }));
  return `name the column in a columns.json beside the file: ${answers.join(" or ")}; see docs/your-own-data.md`;
}

function explain(column: ColumnName, { names, ignored }: Header): string {
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
