import type { Paths } from "@tillbook/pipeline";
import { type Fingerprint, formatFingerprint } from "@tillbook/services";
import type { Connection } from "mysql2/promise";
import type { ImportRecord, RecordedFile } from "./import-status.js";
import { readSalesParts, type SalesPart, sumFingerprints } from "./sales-parts.js";

/** What `sales` holds, compared with the record of the last import. */
export interface SalesState {
  /** Of all rows. */
  table: Fingerprint;
  /** The rows of each recorded file; none where the record doesn't say which rows are whose. */
  parts: ReadonlyMap<RecordedFile, readonly SalesPart[]>;
  /** The rows of no file. */
  others: readonly SalesPart[];
  /** Files whose rows were edited in the database. */
  edited: ReadonlySet<RecordedFile>;
  /** Whether anything was edited in the database. */
  isEdited: boolean;
}

/**
 * Reads what `sales` holds, without a scan where nobody has written to it since the last one; undefined where there is no such
 * table, or one with other columns.
 */
export async function readState(
  connection: Connection,
  paths: Paths,
  last: ImportRecord,
): Promise<SalesState | undefined> {
  const found = await readSalesParts(connection, paths);
  if (found === undefined) return undefined;
  const byFile = Map.groupBy(found, ({ file }) => file);
  const parts = new Map(last.files.map((file, i) => [file, byFile.get(i) ?? []]));
  const table = sumFingerprints(found);
  const edited = [...parts].filter(([{ fingerprint }, some]) => {
    return fingerprint !== undefined && formatFingerprint(sumFingerprints(some)) !== fingerprint;
  });
  return {
    table,
    parts,
    others: byFile.get(-1) ?? [],
    edited: new Set(edited.map(([file]) => file)),
    isEdited: formatFingerprint(table) !== last.tableFingerprint || edited.length > 0,
  };
}
