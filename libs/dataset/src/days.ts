import type { ContentFile } from "./content.js";
import type { Dialect } from "./dialect.js";
import { formatDay } from "./overlaps.js";
import { OpenQuestion } from "./questions.js";
import { BlockReader } from "./read-block.js";
import { cutFile } from "./read-file.js";
import { countBytes } from "./record-cutter.js";
import type { Source } from "./sources.js";

/** Rows of one file by day, in days since 1970-01-01. */
export type RowsOfDay = ReadonlyMap<number, number>;

/** Days that stand out, and why. */
export interface OddDays {
  days: number[];
  /** As the end of "… is …", e.g. `in the future`. */
  reason: string;
}

const newline = 10;
const quoteMark = 34;
/** Tills of today did not exist before. */
const firstDay = Date.UTC(2000, 0, 1) / 86_400_000;
/** Days far away from the others: at least so many, and as many as the others span. */
const leastGap = 90;
/** Rows of such days: at most this part of all. */
const mostRows = 0.02;

/**
 * Finds days that are most likely mistakes: in the future, by more than the day that is already tomorrow elsewhere; before 2000;
 * or far away from all others and with hardly any rows.
 * @param today  days since 1970-01-01
 */
export function findOddDays(files: readonly RowsOfDay[], today: number): OddDays | undefined {
  const rowsOfDay = new Map<number, number>();
  for (const file of files) for (const [day, rows] of file) rowsOfDay.set(day, (rowsOfDay.get(day) ?? 0) + rows);
  const days = [...rowsOfDay.keys()].sort((a, b) => a - b);
  const find = (isOdd: (day: number) => boolean, reason: string): OddDays | undefined => {
    const found = days.filter(isOdd);
    return found.length > 0 ? { days: found, reason } : undefined;
  };
  return (
    find((day) => day < firstDay, "before 2000") ??
    find((day) => day > today + 1, "in the future") ??
    find(createFarTest(days, rowsOfDay), "far away from all others")
  );
}

/** Makes the test whether a day is far away from the cluster of days that has most rows. */
function createFarTest(days: readonly number[], rowsOfDay: RowsOfDay): (day: number) => boolean {
  const clusters: { first: number; last: number; rows: number }[] = [];
  for (const day of days) {
    const rows = rowsOfDay.get(day) ?? 0;
    const cluster = clusters.at(-1);
    if (cluster === undefined || day - cluster.last >= leastGap) clusters.push({ first: day, last: day, rows });
    else Object.assign(cluster, { last: day, rows: cluster.rows + rows });
  }
  const main = clusters.reduce((a, b) => (b.rows > a.rows ? b : a), { first: 0, last: 0, rows: 0 });
  const all = clusters.reduce((sum, { rows }) => sum + rows, 0);
  const gap = Math.max(leastGap, main.last - main.first);
  const isFar = ({ first, last, rows }: typeof main): boolean =>
    rows <= mostRows * all && (main.first - last >= gap || first - main.last >= gap);
  const far = clusters.filter(isFar);
  return (day) => far.some(({ first, last }) => day >= first && day <= last);
}

/**
 * Asks about days that stand out, where no setting says which ones are right.
 * @param today  ISO date
 * @throws OpenQuestion
 */
export async function checkDays(
  sources: readonly Source[],
  rowsOfDay: readonly RowsOfDay[],
  today: string,
): Promise<void> {
  const asked = sources.map((source, i) => ({ source, rows: rowsOfDay[i] ?? new Map() }));
  const unset = asked.filter(({ source }) => source.spec.days === undefined);
  const found = findOddDays(
    unset.map(({ rows }) => rows),
    Date.parse(today) / 86_400_000,
  );
  if (found === undefined) return;
  const days = new Set(found.days);
  const first = unset.find(({ rows }) => found.days.some((day) => rows.has(day)));
  if (first === undefined) return;
  const line = await findLineOfDay(first.source, days);
  throw askAboutDays(
    found,
    unset.map(({ rows }) => rows),
    { file: first.source.name, line },
  );
}

/** Finds the first row of a file with one of these days: the number of its line. */
export async function findLineOfDay(
  file: ContentFile & { dialect: Dialect },
  days: ReadonlySet<number>,
): Promise<number> {
  const reader = new BlockReader(file.dialect);
  const isWanted = (bytes: Uint8Array): boolean =>
    reader.read({ bytes, line: 1, mostInvalid: 0 }).days.some((day) => days.has(day));
  for await (const { bytes, line } of cutFile(file)) {
    if (!isWanted(bytes)) continue;
    let start = 0;
    for (let at = 0, number = line; at < bytes.length; number++) {
      at = bytes.indexOf("\n", at) + 1 || bytes.length;
      const record = bytes.subarray(start, at);
      // A line break in quotes ends no record.
      if (countBytes(record, quoteMark) % 2 === 1) continue;
      if (isWanted(record)) return number - countBytes(record, newline) + 1;
      start = at;
    }
  }
  return 1;
}

/**
 * Makes the question about days that stand out.
 * @param place  file and line of the first row with such a day
 */
export function askAboutDays(
  { days, reason }: OddDays,
  files: readonly RowsOfDay[],
  { file, line }: { file: string; line: number },
): OpenQuestion {
  const odd = new Set(days);
  const others = [...new Set(files.flatMap((file) => [...file.keys()]))].filter((day) => !odd.has(day));
  const makeRange = (some: readonly number[]): { days: { from: string; to: string } } => {
    const [from, to] = [some.reduce((a, b) => Math.min(a, b)), some.reduce((a, b) => Math.max(a, b))];
    return { days: { from: formatDay(from), to: formatDay(to) } };
  };
  const rows = files.flatMap((file) => days.map((day) => file.get(day) ?? 0)).reduce((a, b) => a + b, 0);
  const shown = days.slice(0, 5).map(formatDay).join(", ") + (days.length > 5 ? ` and ${days.length - 5} more` : "");
  const [count, verb, them] = rows === 1 ? ["1 row", "is", "it"] : [`${rows} rows`, "are", "them"];
  const leave = { label: `leave ${them} out`, settings: others.length > 0 ? makeRange(others) : {} };
  return new OpenQuestion({
    files: [file],
    line,
    problem: `${count} ${verb} ${reason}: ${shown}`,
    ask: rows === 1 ? "Is that row a sale of that day?" : "Are these rows sales of those days?",
    choices: [
      ...(others.length > 0 ? [leave] : []),
      { label: `take ${them}`, settings: makeRange([...others, ...days]) },
    ],
    otherwise: "correct the files",
  });
}
