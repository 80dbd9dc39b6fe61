import { copyToNext } from "@tillbook/services";
import type { Connection, ResultSetHeader, RowDataPacket } from "mysql2/promise";

/** What an aggregation that is done read and wrote. */
export interface Aggregation {
  /** Fingerprint of `sales`. */
  read: string;
  /** Fingerprints of the months of `sales`, by their names. */
  months: Record<string, string>;
  /** SHA-256 over the `.sql` files. */
  queries: string;
  /** Name of the days whose articles were asked for, where they are no month, quarter or year. */
  asked: string | undefined;
  /** Version of Spark that ran it, e.g. `4.3.0`. */
  spark: string;
  /** Fingerprint of each result table, by its name. */
  wrote: Record<string, string>;
}

/**
 * One row per run. `done` comes in one step with the rows that it describes. `begun` means that the run is still at
 * work or was killed; in the latter case the next run changes it to `died`.
 */
const ddl = `create table if not exists aggregate_status (
    id int not null auto_increment primary key,
    read_fingerprint varchar(100) not null comment 'content of sales, as rows:amount:checksum',
    queries_sha256 char(64) not null comment 'SHA-256 over spark/*.sql',
    asked_period varchar(40) not null default '' comment 'days whose articles were asked for',
    spark_version varchar(40) not null default '' comment 'set when done',
    month_fingerprints text not null default ('{}') comment 'content of each month of sales, JSON',
    wrote_fingerprints text not null comment 'content of each result table, JSON',
    state varchar(10) not null comment 'begun, done, failed or died',
    started timestamp(3) not null default current_timestamp(3),
    finished timestamp(3) null
) engine = InnoDB default character set = utf8mb4 collate = utf8mb4_bin comment = 'Tillbook: one row per aggregation'`;

/** Creates `aggregate_status` if it is missing, and marks unfinished runs as `died`; the caller holds the lock. */
export async function prepareStatus(connection: Connection): Promise<void> {
  await connection.query(ddl);
  await addColumns(connection);
  await connection.query("update aggregate_status set state = 'died' where state not in ('done', 'failed', 'died')");
}

/** Gives a table of an older version the columns that it lacks. */
async function addColumns(connection: Connection): Promise<void> {
  const [rows] = await connection.query<RowDataPacket[]>(
    "select column_name as name from information_schema.columns where table_schema = database() and table_name = 'aggregate_status'",
  );
  const names = new Set(rows.map((row) => String(row["name"])));
  const missing = ["asked_period", "month_fingerprints"].filter((name) => !names.has(name));
  const lines = ddl.split("\n").map((line) => line.trim().replace(/,$/, ""));
  for (const name of missing)
    await connection.query(`alter table aggregate_status add column ${lines.find((line) => line.startsWith(name))}`);
}

/** Reads the latest aggregation that is done; undefined when there is none. */
export async function readLatest(connection: Connection): Promise<Aggregation | undefined> {
  const [rows] = await connection.query<RowDataPacket[]>(
    "select * from aggregate_status where state = 'done' order by id desc limit 1",
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  return {
    read: String(row["read_fingerprint"]),
    months: JSON.parse(String(row["month_fingerprints"])),
    queries: String(row["queries_sha256"]),
    asked: String(row["asked_period"]) || undefined,
    spark: String(row["spark_version"]),
    wrote: JSON.parse(String(row["wrote_fingerprints"])),
  };
}

/** Inserts the row of a run that begins; returns its id. */
export async function startRun(
  connection: Connection,
  { read, months, queries, asked = "" }: Pick<Aggregation, "read" | "months" | "queries" | "asked">,
): Promise<number> {
  const [result] = await connection.query<ResultSetHeader>(
    `insert into aggregate_status
       (read_fingerprint, month_fingerprints, queries_sha256, asked_period, wrote_fingerprints, state)
     values (?, ?, ?, ?, '{}', 'begun')`,
    [read, JSON.stringify(months), queries, asked],
  );
  return result.insertId;
}

/** Makes `aggregate_status__next`, in which a run is done; it is to be swapped in together with the run's tables. */
export async function prepareDone(
  connection: Connection,
  id: number,
  { spark, wrote }: Pick<Aggregation, "spark" | "wrote">,
): Promise<void> {
  await copyToNext(connection, "aggregate_status");
  await noteDone(connection, id, { spark, wrote }, "aggregate_status__next");
}

/** Marks a run as done. */
export async function noteDone(
  connection: Connection,
  id: number,
  { spark, wrote }: Pick<Aggregation, "spark" | "wrote">,
  table = "aggregate_status",
): Promise<void> {
  await connection.query(
    `update ${table} set state = 'done', spark_version = ?, wrote_fingerprints = ?, finished = current_timestamp(3)
     where id = ?`,
    [spark, JSON.stringify(wrote), id],
  );
}

/** Marks a run as failed. */
export async function noteFailure(connection: Connection, id: number): Promise<void> {
  await connection.query("update aggregate_status set state = 'failed', finished = current_timestamp(3) where id = ?", [
    id,
  ]);
}
