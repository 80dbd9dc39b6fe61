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
 * @param table  that others may have written to; absent for one that only this session knows
 */
export async function watchWrites(
  connection: Connection,
  paths: Paths,
  table?: string,
): Promise<() => Promise<boolean>> {
  const before = await countOtherWrites(connection);
  // While a transaction that has written is open, there is no mark.
  const mark = table === undefined ? undefined : await findWriteMark(connection, paths, table);
  const isQuiet = mark === undefined || mark.server !== undefined || mark.files !== undefined;
  return async () => isQuiet && (await countOtherWrites(connection)) === before;
}

/** Counts what all other sessions have written since the server was started; NaN where it doesn't say. */
async function countOtherWrites(connection: Connection): Promise<number> {
  const count = async (scope: "global" | "session"): Promise<number> => {
    const [rows] = await connection.query<RowDataPacket[]>(`show ${scope} status where variable_name in (?)`, [
      counters,
    ]);
    return rows.length < counters.length ? Number.NaN : rows.reduce((sum, row) => sum + Number(row["Value"]), 0);
  };
  return (await count("global")) - (await count("session"));
}
