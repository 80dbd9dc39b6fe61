import type { Paths } from "@tillbook/pipeline";
import type { Connection, RowDataPacket } from "mysql2/promise";
import { findWriteMark } from "./write-mark.js";

/** What writes rows, and what changes a table as a whole and is in no count of rows, such as TRUNCATE. */
const counters = [
  ...["Handler_write", "Handler_update", "Handler_delete"],
  ...["Com_truncate", "Com_alter_table", "Com_create_table", "Com_drop_table", "Com_rename_table"],
];

/**
 * Begins to watch for writes of others, to any table of the server. Returns a test whether there was none since; it is false, too,
 * where one cannot be excluded: a transaction that has written before, and is open, will be in no count when it commits.
 * The test is given what other sessions of our own have written since, as `countWrites` counts it.
 * @param tables  that others may have written to; none where only this session knows them
 */
export async function watchWrites(
  connection: Connection,
  paths: Paths,
  ...tables: readonly string[]
): Promise<(ours?: number) => Promise<boolean>> {
  const before = await countOtherWrites(connection);
  let isQuiet = true;
  for (const table of tables) {
    // While a transaction that has written is open, there is no mark.
    const mark = await findWriteMark(connection, paths, table);
    isQuiet &&= mark.server !== undefined || mark.files !== undefined;
  }
  return async (ours = 0) => isQuiet && (await countOtherWrites(connection)) === before + ours;
}

/** Counts what all other sessions have written since the server was started; NaN where it doesn't say. */
async function countOtherWrites(connection: Connection): Promise<number> {
  return (await countWrites(connection, "global")) - (await countWrites(connection));
}

/** Counts what a session has written since it began, or all have since the server was started; NaN where the server doesn't say. */
export async function countWrites(connection: Connection, scope: "session" | "global" = "session"): Promise<number> {
  const [rows] = await connection.query<RowDataPacket[]>(`show ${scope} status where variable_name in (?)`, [counters]);
  return rows.length < counters.length ? Number.NaN : rows.reduce((sum, row) => sum + Number(row["Value"]), 0);
}
