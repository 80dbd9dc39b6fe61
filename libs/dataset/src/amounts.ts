import { countDecimals, defaultCurrency, isCurrency } from "@tillbook/pipeline";
import { type DecimalMark, groupMarks } from "./formats.js";

/** How amounts with more decimals than their currency has are rounded; both away from zero on a tie that is not even. */
export type Rounding = "half-up" | "half-even";

/** What 1 in a column of amounts may be worth: a unit of the currency, a cent, a thousand or a million. */
export const units = [1, 0.01, 1000, 1_000_000] as const;
export type Unit = (typeof units)[number];

/** Names what is a unit of some amounts, e.g. `thousands`; undefined for units of the currency. */
export function describeUnit(unit: Unit = 1): string | undefined {
  return { 1: undefined, 0.01: "cents", 1000: "thousands", 1000000: "millions" }[unit];
}

/** How a column of amounts is written. */
export interface AmountForm {
  decimal: DecimalMark;
  /** ISO 4217, of the marks that its values may have. */
  currency?: string | undefined;
  unit?: Unit | undefined;
  rounding?: Rounding | undefined;
}

/** The currencies of signs that stand for one alone, and the likeliest one of those that stand for several. */
const signs: Readonly<Record<string, string>> = {
  ...listSymbols(),
  "€": "EUR",
  "£": "GBP",
  "¥": "JPY",
  円: "JPY",
  元: "CNY",
  "₹": "INR",
  "₺": "TRY",
  "₩": "KRW",
  "₪": "ILS",
  "₽": "RUB",
  "руб.": "RUB",
  руб: "RUB",
  "₴": "UAH",
  "₫": "VND",
  "฿": "THB",
  "₦": "NGN",
  "₱": "PHP",
  $: "USD",
  US$: "USD",
  A$: "AUD",
  C$: "CAD",
  CA$: "CAD",
  NZ$: "NZD",
  AU$: "AUD",
  HK$: "HKD",
  MX$: "MXN",
  NT$: "TWD",
  S$: "SGD",
  R$: "BRL",
  zł: "PLN",
  Kč: "CZK",
  Ft: "HUF",
  lei: "RON",
  "лв.": "BGN",
  Fr: "CHF",
  "Fr.": "CHF",
  "SFr.": "CHF",
  R: "ZAR",
  RM: "MYR",
  Rp: "IDR",
  "S/": "PEN",
  kr: "SEK",
  "kr.": "DKK",
  Rs: "INR",
  "Rs.": "INR",
  TL: "TRY",
};

/** Signs that stand for several currencies, so that the one in `signs` is a guess; the others, where none is the likeliest. */
export const uncertainSigns: ReadonlyMap<string, readonly string[]> = new Map([
  ["$", []],
  ["¥", []],
  ["kr", ["DKK", "NOK", "SEK"]],
  ["kr.", ["DKK", "NOK", "SEK"]],
  ["Rs", ["INR", "LKR", "PKR"]],
  ["Rs.", ["INR", "LKR", "PKR"]],
]);

const escapeSign = (text: string): string => text.replace(/[.$/]/g, "\\$&");
const sign = Object.keys(signs)
  .sort((a, b) => b.length - a.length)
  .map(escapeSign)
  .join("|");
const mark = `(${sign}|[A-Za-z]{3})?`;
const minus = "([-+−–]?)";
const digits = `(?:\\d[\\d.,_'’\\s]*(?:[eE][-+]?\\d{1,2})?|[.,]\\d+|[-–—])`;
const pattern = new RegExp(`^${minus} ?${mark} ?${minus} ?(${digits}) ?(-?-?) ?${mark}([-−–]?)$`, "u");
/** Digits and marks of other scripts, and invisible marks of direction. */
const foreign = /[\u061c\u200e\u200f\u2066-\u2069\u0660-\u066c\u06f0-\u06f9\uff00-\uffef]/;

/** Writes the digits and marks of other scripts as those of Latin ones. */
function latinize(text: string): string {
  return text
    .replace(/[\u061c\u200e\u200f\u2066-\u2069]/g, "")
    .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String((digit.codePointAt(0) ?? 0) & 15))
    .replaceAll("٫", ".")
    .replaceAll("٬", "'")
    .normalize("NFKC");
}

