import { TillbookError } from "@tillbook/pipeline";
import type { Header } from "./csv-header.js";
import { findFactors } from "./header-hints.js";
import { foldName } from "./header-names.js";
import { guessNumber } from "./repeated-totals.js";

const discountName =
  /^(line|item|total)?(discounts?|discountamount|rabatt|rabattbetrag|nachlass|remise|descuento|sconto|korting|rabat|sleva|desconto|indirim)$/;
const grossName = /^gross(sales|amount|revenue|total)$/;

/**
 * Refuses amounts before a discount that stands in a column of its own: they are quantity times price to the cent where there is
 * a discount, or are named gross sales. Whoever names the amount in `columns.json` has answered.
 * @throws TillbookError CSV_INVALID
 */
export function refuseUnreadDiscounts(file: string, header: Header, sample: readonly string[][]): void {
  const { names, fields, settings, profile } = header;
  const amount = fields.find(({ column }) => column === "amount");
  const isNamed = settings.amount !== undefined || Object.values(settings.columns ?? {}).includes("amount");
  if (amount === undefined || amount.at >= names.length || profile !== undefined || isNamed) return;
  const discountAt = names.findIndex((name) => discountName.test(foldName(name)));
  const rows = sample.filter((row) => guessNumber(row[discountAt]) !== 0);
  if (discountAt === -1 || rows.length === 0) return;
  const factors = findFactors(names);
  const [quantityAt, priceAt] = [factors?.quantity, factors?.price].map((name) => names.indexOf(name ?? ""));
  const isProduct = (row: readonly string[]): boolean => {
    const product = guessNumber(row[quantityAt as number]) * guessNumber(row[priceAt as number]);
    return Math.abs(product - guessNumber(row[amount.at])) < 0.005;
  };
  const name = names[amount.at] as string;
  if (!grossName.test(foldName(name)) && (factors === undefined || !rows.every(isProduct))) return;
  const discount = names[discountAt] as string;
  const isNegative = rows.some((row) => guessNumber(row[discountAt]) < 0);
  const answer = { amount: isNegative ? { sum: [name, discount] } : { sum: name, discount } };
  throw new TillbookError(
    "CSV_INVALID",
    `${file}:1: ${JSON.stringify(name)} is before the discounts in ${JSON.stringify(discount)}, e.g. ${JSON.stringify(rows[0]?.[discountAt])}`,
    `write ${JSON.stringify(answer)} into a columns.json beside the file where they were given, or ${JSON.stringify({ columns: { [name]: "amount" } })} where the amounts count as they are`,
  );
}
