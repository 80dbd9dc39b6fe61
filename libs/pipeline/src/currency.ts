/** What is assumed where nothing names a currency. */
export const defaultCurrency = "EUR";

/** Whether a text has the form of a currency's code by ISO 4217, and Unicode's data know a currency by it. */
export function isCurrency(code: string): boolean {
  return /^[A-Z]{3}$/.test(code) && known.has(code);
}

const known = new Set(Intl.supportedValuesOf("currency"));

/** Finds how many decimals an amount of a currency has by ISO 4217, e.g. 2 of EUR, 0 of JPY, 3 of KWD. */
export function countDecimals(currency: string): number {
  return new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/** Gives a DECIMAL type of MySQL as many decimals as are stored of a currency: of KWD, decimal(20,2) becomes decimal(20,3). */
export function fitScale(type: string, currency: string): string {
  return type.replace(/^(decimal\(\d+),2\)$/, `$1,${findScale(currency)})`);
}

/** Puts a currency's code where a column's unit says euro. */
export function nameCurrency(unit: string, currency: string): string {
  return currency === defaultCurrency ? unit : unit.replace(/\beuros?\b/, currency);
}

/** Finds how many decimals are stored of a currency's amounts: those that it has, and at least two. */
export function findScale(currency: string): number {
  return Math.max(2, countDecimals(currency));
}
