import type { RowDataPacket } from "mysql2/promise";
import type { Check, VerifyContext } from "./verify.js";

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
  for (const [name, print] of await readPeriodFiles({ connection, manifests: { plot } }))
    if (plot.period_files?.[name] !== print)
      findings.push(
        `build/manifests/plot.json: period_files/${name}: expected ${print}, got ${plot.period_files?.[name] ?? "nothing"}`,
      );
  return expected.size === 1
    ? "1 month has the sum of its sales"
    : `${expected.size} months have the sums of their sales`;
};

/** Computes the fingerprint of what each file has in the months of the period, if the manifest has them, from its rows. */
async function readPeriodFiles({
  connection,
  manifests: { plot },
}: Pick<VerifyContext, "connection"> & { manifests: Pick<VerifyContext["manifests"], "plot"> }): Promise<
  Map<string, string>
> {
  const { period, period_files } = plot;
  if (period === undefined || period_files === undefined) return new Map();
  const [[status]] = await connection.query<RowDataPacket[]>(
    "select file_list from import_status where state = 'done' order by id desc limit 1",
  );
  const files: { name: string; first_id?: number; last_id?: number }[] = JSON.parse(status?.["file_list"] ?? "[]");
  const months = [period.first, period.last].map((day) => day.slice(0, 7));
  const prints = new Map<string, string>();
  for (const { name, first_id, last_id } of files) {
    if (first_id === undefined || last_id === undefined) continue;
    const [[row]] = await connection.query<RowDataPacket[]>(
      `select count(*) as n, coalesce(sum(amount), 0.00) as amount,
         coalesce(sum(crc32(concat_ws('|', sold_on, sold_at, store, article, amount, cashier, receipt, quantity, category))), 0) as checksum
       from sales where id between ? and ? and left(cast(sold_on as char(10)), 7) between ? and ?`,
      [first_id, last_id, ...months],
    );
    if (Number(row?.["n"]) > 0) prints.set(name, `${row?.["n"]}:${row?.["amount"]}:${row?.["checksum"]}`);
  }
  return prints;
}
