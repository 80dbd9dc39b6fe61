import { formatCents, type Paths, parseCents } from "@tillbook/pipeline";
import type { Query } from "@tillbook/queries";
import { type Fingerprint, formatFingerprint, parseFingerprint, watchWrites } from "@tillbook/services";
import type { Connection } from "mysql2/promise";
import { fingerprintResult, keepResults } from "./aggregate.js";
import { type CheckedSales, checkEquations } from "./checks.js";
import { type Change, isInMonths } from "./months.js";
import { type Aggregation, noteDone } from "./status.js";

/** Writes the condition for the rows of a result that a change affects, in SQL of Spark and MySQL; undefined for none. */
export function findAffected(
  { parts, text }: Query,
  { months, periods }: Change,
  connection: Pick<Connection, "escape">,
): string | undefined {
  if (parts === "month") return months.length === 0 ? undefined : isInMonths(months);
  if (parts === "period")
    return periods.length === 0
      ? undefined
      : `period in (${periods.map((name) => connection.escape(name)).join(", ")})`;
  return months.length > 0 || /\basked_articles\b|:(period|first|last)\b/.test(text) ? "true" : undefined;
}

/** Rows of a result that are replaced by those of its `__next` table. */
export interface Replacement {
  query: Query;
  /** Condition for the rows that are replaced. */
  affected: string;
}

/** An aggregation whose rows are replaced in part, and the run that does it. */
export interface ReplacingRun {
  /** Of its row in `aggregate_status`. */
  id: number;
  spark: string;
  /** The aggregation whose rows stay. */
  before: Aggregation;
  /** Whether nobody else has written to the database since the results were found to be those of `before`. */
  isAlone: () => Promise<boolean>;
}

/**
 * Replaces rows of results by those of their `__next` tables, and marks the run as done, in one transaction.
 * @param queries  of all results, also of those without a replacement
 * @returns the fingerprints of all results; undefined, with nothing changed, where somebody edited one since
 * @throws TillbookError CHECK_FAILED; then nothing has changed
 */
export async function replaceRows(
  connection: Connection,
  paths: Paths,
  queries: readonly Query[],
  replacements: readonly Replacement[],
  sales: CheckedSales,
  run: ReplacingRun,
): Promise<Record<string, string> | undefined> {
  const wrote = { ...run.before.wrote };
  const isAlone = await watchWrites(connection, paths);
  // locks what is read below, with the gaps between rows
  await connection.query("set transaction isolation level repeatable read");
  await connection.query("start transaction");
  try {
    for (const { query, affected } of replacements) wrote[query.name] = await replace(query, affected);
    if (!(await run.isAlone()) && !(await haveFingerprints(connection, queries, wrote))) {
      await connection.query("rollback");
      return undefined;
    }
    for (const { query } of replacements) await checkEquations(connection, query, sales, query.name);
    await noteDone(connection, run.id, { spark: run.spark, wrote });
    await connection.query("commit");
  } catch (error) {
    await connection.query("rollback").catch(() => {});
    throw error;
  }
  const replaced = replacements.map(({ query }) => query);
  const prints = Object.fromEntries(replaced.map(({ name }) => [name, parseFingerprint(wrote[name] ?? "")]));
  await keepResults(connection, paths, replaced, prints, isAlone);
  return wrote;

  async function replace(query: Query, affected: string): Promise<string> {
    const { name } = query;
    const gone = await fingerprintResult(connection, query, name, affected);
    const come = await fingerprintResult(connection, query, `${name}__next`);
    await connection.query(`delete from ${name} where ${affected}`);
    await connection.query(`insert into ${name} select * from ${name}__next`);
    return exchange(wrote[name] ?? "", gone, come);
  }
}

/** Whether results have these fingerprints; nobody changes them until the transaction ends. */
async function haveFingerprints(
  connection: Connection,
  queries: readonly Query[],
  wrote: Readonly<Record<string, string>>,
): Promise<boolean> {
  for (const query of queries) {
    const print = await fingerprintResult(connection, query, query.name, "true", "lock in share mode");
    if (print === undefined || formatFingerprint(print) !== wrote[query.name]) return false;
  }
  return true;
}

/** Takes the fingerprint of some rows out of a table's, and puts that of others in: both are sums over rows. */
function exchange(table: string, gone: Fingerprint | undefined, come: Fingerprint | undefined): string {
  if (gone === undefined || come === undefined)
    throw new Error("expected the rows that are replaced, got no such table");
  const [rows = "", amount = "", checksum = ""] = table.split(":");
  return formatFingerprint({
    rows: Number(rows) - gone.rows + come.rows,
    amount: formatCents(
      parseCents(amount) - parseCents(gone.amount) + parseCents(come.amount),
      amount.split(".")[1]?.length,
    ),
    checksum: String(BigInt(checksum) - BigInt(gone.checksum) + BigInt(come.checksum)),
  });
}
