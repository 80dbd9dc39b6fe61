import { TillbookError } from "@tillbook/pipeline";
import type { Header } from "./csv-header.js";
import { findFactors } from "./header-hints.js";
import { foldName } from "./header-names.js";

const receiptName =
  /receipt|order|ticket|invoice|bon|beleg|rechnung|transaction|basket|check|facture|commande|pedido|factura|scontrino|fattura|paragon|zamowienie|fis/;
const fewestReceipts = 3;

/**
 * Refuses amounts that are the same in all rows of each receipt: they may be the receipt's total, counted once for each of
 * its articles. Whoever names the amount in `columns.json` has answered.
 * @throws TillbookError CSV_INVALID
 */
export function refuseRepeatedTotals(file: string, header: Header, sample: readonly string[][]): void {
  const { names, fields, settings, profile } = header;
  const amount = fields.find(({ column }) => column === "amount");
  const isNamed = settings.amount !== undefined || Object.values(settings.columns ?? {}).includes("amount");
  if (amount === undefined || amount.at >= names.length || profile !== undefined || isNamed) return;
  const receiptAt = names.findIndex((name, at) => receiptName.test(foldName(name)) && repeats(sample, at));
  if (receiptAt === -1) return;
  const articleAt = fields.find(({ column }) => column === "article")?.at ?? -1;
  const receipts = groupRows(sample, receiptAt).filter((rows) =>
    rows.some((row) => row[articleAt] !== rows[0]?.[articleAt]),
  );
  const totals = receipts.map((rows) => new Set(rows.map((row) => row[amount.at])));
  if (receipts.length === 0 || totals.some(({ size }) => size > 1)) return;
  const factors = findFactors(names);
  const distinct = new Set(totals.flatMap((total) => [...total])).size;
  const isTotal =
    factors === undefined
      ? receipts.length >= fewestReceipts && distinct >= fewestReceipts - 1
      : receipts.some((rows) => isSum(rows, amount.at, factors, names));
  if (!isTotal) return;
  const name = names[amount.at] as string;
  const product = factors === undefined ? "" : `${JSON.stringify({ amount: factors })} if it is that, or `;
  throw new TillbookError(
    "CSV_INVALID",
    `${file}:1: ${JSON.stringify(name)} is the same in all rows of each ${JSON.stringify(names[receiptAt])}; it may be a total, which would count several times`,
    `write ${product}${JSON.stringify({ columns: { [name]: "amount" } })} if it is the amount of each row, into a columns.json beside the file`,
  );
}

function repeats(sample: readonly string[][], at: number): boolean {
  return sample.some((row, i) => i > 0 && (row[at] ?? "") !== "" && row[at] === sample[i - 1]?.[at]);
}

/** Groups rows below each other with the same receipt. */
function groupRows(sample: readonly string[][], at: number): string[][][] {
  const groups: string[][][] = [];
  for (const [i, row] of sample.entries()) {
    if (i > 0 && row[at] === sample[i - 1]?.[at]) groups.at(-1)?.push(row);
    else groups.push([row]);
  }
  return groups;
}

/** Whether the products of quantity and price differ, and their sum is about the total: tax or a discount may lie between. */
function isSum(
  rows: readonly string[][],
  totalAt: number,
  factors: { quantity: string; price: string },
  names: readonly string[],
): boolean {
  const [quantityAt, priceAt] = [names.indexOf(factors.quantity), names.indexOf(factors.price)];
  const products = rows.map((row) => guessNumber(row[quantityAt]) * guessNumber(row[priceAt]));
  const sum = products.reduce((a, b) => a + b, 0);
  const total = guessNumber(rows[0]?.[totalAt]);
  return total > Math.max(...products) && Math.abs(sum - total) < total * 0.35;
}

/** Guesses a number, for a comparison only: its last point or comma is the decimal mark. */
function guessNumber(text = ""): number {
  const [, whole = "", part = ""] = /^(.*?)(?:[.,](\d*))?$/s.exec(text.replace(/[^\d.,-]/g, "")) ?? [];
  return Number(`${whole.replace(/[.,]/g, "")}.${part}0`);
}
