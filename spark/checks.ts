import { TillbookError } from "@tillbook/pipeline";
import type { Query } from "@tillbook/queries";
import type { Fingerprint } from "@tillbook/services";
import type { Connection, RowDataPacket } from "mysql2/promise";
import { explainRefusal } from "./query-failure.js";

/**
 * Checks the equations of a query on a table, to the last digit. `sales.rows` and `sales.amount` stand for the count and the sum
 * that the server computed from `sales`, the query's own name for the table.
 * @param table  by default the query's `__next` table
 * @throws TillbookError CHECK_FAILED naming the equation and both sides
 */
export async function checkEquations(
  connection: Connection,
  query: Query,
  sales: Fingerprint,
  table = `${query.name}__next`,
): Promise<void> {
  for (const { left, right } of query.checks) {
    const expression = right
      .replaceAll(/\bsales\.rows\b/g, String(sales.rows))
      .replaceAll(/\bsales\.amount\b/g, sales.amount)
      .replaceAll(new RegExp(`\\b${query.name}\\b`, "g"), table);
    const sql = `select got, expected, got <=> expected as holds
      from (select (select ${left} from ${table}) as got, (${expression}) as expected) as equation`;
    const [rows] = await connection.query<RowDataPacket[]>(sql).catch((error) => {
      throw explainRefusal(error, `spark/${query.name}.sql`);
    });
    const [{ got, expected, holds } = {} as RowDataPacket] = rows;
    if (holds === 1) continue;
    throw new TillbookError(
      "CHECK_FAILED",
      `${query.name} fails its check ${left} = ${right}: expected ${expected}, got ${got}; the results are unchanged`,
      `check that spark/${query.name}.sql counts each sale exactly once`,
    );
  }
}
