import { TillbookError } from "@tillbook/pipeline";
import type { Query } from "@tillbook/queries";
import type { Fingerprint } from "@tillbook/services";
import type { Connection, RowDataPacket } from "mysql2/promise";
import { explainRefusal } from "./query-failure.js";

/**
 * Checks the equations of a query on its `__next` table, to the last digit. `sales.rows` and `sales.amount` stand for the
 * count and the sum that the server computed from `sales`, the query's own name for its `__next` table.
 * @throws TillbookError CHECK_FAILED naming the equation and both sides
 */
export async function checkEquations(connection: Connection, query: Query, sales: Fingerprint): Promise<void> {
  const next = `${query.name}__next`;
  for (const { left, right } of query.checks) {
    const expression = right
      .replaceAll("sales.rows", String(sales.rows))
      .replaceAll("sales.amount", sales.amount)
      .replaceAll(new RegExp(`\\b${query.name}\\b`, "g"), next);
    const sql = `select got, expected, got <=> expected as holds
      from (select (select ${left} from ${next}) as got, (${expression}) as expected) as equation`;
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
