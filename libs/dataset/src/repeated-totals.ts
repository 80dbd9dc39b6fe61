import { TillbookError } from "@tillbook/pipeline";
import type { Header } from "./csv-header.js";
import { findFactors, findPrice } from "./header-hints.js";
import { foldName } from "./header-names.js";

const receiptName =
  /receipt|order|ticket|invoice|bon|beleg|rechnung|quittung|trans|trx|txn|vorgang|basket|check|facture|commande|pedido|factura|scontrino|fattura|kvitt|uctenk|doklad|kuitti|paragon|zamowienie|fis/;
/** What is of a receipt, but does not tell which. */
const noReceipt =
  /date|datum|fecha|time|zeit|heure|hora|type|typ$|art$|status|method|currency|total|amount|betrag|source|channel/;
const fewestReceipts = 3;
/** A column of kinds of rows has few values. */
const mostKinds = 6;

/**
 * Refuses amounts that are the same in all rows of each receipt: they may be the receipt's total, counted once for each of
 * its articles; and rows of several kinds with the same sums. Whoever names the amount in `columns.json` has answered.
 * @throws TillbookError CSV_INVALID
 */
export function refuseRepeatedTotals(file: string, header: Header, sample: readonly string[][]): void {
  const { names, fields, settings, profile } = header;
  const amount = fields.find(({ column }) => column === "amount");
  const isNamed = settings.amount !== undefined || Object.values(settings.columns ?? {}).includes("amount");
  if (amount === undefined || amount.at >= names.length || profile !== undefined || isNamed) return;
  const receiptAt = names.findIndex((name, at) => isReceiptName(foldName(name)) && repeats(sample, at));
  if (receiptAt === -1) return;
  refuseLevels(file, header, groupRows(sample, receiptAt), { receiptAt, amountAt: amount.at });
  const articleAt = fields.find(({ column }) => column === "article")?.at;
  // Rows without articles are parts of a receipt, such as its payments or rates of tax, where anything in them differs.
  const tell = (row: readonly string[]): string => (articleAt === undefined ? row.join("\0") : (row[articleAt] ?? ""));
  const receipts = groupRows(sample, receiptAt).filter((rows) => new Set(rows.map(tell)).size > 1);
  const totals = receipts.map((rows) => new Set(rows.map((row) => row[amount.at])));
  if (receipts.length === 0 || totals.some(({ size }) => size > 1)) return;
  const factors = findFactors(names);
  const priceAt = names.indexOf(factors?.price ?? findPrice(names) ?? "");
  const quantityAt = names.indexOf(factors?.quantity ?? "");
  const distinct = new Set(totals.flatMap((total) => [...total])).size;
  const isTotal =
    articleAt === undefined ||
    (priceAt === -1
      ? receipts.length >= fewestReceipts && distinct >= fewestReceipts - 1
      : receipts.some((rows) => isSum(rows, { totalAt: amount.at, priceAt, quantityAt })));
  if (!isTotal) return;
  const name = names[amount.at] as string;
  const product = factors === undefined ? "" : `${JSON.stringify({ amount: factors })} if it is that, or `;
  throw new TillbookError(
    "CSV_INVALID",
    `${file}:1: ${JSON.stringify(name)} is the same in all rows of each ${JSON.stringify(names[receiptAt])}; it may be a total, which would count several times`,
    `write ${product}${JSON.stringify({ columns: { [name]: "amount" } })} if it is the amount of each row, into a columns.json beside the file`,
  );
}

/**
 * Refuses rows of several kinds, such as heads, lines and payments, where those of two kinds have the same sum in each receipt.
 * The last receipt may go on below the sample.
 */
