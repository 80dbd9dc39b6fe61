import { countDecimals, findScale } from "@tillbook/pipeline";
import type { Messages } from "./en.js";

/** The currency of all amounts. */
export interface Currency {
  /** ISO 4217. */
  code: string;
  /** As the language writes it, e.g. "€", "CA$" or "CHF". */
  symbol: string;
  /** Decimals that are shown. */
  digits: number;
  /** Decimals of the amounts that come in: what is called cents has so many. */
  scale: number;
}

/** Finds how a language writes a currency, by Unicode's data. */
function describeCurrency(code: string, language: string): Currency {
  const parts = new Intl.NumberFormat(language, { style: "currency", currency: code }).formatToParts(0);
  const symbol = parts.find(({ type }) => type === "currency")?.value ?? code;
  return { code, symbol, digits: countDecimals(code), scale: findScale(code) };
}

/** Makes the messages of a report whose amounts are in a currency, an ISO 4217 code. */
export function inCurrency(messages: Messages, code: string): Messages {
  return { ...messages, numbers: { ...messages.numbers, currency: describeCurrency(code, messages.language) } };
}
