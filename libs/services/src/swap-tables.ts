import { TillbookError } from "@tillbook/pipeline";
import type { Connection, RowDataPacket } from "mysql2/promise";
import { explainMysqlError } from "./mysql-errors.js";

/** How long the swap waits for other sessions that use a table; a server's own default is a day or more. */
const patienceSeconds = 60;

/**
 * Replaces each `<table>` by its `<table>__next`, all of them in one step that a reader sees whole or not at all. The
 * successors get the indexes that somebody added to the tables. Where an old table cannot be dropped, all come back.
 */
export async function swapTables(connection: Connection, tables: readonly string[]): Promise<void> {
  const [rows] = await connection.query<RowDataPacket[]>(
    "select table_name as name from information_schema.tables where table_schema = database() and table_name in (?)",
    [tables],
  );
  const names = new Set(rows.map((row) => String(row["name"])));
  const present = tables.filter((table) => names.has(table));
  await dropTables(connection, tables, "__old");
  for (const table of present) await copyIndexes(connection, table);
  await connection.query(`set session lock_wait_timeout = ${patienceSeconds}`);
  const renames = tables.flatMap((table) => [
    ...(present.includes(table) ? [[table, `${table}__old`]] : []),
    [`${table}__next`, table],
  ]);
  await renameTables(connection, renames);
  let dropped = 0;
  try {
    for (; dropped < present.length; dropped++) await dropTables(connection, [present[dropped] as string], "__old");
  } catch (error) {
    // e.g. a foreign key of another database, which this account does not see
    if (dropped === 0) await renameTables(connection, renames.map((pair) => pair.toReversed()).reverse());
    throw error;
  }
}

function renameTables(connection: Connection, pairs: readonly (readonly string[])[]): Promise<unknown> {
  return connection.query(`rename table ${pairs.map((pair) => pair.join(" to ")).join(", ")}`);
}

/** Adds to `<table>__next` the indexes of `<table>` that it lacks, in the words of the server. */
async function copyIndexes(connection: Connection, table: string): Promise<void> {
  const made = await listIndexes(connection, `${table}__next`);
  const missing = (await listIndexes(connection, table)).filter((index) => !made.includes(index));
  if (missing.length === 0) return;
  try {
    await connection.query(`alter table ${table}__next ${missing.map((index) => `add ${index}`).join(", ")}`);
  } catch (error) {
    if (explainMysqlError(error) !== error) throw error;
    throw new TillbookError(
      "MYSQL_REFUSED",
      `an index that was added to ${table} does not fit its new rows: ${(error as Error).message}`,
      `drop that index of ${table}, then run the same command again`,
      { cause: error },
    );
  }
}

async function listIndexes(connection: Connection, table: string): Promise<string[]> {
  const [[row]] = await connection.query<RowDataPacket[]>(`show create table ${table}`);
  const lines = String(row?.["Create Table"]).split("\n");
  return lines
    .map((line) => line.trim().replace(/,$/, ""))
    .filter((line) => /^(UNIQUE |FULLTEXT |SPATIAL |VECTOR )?KEY /.test(line));
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
