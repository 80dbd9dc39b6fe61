import assert from "node:assert/strict";
import { test } from "node:test";
import { TillbookError } from "@tillbook/pipeline";
import { SparkError } from "@tillbook/spark-connect";
import { explainFailure } from "./query-failure.js";

/** A failure as Spark 4.3 tells it: from outside to inside. */
function fail(...messages: string[]): SparkError {
  const [message = "", ...inner] = messages;
  const errorClass = /^\[([A-Z_.]+)\]/.exec(message)?.[1];
  const cause = inner.length === 0 ? undefined : fail(...inner);
  return new SparkError(message, { grpcCode: "INTERNAL", errorClass, cause });
}

function explain(...messages: string[]): string {
  const error = explainFailure(fail(...messages), "spark/steps/rollup.sql", 1);
  assert.ok(error instanceof TillbookError);
  return `${error.message} [${error.code}], try: ${error.hint}`;
}

const connection = "[FAILED_JDBC.CONNECTION] Failed JDBC jdbc:mysql:*********(redacted) on the operation: x";
const task = (text: string): string =>
  `Job aborted due to stage failure: Task 0: ${text}\n\tat com.mysql.cj.jdbc.X(X.java:1)`;

test("what MySQL says through Spark is one line, MySQL's own, without Java's stack", () => {
  assert.equal(
    explain(connection, "Access denied for user 'a'@'b' (using password: YES)"),
    "MySQL, read by Spark: Access denied for user 'a'@'b' (using password: YES) [MYSQL_REFUSED], try: make doctor, which says what the account lacks and how to grant it",
  );
  assert.match(
    explain(connection, "Communications link failure\n\nThe last packet", "Connection refused"),
    /^MySQL, read by Spark: Connection refused \[MYSQL_UNREACHABLE\], try: start it; .*SPARK_MYSQL_HOST/,
  );
  assert.match(
    explain(
      task("java.sql.SQLException: Can not read"),
      "Can not read response from server. Expected to read 106 bytes, read 60 bytes before connection was unexpectedly lost.",
    ),
    /unexpectedly lost\. \[MYSQL_UNREACHABLE\], try: run the same command again$/,
  );
  assert.match(
    explain(task("x"), "Query execution was interrupted (max_statement_time exceeded)"),
    /^MySQL, read by Spark: Query .*\[MYSQL_REFUSED\], try: raise max_statement_time/,
  );
  assert.match(
    explain(connection, "Communications link failure", "PKIX path building failed"),
    /PKIX.*same certificates/,
  );
  assert.match(
    explain(task("x"), "Table is marked as crashed"),
    /^MySQL, read by Spark: Table is marked.*try: make doctor;/,
  );
});

test("a query's own mistake stays one of its file", () => {
  assert.match(
    explain("[DIVIDE_BY_ZERO] Division by zero."),
    /^spark\/steps\/rollup\.sql: \[DIVIDE_BY_ZERO\].*\[SPARK_FAILED\]/,
  );
});
