import { formatCents } from "@tillbook/pipeline";
import { type Fingerprint, selectFingerprint, toFingerprint } from "@tillbook/services";
import type { Connection, RowDataPacket } from "mysql2/promise";
import { columnNames } from "./schema.js";

/** Ids of `sales`, both ends inclusive. */
export interface IdRange {
  first: number;
  last: number;
}

/** Ranges that one statement asks for. */
const rangesAtOnce = 100;

/** Computes the fingerprints of ranges of rows, in their order. */
export async function fingerprintRanges(
  connection: Connection,
  table: string,
  ranges: readonly IdRange[],
): Promise<Fingerprint[]> {
  const values = selectFingerprint(connection, columnNames, "amount");
  const found: Fingerprint[] = [];
  for (let at = 0; at < ranges.length; at += rangesAtOnce) {
    const some = ranges.slice(at, at + rangesAtOnce);
    const selects = some.map(
      ({ first, last }, i) => `select ${i} as n, ${values} from ${table} where id between ${first} and ${last}`,
    );
    const [rows] = await connection.query<RowDataPacket[]>(`${selects.join(" union all ")} order by n`);
    found.push(...rows.map(toFingerprint));
  }
  return found;
}

/** Lists the ranges of all ids that are in none of some ranges. */
export function listGaps(ranges: readonly IdRange[]): IdRange[] {
  const sorted = [...ranges].sort((a, b) => a.first - b.first);
  const gaps: IdRange[] = [];
  let next = Number.MIN_SAFE_INTEGER;
  for (const { first, last } of sorted) {
    if (first > next) gaps.push({ first: next, last: first - 1 });
    next = last + 1;
  }
  return [...gaps, { first: next, last: Number.MAX_SAFE_INTEGER }];
}

/** Adds up the fingerprints of different rows. */
export function sumFingerprints(fingerprints: readonly Fingerprint[]): Fingerprint {
  const scale = Math.max(2, ...fingerprints.map(({ amount }) => amount.length - amount.indexOf(".") - 1));
  const sum = { rows: 0, amount: 0n, checksum: 0n };
  for (const { rows, amount, checksum } of fingerprints) {
    const [whole = "", part = ""] = amount.split(".");
    sum.rows += rows;
    sum.amount += BigInt(whole + part.padEnd(scale, "0"));
    sum.checksum += BigInt(checksum);
  }
  return { rows: sum.rows, amount: formatCents(sum.amount, scale), checksum: String(sum.checksum) };
}
