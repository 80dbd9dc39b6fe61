import type { MysqlAddress } from "./open-mysql.js";

/** What import and aggregate need on the database, found by trying (grants.long.test.ts); to read, the first is enough. */
export const neededPrivileges = ["select", "insert", "update", "delete", "create", "drop", "alter"] as const;

/**
 * Writes what an administrator runs, so that an account can use its database.
 * @param message  of the server, which names the account as it knows it, e.g. 'tillbook'@'10.0.0.5'
 */
export function writeGrants({ user, database }: Pick<MysqlAddress, "user" | "database">, message = ""): string[] {
  const account = /'[^']*'@'[^']*'/.exec(message)?.[0] ?? `'${user}'@'%'`;
  return [
    `create database if not exists ${database} character set utf8mb4`,
    `grant ${neededPrivileges.join(", ")} on ${database}.* to ${account}`,
  ];
}