/** Lists the signs that Intl (CLDR) has for one currency alone, e.g. ₡; those with letters only are ambiguous. */
function listSymbols(): Record<string, string> {
  const all = new Map<string, string[]>();
  for (const code of Intl.supportedValuesOf("currency")) {
    const symbol = findSymbol(code);
    if (/^[^\p{L}\p{N}.,\s$¥£-]$/u.test(symbol)) all.set(symbol, [...(all.get(symbol) ?? []), code]);
  }
  return Object.fromEntries(
    [...all].flatMap(([symbol, [code = "", ...others]]) => (others.length > 0 ? [] : [[symbol, code]])),
  );
}

/** Finds the sign of a currency in its own country, which it may share with others, e.g. $ for CAD. */
function findSymbol(currency: string): string {
  const format = new Intl.NumberFormat("en", { style: "currency", currency, currencyDisplay: "narrowSymbol" });
  return format.formatToParts(0).find(({ type }) => type === "currency")?.value ?? currency;
}

/** Whether an amount in a currency (ISO 4217) may have a sign or code. */
export function isMarkOf(mark: string, currency: string): boolean {
  return readCurrencyMark(mark) === currency || findSymbol(currency) === mark.replace(/\.$/, "");
}

/** An amount without what is around its digits. */
interface Peeled {
  isNegative: boolean;
  /** Digits with their separators, or a dash, which stands for zero. */
  number: string;
  /** The sign or code of a currency, as written. */
  mark?: string;
}

