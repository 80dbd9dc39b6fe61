import { sumFingerprints } from "@tillbook/dataset";
import { parsePeriod, TillbookError } from "@tillbook/pipeline";
import type { Equation, Query } from "@tillbook/queries";
import type { Connection, RowDataPacket } from "mysql2/promise";
import { joinIds } from "./id-ranges.js";
import type { Month } from "./months.js";
import { explainRefusal } from "./query-failure.js";

/** The sales that a result is checked against. */
export interface CheckedSales {
  /** Of all sales. */
  months: readonly Month[];
  /** Those whose rows were computed, the others stay as they were; by default all. */
  computed?: readonly Month[];
}

/**
 * Checks the equations of a query on a table, to the last digit. `sales.rows` and `sales.amount` stand for the count and the sum
 * that the server computed from `sales`, the query's own name for the table. In an equation with `:months`, these are the names of
 * the months that were computed, and `sales` has the rows of these months alone; where none was, it is left out.
 * @param table  by default the query's `__next` table
 * @throws TillbookError CHECK_FAILED naming the equation and both sides
 */
export async function checkEquations(
  connection: Connection,
  query: Query,
  { months, computed = months }: CheckedSales,
  table = `${query.name}__next`,
): Promise<void> {
  const sales = sumFingerprints(months);
  const fill = (text: string): string =>
    text.replaceAll(/:months\b/g, connection.escape(computed.map(({ name }) => name)));
  const of = computed.length < months.length ? `with sales as (select * from sales where ${isOf(computed)})` : "";
  for (const equation of query.checks) {
    const isOfMonths = namesMonths(equation);
    if (isOfMonths && computed.length === 0) continue;
    const [left, right] = [fill(equation.left), fill(equation.right)];
    const expression = right
      .replaceAll(/\bsales\.rows\b/g, String(sales.rows))
      .replaceAll(/\bsales\.amount\b/g, sales.amount)
      .replaceAll(new RegExp(`\\b${query.name}\\b`, "g"), table);
    const sql = `${isOfMonths ? of : ""} select got, expected, got <=> expected as holds
      from (select (select ${left} from ${table}) as got, (${expression}) as expected) as equation`;
    const [rows] = await connection.query<RowDataPacket[]>(sql).catch((error) => {
      throw explainRefusal(error, `spark/${query.name}.sql`);
    });
    const [{ got, expected, holds } = {} as RowDataPacket] = rows;
    if (holds === 1) continue;
    throw new TillbookError(
      "CHECK_FAILED",
      `${query.name} fails its check ${equation.left} = ${equation.right}: expected ${expected}, got ${got}; the results are unchanged`,
      `check that spark/${query.name}.sql counts each sale exactly once`,
    );
  }
}

function namesMonths({ left, right }: Equation): boolean {
  return /:months\b/.test(`${left} ${right}`);
}

/** Writes the condition for the rows of `sales` that are of some months: by ids, which are found without a scan, and by days. */
function isOf(months: readonly Month[]): string {
  const ids = joinIds(months.flatMap((month) => month.ids)).map(({ first, last }) => `id between ${first} and ${last}`);
  const days = months
    .map(({ name }) => parsePeriod(name)!)
    .map(({ first, last }) => `sold_on between '${first}' and '${last}'`);
  return `(${ids.join(" or ")}) and (${days.join(" or ")})`;
}
