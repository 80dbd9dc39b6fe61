import type { Connection, RowDataPacket } from "mysql2/promise";

/** How long the swap waits for other sessions that use a table; a server's own default is a day or more. */
const patienceSeconds = 60;

/**
 * Replaces each `<table>` by its `<table>__next`, all of them in one step that a reader sees whole or not at all.
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

/**
 * Copies `<table>` to `<table>__next`, to be changed and swapped in with others: so that a status row and the tables that it
 * describes change in one step.
 */
export async function copyToNext(connection: Connection, table: string): Promise<void> {
  await dropTables(connection, [table], "__next");
  await connection.query(`create table ${table}__next like ${table}`);
  await connection.query(`insert into ${table}__next select * from ${table}`);
}

/** Drops the `__next` or `__old` companions of the tables, where there are any. */
export async function dropTables(
  connection: Connection,
  tables: readonly string[],
  suffix: "__next" | "__old",
): Promise<void> {
  await connection.query(`drop table if exists ${tables.map((table) => table + suffix).join(", ")}`);
}
