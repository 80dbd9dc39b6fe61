import { type Fingerprint, formatFingerprint } from "@tillbook/services";
import type { Connection, ResultSetHeader, RowDataPacket } from "mysql2/promise";
import { countRejected, type SalesFile } from "./sales-file.js";

/** The record of an import: its files, and the table that it made. */
export interface ImportRecord {
  filesFingerprint: string;
  tableFingerprint: string;
  files: RecordedFile[];
  content: SalesContent;
}

/** A file in `file_list`: also where its rows are in `sales`, which is no matter of its content, and so in no manifest. */
export interface RecordedFile extends SalesFile {
  /** Ids of its rows, both inclusive; absent where it has none, or they are not known. */
  first_id?: number;
  last_id?: number;
  /** Of how its rows were read, see `hashReading`. */
  reading_sha256?: string;
  /** Of its rows in `sales` as they were loaded. */
  fingerprint?: string;
}

/** Drops what a manifest doesn't have of a file. */
export function describeFile({
  first_id: _first,
  last_id: _last,
  reading_sha256: _reading,
  fingerprint: _print,
  ...file
}: RecordedFile): SalesFile {
  return file;
}

/** What is recorded of a table of sales, besides its fingerprint. */
export interface SalesContent {
  /** First and last day with a sale, ISO dates; null where there are no sales. */
  firstDay: string | null;
  lastDay: string | null;
  /** Duplicate rows: of n equal rows n − 1; null where the table was edited after they were counted. */
  duplicates: number | null;
  /** Of all amounts, ISO 4217. */
  currency: string;
}

/**
 * One row per import. `done` is swapped in together with the table that it describes. `begun` means that the run is at work
 * or was killed; the next run sets the latter to `died`.
 */
const createStatus = `create table if not exists import_status (
    id bigint not null auto_increment primary key,
    files int not null comment 'count of files',
    row_count bigint null comment 'rows in sales',
    rejected bigint null comment 'invalid rows in the files; with row_count all rows of the files',
    duplicates bigint null comment 'duplicate rows in sales: of n equal rows n - 1',
    first_day date null comment 'first day with a sale',
    last_day date null comment 'last day with a sale',
    amount decimal(20,3) null comment 'sum of the amounts',
    currency char(3) null comment 'of all amounts, ISO 4217',
    files_fingerprint char(64) not null comment 'SHA-256 over names and hashes of the files',
    table_fingerprint varchar(100) null comment 'rows, sum and checksum of sales',
    state varchar(10) not null comment 'begun, done, failed or died',
    started datetime not null comment 'UTC',
    finished datetime null comment 'UTC; null where the run was killed',
    file_list longtext null comment 'name, SHA-256, rows, cents and ids of each file, JSON'
) engine = InnoDB default character set = utf8mb4 collate = utf8mb4_bin comment = 'Tillbook: one row per import'`;

/** Creates `import_status` where it is missing, and recreates it where it has the columns of an older version. */
export async function createStatusTable(connection: Connection): Promise<void> {
  await connection.query(createStatus);
  try {
    await connection.query("select rejected, duplicates, first_day, last_day, currency from import_status limit 0");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ER_BAD_FIELD_ERROR") throw error;
    await connection.query("drop table import_status");
    await connection.query(createStatus);
  }
}

/** Sets the rows of killed runs to `died`. Call it with the lock held: nobody else can be at work then. */
export async function markDeadRuns(connection: Connection): Promise<void> {
  await connection.query("update import_status set state = 'died' where state not in ('done', 'failed', 'died')");
}

/** Reads the record of the last import that succeeded; undefined when there is none. */
export async function findLastImport(connection: Connection): Promise<ImportRecord | undefined> {
  const [[row]] = await connection.query<RowDataPacket[]>(
    `select files_fingerprint, table_fingerprint, file_list, duplicates, first_day, last_day, currency
     from import_status where state = 'done' order by id desc limit 1`,
  );
  if (row === undefined) return undefined;
  return {
    filesFingerprint: row["files_fingerprint"],
    tableFingerprint: row["table_fingerprint"],
    files: JSON.parse(row["file_list"]),
    content: {
      firstDay: row["first_day"],
      lastDay: row["last_day"],
      duplicates: Number(row["duplicates"]),
      currency: row["currency"],
    },
  };
}

/** Records the start of an import; returns its id. */
export async function recordStart(
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

/**
 * Records in `statusTable` that the import `id` is done: in a copy that is swapped in with `sales`, or in the transaction that
 * changes `sales`.
 * @param table  of the rows as the files have them
 */
export async function recordSuccess(
  connection: Connection,
  statusTable: "import_status" | "import_status__next",
  id: number,
  table: Fingerprint,
  files: readonly RecordedFile[],
  { firstDay, lastDay, duplicates, currency }: SalesContent,
): Promise<void> {
  const rejected = countRejected(files);
  await connection.query(
    `update ${statusTable} set row_count = ?, rejected = ?, duplicates = ?, first_day = ?, last_day = ?, amount = ?, currency = ?,
       table_fingerprint = ?, file_list = ?, state = 'done', finished = utc_timestamp() where id = ?`,
    [
      ...[table.rows, rejected, duplicates, firstDay, lastDay, table.amount, currency],
      ...[formatFingerprint(table), JSON.stringify(files), id],
    ],
  );
}

/** Records that the import `id` failed, unless it is done: what comes after that can fail, too. */
export async function recordFailure(connection: Connection, id: number): Promise<void> {
  await connection.query(
    "update import_status set state = 'failed', finished = utc_timestamp() where id = ? and state <> 'done'",
    [id],
  );
}
