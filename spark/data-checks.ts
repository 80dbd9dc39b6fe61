import { TillbookError } from "@tillbook/pipeline";
import { type DataCheck, listValues } from "@tillbook/queries";
import { readOnly } from "@tillbook/services";
import type { Connection } from "mysql2/promise";

/** What a check found. */
export interface CheckResult {
  name: string;
  severity: DataCheck["severity"];
  expect: string;
  expect_in?: Record<string, string>;
  /** How many rows it selects; 0 is good. */
  rows: number;
  /** The first few of them, of each its columns with their values. */
  first: ReturnType<typeof listValues>[];
}

/** Rows of each check that are kept. */
const mostKept = 3;

/**
 * Runs checks of one's own on sales and the results, each a select of what should not be there.
 * @throws TillbookError SQL_FILE_INVALID with MySQL's message, naming the file
 */
export async function runDataChecks(connection: Connection, checks: readonly DataCheck[]): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const { name, severity, expect, expectIn, text } of checks) {
    const [rows] = await readOnly(connection, text).catch((error: Error) => {
      throw new TillbookError("SQL_FILE_INVALID", `checks/${name}.sql: ${error.message}`, "fix the check", {
        cause: error,
      });
    });
    const first = rows.slice(0, mostKept).map(listValues);
    results.push({ name, severity, expect, ...(expectIn && { expect_in: expectIn }), rows: rows.length, first });
  }
  return results;
}

/**
 * Prints what the checks found.
 * @throws TillbookError CHECK_FAILED naming the first that stops the run
 */
export function printDataChecks(results: readonly CheckResult[], log: (line: string) => void): void {
  const stop = results.find(({ severity, rows }) => severity === "stop" && rows > 0);
  for (const result of results)
    if (result.rows > 0 && result !== stop)
      log(`${result.severity === "stop" ? "STOP" : "WARNING"}: ${describe(result)}`);
  if (stop !== undefined)
    throw new TillbookError(
      "CHECK_FAILED",
      describe(stop),
      `correct the data and run make report, or write "-- severity: warn" in checks/${stop.name}.sql to go on`,
    );
}

function describe({ name, expect, rows, first }: CheckResult): string {
  const row = (first[0] ?? []).map((pair) => pair.join(" ")).join(", ");
  return `checks/${name}.sql expects that ${expect}: got ${rows === 1 ? "1 row" : `${rows} rows`}, the first: ${row}`;
}
