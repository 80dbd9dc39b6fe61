import { type Fingerprint, fingerprintTable, formatFingerprint } from "@tillbook/services";
import type { Connection } from "mysql2/promise";
import { fingerprintRanges, type IdRange, listGaps, sumFingerprints } from "./file-ranges.js";
import type { ImportRecord, RecordedFile } from "./import-status.js";
import { columnNames } from "./schema.js";

/** What `sales` holds, compared with the record of the last import. */
export interface SalesState {
  /** Of all rows. */
  table: Fingerprint;
  /** Of the rows of each recorded file; empty where the record doesn't say which rows are whose. */
  files: ReadonlyMap<RecordedFile, Fingerprint>;
  /** Of the rows of no file. */
  others: Fingerprint;
  /** Files whose rows were edited in the database. */
  edited: ReadonlySet<RecordedFile>;
  /** Whether anything was edited in the database. */
  isEdited: boolean;
}

/** Reads what `sales` holds; undefined where there is no such table, or one with other columns. */
export async function readState(connection: Connection, last: ImportRecord): Promise<SalesState | undefined> {
  const isKnown = last.files.every((file) => file.fingerprint !== undefined);
  const total = isKnown ? undefined : await fingerprintTable(connection, "sales", columnNames, "amount");
  const nothing = sumFingerprints([]);
  if (!isKnown) {
    if (total === undefined) return undefined;
    const isEdited = formatFingerprint(total) !== last.tableFingerprint;
    return { table: total, files: new Map(), others: nothing, edited: new Set(), isEdited };
  }
  const withRows = last.files.filter((file) => file.rows > 0);
  const ranges = withRows.map(rangeOf);
  try {
    const found = await fingerprintRanges(connection, "sales", [...ranges, ...listGaps(ranges)]);
    const ofFiles = new Map(withRows.map((file, i) => [file, found[i] as Fingerprint]));
    const others = sumFingerprints(found.slice(withRows.length));
    const files = new Map(last.files.map((file) => [file, ofFiles.get(file) ?? nothing]));
    const edited = new Set(withRows.filter((file) => formatOf(files, file) !== file.fingerprint));
    const table = sumFingerprints([...found]);
    return { table, files, others, edited, isEdited: edited.size > 0 || others.rows > 0 };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ER_NO_SUCH_TABLE" || code === "ER_BAD_FIELD_ERROR") return undefined;
    throw error;
  }
}

function formatOf(files: ReadonlyMap<RecordedFile, Fingerprint>, file: RecordedFile): string {
  return formatFingerprint(files.get(file) as Fingerprint);
}

/** The ids of a file's rows. */
export function rangeOf({ first_id: first = 0, last_id: last = -1 }: RecordedFile): IdRange {
  return { first, last };
}
