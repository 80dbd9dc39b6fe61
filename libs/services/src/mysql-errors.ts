import { type ErrorCode, TillbookError } from "@tillbook/pipeline";

/** What an error in the middle of a stage means, by the driver's code for it. */
const explanations: Record<string, [code: ErrorCode, problem: string, hint: string]> = {
  ...name(
    // MySQL's and MariaDB's names for a server without `local_infile`; the driver knows the third by number only.
    ["ER_NOT_ALLOWED_COMMAND", "ER_CLIENT_LOCAL_FILES_DISABLED", "4166"],
    ["MYSQL_REFUSED", "MySQL does not allow LOAD DATA LOCAL", "as its administrator: set global local_infile = 1"],
  ),
  ...name(
    ["PROTOCOL_CONNECTION_LOST", "ECONNRESET", "EPIPE", "ER_SERVER_SHUTDOWN", "ER_CONNECTION_KILLED"],
    ["MYSQL_UNREACHABLE", "MySQL went away; its tables are whole", "run the same command again"],
  ),
  ...name(
    // The last two are for a row, and a table as by TRUNCATE, that was changed since the transaction began.
    ["ER_LOCK_WAIT_TIMEOUT", "ER_LOCK_DEADLOCK", "ER_CHECKREAD", "ER_TABLE_DEF_CHANGED"],
    [
      "BUSY",
      "another session uses or changes a table",
      "end that session's transaction, then run the same command again",
    ],
  ),
  ...name(
    ["ER_TABLEACCESS_DENIED_ERROR", "ER_DBACCESS_DENIED_ERROR"],
    [
      "MYSQL_REFUSED",
      "the user is not allowed to create tables",
      "grant all on MYSQL_DATABASE to MYSQL_USER, then run the same command again",
    ],
  ),
  ...name(
    ["ER_ROW_IS_REFERENCED", "ER_ROW_IS_REFERENCED_2", "ER_FK_CANNOT_DROP_PARENT"],
    [
      "MYSQL_REFUSED",
      "a foreign key of another table refers to one that is replaced; its tables are whole",
      "drop that foreign key, perhaps of another database, then run the same command again",
    ],
  ),
  ...name(
    ["ER_DISK_FULL", "ER_RECORD_FILE_FULL"],
    [
      "MYSQL_REFUSED",
      "MySQL's disk is full; its tables are whole",
      "free space where MySQL has its files, the embedded one in .data/, then run the same command again",
    ],
  ),
};

/** Turns an error of the driver that a user can fix into a TillbookError; returns any other unchanged. */
export function explainMysqlError(error: unknown): unknown {
  const { code: known, errno = 0, fatal = false, message } = error as NodeJS.ErrnoException & { fatal?: boolean };
  // the driver has no code for a query on a connection that is already broken
  const code = known ?? (fatal ? "PROTOCOL_CONNECTION_LOST" : "");
  const explanation = explanations[code] ?? explanations[errno];
  if (explanation === undefined) return error;
  const [ours, problem, hint] = explanation;
  return new TillbookError(ours, `${problem}: ${message}`, hint, { cause: error });
}

/** Whether a query failed since a table or a column is not there. */
export function isMissing(error: unknown): boolean {
  const { code = "" } = error as NodeJS.ErrnoException;
  return code === "ER_NO_SUCH_TABLE" || code === "ER_BAD_FIELD_ERROR";
}

function name<T>(names: readonly string[], value: T): Record<string, T> {
  return Object.fromEntries(names.map((name) => [name, value]));
}
