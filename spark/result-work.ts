import type { Connection, RowDataPacket } from "mysql2/promise";
import type { Month } from "./months.js";

const sampleSize = 1000;
/** The rows of days, hours, cashiers and articles of a store are as much work as so many sales, unless it has few sales. */
const salesPerStore = 20_000;
const mostPerSale = 10;

/**
 * Estimates how much work the results are, in sales that are as much work to read and sum; measured in docs/performance.md.
 * @param sales  how many there are in all, also of months that are not read again
 */
export function estimateResultWork(sales: number, stores: number): number {
  return Math.min(stores * salesPerStore, sales * mostPerSale);
}

/** Counts the stores among a thousand sales from all over the table: about all of up to some hundreds, in milliseconds. */
export async function countStores(connection: Connection, months: readonly Month[]): Promise<number> {
  const ids = sampleIds(months);
  if (ids.length === 0) return 0;
  const [[row]] = await connection.query<RowDataPacket[]>(
    "select count(distinct store) as stores from sales where id in (?)",
    [ids],
  );
  return Number(row?.["stores"]);
}

/** Lists up to a thousand ids that are equally far from each other, by the rows between them. */
export function sampleIds(months: readonly Month[]): bigint[] {
  const stretches = months.flatMap(({ ids }) => ids);
  const all = stretches.reduce((sum, { rows }) => sum + rows, 0);
  const step = Math.max(1, all / sampleSize);
  const ids: bigint[] = [];
  let before = 0;
  for (const { first, rows } of stretches) {
    for (let next = ids.length * step; next < before + rows; next = ids.length * step)
      ids.push(first + BigInt(Math.floor(next - before)));
    before += rows;
  }
  return ids;
}
