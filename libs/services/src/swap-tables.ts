import type { Connection, RowDataPacket } from "mysql2/promise";

/** How long the swap waits for other sessions to let go of a table; by default a server lets it wait for a day or more. */
const patienceSeconds = 60;

/**
 * Puts each `<table>__next` in the place of `<table>`, all of them in one step that a reader sees whole or not at all, and
 * drops what was there before.
 */
export async function swapTables(connection: Connection, tables: readonly string[]): Promise<void> {
  const [rows] = await connection.query<RowDataPacket[]>(
    "select table_name as name from information_schema.tables where table_schema = database() and table_name in (?)",
    [tables],
  );
  const present = new Set(rows.map((row) => String(row["name"])));
  const renames = tables.flatMap((table) => [
    ...(present.has(table) ? [`${table} to ${table}__old`] : []),
    `${table}__next to ${table}`,
  ]);
  await dropTables(connection, tables, "__old");
  await connection.query(`set session lock_wait_timeout = ${patienceSeconds}`);
  await connection.query(`rename table ${renames.join(", ")}`);
  await dropTables(connection, tables, "__old");
}

/** Drops the `__next` or `__old` companions of the tables, where there are any. */
export async function dropTables(
  connection: Connection,
  tables: readonly string[],
  suffix: "__next" | "__old",
): Promise<void> {
  await connection.query(`drop table if exists ${tables.map((table) => table + suffix).join(", ")}`);
}
