import { TillbookError } from "@tillbook/pipeline";
import { SparkError } from "@tillbook/spark-connect";
import { explainMysqlFailure } from "./mysql-failure.js";

/** Failures of the way to Spark, which no query causes. */
const notOfQuery = ["UNAVAILABLE", "UNAUTHENTICATED", "CANCELLED", "DEADLINE_EXCEEDED"];

/**
 * Says of a query that failed in Spark in which file and line, with the server's message in one line, e.g.
 * `spark/weekday_sales.sql:6: [UNRESOLVED_COLUMN] … `amout` cannot be resolved`.
 * @param file  as it is named in messages
 * @param linesBefore  of the statement, before the first of the file
 */
export function explainFailure(error: unknown, file: string, linesBefore: number): unknown {
  if (!(error instanceof SparkError)) return error;
  if (error.grpcCode === undefined || notOfQuery.includes(error.grpcCode)) return error;
  const ofMysql = explainMysqlFailure(error);
  if (ofMysql !== undefined) return ofMysql;
  const message = shorten(findRoot(error).message);
  const line = findLine(error);
  const place = line === undefined || line <= linesBefore ? file : `${file}:${line - linesBefore}`;
  return new TillbookError("SPARK_FAILED", `${place}: ${message}`, findHint(message), { cause: error });
}

/** As `explainFailure`, of what MySQL refuses about a query's table or its checks. */
export function explainRefusal(error: unknown, file: string): unknown {
  const { code, sqlMessage } = error as { code?: string; sqlMessage?: string };
  if (sqlMessage === undefined) return error;
  const message = `${file}: MySQL refuses its header: ${sqlMessage} [${code}]`;
  const hint =
    code === "ER_PARSE_ERROR"
      ? "a name that MySQL reserves, e.g. change or rank, needs another; see docs/sql.md"
      : "see docs/sql.md";
  return new TillbookError("SQL_FILE_INVALID", message, hint, { cause: error });
}

/** As `explainFailure`, of rows of a query that MySQL can't store as they are, with what it says of the first. */
export function explainRows(message: string, file: string): TillbookError {
  return new TillbookError("SQL_FILE_INVALID", `${file}: MySQL refuses its rows: ${message}`, findHint(message));
}

/** A failed task tells its Java stack; the cause within says why. */
function findRoot(error: SparkError): Error {
  let root: Error = error;
  while (!root.message.trim().startsWith("[") && root.cause instanceof Error) root = root.cause;
  return root;
}

/** The first paragraph, without the state of the standard, the plan and the stack. */
function shorten(message: string): string {
  const [text = ""] = message.trim().split(/ ?SQLSTATE: |\n\tat |\n== SQL/);
  const lines = text.split("\n").map((line) => line.trim());
  const end = lines.findIndex((line) => !line.endsWith(":") && !line.endsWith(","));
  const isList = lines[0]?.endsWith(":");
  return (isList ? lines : lines.slice(0, end + 1)).join(" ");
}

/** The line of the statement that Spark names, counted from 1. */
function findLine({ message }: SparkError): number | undefined {
  const [, found] = /(?:\bline |\(line )(\d+)(?:,? pos(?:ition)? \d+)/.exec(message) ?? [];
  return found === undefined ? undefined : Number(found);
}

function findHint(message: string): string {
  if (message.includes("NULL supplied"))
    return 'select a value for it, or, where it may be missing, write null after its type in "-- columns:"';
  if (message.startsWith("Duplicate entry")) return 'name columns that identify each row in "-- grain:"';
  return "fix the query, then run make aggregate";
}
