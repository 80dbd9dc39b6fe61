import type { Connection, RowDataPacket } from "mysql2/promise";

/** What was sold in each month, by e.g. "2026-01": rows, and whole cents as text. */
export type MonthSums = Record<string, { sales: number; amount_cents: string }>;

/** What of the sales counts; by default all. */
export interface MonthsOf {
  /** Days, ISO, both inclusive. */
  days?: { first: string; last: string } | undefined;
  store?: string | undefined;
}

/**
 * Adds up the months of `monthly_sales`, in their order.
 * @param table  what is read as monthly_sales: its name, or a query in parentheses
 * @returns undefined where there is no such table
 */
export async function readMonthSums(
  connection: Connection,
  { days, store }: MonthsOf,
  table = "monthly_sales",
): Promise<MonthSums | undefined> {
  const conditions = [
    ...(days === undefined ? [] : ["year * 10000 + month * 100 + day between ? and ?"]),
    ...(store === undefined ? [] : ["store = ?"]),
  ];
  const values = [
    ...(days === undefined ? [] : [days.first, days.last].map((day) => Number(day.replaceAll("-", "")))),
    ...(store === undefined ? [] : [store]),
  ];
  const where = conditions.length === 0 ? "" : ` where ${conditions.join(" and ")}`;
  const sql = `select year, month, sum(revenue) as revenue, sum(sales) as sales from ${table} as months${where} group by year, month order by year, month`;
  try {
    const [rows] = await connection.query<RowDataPacket[]>(sql, values);
    return Object.fromEntries(
      rows.map(({ year, month, revenue, sales }) => [
        `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}`,
        { sales: Number(sales), amount_cents: String(BigInt(String(revenue).replace(".", ""))) },
      ]),
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ER_NO_SUCH_TABLE") return undefined;
    throw error;
  }
}
