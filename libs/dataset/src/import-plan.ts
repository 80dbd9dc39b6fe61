import type { Connection, RowDataPacket } from "mysql2/promise";
import type { RecordedFile } from "./import-status.js";
import type { SalesState } from "./sales-state.js";
import { createSalesTable } from "./schema.js";

/** What an import changes in `sales`, where it doesn't replace all of it. */
export interface Plan {
  /** By the number of each file now, its record of the last import, where its rows stay. */
  kept: readonly (RecordedFile | undefined)[];
  /** Records of the last import whose rows are removed. */
  removed: readonly RecordedFile[];
}

/** A file now, with the hash of how it is read. */
export interface PlannedFile {
  name: string;
  sizeBytes: number;
  key: string;
}

/** Removing a row costs about half as much as loading one. */
const costOfRemoval = 0.5;
/** Above this part of what a full import costs, all is loaded: the table is then as compact as a new one. */
const mostInPlace = 0.5;

/** Compares the files with the record of the last import: a file that is read as one of then keeps its rows, whatever its name. */
export function planChanges(files: readonly PlannedFile[], last: readonly RecordedFile[]): Plan {
  const byKey = Map.groupBy(last, ({ reading_sha256 = "" }) => reading_sha256);
  const take = (key: string, isWanted: (record: RecordedFile) => boolean): RecordedFile | undefined => {
    const records = byKey.get(key) ?? [];
    const at = records.findIndex(isWanted);
    return at === -1 ? undefined : records.splice(at, 1)[0];
  };
  // First those that kept their names, so that a copy is what was added.
  const named = files.map(({ key, name }) => take(key, (record) => record.name === name));
  const kept = files.map(({ key }, i) => named[i] ?? take(key, () => true));
  const stay = new Set(kept);
  return { kept, removed: last.filter((file) => !stay.has(file)) };
}

/** Whether a plan would load and remove so much that it is better to load all. */
export function isMostlyNew({ kept, removed }: Plan, files: readonly PlannedFile[]): boolean {
  const total = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const loaded = files.reduce((sum, { sizeBytes }, i) => sum + (kept[i] === undefined ? sizeBytes : 0), 0);
  const rowsOf = (some: readonly (RecordedFile | undefined)[]): number =>
    some.reduce((sum, file) => sum + (file?.rows ?? 0), 0);
  const removedRows = rowsOf(removed);
  const removedPart = removedRows === 0 ? 0 : removedRows / (removedRows + rowsOf(kept));
  return loaded / Math.max(1, total) + costOfRemoval * removedPart > mostInPlace;
}

/** Whether a plan leaves rows in place that somebody edited, or added beside a file that stays, in the database. */
export function keepsEdits({ kept }: Plan, { edited, others }: SalesState): boolean {
  const stay = kept.filter((file) => file !== undefined);
  return stay.some((file) => others.length > 0 || edited.has(file));
}

/**
 * Whether `sales` is what an import would make, so that rows may be added to it: with the same columns, and no unique index of
 * somebody's, which old and new rows of a file would break together. Creates and drops `sales__next`.
 */
export async function canChangeInPlace(connection: Connection, currency: string): Promise<boolean> {
  await connection.query("drop table if exists sales__next");
  await connection.query(createSalesTable("sales__next", currency));
  try {
    const [table, made] = [await readLines(connection, "sales"), await readLines(connection, "sales__next")];
    const isAddedIndex = (line: string): boolean => /^(FULLTEXT |SPATIAL |VECTOR )?KEY /.test(line);
    return table.filter((line) => !isAddedIndex(line)).join("\n") === made.join("\n");
  } finally {
    await connection.query("drop table sales__next");
  }
}

/** Reads how the server would create a table, without its name and counter. */
async function readLines(connection: Connection, table: string): Promise<string[]> {
  const [[row]] = await connection.query<RowDataPacket[]>(`show create table ${table}`);
  const [, ...lines] = String(row?.["Create Table"]).split("\n");
  return lines.map((line) =>
    line
      .trim()
      .replace(/,$/, "")
      .replace(/ AUTO_INCREMENT=\d+/, ""),
  );
}
