import { defaultCurrency, findScale, formatCents } from "@tillbook/pipeline";
import type { Duplicates, Overlap } from "./duplicates.js";
import { askAboutEqualRows } from "./questions.js";

/** A file whose rows were compared. */
export interface ComparedFile {
  name: string;
  rows: number;
  /** Whether equal rows of two files are different sales, as its `columns.json` says. */
  countsEqualRows: boolean;
  /** ISO 4217; euros where it is absent. */
  currency?: string | undefined;
}

/** Rows of two files that are on this part of the days that both have are the same sales. */
const mostlyShared = 0.9;
/** Rows by chance: two tills of one store with some hundred rows a day and minutes share less than a hundredth of them. */
const partlyShared = 0.2;
/** Fewer may be equal by chance. */
const leastRows = 10;
/** So many rows of a file must differ from each other, at least, for equal ones in another file to mean something. */
const leastDistinct = 0.95;
const mostListed = 20;
const dayMs = 86_400_000;

/**
 * Refuses files that have the same sales, which would count twice: a copy in another form, or a month beside its quarter. Two
 * tills without times or stores may also have equal rows; but seldom all of them, and each as often. Returns lines for the log
 * about the fewer rows that others share.
 * @throws OpenQuestion with both names, the days, and the rows with their sum
 */
export function checkOverlaps({ overlaps, repeated }: Duplicates, files: readonly ComparedFile[]): string[] {
  const fileAt = (i: number): ComparedFile => files[i] as ComparedFile;
  const isDistinct = (i: number): boolean => (repeated[i] ?? 0) <= (1 - leastDistinct) * fileAt(i).rows;
  const describe = (overlap: Overlap): string =>
    describeOverlap(
      overlap,
      overlap.files.map((i) => fileAt(i)),
    );
  const sorted = [...overlaps].sort((a, b) => sumRows(b) - sumRows(a));
  const isCounted = ({ files }: Overlap): boolean => files.every((i) => fileAt(i).countsEqualRows);
  const twice = sorted.filter((overlap) => !isCounted(overlap) && isTwice(overlap, overlap.files.every(isDistinct)));
  const [first, ...others] = twice;
  if (first !== undefined) {
    const details = others.slice(0, mostListed).map(describe);
    if (others.length > mostListed) details.push(`and ${others.length - mostListed} more pairs of files`);
    const [one = "", other = ""] = first.files.map((i) => fileAt(i).name);
    throw askAboutEqualRows(one, other, { problem: `${describe(first)}: they would count twice`, details });
  }
  const lines = sorted.slice(0, mostListed).map((overlap) => `${describe(overlap)}: counted in both`);
  if (sorted.length > mostListed) lines.push(`and ${sorted.length - mostListed} more pairs of files`);
  return lines;
}

function isTwice({ days }: Overlap, isDistinct: boolean): boolean {
  const [rows, of] = [sum(days.map((day) => day.rows)), sum(days.map((day) => day.of))];
  if (rows >= mostlyShared * of) return true;
  if (!isDistinct || rows < leastRows) return false;
  const hasWholeDay = days.some((day) => day.rows >= leastRows && day.rows >= mostlyShared * day.of);
  return hasWholeDay || rows >= partlyShared * of;
}

/** E.g. `a.csv and b.csv have 2 equal rows on 1 day (2026-03-01) with a sum of 13.50`. */
function describeOverlap(overlap: Overlap, files: readonly ComparedFile[]): string {
  const days = overlap.days.filter(({ rows }) => rows > 0);
  const rows = sumRows(overlap);
  const [first, last] = [days[0], days.at(-1)].map((day) => formatDay(day?.day ?? 0));
  const period = first === last ? `1 day (${first})` : `${days.length} days (${first} to ${last})`;
  const cents = BigInt(sum(days.map((day) => day.cents)));
  const amount = formatCents(cents, findScale(files[0]?.currency ?? defaultCurrency));
  const names = files.map(({ name }) => name).join(" and ");
  return `${names} have ${rows} equal ${rows === 1 ? "row" : "rows"} on ${period} with a sum of ${amount}`;
}

function sumRows({ days }: Overlap): number {
  return sum(days.map(({ rows }) => rows));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** E.g. 20513 is `2026-03-01`. */
export function formatDay(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}
