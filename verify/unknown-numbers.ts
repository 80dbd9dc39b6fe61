import type { Currency, Messages } from "@tillbook/charts";
import { type Numbers, removeMarks } from "./numbers.js";

/**
 * Lists the numbers in a text that the results do not give, e.g. `€1,234.57`. Parts of dates and times of day are no numbers.
 * A count must be one of the thing that it counts: of sales, of stores, or of anything else.
 */
export function findUnknownNumbers(text: string, numbers: Numbers, messages: Messages): string[] {
  const { group, decimal, currency } = messages.numbers;
  const plain = removeCalendar(
    removeNames(normaliseSpace(removeMarks(text.replace(/\\(.)/g, "$1"))), numbers.names),
    messages,
  );
  const units = listUnits(messages);
  const digits = `\\d+(?:${quote(normaliseSpace(group))}\\d{3})*(?:${quote(decimal)}\\d+)?`;
  const unitPattern = ["%", ...units.keys()].map(quote).join("|");
  const symbol = quote(normaliseSpace(currency.symbol));
  const pattern = new RegExp(
    `(−?(?:${symbol}\\s?)?[-−+]?)(?<![\\w.,])(${digits})(?:\\s?(${unitPattern})(?!\\w))?(?!\\w)(\\s?${symbol}(?!\\s?\\d))?`,
    "gu",
  );
  return [...plain.matchAll(pattern)].flatMap((match) => {
    const [found, before = "", number = "", unit, behind] = match;
    const [whole = "", part = ""] = number.replaceAll(normaliseSpace(group), "").split(decimal);
    const sign = before.includes("−") ? -1n : 1n;
    const value = BigInt(whole + part);
    const isMoney = before.includes(normaliseSpace(currency.symbol)) || behind !== undefined;
    const isCount = unit === undefined && part === "" && !isMoney;
    const start = match.index ?? 0;
    const isKnown = isCount
      ? isKnownCount(number, value, plain.slice(0, start), plain.slice(start + found.length), numbers, messages) ||
        (currency.digits === 0 && listShown(numbers, currency).has(sign * value))
      : isKnownMeasure(
          value,
          part.length,
          unit === "%" ? "%" : units.get(unit ?? ""),
          isMoney,
          sign,
          numbers,
          currency,
        );
    return isKnown ? [] : [found.trim()];
  });
}

function isKnownMeasure(
  value: bigint,
  decimals: number,
  unit: "%" | bigint | undefined,
  isMoney: boolean,
  sign: bigint,
  numbers: Numbers,
  currency: Currency,
): boolean {
  if (unit === "%") return decimals <= 1 && numbers.shares.has(decimals === 1 ? value : value * 10n);
  if (unit !== undefined)
    return decimals <= 1 && isRounded(numbers, value * (decimals === 0 ? 10n : 1n), unit / 10n, decimals === 0);
  if (decimals === currency.digits && listShown(numbers, currency).has(sign * value)) return true;
  if (isMoney) return decimals === 0 && isRounded(numbers, value, 10n ** BigInt(currency.scale), false);
  return decimals === 1 && numbers.ratios.has(value);
}

/** Amounts with the decimals that the currency has; of yen, whole ones. */
function listShown(numbers: Numbers, { digits, scale }: Currency): ReadonlySet<bigint> {
  if (digits === scale) return numbers.cents;
  const known = shownCents.get(numbers);
  if (known !== undefined) return known;
  const step = 10n ** BigInt(scale - digits);
  const shown = new Set([...numbers.cents].map((cents) => (cents < 0n ? -round(-cents, step) : round(cents, step))));
  shownCents.set(numbers, shown);
  return shown;
}

const shownCents = new WeakMap<Numbers, ReadonlySet<bigint>>();

/** Counts from 1000 on have a group mark; four digits without one are a year, and any without one may be a name. */
function isKnownCount(
  written: string,
  value: bigint,
  before: string,
  after: string,
  numbers: Numbers,
  messages: Messages,
): boolean {
  if (numbers.digitNames.has(written)) return true;
  const next = after.match(/^\s(\p{L}+)/u)?.[1];
  if (/^\d{4,}$/.test(written)) return numbers.years.has(value) && findCounted([next], numbers, messages) === undefined;
  // e.g. "4 other stores", "3 of 8 stores", "Stores: 8"
  const behind =
    after
      .match(/^(?:\s[\p{L}\d]+){1,3}/u)?.[0]
      .trim()
      .split(" ") ?? [];
  const counted = findCounted([...behind, before.match(/(\p{L}+): $/u)?.[1]], numbers, messages);
  if (counted !== undefined) return counted.has(value);
  const isAlone = /(^|[|:])\s*$/.test(before) && /^\s*($|\|)/.test(after);
  return numbers.things.has(value) || (isAlone && (numbers.sales.has(value) || numbers.stores.has(value)));
}

