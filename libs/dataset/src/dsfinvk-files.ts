/**
 * The files of a DSFinV-K that are read; all others of the export only prove it (DSFinV-K 2.3, Anhang H: each has a fixed,
 * English name in lower case).
 */
export const exportFiles = [
  "businesscases.csv",
  "cashregister.csv",
  "index.xml",
  "lines.csv",
  "lines_vat.csv",
  "location.csv",
  "transactions.csv",
] as const;

/** What a DSFinV-K must have to be read. */
const leastFiles: readonly string[] = ["lines.csv", "lines_vat.csv", "transactions.csv"];

/** All names that the definition gives. */
const allFiles = new Set([
  ...["index.xml", "allocation_groups.csv", "businesscases.csv", "cash_per_currency.csv", "cashpointclosing.csv"],
  ...["cashregister.csv", "datapayment.csv", "itemamounts.csv", "lines.csv", "lines_vat.csv", "location.csv"],
  ...["pa.csv", "payment.csv", "references.csv", "slaves.csv", "subitems.csv", "subitems_vat.csv", "transactions.csv"],
  ...["transactions_tse.csv", "transactions_vat.csv", "tse.csv", "vat.csv"],
]);

/** Finds the files of a DSFinV-K among the names of a folder, in any case; none where it is no such export. */
export function findExport(names: readonly string[]): string[] {
  const lower = new Set(names.map((name) => name.toLowerCase()));
  if (!leastFiles.every((name) => lower.has(name))) return [];
  return names.filter((name) => allFiles.has(name.toLowerCase()) || /^gdpdu.*\.dtd$/i.test(name));
}
