import { countDecimals, defaultCurrency, TillbookError } from "@tillbook/pipeline";

interface File {
  name: string;
  dialect: { currency?: string };
}

/**
 * Finds the currency of all files: the one that they name, or euros where none of them names one.
 * @throws TillbookError CSV_INVALID naming two files that differ, or the currency that can't be stored
 */
export function findCurrency(files: readonly File[]): string {
  const named = files.find(({ dialect }) => dialect.currency !== undefined);
  const currency = named?.dialect.currency ?? defaultCurrency;
  const other = files.find(({ dialect }) => (dialect.currency ?? defaultCurrency) !== currency);
  if (named !== undefined && other !== undefined) throw refuse(named, other);
  if (countDecimals(currency) <= 3) return currency;
  throw new TillbookError(
    "CSV_INVALID",
    `${named?.name}: expected a currency with at most 3 decimals, got ${currency}`,
    "convert the amounts into another currency, then run `make import`",
  );
}

function refuse(named: File, other: File): TillbookError {
  const { currency } = named.dialect;
  const got = other.dialect.currency === undefined ? "no currency" : other.dialect.currency;
  return new TillbookError(
    "CSV_INVALID",
    `expected one currency in all files, got ${currency} in ${named.name} and ${got} in ${other.name}`,
    other.dialect.currency === undefined
      ? `if its amounts are in ${currency} too, set it in a columns.json beside ${other.name}: {"currency":"${currency}"}; else import the files apart`
      : "import the files of each currency apart, with SALES_CSV set to a folder of their own",
  );
}
