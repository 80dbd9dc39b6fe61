import type { Connection, RowDataPacket } from "mysql2/promise";
import { isMissing } from "./mysql-errors.js";

/** What a table holds, computed by the server from its content; equal content means an equal fingerprint. */
export interface Fingerprint {
  rows: number;
  /** Sum of the money column, a DECIMAL as text; `0.00` for an empty table. */
  amount: string;
  /** Sum of the rows' CRC-32, each over its columns joined by `|`, as text; independent of the rows' order. */
  checksum: string;
}

/**
 * Computes the fingerprint of a table over `columns` (without an id), of which `amountColumn` is summed, where there is one. A NULL
 * counts as nothing, in a column of `nullable` as one. What it is computed from reads the same on MySQL and MariaDB. Undefined when there is no such table, or it lacks a column.
 * @param where  condition for the rows that count, by default all
 * @param lock  whether the newest rows are read, and nobody changes them until the transaction ends
 */
export async function fingerprintTable(
  connection: Connection,
  table: string,
  columns: readonly string[],
  amountColumn: string | undefined,
  nullable: readonly string[] = [],
  where = "true",
  lock: "" | "lock in share mode" = "",
): Promise<Fingerprint | undefined> {
  const values = selectFingerprint(connection, columns, amountColumn, nullable);
  try {
    const [rows] = await connection.query<RowDataPacket[]>(
      `select ${values} from ${connection.escapeId(table)} where ${where} ${lock}`,
    );
    return toFingerprint(rows[0] ?? {});
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Writes what a query selects of rows for their fingerprint; `toFingerprint` reads it. */
export function selectFingerprint(
  connection: Connection,
  columns: readonly string[],
  amountColumn: string | undefined,
  nullable: readonly string[] = [],
): string {
  const row = columns.map((name) => {
    const column = connection.escapeId(name);
    return nullable.includes(name) ? `coalesce(${column}, '\\\\N')` : column;
  });
  const amount = amountColumn === undefined ? "0.00" : `coalesce(sum(${connection.escapeId(amountColumn)}), 0.00)`;
  return `count(*) as row_count, ${amount} as amount,
    coalesce(sum(crc32(concat_ws('|', ${row.join(", ")}))), 0) as checksum`;
}

/** Reads what `selectFingerprint` selected. */
export function toFingerprint(row: Record<string, unknown>): Fingerprint {
  return { rows: Number(row["row_count"]), amount: String(row["amount"]), checksum: String(row["checksum"]) };
}

/** Writes a fingerprint as one word, e.g. `1000000:12345.60:2147483648`. */
export function formatFingerprint(fingerprint: Fingerprint): string {
  return `${fingerprint.rows}:${fingerprint.amount}:${fingerprint.checksum}`;
}

/** Reads what `formatFingerprint` wrote. */
export function parseFingerprint(text: string): Fingerprint {
  const [rows = "", amount = "", checksum = ""] = text.split(":");
  return { rows: Number(rows), amount, checksum };
}
