import { defaultCurrency } from "@tillbook/pipeline";
import type { Connection, RowDataPacket } from "mysql2/promise";
import { isMissing } from "./mysql-errors.js";

/** Reads the currency of all amounts, an ISO 4217 code, as the last import recorded it; euros where nothing is recorded. */
export async function readCurrency(connection: Pick<Connection, "query">): Promise<string> {
  try {
    const [[row]] = await connection.query<RowDataPacket[]>(
      "select currency from import_status where state = 'done' order by id desc limit 1",
    );
    return row?.["currency"] ?? defaultCurrency;
  } catch (error) {
    if (isMissing(error)) return defaultCurrency;
    throw error;
  }
}
