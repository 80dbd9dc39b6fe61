import assert from "node:assert/strict";
import { test } from "node:test";
import { TillbookError } from "@tillbook/pipeline";
import { explainMysqlError } from "./mysql-errors.js";

/** Explains an error of the driver as code, message and hint. */
function explain(fields: object): [code: string, message: string, hint: string] {
  const cause = Object.assign(new Error("why"), fields);
  const error = explainMysqlError(cause);
  assert.ok(error instanceof TillbookError);
  assert.equal(error.cause, cause);
  return [error.code, error.message, error.hint];
}

test("a server without local_infile is named, by each of the three ways in which servers say so", () => {
  for (const fields of [
    { code: "ER_NOT_ALLOWED_COMMAND" },
    { code: "ER_CLIENT_LOCAL_FILES_DISABLED" },
    { errno: 4166 },
  ])
    assert.deepEqual(explain(fields), [
      "MYSQL_REFUSED",
      "MySQL does not allow LOAD DATA LOCAL: why",
      "as its administrator: set global local_infile = 1",
    ]);
});

test("a connection that broke is MYSQL_UNREACHABLE, also when the driver gives no code", () => {
  const codes = ["PROTOCOL_CONNECTION_LOST", "ECONNRESET", "EPIPE", "ER_SERVER_SHUTDOWN", "ER_CONNECTION_KILLED"];
  for (const fields of [...codes.map((code) => ({ code })), { fatal: true }])
    assert.deepEqual(explain(fields), [
      "MYSQL_UNREACHABLE",
      "MySQL went away; its tables are whole: why",
      "run the same command again",
    ]);
});

test("a table in use, missing rights, a foreign key and a full disk have their own codes and hints", () => {
  for (const code of ["ER_LOCK_WAIT_TIMEOUT", "ER_LOCK_DEADLOCK", "ER_CHECKREAD", "ER_TABLE_DEF_CHANGED"])
    assert.deepEqual(explain({ code }).slice(0, 2), ["BUSY", "another session uses or changes a table: why"]);
  for (const code of ["ER_ROW_IS_REFERENCED_2", "ER_FK_CANNOT_DROP_PARENT"])
    assert.deepEqual(explain({ code }), [
      "MYSQL_REFUSED",
      "a foreign key of another table refers to one that is replaced; its tables are whole: why",
      "drop that foreign key, perhaps of another database, then run the same command again",
    ]);
  for (const code of ["ER_DISK_FULL", "ER_RECORD_FILE_FULL"]) {
    const [explained, message, hint] = explain({ code });
    assert.deepEqual([explained, message], ["MYSQL_REFUSED", "MySQL's disk is full; its tables are whole: why"]);
    assert.match(hint, /^free space where MySQL has its files/);
  }
});

test("a privilege that is missing comes with the statement that grants what is needed, with the names that MySQL says", () => {
  const all = "select, insert, update, delete, create, drop, alter";
  for (const [code, message, on] of [
    [
      "ER_TABLEACCESS_DENIED_ERROR",
      "DROP command denied to user 'a'@'10.0.0.5' for table `shop`.`sales`",
      "shop.* to 'a'@'10.0.0.5'",
    ],
    [
      "ER_TABLEACCESS_DENIED_ERROR",
      "DROP command denied to user 'a'@'b' for table 'sales'",
      "MYSQL_DATABASE.* to 'a'@'b'",
    ],
    ["ER_DBACCESS_DENIED_ERROR", "Access denied for user 'a'@'b' to database 'shop'", "shop.* to 'a'@'b'"],
    [
      "ER_SPECIFIC_ACCESS_DENIED_ERROR",
      "Access denied; you need (at least one of) the SUPER privilege(s)",
      "MYSQL_DATABASE.* to 'MYSQL_USER'@'%'",
    ],
  ] as const)
    assert.deepEqual(explain({ code, message }), [
      "MYSQL_REFUSED",
      `the account lacks a privilege: ${message}`,
      `as its administrator: grant ${all} on ${on}`,
    ]);
});

test("a small packet, a read-only server, a binary log of statements and a time limit have their own hints", () => {
  for (const [fields, hint] of [
    [{ code: "ER_NET_PACKET_TOO_LARGE" }, /set global max_allowed_packet = 67108864/],
    [{ code: "ER_OPTION_PREVENTS_STATEMENT" }, /MYSQL_READ_HOST/],
    [{ code: "ER_BINLOG_STMT_MODE_AND_ROW_ENGINE" }, /set global binlog_format = 'ROW'/],
    [{ errno: 1969 }, /max_statement_time/],
    [{ code: "ER_QUERY_INTERRUPTED" }, /^run the same command again$/],
  ] as const)
    assert.match(explain(fields)[2], hint);
  for (const message of [
    "Got error 28 from storage engine",
    'Can\'t create file (Errcode: 28 "No space left on device")',
  ])
    assert.match(explain({ code: "ER_GET_ERRNO", message })[1], /^MySQL's disk is full; its tables are whole: /);
});

test("any other error stays as it is, also one with a code that objects have by themselves", () => {
  const known = new TillbookError("BUSY", "m", "h");
  Object.assign(known, { fatal: true });
  for (const error of [known, new Error("x"), Object.assign(new Error("x"), { code: "ER_PARSE_ERROR", fatal: false })])
    assert.equal(explainMysqlError(error), error);
});
