import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Days, type Period, parsePeriod, sha256 } from "@tillbook/pipeline";
import { fillPeriod, listAskedPeriods, type Steps } from "@tillbook/queries";
import { formatFingerprint } from "@tillbook/services";
import type { QueryOptions, Session } from "@tillbook/spark-connect";
import { viewSales } from "./aggregate.js";
import type { IdRange } from "./id-ranges.js";
import { findCut, isInMonths, type Month, overlaps } from "./months.js";
import { hasPart, keepPart, namePart, quoteFolder, readParquet, removeUnused, startParts } from "./parts.js";
import { explainFailure } from "./query-failure.js";

/** What summing by parts needs. */
export interface PartsOptions {
  session: Session;
  /** Of the parts; Spark sees it by the same path. */
  folder: string;
  /** MySQL's. */
  database: string;
  steps: Steps;
  currency: string;
  /** The months that `sales` has. */
  months: readonly Month[];
  /** The days whose articles are asked for, where they are no month, quarter or year. */
  asked: Period | undefined;
  /** Finds the ranges of ids in which some months are. */
  findRanges: (months: Month[]) => Promise<IdRange[]>;
  /** Throws where `sales` no longer has the rows of `months`. */
  expectUnchanged: () => Promise<void>;
  onProgress: QueryOptions["onProgress"];
}

/** What was summed. */
export interface SummedParts {
  /** Names of the months whose sales were read. */
  read: string[];
  /** Removes parts that this run doesn't need. */
  removeUnused: () => Promise<void>;
}

/**
 * Makes the views `rollup` and `asked_articles` over the parts of all months: those that are there, and those that it computes now,
 * in one pass over the sales of their months.
 * @throws TillbookError SPARK_FAILED, and what `expectUnchanged` throws; then no part is kept
 */
export async function sumParts(options: PartsOptions): Promise<SummedParts> {
  const { session, folder, months, asked } = options;
  const parts = nameParts(options, session.version);
  const read = await findMissing(folder, parts);
  if (read.length > 0) {
    const isAll = read.length === months.length;
    await writeParts(
      options,
      { months: read, days: isAll ? [] : read.map((month) => parsePeriod(month.name)!) },
      parts,
    );
  }
  const cuts: AskedCuts[] = [];
  for (const period of listAskedPeriods(asked)) cuts.push({ period, parts: await keepCuts(options, period) });
  await session.query(`select * from ${readParquet(folder, [...parts.values()])}`).createOrReplaceTempView("rollup");
  await session.sql(viewAsked(options, cuts));
  return {
    read: read.map((month) => month.name),
    removeUnused: () => removeUnused(folder, [...parts.values(), ...cuts.flatMap((cut) => cut.parts)]),
  };
}

/** A period whose articles are asked for, and the parts of the months of which it has some days. */
interface AskedCuts {
  period: Period;
  parts: string[];
}

/** Makes the parts of the months of which a period has some days, where they aren't there yet. */
async function keepCuts(options: PartsOptions, period: Period): Promise<string[]> {
  const { session, folder, steps, months, currency } = options;
  const parts: string[] = [];
  for (const month of months) {
    const days = findCut(month.name, period);
    if (days === undefined) continue;
    const part = nameMonth(month, `${days.first}/${days.last}`, steps.asked_articles, session.version, currency);
    parts.push(part);
    if (!(await hasPart(folder, part))) await writeCut(options, month, days, part);
  }
  return parts;
}

/** What the names of parts depend on, besides Spark. */
type NameOptions = Pick<PartsOptions, "months" | "steps" | "currency">;

/** Names the parts of months, as a version of Spark writes them. */
export function nameParts({ months, steps, currency }: NameOptions, spark: string): Map<Month, string> {
  return new Map(months.map((month) => [month, nameMonth(month, "", steps.rollup, spark, currency)]));
}

function nameMonth(month: Month, days: string, step: string, spark: string, currency: string): string {
  return namePart(month.name, days, formatFingerprint(month), sha256(step), spark, currency);
}

