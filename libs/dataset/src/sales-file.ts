import { createHash } from "node:crypto";
import { closeSync, openSync, writeSync } from "node:fs";
import { type DataSettings, TillbookError } from "@tillbook/pipeline";
import type { Catalogue } from "./catalogue.js";
import { makeSales, type Piece } from "./sales.js";
import { columnNames, type OptionalColumn } from "./schema.js";
import { formatRow } from "./table-writer.js";

/** A CSV file of sales and its content, as in the manifests. */
export interface SalesFile {
  /** Without its folder, e.g. `sales-01.csv`. */
  name: string;
  sha256: string;
  /** Without the header; of an imported file, the valid ones. */
  rows: number;
  /** Sum of the amounts in cents, a decimal; in thousandths where the currency has those. */
  amount_cents: string;
  /** Invalid rows that were not imported, where there are any. */
  rejected?: number;
  /** Receipts, quantities and categories that can't be read, and so are left empty, where there are any. */
  unread?: number;
  /** Rows that are no sales, such as cancelled ones or a row of totals, by the reason in English. */
  left_out?: LeftOut[];
  /** Of a DSFinV-K: closings of tills whose sums were compared, to the cent, with those of the till, and all of them together. */
  closings?: { count: number; amount_cents: string };
  /** The layout by which the file was read, e.g. `Square items`, where one was recognised. */
  profile?: string;
  /** Whether the amounts include tax, where the layout or `columns.json` says so. */
  amounts?: "net" | "gross";
  /** Whether no currency is named, so that the amounts are taken for euros; absent for our own format. */
  lacks_currency?: boolean;
  /** How amounts with more decimals than their currency has were rounded, where a setting says so. */
  rounding?: "half-up" | "half-even";
  /** The time zone to which times were converted, e.g. `Europe/Berlin`. */
  timezone?: string;
  /** Columns that the file does not have. */
  lacks?: OptionalColumn[];
}

/** Rows of a file that were left out, and the sum of their amounts in cents, a decimal, as far as they have one. */
export interface LeftOut {
  reason: string;
  rows: number;
  amount_cents: string;
}

/** A file to write: its name in the manifest, where it goes, and which of all rows it gets. */
export interface FileTask {
  name: string;
  path: string;
  piece: Piece;
}

/**
 * Writes one CSV file, synchronously and one batch at a time: for a thread of its own.
 * `onRows` is called with the rows of each batch.
 */
export function writeSalesFile(
  settings: DataSettings,
  catalogue: Catalogue,
  { name, path, piece }: FileTask,
  onRows: (rows: number) => void,
): SalesFile {
  const hash = createHash("sha256");
  const file = openSync(path, "w");
  const write = (rows: (readonly string[])[]): void => {
    const bytes = Buffer.from(rows.map(formatRow).join(""));
    hash.update(bytes);
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
  };
  try {
    let amountCents = 0n;
    write([columnNames]);
    for (const batch of makeSales(settings, catalogue, piece)) {
      write(batch.sales.map((sale) => columnNames.map((name) => sale[name])));
      amountCents += BigInt(batch.amountCents);
      onRows(batch.sales.length);
    }
    return { name, sha256: hash.digest("hex"), rows: piece.to - piece.from, amount_cents: String(amountCents) };
  } finally {
    closeSync(file);
  }
}

/** Adds up the amounts of all files, in cents. */
export function totalCents(files: readonly SalesFile[]): bigint {
  return files.reduce((sum, { amount_cents }) => sum + BigInt(amount_cents), 0n);
}

/** Adds up the rows of all files that were left out, by the reason. */
export function sumLeftOut(files: readonly SalesFile[]): LeftOut[] {
  const sums = new Map<string, LeftOut>();
  for (const { reason, rows, amount_cents } of files.flatMap(({ left_out = [] }) => left_out)) {
    const sum = sums.get(reason) ?? { reason, rows: 0, amount_cents: "0" };
    const cents = BigInt(sum.amount_cents) + BigInt(amount_cents);
    sums.set(reason, { reason, rows: sum.rows + rows, amount_cents: String(cents) });
  }
  return [...sums.values()];
}

/** Adds up the rejected rows of all files. */
export function countRejected(files: readonly Pick<SalesFile, "rejected">[]): number {
  return files.reduce((sum, { rejected = 0 }) => sum + rejected, 0);
}

/** @throws TillbookError CSV_INVALID where there are no valid sales: most likely the wrong files, so the old sales stay */
export function expectSales(files: readonly Pick<SalesFile, "name" | "rows" | "rejected">[]): void {
  if (files.some(({ rows }) => rows > 0)) return;
  const where = files.length === 1 ? "" : ` in ${files.length} files`;
  const rejected = countRejected(files);
  throw new TillbookError(
    "CSV_INVALID",
    `${files[0]?.name}:2: expected valid sales below the header, got none${where}`,
    rejected === 0
      ? "set SALES_CSV to files with sales, then run `make import`"
      : "build/rejects lists what is wrong with each row; fix them, then run `make import`",
  );
}
