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
  for (const code of ["ER_TABLEACCESS_DENIED_ERROR", "ER_DBACCESS_DENIED_ERROR"]) {
    const [explained, message, hint] = explain({ code });
    assert.deepEqual([explained, message], ["MYSQL_REFUSED", "the user is not allowed to create tables: why"]);
    assert.match(hint, /^grant all on MYSQL_DATABASE to MYSQL_USER/);
  }
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

test("any other error stays as it is, also one with a code that objects have by themselves", () => {
  const known = new TillbookError("BUSY", "m", "h");
  Object.assign(known, { fatal: true });
  for (const error of [known, new Error("x"), Object.assign(new Error("x"), { code: "ER_PARSE_ERROR", fatal: false })])
    assert.equal(explainMysqlError(error), error);
});
