import type { Messages } from "./locale/index.js";
import { averageAmount, formatMoney } from "./money.js";
import { formatNumber } from "./numbers.js";
import { type Quantity, sum } from "./quantity.js";

/** A row of sums over sales, as far as it says something about receipts. */
export interface ReceiptsRow {
  /** A DECIMAL as text. */
  revenue: string;
  /** Lines of receipts. */
  sales: number;
  /** Receipts; 0 where they can't be told apart. */
  receipts?: number;
  /** How much was sold, a DECIMAL as text; null where a line doesn't say. */
  quantity?: string | null;
}

/** Counts receipts; undefined of no rows, and where the receipts of one row or more can't be told apart. */
export function countReceipts(rows: readonly ReceiptsRow[]): Quantity | undefined {
  const isTold = rows.length > 0 && rows.every(({ sales, receipts = 0 }) => receipts > 0 || sales === 0);
  return isTold ? sum(rows as readonly Required<ReceiptsRow>[], "receipts") : undefined;
}

/** Finds the mean revenue of a receipt, not rounded; undefined where `countReceipts` is. */
export function averageReceipt(rows: readonly ReceiptsRow[]): Quantity | undefined {
  const receipts = countReceipts(rows);
  return receipts && sum(rows, "revenue").over(receipts);
}

/** Finds how many lines a receipt has on average; undefined where `countReceipts` is. */
export function linesPerReceipt(rows: readonly ReceiptsRow[]): Quantity | undefined {
  const receipts = countReceipts(rows);
  return receipts && sum(rows, "sales").over(receipts);
}

/** Finds how much of articles a receipt has on average; undefined where `countReceipts` is, and where a row has no quantity. */
export function articlesPerReceipt(rows: readonly ReceiptsRow[]): Quantity | undefined {
  const receipts = countReceipts(rows);
  const isTold = rows.every(({ quantity }) => quantity !== undefined && quantity !== null);
  return isTold ? receipts && sum(rows as readonly Required<ReceiptsRow>[], "quantity").over(receipts) : undefined;
}

/**
 * Says how many receipts there are and what is on them, or that they can't be told apart; nothing of no rows.
 * @param rows  of `monthly_sales`
 */
export function describeReceipts(rows: readonly (ReceiptsRow & { open_days: number })[], messages: Messages): string {
  if (rows.length === 0) return "";
  const words = messages.receipts;
  const receipts = countReceipts(rows);
  const [lines, articles] = [linesPerReceipt(rows), articlesPerReceipt(rows)];
  if (receipts === undefined || lines === undefined)
    return words.untold(rows.every(({ receipts = 0 }) => receipts === 0));
  return words.summary({
    receipts,
    perDay: formatNumber(receipts.over(sum(rows, "open_days")), 1, messages),
    average: formatMoney(averageAmount(sum(rows, "revenue"), receipts, messages), messages),
    lines: formatNumber(lines, 1, messages),
    articles: articles && formatNumber(articles, 1, messages),
  });
}
