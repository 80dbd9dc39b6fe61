import { selectFingerprint, toFingerprint } from "@tillbook/services";
import type { Connection, RowDataPacket } from "mysql2/promise";
import type { SalesPart } from "./sales-parts.js";
import { columnNames } from "./schema.js";

/** Ids of `sales`, both ends inclusive. */
export interface IdRange {
  first: number;
  last: number;
}

/** What the rows of a range and of one month are. */
export type RangePart = Omit<SalesPart, "file">;

/** Ranges that one statement asks for. */
const rangesAtOnce = 100;

/** Computes what is in ranges of rows, by month; in the order of the ranges. It may be called within a transaction. */
export async function readRanges(
  connection: Connection,
  table: string,
  ranges: readonly IdRange[],
): Promise<RangePart[][]> {
  const values = selectFingerprint(connection, columnNames, "amount");
  const found: RangePart[][] = [];
  for (let at = 0; at < ranges.length; at += rangesAtOnce) {
    const some = ranges.slice(at, at + rangesAtOnce);
    const selects = some.map(
      ({ first, last }, i) =>
        `select ${i} as n, year(sold_on) as year, month(sold_on) as month, ${values}, min(id) as first_id, max(id) as last_id
         from ${table} where id between ${first} and ${last} group by year, month`,
    );
    const [rows] = await connection.query<RowDataPacket[]>(`${selects.join(" union all ")} order by n, year, month`);
    for (const i of some.keys()) found.push(rows.filter(({ n }) => Number(n) === i).map(readPart));
  }
  return found;
}

/** Reads the rows of a month in a range, as `selectFingerprint` and the names of a `RangePart` select them. */
export function readPart(row: RowDataPacket): RangePart {
  return {
    year: Number(row["year"]),
    month: Number(row["month"]),
    ...toFingerprint(row),
    firstId: BigInt(row["first_id"]),
    lastId: BigInt(row["last_id"]),
  };
}
