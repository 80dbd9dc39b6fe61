import { type ErrorCode, TillbookError } from "@tillbook/pipeline";
import type { SparkError } from "@tillbook/spark-connect";

/**
 * Says of a failure in Spark that it is MySQL's, with what MySQL or Connector/J says in one line; undefined for any other. Spark tells
 * it as the innermost cause, behind a Java stack.
 */
export function explainMysqlFailure(error: SparkError): TillbookError | undefined {
  const causes = listCauses(error);
  if (!causes.some(isOfMysql)) return undefined;
  const said = causes.at(-1)!.message.trim().split("\n")[0]!;
  const [, code, hint] = kinds.find(([pattern]) => causes.some(({ message }) => pattern.test(message)))!;
  return new TillbookError(code, `MySQL, read by Spark: ${said}`, hint, { cause: error });
}

function listCauses(error: SparkError): Error[] {
  return error.cause instanceof Error ? [error, ...listCauses(error.cause as SparkError)] : [error];
}

function isOfMysql({ errorClass, message }: Error & { errorClass?: string }): boolean {
  return (
    /^(FAILED_JDBC|JDBC_EXTERNAL_ENGINE)/.test(errorClass ?? "") || /\b(com\.mysql\.cj|java\.sql\.SQL)/.test(message)
  );
}

/** The last is for what no other is for. */
const kinds: [RegExp, ErrorCode, string][] = [
  [/denied/i, "MYSQL_REFUSED", "make doctor, which says what the account lacks and how to grant it"],
  [
    /PKIX|certificat|ssl|tls|secure.transport/i,
    "MYSQL_REFUSED",
    "make doctor; Spark checks the same certificates as MYSQL_SSL does, for the host of SPARK_MYSQL_HOST where it is set",
  ],
  [/unexpectedly lost|read response|reset|broken pipe/i, "MYSQL_UNREACHABLE", "run the same command again"],
  [
    /communications link failure|refused|not known|timed out/i,
    "MYSQL_UNREACHABLE",
    "start it; where Spark runs elsewhere, set SPARK_MYSQL_HOST to the host and port at which it reaches MySQL",
  ],
  [
    /execution was interrupted|execution time exceeded/i,
    "MYSQL_REFUSED",
    "raise max_statement_time (MySQL: max_execution_time) for this account, then run the same command again",
  ],
  [/^/, "MYSQL_REFUSED", "make doctor; docs/your-own-server.md lists what a server must allow"],
];
