import assert from "node:assert/strict";
import { test } from "node:test";
import { TillbookError } from "@tillbook/pipeline";
import { SparkError } from "@tillbook/spark-connect";
import { explainFailure, explainRefusal, explainRows } from "./query-failure.js";

const hintOf = (error: unknown): string => String((error as { hint?: string }).hint);

/** A failure of Spark as it tells it. */
const makeError = (message: string, details: ConstructorParameters<typeof SparkError>[1] = {}): SparkError =>
  new SparkError(message, { grpcCode: "INTERNAL", ...details });

/** The sentence about a failure of `spark/x.sql`, before whose first line the statement has two. */
function say(message: string, details?: ConstructorParameters<typeof SparkError>[1]): string {
  const error = explainFailure(makeError(message, details), "spark/x.sql", 2);
  assert.ok(error instanceof TillbookError);
  assert.equal(error.code, "SPARK_FAILED");
  return error.message;
}

test("a header that MySQL can't parse says that a column may have a reserved name", () => {
  const refuse = (code: string) => explainRefusal({ code, sqlMessage: "near 'change decimal'" }, "spark/x.sql");
  assert.match(hintOf(refuse("ER_PARSE_ERROR")), /a name that MySQL reserves/);
  const other = refuse("ER_TABLE_MUST_HAVE_COLUMNS");
  assert.equal(hintOf(other), "see docs/sql.md");
  assert.equal((other as TillbookError).code, "SQL_FILE_INVALID");
  assert.equal(
    (other as Error).message,
    "spark/x.sql: MySQL refuses its header: near 'change decimal' [ER_TABLE_MUST_HAVE_COLUMNS]",
  );
  const unknown = new Error("x");
  assert.equal(explainRefusal(unknown, "spark/x.sql"), unknown);
});

test("a failure in Spark is told with the line of the file, and without the plan, the state and the stack", () => {
  assert.equal(say("[X] no column. SQLSTATE: 42703; line 8 pos 7;\n'Project"), "spark/x.sql:6: [X] no column.");
  assert.equal(
    say("[X] no column (line 3, position 7)\n== SQL (line 3) ==\nselect"),
    "spark/x.sql:1: [X] no column (line 3, position 7)",
  );
  assert.equal(say("[X] of the view. line 2 pos 7"), "spark/x.sql: [X] of the view. line 2 pos 7");
  assert.equal(say("[X] failed.\n\tat java.lang.Thread"), "spark/x.sql: [X] failed.");
});

test("a message of several lines is one, up to where its first sentence ends or its list does", () => {
  assert.equal(say("[X] two things,\n  and this.\nMore"), "spark/x.sql: [X] two things, and this.");
  assert.equal(say("[X] these:\n  a\n  b"), "spark/x.sql: [X] these: a b");
  assert.equal(say("[X] this.\nMore"), "spark/x.sql: [X] this.");
});

test("of a failed task the cause that Spark names is told", () => {
  const cause = new Error("org.apache.spark", {
    cause: new Error("[DIVIDE_BY_ZERO] no.", { cause: new Error("[Y]") }),
  });
  assert.equal(say("Job aborted", { cause }), "spark/x.sql: [DIVIDE_BY_ZERO] no.");
});

test("failures of the way to Spark, and those that aren't Spark's, stay as they are", () => {
  for (const grpcCode of ["UNAVAILABLE", "UNAUTHENTICATED", "CANCELLED", "DEADLINE_EXCEEDED"]) {
    const error = makeError("[X] x", { grpcCode });
    assert.equal(explainFailure(error, "spark/x.sql", 0), error, grpcCode);
  }
  for (const error of [new SparkError("[X] x"), new Error("x")])
    assert.equal(explainFailure(error, "spark/x.sql", 0), error);
});

test("rows that MySQL can't store are told with what to change in the header", () => {
  const explain = (message: string) => explainRows(message, "spark/x.sql");
  const missing = explain("Column set to default value; NULL supplied to NOT NULL column 'a' at row 1");
  assert.match(missing.message, /^spark\/x\.sql: MySQL refuses its rows: Column set/);
  assert.equal(missing.code, "SQL_FILE_INVALID");
  assert.match(hintOf(missing), /write null after its type in "-- columns:"$/);
  assert.match(hintOf(explain("Duplicate entry 'a' for key 'PRIMARY'")), /identify each row in "-- grain:"$/);
  assert.equal(hintOf(explain("Data too long")), "fix the query, then run make aggregate");
});
