import type { Connection, RowDataPacket } from "mysql2/promise";

/** Sales that one task of Spark reads: few enough to be held in memory at once by Connector/J, 300 bytes each or so. */
export const rowsPerTask = 100_000;

/** Ids may be this many times as many as rows before their gaps are looked at; a task without rows takes some ms. */
const denseFactor = 4n;

/** Neighbouring stretches of ids become one range while their lengths differ by no more than this factor. */
const likeFactor = 8n;

/** Parts of one statement; each costs Spark some ms before it starts. */
const mostRanges = 200;

/** A range of ids that Spark cuts into tasks of equal length. */
export interface IdRange {
  /** Inclusive. */
  first: bigint;
  /** Exclusive. */
  end: bigint;
  tasks: number;
}

/**
 * Finds ranges of ids that together hold all of `sales`, so that no task gets many more rows than `rowsPerTask`, however
 * the ids lie. Ids without large gaps are one range; otherwise the database walks its primary key once. Empty without rows.
 */
export async function findIdRanges(connection: Connection, rows: number): Promise<IdRange[]> {
  const [first, last] = await readIds(connection, "select min(id), max(id) from sales");
  if (first === undefined || last === undefined) return [];
  const end = last + 1n;
  if (end - first <= denseFactor * BigInt(rows + rowsPerTask)) {
    return [{ first, end, tasks: divide(end - first, BigInt(rowsPerTask)) }];
  }
  const bounds = [first];
  for (;;) {
    const [next] = await readIds(
      connection,
      `select id from sales where id >= ${bounds.at(-1)} order by id limit 1 offset ${rowsPerTask}`,
    );
    if (next === undefined) return joinStretches([...bounds, end]);
    bounds.push(next);
  }
}

/** Makes ranges of the stretches between bounds, which hold equally many rows each. */
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
