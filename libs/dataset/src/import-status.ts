import { copyToNext, type Fingerprint, formatFingerprint } from "@tillbook/services";
import type { Connection, ResultSetHeader, RowDataPacket } from "mysql2/promise";
import { countRejected, type SalesFile } from "./sales-file.js";

/** What an import recorded of the files that it loaded and of the table that it made. */
export interface ImportRecord {
  filesFingerprint: string;
  tableFingerprint: string;
  files: SalesFile[];
  content: SalesContent;
}

/** What is in a table of sales, beyond its fingerprint. */
export interface SalesContent {
  /** First and last day with a sale, ISO dates; null where there are no sales. */
  firstDay: string | null;
  lastDay: string | null;
  /** Rows that are there once more, of n equal ones n − 1; null where the table was changed since that was counted. */
  duplicates: number | null;
}

/**
 * One row per import. `done` comes with the table that it describes, in one step; `begun` says that no end was noted: the run
 * is at work, or was killed, which the next one notes as `died`.
 */
const createStatus = `create table if not exists import_status (
    id bigint not null auto_increment primary key,
    files int not null comment 'count of the files',
    row_count bigint null comment 'rows in sales',
    rejected bigint null comment 'rows in the files that broke the contract; with row_count all rows of the files',
    duplicates bigint null comment 'rows in sales that are there once more: of n equal ones n - 1',
    first_day date null comment 'first day with a sale',
    last_day date null comment 'last day with a sale',
    amount decimal(20,2) null comment 'sum of the amounts, euro',
    files_fingerprint char(64) not null comment 'SHA-256 over names and hashes of the files',
    table_fingerprint varchar(100) null comment 'rows, sum and checksum of sales',
    state varchar(10) not null comment 'begun, done, failed or died',
    started datetime not null comment 'UTC',
    finished datetime null comment 'UTC; null where the run was killed',
    file_list longtext null comment 'name, SHA-256, rows and cents of each file, JSON'
) engine = InnoDB default character set = utf8mb4 collate = utf8mb4_bin`;

/** Makes `import_status` where it is missing, and anew where it is of an older version. */
export async function makeStatus(connection: Connection): Promise<void> {
  await connection.query(createStatus);
  try {
    await connection.query("select rejected, duplicates, first_day, last_day from import_status limit 0");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ER_BAD_FIELD_ERROR") throw error;
    await connection.query("drop table import_status");
    await connection.query(createStatus);
  }
}

/** Notes the end of runs that were killed, which the lock says are dead. */
export async function settleDeadRuns(connection: Connection): Promise<void> {
  await connection.query("update import_status set state = 'died' where state not in ('done', 'failed', 'died')");
}

/** Reads what the last import that finished well recorded; undefined when there was none. */
export async function findLastImport(connection: Connection): Promise<ImportRecord | undefined> {
  const [[row]] = await connection.query<RowDataPacket[]>(
    `select files_fingerprint, table_fingerprint, file_list, duplicates, first_day, last_day
     from import_status where state = 'done' order by id desc limit 1`,
  );
  if (row === undefined) return undefined;
  return {
    filesFingerprint: row["files_fingerprint"],
    tableFingerprint: row["table_fingerprint"],
    files: JSON.parse(row["file_list"]),
    content: { firstDay: row["first_day"], lastDay: row["last_day"], duplicates: Number(row["duplicates"]) },
  };
}

/** Notes that an import has begun; gives back its id. */
export async function startImport(
  connection: Connection,
  fileCount: number,
  filesFingerprint: string,
): Promise<number> {
  const [{ insertId }] = await connection.query<ResultSetHeader>(
    `insert into import_status set files = ?, files_fingerprint = ?, state = 'begun', started = utc_timestamp()`,
    [fileCount, filesFingerprint],
  );
  return insertId;
}

/** Notes in `import_status__next` that the import `id` is done, and what it made; to be swapped in with its table. */
export async function prepareDone(
  connection: Connection,
  id: number,
  table: Fingerprint,
  files: readonly SalesFile[],
  { firstDay, lastDay, duplicates }: SalesContent,
): Promise<void> {
  await copyToNext(connection, "import_status");
  const rejected = countRejected(files);
  await connection.query(
    `update import_status__next set row_count = ?, rejected = ?, duplicates = ?, first_day = ?, last_day = ?, amount = ?,
       table_fingerprint = ?, file_list = ?, state = 'done', finished = utc_timestamp() where id = ?`,
    [
      ...[table.rows, rejected, duplicates, firstDay, lastDay, table.amount],
      ...[formatFingerprint(table), JSON.stringify(files), id],
    ],
  );
}

/** Notes that the import `id` has failed. */
export async function noteFailure(connection: Connection, id: number): Promise<void> {
  await connection.query("update import_status set state = 'failed', finished = utc_timestamp() where id = ?", [id]);
}
