import type { Paths } from "@tillbook/pipeline";
import { formatFingerprint } from "@tillbook/services";
import type { Connection } from "mysql2/promise";
import { readSalesParts, sumFingerprints } from "./sales-parts.js";

/**
 * Reads what each imported file has in the months of a period: its fingerprint there, by its name. Files without a row in them are left
 * out. Days that are no whole months count with the months that they are in.
 * @param names  of the files, as the last import lists them
 * @returns undefined where that isn't known
 */
export async function readPeriodFiles(
  connection: Connection,
  paths: Paths,
  names: readonly string[],
  { first, last }: { first: string; last: string },
): Promise<Record<string, string> | undefined> {
  const parts = await readSalesParts(connection, paths);
  if (parts === undefined) return undefined;
  const isWithin = ({ year, month }: { year: number; month: number }): boolean => {
    const name = `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}`;
    return name >= first.slice(0, 7) && name <= last.slice(0, 7);
  };
  const inPeriod = parts.filter(isWithin);
  const entries = names.flatMap((name, file) => {
    const its = inPeriod.filter((part) => part.file === file);
    return its.length === 0 ? [] : [[name, formatFingerprint(sumFingerprints(its))] as const];
  });
  // rows of no known file, after somebody has changed the table
  return entries.length === 0 && inPeriod.length > 0 ? undefined : Object.fromEntries(entries);
}
