import { neededPrivileges, writeGrants } from "@tillbook/services";
import type { Connection } from "mysql2/promise";
import type { Finding } from "./finding.js";

/** A table that nobody has: a server refuses who may not use it before it says that it isn't there. */
const table = "tillbook__doctor";

/** A statement that needs a privilege, and changes nothing. */
const attempts: Record<string, string> = {
  select: `select 1 from ${table}`,
  insert: `insert into ${table} values (1)`,
  update: `update ${table} set n = 1`,
  delete: `delete from ${table}`,
  create: `create table ${table} like ${table}_2`,
  drop: `drop table ${table}`,
  alter: `alter table ${table} comment = ''`,
  trigger: `create trigger ${table} before insert on ${table} for each row set @n = 1`,
};

/** Finds out what an account may do in its database, by trying: roles and patterns of names count as they do for a stage. */
export async function checkPrivileges(
  connection: Connection,
  { account, database }: { account: string; database: string },
): Promise<Finding[]> {
  const lacking: string[] = [];
  for (const [privilege, sql] of Object.entries(attempts))
    if (await isRefused(connection, sql)) lacking.push(privilege);
  const missing = neededPrivileges.filter((privilege) => lacking.includes(privilege));
  const grant = `as the server's administrator: ${writeGrants({ user: "", database }, account).at(-1)}`;
  const reads = `${account} may read ${database}, which is enough for make jupyter and make verify, but not for import and aggregate`;
  const privileges: Finding = {
    name: "privileges",
    found:
      missing.length === 0
        ? `${account} has ${neededPrivileges.join(", ")} on ${database}`
        : `lacks ${missing.join(", ")}${missing.includes("select") ? "" : `; ${reads}`}`,
    remedy: missing.length === 0 ? undefined : grant,
  };
  const canSeeTriggers = !lacking.includes("trigger");
  const others: Finding = {
    name: "others' triggers",
    found: canSeeTriggers
      ? "seen before a table that has one is replaced"
      : `not seen without the privilege trigger, so one on our tables would be lost: grant trigger on ${database}.* to ${account}`,
  };
  return missing.length === 0 ? [privileges, others] : [privileges];
}

async function isRefused(connection: Connection, sql: string): Promise<boolean> {
  try {
    await connection.query(sql);
    return false;
  } catch (error) {
    return /DENIED/.test((error as NodeJS.ErrnoException).code ?? "");
  }
}
