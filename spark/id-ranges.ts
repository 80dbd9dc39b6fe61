import type { Connection, RowDataPacket } from "mysql2/promise";

/** Sales that one Spark task reads: Connector/J holds them all in memory, at about 300 bytes each. */
export const rowsPerTask = 100_000;

/** Gaps between ids are looked for only when there are more than this many ids per row; an empty task takes a few ms. */
const denseFactor = 4n;

/** Neighbouring stretches of ids are joined into one range while their lengths differ by at most this factor. */
const likeFactor = 8n;

/** Most ranges in one statement; Spark needs a few ms to plan each. */
const mostRanges = 200;

/**
 * Neighbours are joined over a gap of at most this many ids: MySQL leaves some after each file, and for each range Spark opens some ten
 * connections to plan it.
 */
const mostGap = 10_000n;

/** A range of ids that Spark splits into tasks of equal length. */
export interface IdRange {
  /** Inclusive. */
  first: bigint;
  /** Exclusive. */
  end: bigint;
  tasks: number;
}

/** Between which ids, both inclusive, how many rows are. */
export interface Located {
  first: bigint;
  last: bigint;
  rows: number;
}

/**
 * Finds ranges of ids that together cover some rows of `sales`, such that no task gets many more rows than `rowsPerTask`, however
 * the ids are distributed. Ids without large gaps are one range; otherwise the primary key is read once.
 * @param located  where the rows are
 */
export async function findIdRanges(connection: Connection, located: readonly Located[]): Promise<IdRange[]> {
  const ranges: IdRange[] = [];
  for (const { first, last, rows } of joinIds(located)) {
    const end = last + 1n;
    if (end - first <= denseFactor * BigInt(rows + rowsPerTask))
      ranges.push({ first, end, tasks: divide(end - first, BigInt(rowsPerTask)) });
    else ranges.push(...(await findStretches(connection, first, end)));
  }
  return ranges;
}

/** Joins what overlaps, or follows without a large gap, in the order of ids; rows of other months may then be between. */
export function joinIds(located: readonly Located[]): Located[] {
  const joined: Located[] = [];
  for (const { first, last, rows } of located.toSorted((a, b) => (a.first < b.first ? -1 : 1))) {
    const before = joined.at(-1);
    if (before === undefined || first > before.last + 1n + mostGap) joined.push({ first, last, rows });
    else {
      before.rows += rows;
      if (last > before.last) before.last = last;
    }
  }
  return joined;
}

async function findStretches(connection: Connection, first: bigint, end: bigint): Promise<IdRange[]> {
  const bounds = [first];
  for (;;) {
    const [next] = await readIds(
      connection,
      `select id from sales where id >= ${bounds.at(-1)} and id < ${end} order by id limit 1 offset ${rowsPerTask}`,
    );
    if (next === undefined) return joinStretches([...bounds, end]);
    bounds.push(next);
  }
}

/** Joins the stretches between bounds, each with the same number of rows, into ranges. */
export function joinStretches(bounds: readonly bigint[]): IdRange[] {
  const ranges: (IdRange & { shortest: bigint; longest: bigint })[] = [];
  for (const [index, end] of bounds.slice(1).entries()) {
    const first = bounds[index] ?? 0n;
    const length = end - first;
    const range = ranges.at(-1);
    const shortest = range === undefined || length < range.shortest ? length : range.shortest;
    const longest = range === undefined || length > range.longest ? length : range.longest;
    if (range !== undefined && longest <= likeFactor * shortest) {
      Object.assign(range, { end, shortest, longest, tasks: divide(end - range.first, shortest) });
    } else {
      ranges.push({ first, end, tasks: 1, shortest: length, longest: length });
    }
  }
  if (ranges.length > mostRanges) return joinStretches(bounds.filter((_, i) => i % 2 === 0 || i === bounds.length - 1));
  return ranges.map(({ first, end, tasks }) => ({ first, end, tasks }));
}

/** Divides, rounding up. */
function divide(length: bigint, by: bigint): number {
  return Number((length + by - 1n) / by);
}

async function readIds(connection: Connection, sql: string): Promise<bigint[]> {
  const [rows] = await connection.query<RowDataPacket[]>({ sql, rowsAsArray: true });
  const ids = (rows[0] ?? []) as unknown as (string | number | null)[];
  return ids.flatMap((id) => (id === null ? [] : [BigInt(id)]));
}
