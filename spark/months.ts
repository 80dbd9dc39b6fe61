import { readSalesParts, type SalesPart, sumFingerprints } from "@tillbook/dataset";
import { type Days, type Paths, type Period, parsePeriod } from "@tillbook/pipeline";
import { findAskedPeriod, listAskedPeriods } from "@tillbook/queries";
import { type Fingerprint, formatFingerprint } from "@tillbook/services";
import type { Connection } from "mysql2/promise";

/** The sales of one month. */
export interface Month extends Fingerprint {
  /** As a period of one month is written, e.g. `2026-02`. */
  name: string;
  /** Where its rows are, by ids, both inclusive; rows of other months may be between them. */
  ids: { first: bigint; last: bigint; rows: number }[];
}

/** What an aggregation has to compute again. */
export interface Change {
  /** Names of the months whose sales changed, or are gone. */
  months: string[];
  /** Names of the periods that have days of these months, and of those that are or were asked for, or compared with these. */
  periods: string[];
}

/**
 * Finds what changed since sales were aggregated.
 * @param before  the fingerprints of the months by their names, and the asked days, that an aggregation read
 */
export function findChange(
  before: { months: Readonly<Record<string, string>>; asked: string | undefined },
  months: readonly Month[],
  asked: Period | undefined,
): Change {
  const now = Object.fromEntries(months.map((month) => [month.name, formatFingerprint(month)]));
  const names = [...new Set([...Object.keys(before.months), ...Object.keys(now)])].sort();
  const changed = names.filter((name) => before.months[name] !== now[name]);
  const isAskedChanged = asked?.name !== before.asked;
  const list = (period: Period | undefined): string[] => listAskedPeriods(period).map(({ name }) => name);
  const touched = listAskedPeriods(asked).filter((period) => changed.some((name) => overlaps(name, period)));
  const periods = [
    ...changed.flatMap(listPeriods),
    ...(isAskedChanged ? [...list(findAskedPeriod(before.asked)), ...list(asked)] : touched.map(({ name }) => name)),
  ];
  return { months: changed, periods: [...new Set(periods)] };
}

/** Whether replacing rows takes less than writing all of them anew. */
export function isSmall(changed: readonly Month[], months: readonly Month[]): boolean {
  return 2 * sumFingerprints(changed).rows <= sumFingerprints(months).rows;
}

/** Lists the periods of `top_articles` that a month is in. */
export function listPeriods(name: string): string[] {
  const [year = "", month] = name.split("-");
  return [name, `${year}-Q${Math.ceil(Number(month) / 3)}`, year, "all"];
}

/** Whether a month has a day of a period. */
export function overlaps(name: string, { first, last }: Period): boolean {
  return first.slice(0, 7) <= name && name <= last.slice(0, 7);
}

/** The days of a month that a period has, where it has some of them, and not all. */
export function findCut(name: string, period: Period): Days | undefined {
  if (!overlaps(name, period)) return undefined;
  const days = parsePeriod(name)!;
  const first = [period.first, days.first].sort()[1] as string;
  const last = [period.last, days.last].sort()[0] as string;
  return first === days.first && last === days.last ? undefined : { first, last };
}

/** Writes the condition, in SQL of Spark and MySQL, for rows of some months; of none, false. */
export function isInMonths(names: readonly string[]): string {
  const conditions = names.map((name) => {
    const [year, month] = name.split("-").map(Number);
    return `(year = ${year} and month = ${month})`;
  });
  return conditions.length === 0 ? "false" : `(${conditions.join(" or ")})`;
}

/**
 * Reads the months of `sales`, in their order, without a scan where nobody has written to it since the last one; undefined where
 * there is no such table. Ends a transaction of the connection.
 */
export async function readMonths(connection: Connection, paths: Paths): Promise<Month[] | undefined> {
  const parts = await readSalesParts(connection, paths);
  const byMonth = Map.groupBy(parts ?? [], nameMonth);
  const months = [...byMonth].sort(([a], [b]) => (a < b ? -1 : 1));
  return parts && months.map(([name, some]) => ({ name, ...sumFingerprints(some), ids: some.map(locate) }));
}

function nameMonth({ year, month }: SalesPart): string {
  return `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}`;
}

function locate({ firstId, lastId, rows }: SalesPart): Month["ids"][number] {
  return { first: firstId, last: lastId, rows };
}