/** Counts the sales of months without a part by a version of Spark, which are to be read. Whether a part is whole is seen later. */
export async function countUnsummed(folder: string, options: NameOptions, spark: string): Promise<number> {
  const there = await readdir(folder).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const missing = [...nameParts(options, spark)].filter(([, part]) => !there.includes(part));
  return missing.reduce((sum, [{ rows }]) => sum + rows, 0);
}

async function findMissing(folder: string, parts: ReadonlyMap<Month, string>): Promise<Month[]> {
  const missing: Month[] = [];
  for (const [month, part] of parts) if (!(await hasPart(folder, part))) missing.push(month);
  return missing;
}

/** Sums some months in one pass over them, and keeps each as a part. */
async function writeParts(
  { session, folder, database, steps, findRanges, expectUnchanged, onProgress }: PartsOptions,
  { months, days }: { months: Month[]; days: readonly Days[] },
  parts: ReadonlyMap<Month, string>,
): Promise<void> {
  const written = await startParts(folder);
  try {
    await session.sql(viewSales(database, await findRanges(months), days));
    await writeParquet(
      session,
      written,
      "rollup",
      `select *, year as part_year, month as part_month from (\n${steps.rollup}\n) as months`,
      "partitioned by (part_year, part_month)",
      onProgress,
    );
    await expectUnchanged();
    for (const month of months) {
      const [year, number] = month.name.split("-").map(Number);
      const place = join(written, `part_year=${year}`, `part_month=${number}`);
      await keepPart(place, folder, parts.get(month)!);
    }
  } finally {
    await rm(written, { recursive: true, force: true });
  }
}

/** Sums the articles of some days of a month, and keeps them as a part. */
async function writeCut(
  { session, folder, database, steps, findRanges, expectUnchanged }: PartsOptions,
  month: Month,
  days: Days,
  part: string,
): Promise<void> {
  const written = await startParts(folder);
  try {
    await session.sql(viewSales(database, await findRanges([month]), [days]));
    const period: Period = { name: "", unit: "days", ...days };
    await writeParquet(session, written, "asked_articles", fillPeriod(steps.asked_articles, period));
    await expectUnchanged();
    await keepPart(written, folder, part);
  } finally {
    await rm(written, { recursive: true, force: true });
  }
}

/** Writes what a statement selects as Parquet files, without a table that would stay. */
async function writeParquet(
  session: Session,
  folder: string,
  step: keyof Steps,
  select: string,
  partitions = "",
  onProgress?: QueryOptions["onProgress"],
): Promise<void> {
  const table = `tillbook_${folder.slice(folder.lastIndexOf("/") + 1).replaceAll("-", "_")}`;
  const before = `create table ${table} using parquet ${partitions} location ${quoteFolder(folder)} as`;
  try {
    await session.sql(`${before}\n${select}`, {}, { onProgress });
  } catch (error) {
    throw explainFailure(error, `spark/steps/${step}.sql`, partitions === "" ? 1 : 2);
  } finally {
    await session.sql(`drop table if exists ${table}`).catch(() => {});
  }
}

/** Writes the view of the asked days, by period: the whole months among them from `rollup`, the others from parts of their own. */
function viewAsked(options: PartsOptions, cuts: readonly AskedCuts[]): string {
  const periods = cuts.length > 0 ? cuts : [undefined];
  return `create or replace temporary view asked_articles as\n${periods.map((cut) => selectAsked(options, cut)).join("\nunion all\n")}`;
}

/** @param cut  undefined for no rows */
function selectAsked({ folder, months }: PartsOptions, cut: AskedCuts | undefined): string {
  const whole = months.filter(
    ({ name }) => cut !== undefined && overlaps(name, cut.period) && findCut(name, cut.period) === undefined,
  );
  const columns = "store, article, category, revenue, sales";
  const sources = [
    `select ${columns} from rollup where grouped_by = 'article' and ${isInMonths(whole.map(({ name }) => name))}`,
    ...(cut && cut.parts.length > 0 ? [`select ${columns} from ${readParquet(folder, cut.parts)}`] : []),
  ];
  return `select '${cut?.period.name ?? ""}' as period, days.* from (${sources.join(" union all ")}) as days`;
}