/** Takes off signs, parentheses (negative, as in accounting), a spreadsheet's apostrophe and the currency; undefined for no amount. */
export function peelAmount(text: string): Peeled | undefined {
  const latin = foreign.test(text) ? latinize(text) : text;
  const trimmed = latin
    .trim()
    .replace(/^'/, "")
    .replace(/\s+/g, " ")
    .replace(/(?<=[.,])[–—−]/, "-");
  const [, outside = "", inner] = /^(\D{0,4}?) ?\((.+)\)$/.exec(trimmed) ?? [];
  const [, before = "", front, between = "", number = "", behind = "", back, last = ""] =
    pattern.exec(inner === undefined ? trimmed.trim() : outside + inner.trim()) ?? [];
  if (number === "") return undefined;
  const marks = [front, back].filter((found) => found !== undefined);
  if (marks.length > 1 || marks.some((found) => readCurrencyMark(found) === undefined)) return undefined;
  const isWhole = /[.,]$/.test(number.trim());
  // `12,-` and `12.--` are whole amounts; behind other digits one dash is a minus.
  if (behind === "--" && !isWhole) return undefined;
  if (isWhole && behind === "") return undefined;
  const signed = [before, between, isWhole ? "" : behind, last].filter((found) => found !== "");
  const count = signed.length + (inner === undefined ? 0 : 1);
  if (count > 1) return undefined;
  const isNegative = count === 1 && signed[0] !== "+";
  return { isNegative, number: number.trim().replace(/[.,]$/, ""), ...(marks[0] !== undefined && { mark: marks[0] }) };
}

/** Finds the ISO 4217 code of a sign or code; undefined for any other word. */
export function readCurrencyMark(word: string): string | undefined {
  if (Object.hasOwn(signs, word)) return signs[word];
  const code = word.toUpperCase();
  return isCurrency(code) ? code : undefined;
}

/**
 * Makes the function that turns an amount into digits with a point, e.g. `1.234,5` into `1234.5` and `(€3,20)` into `-3.20`;
 * undefined for a text of another format, or in another currency. Zeros behind the second decimal are left out, and other digits
 * there are rounded where a rule is named.
 */
export function createAmountReader(form: AmountForm): (text: string) => string | undefined {
  const readNumber = createNumberReader(form.decimal);
  const currency = form.currency ?? defaultCurrency;
  const decimals = countDecimals(currency);
  const marks = new Map<string, boolean>();
  const isKnown = (mark: string): boolean => {
    const isOf = marks.get(mark) ?? isMarkOf(mark, currency);
    marks.set(mark, isOf);
    return isOf;
  };
  const plain = form.decimal === "." ? /^-?[1-9]\d*(?:\.\d\d?)?$/ : /^-?[1-9]\d*(?:,\d\d?)?$/;
  const scale = scales[form.unit ?? 1];
  const hasPlain = (form.unit ?? 1) === 1 && (form.rounding === undefined || decimals >= 2);
  return (text) => {
    // Most amounts, for speed.
    if (hasPlain && plain.test(text)) return text.replace(",", ".");
    const peeled = peelAmount(text);
    if (peeled === undefined || (peeled.mark !== undefined && !isKnown(peeled.mark))) return undefined;
    const number = readNumber(peeled.number);
    if (number === undefined) return undefined;
    const scaled = scale(number);
    if (scaled === undefined) return undefined;
    const amount = form.rounding === undefined ? scaled : round(scaled, form.rounding, decimals);
    return peeled.isNegative && /[1-9]/.test(amount) ? `-${amount}` : amount;
  };
}

/** Makes the function that reads digits with separators; undefined where they don't fit the decimal mark. */
function createNumberReader(decimal: DecimalMark): (number: string) => string | undefined {
  const other = decimal === "." ? "," : "\\.";
  const group = `(?:${groupMarks}|${other})`;
  // By threes, and as in India: 12,34,567.
  const indian = decimal === "." ? "|[1-9]\\d?(?:,\\d\\d)+,\\d{3}" : "";
  const whole = `\\d+|[1-9]\\d{0,2}(?:${group}\\d{3})+${indian}`;
  const regex = new RegExp(`^(${whole})?(?:\\${decimal}(\\d+))?(?:[eE]([-+]?\\d+))?$`);
  return (number) => {
    if (/^[-–—]$/.test(number)) return "0";
    const [all, digits = "", part = "", exponent] = regex.exec(number) ?? [];
    if (all === undefined || (digits === "" && part === "")) return undefined;
    // One amount has one kind of thousands separator.
    if (new Set(digits.replace(/\d/g, "")).size > 1) return undefined;
    const plain = digits.replace(/\D/g, "") || "0";
    // Spreadsheets write 123456.78 as 1.23457E+05: its last digits are lost.
    if (Number(exponent ?? 0) > part.length) return undefined;
    return trimZeros(...shift(plain, part, Number(exponent ?? 0)));
  };
}

/** Moves the decimal point to the right, or by a negative count to the left. */
function shift(whole: string, part: string, by: number): [string, string] {
  const at = Math.max(1, whole.length + by);
  const digits = ("0".repeat(Math.max(0, 1 - whole.length - by)) + whole + part).padEnd(at, "0");
  return [digits.slice(0, at).replace(/^0+(?=\d)/, ""), digits.slice(at)];
}

/** Leaves out the zeros behind the second decimal. */
function trimZeros(whole: string, part: string): string {
  const kept = part.length > 2 ? part.slice(0, 2) + part.slice(2).replace(/0+$/, "") : part;
  return kept === "" ? whole : `${whole}.${kept}`;
}

/** Turns whole cents into units; undefined where there are parts of a cent. */
function toUnits(number: string): string | undefined {
  const [whole = "", part = ""] = number.split(".");
  if (/[1-9]/.test(part)) return undefined;
  const cents = whole.padStart(3, "0");
  return `${cents.slice(0, -2)}.${cents.slice(-2)}`;
}

/** By what 1 is worth, what turns digits with a point into units of the currency; undefined where there are parts of a cent. */
const scales: Readonly<Record<Unit, (number: string) => string | undefined>> = {
  1: (number) => number,
  0.01: toUnits,
  1000: (number) => moveRight(number, 3),
  1000000: (number) => moveRight(number, 6),
};

function moveRight(number: string, by: number): string {
  const [whole = "", part = ""] = number.split(".");
  return trimZeros(...shift(whole, part, by));
}

/** Rounds to the decimals of a currency. */
function round(number: string, rounding: Rounding, decimals: number): string {
  const [whole = "", part = ""] = number.split(".");
  if (part.length <= decimals) return number;
  const cents = BigInt(whole + part.slice(0, decimals));
  const rest = part.slice(decimals);
  const isTie = /^50*$/.test(rest);
  const isUp = isTie && rounding === "half-even" ? cents % 2n === 1n : Number(rest[0]) >= 5;
  const digits = String(isUp ? cents + 1n : cents).padStart(decimals + 1, "0");
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** Finds the only decimal mark that an amount can have; `either` for one like `1.234`, undefined where it shows none. */
export function findDecimalMark(text: string): DecimalMark | "either" | undefined {
  const number = peelAmount(text)?.number;
  if (number === undefined || !/[.,]/.test(number)) return undefined;
  const [point, comma] = [readPoint(number), readComma(number)];
  if (point === comma) return undefined;
  if (point !== undefined && comma !== undefined) return "either";
  return point === undefined ? "," : ".";
}

const [readPoint, readComma] = [createNumberReader("."), createNumberReader(",")];
