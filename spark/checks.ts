import { TillbookError } from "@tillbook/pipeline";
import type { Fingerprint } from "@tillbook/services";
import type { Connection, RowDataPacket } from "mysql2/promise";
import type { Query } from "./queries.js";

/**
 * Checks the equations of a query on its `__next` table, to the last digit. `sales.rows` and `sales.amount` stand for what
 * the server counted and summed in `sales`, the query's own name for its new table.
 * @throws TillbookError EQUATION_BROKEN naming the equation and both sides
 */
export async function checkEquations(connection: Connection, query: Query, sales: Fingerprint): Promise<void> {
  const next = `${query.name}__next`;
  for (const { left, right } of query.checks) {
    const expression = right
      .replaceAll("sales.rows", String(sales.rows))
      .replaceAll("sales.amount", sales.amount)
      .replaceAll(new RegExp(`\\b${query.name}\\b`, "g"), next);
    const [rows] = await connection.query<RowDataPacket[]>(
      `select got, expected, got <=> expected as holds
       from (select (select ${left} from ${next}) as got, (${expression}) as expected) as equation`,
    );
    const [{ got, expected, holds } = {} as RowDataPacket] = rows;
    if (holds === 1) continue;
    throw new TillbookError(
      "EQUATION_BROKEN",
      `${query.name}: expected ${left} = ${right} = ${expected}, got ${got}; the old tables stay`,
      `look at spark/${query.name}.sql: is each sale counted once?`,
    );
  }
}
