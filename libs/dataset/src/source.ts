import { isAbsolute, join, relative } from "node:path";
import { type Paths, TillbookError } from "@tillbook/pipeline";

/**
 * Finds the source of the sales: `SALES_CSV`, relative to the checkout, or the generated files.
 * @throws TillbookError SETTING_INVALID where SALES_CSV is in the folder of the generated files, which would be removed
 */
export function findSource(salesCsv: string | undefined, paths: Pick<Paths, "root" | "csv">): string {
  if (salesCsv === undefined) return paths.csv;
  const source = isAbsolute(salesCsv) ? salesCsv : join(paths.root, salesCsv);
  const within = relative(paths.csv, source);
  if (within !== "" && (within.startsWith("..") || isAbsolute(within))) return source;
  throw new TillbookError(
    "SETTING_INVALID",
    `SALES_CSV must not be in build/csv, which is for generated files, got ${JSON.stringify(salesCsv)}`,
    "unset SALES_CSV to use the generated files, or move your own elsewhere",
  );
}