function refuseLevels(
  file: string,
  { names, ignored, settings }: Header,
  receipts: readonly string[][][],
  { receiptAt, amountAt }: { receiptAt: number; amountAt: number },
): void {
  const answered = new Set(Object.keys(settings.columns ?? {}).map(foldName));
  for (const [at, name] of names.entries()) {
    if (at === receiptAt || !ignored.includes(name) || answered.has(foldName(name))) continue;
    const sums = receipts.map((rows) => sumKinds(rows, at, amountAt));
    const kinds = [...new Set(sums.flatMap((sum) => [...sum.keys()]))];
    if (kinds.length < 2 || kinds.length > mostKinds) continue;
    for (const [i, one] of kinds.entries()) {
      const twin = kinds.slice(i + 1).find((other) => haveSameSums(sums, one, other));
      if (twin === undefined) continue;
      const [kind, receipt] = [name, names[receiptAt]].map((text) => JSON.stringify(text));
      throw new TillbookError(
        "CSV_INVALID",
        `${file}:1: rows with ${JSON.stringify(one)} and with ${JSON.stringify(twin)} in ${kind} have equal sums in each ${receipt}; they may be the same sales, which would count twice`,
        `write ${JSON.stringify({ rows: { [name]: twin } })}, or another value, into a columns.json beside the file to read only those rows, or ${JSON.stringify({ columns: { [name]: null } })} where all rows are sales`,
      );
    }
  }
}

/** Sums up the amounts of a receipt by the text of a column. */
function sumKinds(rows: readonly string[][], at: number, amountAt: number): Map<string, number> {
  const sums = new Map<string, number>();
  for (const row of rows) {
    const kind = (row[at] ?? "").trim();
    sums.set(kind, (sums.get(kind) ?? 0) + Math.round(100 * guessNumber(row[amountAt])));
  }
  return sums;
}

function haveSameSums(sums: readonly ReadonlyMap<string, number>[], one: string, other: string): boolean {
  const [last, ...before] = [...sums].reverse();
  const pairs = [...before, ...(before.length < fewestReceipts ? [last] : [])].flatMap((sum) => {
    const [a, b] = [sum?.get(one), sum?.get(other)];
    return a === undefined || b === undefined ? [] : [[a, b] as const];
  });
  const isVaried = new Set(pairs.map(([a]) => a)).size > 1;
  return isVaried && pairs.every(([a, b]) => a === b && a !== 0);
}

function isReceiptName(name: string): boolean {
  return receiptName.test(name) && !noReceipt.test(name);
}

function repeats(sample: readonly string[][], at: number): boolean {
  const texts = sample.map((row) => row[at] ?? "").filter((text) => text !== "");
  return new Set(texts).size < texts.length;
}

/** Groups rows with the same receipt; those without one are left out. */
function groupRows(sample: readonly string[][], at: number): string[][][] {
  const groups = new Map<string, string[][]>();
  for (const row of sample) {
    const receipt = row[at] ?? "";
    if (receipt !== "") groups.set(receipt, [...(groups.get(receipt) ?? []), row]);
  }
  return [...groups.values()];
}

/** Whether the products of quantity and price, or prices alone, differ, and their sum is about the total: tax or a discount may lie between. */
function isSum(
  rows: readonly string[][],
  { totalAt, priceAt, quantityAt }: { totalAt: number; priceAt: number; quantityAt: number },
): boolean {
  const products = rows.map(
    (row) => (quantityAt === -1 ? 1 : guessNumber(row[quantityAt])) * guessNumber(row[priceAt]),
  );
  const sum = products.reduce((a, b) => a + b, 0);
  const total = guessNumber(rows[0]?.[totalAt]);
  return total > Math.max(...products) && Math.abs(sum - total) < total * 0.35;
}

/** Guesses a number, for a comparison only: its last point or comma is the decimal mark. */
export function guessNumber(text = ""): number {
  const [, whole = "", part = ""] = /^(.*?)(?:[.,](\d*))?$/s.exec(text.replace(/[^\d.,-]/g, "")) ?? [];
  return Number(`${whole.replace(/[.,]/g, "")}.${part}0`);
}
