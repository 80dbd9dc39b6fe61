import type { Connection, RowDataPacket } from "mysql2/promise";

/** Rows that all sessions of a server have written, since it was started; rows of temporary tables count on MySQL. */
export interface WriteCounts {
  inserted: number;
  updated: number;
  deleted: number;
}

/** Reads how many rows were written, by anybody and to any table: where only our own were, nobody else wrote in between. */
export async function countWrites(connection: Connection): Promise<WriteCounts> {
  const [rows] = await connection.query<RowDataPacket[]>(
    "show global status where variable_name in ('Handler_write', 'Handler_update', 'Handler_delete')",
  );
  const counts = new Map(rows.map((row) => [String(row["Variable_name"]), Number(row["Value"])]));
  const read = (name: string): number => counts.get(name) ?? Number.NaN;
  return { inserted: read("Handler_write"), updated: read("Handler_update"), deleted: read("Handler_delete") };
}

/** Makes the test whether nothing but so many rows was written on the whole server since its rows were counted. */
export function createAloneTest(
  connection: Connection,
  before: WriteCounts,
  own: WriteCounts = { inserted: 0, updated: 0, deleted: 0 },
): () => Promise<boolean> {
  return async () => {
    const now = await countWrites(connection);
    return (Object.keys(own) as (keyof WriteCounts)[]).every((key) => now[key] - before[key] === own[key]);
  };
}
