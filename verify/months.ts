import type { RowDataPacket } from "mysql2/promise";
import type { Check } from "./verify.js";

/** Adds up the months in the manifest of plot again, from the sales themselves. */
export const checkMonths: Check = async ({ connection, manifests: { plot } }, findings) => {
  const { months } = plot;
  if (months === undefined) return "there are no sums of months, since there is no table monthly_sales";
  const { period, store } = plot;
  const [rows] = await connection.query<RowDataPacket[]>(
    `select left(cast(sold_on as char(10)), 7) as month, count(*) as sales, sum(amount) as amount from sales
     where (? is null or sold_on between ? and ?) and (? is null or store = ?) group by month`,
    [period?.first, period?.first, period?.last, store, store].map((value) => value ?? null),
  );
  const expected = new Map(
    rows.map(({ month, sales, amount }) => [
      String(month),
      `${sales} sales, ${BigInt(String(amount).replace(".", ""))} cents`,
    ]),
  );
  for (const month of new Set([...expected.keys(), ...Object.keys(months)])) {
    const sum = months[month];
    const got = sum === undefined ? "nothing" : `${sum.sales} sales, ${sum.amount_cents} cents`;
    if (got !== expected.get(month))
      findings.push(
        `build/manifests/plot.json: months/${month}: expected ${expected.get(month) ?? "nothing"}, got ${got}`,
      );
  }
  return `${expected.size} months have the sums of their sales`;
};