/** Finds what is counted by the nouns near a number. */
function findCounted(
  words: readonly (string | undefined)[],
  numbers: Numbers,
  { counts }: Messages,
): ReadonlySet<bigint> | undefined {
  const [sales, stores] = [findStem(counts.sales), findStem(counts.stores)];
  for (const word of words.map((text) => foldWord(text ?? ""))) {
    if (word.startsWith(sales)) return numbers.sales;
    if (word.startsWith(stores)) return numbers.stores;
  }
  return undefined;
}

/** The beginning that all forms of a noun share, e.g. "verkauf" of "1 Verkauf" and "2 Verkäufe". */
function findStem(count: (n: number) => string): string {
  const [one = "", many = ""] = [1, 2].map((n) => foldWord(count(n).replace(/[\d\s]/g, "")));
  let length = 0;
  while (length < one.length && one[length] === many[length]) length++;
  return one.slice(0, length);
}

/** Lower case, without accents. */
function foldWord(word: string): string {
  return word.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** Takes names away, but not where one is a part of a number, as `1.0` is of 21.05. */
function removeNames(text: string, names: readonly string[]): string {
  return names.map(normaliseSpace).reduce((rest, name) => {
    if (!rest.includes(name)) return rest;
    const before = /^\d/.test(name) ? "(?<!\\d[.,]?)" : "";
    const after = /\d$/.test(name) ? "(?![.,]?\\d)" : "";
    return rest.replace(new RegExp(before + quote(name) + after, "gu"), "·");
  }, text);
}

/** Takes away days before their month, numbers of quarters, and hours, as the language writes them. */
function removeCalendar(text: string, { calendar }: Messages): string {
  const behindDay = months.map((month) => quote(normaliseSpace(calendar.day(undefined, month, 7).replace("7", ""))));
  const quarters = [1, 2, 3, 4].map((n) => quote(normaliseSpace(calendar.quarter(7777, n).replace("7777", ""))));
  const [, between = "", behindHour = ""] = normaliseSpace(calendar.hours(7, 8)).split(/[78]/).map(quote);
  const full = quote(normaliseSpace(calendar.hour(7).replace("7", "")));
  const hour = "(?<!\\d)(?:1?\\d|2[0-4])";
  return [
    `(?<!\\d)(?:[12]?[1-9]|[123]0|31)(?=${behindDay.join("|")})`,
    quarters.join("|"),
    `${hour}(?:(?:${between}|\\s\\p{L}+\\s)${hour})?${behindHour}(?!\\w)`,
    `${hour}${full}(?!\\w)`,
  ].reduce((rest, pattern) => rest.replace(new RegExp(pattern, "gu"), "·"), text);
}

const months = Array.from({ length: 12 }, (_, i) => i + 1);

/** Units that shorten an amount, with their size in cents. */
function listUnits({ numbers }: Messages): Map<string, bigint> {
  const base = 10n ** BigInt(numbers.currency.scale);
  const units: [format: (number: string) => string, cents: bigint][] = [
    [numbers.thousands, 1_000n * base],
    [numbers.millions, 1_000_000n * base],
    [numbers.billions, 1_000_000_000n * base],
  ];
  return new Map(units.map(([format, cents]) => [normaliseSpace(format("1")).replace("1", "").trim(), cents]));
}

function normaliseSpace(text: string): string {
  return text.replace(/[\u00a0\u202f]/g, " ");
}

function quote(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** Whether an amount of the results rounds to so many steps; a number without decimals may stand for ten steps. */
function isRounded(numbers: Numbers, steps: bigint, step: bigint, isWhole: boolean): boolean {
  for (const cents of numbers.cents) {
    const size = cents < 0n ? -cents : cents;
    if (round(size, step) === steps || (isWhole && 10n * round(size, 10n * step) === steps)) return true;
  }
  return false;
}

function round(size: bigint, step: bigint): bigint {
  return (2n * size + step) / (2n * step);
}
