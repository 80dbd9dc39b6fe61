import { type Fingerprint, formatFingerprint } from "@tillbook/services";
import type { Connection, ResultSetHeader, RowDataPacket } from "mysql2/promise";
import type { SalesFile } from "./sales-file.js";

/** What an import recorded of the files that it loaded and of the table that it made. */
export interface ImportRecord {
  filesFingerprint: string;
  tableFingerprint: string;
  files: SalesFile[];
}

/** One row per import. `state` is running, done or failed; a run that was killed stays running until the next settles it. */
const createStatus = `create table if not exists import_status (
    id bigint not null auto_increment primary key,
    files int not null comment 'count of the files',
    row_count bigint null comment 'rows in the files and in sales',
    amount decimal(20,2) null comment 'sum of the amounts, euro',
    files_fingerprint char(64) not null comment 'SHA-256 over names and hashes of the files',
    table_fingerprint varchar(100) null comment 'rows, sum and checksum of sales; known before sales is swapped in',
    state varchar(10) not null comment 'running, done or failed',
    started datetime not null comment 'UTC',
    finished datetime null comment 'UTC; null where the run was killed',
    file_list longtext null comment 'name, SHA-256, rows and cents of each file, JSON'
) engine = InnoDB default character set = utf8mb4 collate = utf8mb4_bin`;

/** Makes `import_status` where it is missing. */
export async function makeStatus(connection: Connection): Promise<void> {
  await connection.query(createStatus);
}

/**
 * Closes the books on runs that were killed, which the lock says are dead: done, if their table is the one in place, since
 * only the last step is missing then; else failed.
 */
export async function settleDeadRuns(connection: Connection, tableFingerprint: string | undefined): Promise<void> {
  await connection.query(
    `update import_status set state = if(table_fingerprint <=> ? and id = (select * from (select max(id) from import_status) last),
       'done', 'failed') where state = 'running'`,
    [tableFingerprint ?? ""],
  );
}

/** Reads what the last import that finished well recorded; undefined when there was none. */
export async function findLastImport(connection: Connection): Promise<ImportRecord | undefined> {
  const [[row]] = await connection.query<RowDataPacket[]>(
    "select files_fingerprint, table_fingerprint, file_list from import_status where state = 'done' order by id desc limit 1",
  );
  if (row === undefined) return undefined;
  return {
    filesFingerprint: row["files_fingerprint"],
    tableFingerprint: row["table_fingerprint"],
    files: JSON.parse(row["file_list"]),
  };
}

/** Notes that an import has begun; gives back its id. */
export async function startImport(
  connection: Connection,
  fileCount: number,
  filesFingerprint: string,
): Promise<number> {
  const [{ insertId }] = await connection.query<ResultSetHeader>(
    `insert into import_status set files = ?, files_fingerprint = ?, state = 'running', started = utc_timestamp()`,
    [fileCount, filesFingerprint],
  );
  return insertId;
}

/** Notes what the import `id` is about to put in place of `sales`. */
export async function recordTable(
  connection: Connection,
  id: number,
  table: Fingerprint,
  files: readonly SalesFile[],
): Promise<void> {
  await connection.query(
    "update import_status set row_count = ?, amount = ?, table_fingerprint = ?, file_list = ? where id = ?",
    [table.rows, table.amount, formatFingerprint(table), JSON.stringify(files), id],
  );
}

/** Notes that the import `id` has ended. */
export async function endImport(connection: Connection, id: number, state: "done" | "failed"): Promise<void> {
  await connection.query("update import_status set state = ?, finished = utc_timestamp() where id = ?", [state, id]);
}
