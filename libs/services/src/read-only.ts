import type { Connection, FieldPacket, RowDataPacket } from "mysql2/promise";

/** A statement that reads, behind comments; a comment that MySQL executes, with an exclamation mark, is none. */
const reading =
  /^(?:[\s(]|#[^\n]*(?:\n|$)|--\s[^\n]*(?:\n|$)|\/\*(?!M?!).*?\*\/)*(?:select|with|values|table|show|describe|desc|explain)\b/is;

/**
 * Runs a select that somebody else wrote, and nothing that writes, neither tables nor files. The transaction refuses what changes
 * rows; what changes tables would end it unseen (MySQL manual, "Statements That Cause an Implicit Commit"), and is not sent.
 * @throws Error what the server says, or that it is no select
 */
export async function readOnly(connection: Connection, sql: string): Promise<[RowDataPacket[], FieldPacket[]]> {
  if (!reading.test(sql) || /\b(out|dump)file\b/i.test(sql))
    throw new Error(`expected a select, got ${JSON.stringify(sql.trim().slice(0, 60))}`);
  await connection.query("start transaction read only");
  try {
    return await connection.query<RowDataPacket[]>(sql);
  } finally {
    await connection.query("rollback");
  }
}
