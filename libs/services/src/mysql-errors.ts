import { type ErrorCode, TillbookError } from "@tillbook/pipeline";
import { writeGrants } from "./grants.js";

type Explanation = [code: ErrorCode, problem: string, hint: string];

const diskFull: Explanation = [
  "MYSQL_REFUSED",
  "MySQL's disk is full; its tables are whole",
  "free space where MySQL has its files and its tmpdir, the embedded one in .data/, then run the same command again",
];

/** What an error in the middle of a stage means, by the driver's code for it. */
const explanations: Record<string, Explanation> = {
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
    ["ER_NET_PACKET_TOO_LARGE"],
    [
      "MYSQL_REFUSED",
      "a statement is larger than MySQL takes; its tables are whole",
      "as its administrator: set global max_allowed_packet = 67108864, then run the same command again",
    ],
  ),
  ...name(
    ["ER_OPTION_PREVENTS_STATEMENT", "ER_READ_ONLY_MODE", "ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION"],
    [
      "MYSQL_REFUSED",
      "MySQL takes no changes now",
      "set MYSQL_HOST to the server that its replicas follow, and this one as MYSQL_READ_HOST; or, as its administrator: set global read_only = 0",
    ],
  ),
  ...name(
    ["ER_BINLOG_STMT_MODE_AND_ROW_ENGINE", "ER_BINLOG_ROW_MODE_AND_STMT_ENGINE", "ER_BINLOG_UNSAFE_AND_STMT_ENGINE"],
    [
      "MYSQL_REFUSED",
      "MySQL can't write this to its binary log",
      "as its administrator: set global binlog_format = 'ROW', then run the same command again",
    ],
  ),
  ...name(
    ["ER_STATEMENT_TIMEOUT", "ER_QUERY_TIMEOUT", "1969", "3024"],
    [
      "MYSQL_REFUSED",
      "MySQL ended a statement that took longer than it allows",
      "raise max_statement_time (MySQL: max_execution_time) for this account, then run the same command again",
    ],
  ),
  ...name(
    ["ER_QUERY_INTERRUPTED"],
    ["BUSY", "somebody ended a statement of ours; the tables are whole", "run the same command again"],
  ),
  ...name(
    ["ER_ROW_IS_REFERENCED", "ER_ROW_IS_REFERENCED_2", "ER_FK_CANNOT_DROP_PARENT"],
    [
      "MYSQL_REFUSED",
      "a foreign key of another table refers to one that is replaced; its tables are whole",
      "drop that foreign key, perhaps of another database, then run the same command again",
    ],
  ),
  ...name(["ER_DISK_FULL", "ER_RECORD_FILE_FULL"], diskFull),
};

/** Turns an error of the driver that a user can fix into a TillbookError; returns any other unchanged. */
export function explainMysqlError(error: unknown): unknown {
  const { code: known, errno = 0, fatal = false, message } = error as NodeJS.ErrnoException & { fatal?: boolean };
  // the driver has no code for a query on a connection that is already broken
  const code = known ?? (fatal ? "PROTOCOL_CONNECTION_LOST" : "");
  const explanation = explanations[code] ?? explanations[errno] ?? explainMessage(code, message);
  if (explanation === undefined) return error;
  const [ours, problem, hint] = explanation;
  return new TillbookError(ours, `${problem}: ${message}`, hint, { cause: error });
}

/** Refusals whose hint has names from their message; and a full disk, which MySQL tells in many ways by the system's number for it. */
function explainMessage(code: string, message: string): Explanation | undefined {
  if (/_(ACCESS_DENIED|ACCESS_DENIED_ERROR)$|^ER_\w*ACCESS_DENIED/.test(code)) {
    const [, named, of] = /database '([^']+)'|table `([^`]+)`\./.exec(message) ?? [];
    const database = named ?? of ?? "MYSQL_DATABASE";
    const grants = writeGrants({ user: "MYSQL_USER", database }, message);
    return ["MYSQL_REFUSED", "the account lacks a privilege", `as its administrator: ${grants.at(-1)}`];
  }
  return code.startsWith("ER_") && /(error|errno|errcode):? 28\b|no space left/i.test(message) ? diskFull : undefined;
}

/** Whether a query failed since a table or a column is not there. */
export function isMissing(error: unknown): boolean {
  const { code = "" } = error as NodeJS.ErrnoException;
  return code === "ER_NO_SUCH_TABLE" || code === "ER_BAD_FIELD_ERROR";
}

function name<T>(names: readonly string[], value: T): Record<string, T> {
  return Object.fromEntries(names.map((name) => [name, value]));
}
