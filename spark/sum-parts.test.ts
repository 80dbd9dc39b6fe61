import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { TillbookError } from "@tillbook/pipeline";
import { findAskedPeriod } from "@tillbook/queries";
import { type QueryOptions, type Session, SparkError } from "@tillbook/spark-connect";
import type { IdRange } from "./id-ranges.js";
import type { Month } from "./months.js";
import { countUnsummed, nameParts, sumParts } from "./sum-parts.js";

// In place of Spark what writes down its statements, and a file where a table of Parquet files is made: so it is seen which months
// are read and which parts are kept. What Spark makes of the statements is in sql.slow.test.ts and aggregate-changes.long.test.ts.

const version = "4.3.0";
const steps = {
  rollup: "select rollup",
  told_receipts: "select told",
  asked_articles: "select asked\nwhere sold_on between :first and :last",
  item_sales: "select items",
};
const month = (name: string, checksum = "1"): Month => ({
  name,
  rows: Number(name.slice(-2)),
  amount: "1.00",
  checksum,
  ids: [{ first: BigInt(name.slice(-2)), last: 99n, rows: 1 }],
});
const spring = [month("2025-01"), month("2025-02"), month("2025-03")];

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), "tillbook-sum-")), "parts");
});
afterEach(() => rm(join(folder, ".."), { recursive: true }));

/** Sums months; gives what was read, the statements, and the months whose ranges of ids were looked for. */
async function sum(
  months: Month[],
  { asked = "", expectUnchanged = async () => {}, fail = async () => {}, hasRoom = true } = {},
) {
  const statements: string[] = [];
  const views = new Map<string, string>();
  const ranged: string[][] = [];
  let progressed = 0;
  const session = {
    version,
    sql: async (text: string, _?: object, options?: QueryOptions) => {
      statements.push(text);
      options?.onProgress?.({ completedTasks: 1, tasks: 2 } as never);
      const place = /location 'file:\/\/(.+)' as\n/.exec(text)?.[1];
      if (place === undefined) return;
      if (!hasRoom) throw new SparkError("[X] no room", { grpcCode: "INTERNAL" });
      const days = /partitioned by \(part_year, part_month\)/.test(text) ? months.map(({ name }) => name) : [""];
      for (const name of days) {
        const [year, number] = name.split("-").map(Number);
        const written = name === "" ? place : join(place, `part_year=${year}`, `part_month=${number}`);
        await mkdir(written, { recursive: true });
        await writeFile(join(written, "a.parquet"), text);
      }
      await fail();
    },
    query: (text: string) => ({ createOrReplaceTempView: async (name: string) => void views.set(name, text) }),
  } as unknown as Session;
  const summed = await sumParts({
    session,
    folder,
    database: "shop",
    steps,
    currency: "EUR",
    months,
    asked: findAskedPeriod(asked || undefined),
    findRanges: async (some): Promise<IdRange[]> => {
      ranged.push(some.map(({ name }) => name));
      return some.map(({ ids }) => ({ first: ids[0]!.first, end: 100n, tasks: 1 }));
    },
    expectUnchanged,
    onProgress: () => void progressed++,
  });
  const ofDays = statements.flatMap((text) => text.match(/sold_on between '[\d-]+' and '[\d-]+'(?=.*\)$)/gm) ?? []);
  const asking = statements.find((text) => text.startsWith("create or replace temporary view asked_articles"));
  return { ...summed, statements, ranged, days: ofDays, rollup: views.get("rollup"), asking, progressed };
}

const listParts = async (): Promise<string[]> => (await readdir(folder)).sort();
const partsOf = (months: Month[]): string[] =>
  [...nameParts({ months, steps, currency: "EUR" }, version).values()].sort();

test("months are read once, in one pass, and those of which a part is there are not read again", async () => {
  const first = await sum(spring);
  assert.deepEqual(first.read, ["2025-01", "2025-02", "2025-03"]);
  assert.deepEqual(first.ranged, [first.read]);
  assert.equal(first.progressed, 1);
  assert.deepEqual(await listParts(), partsOf(spring));
  assert.ok(first.statements.every((text) => !text.includes("sold_on between")));
  for (const part of partsOf(spring)) assert.ok(first.rollup?.includes(part));
  const again = await sum(spring);
  assert.deepEqual([again.read, again.ranged, again.rollup], [[], [], first.rollup]);
});

test("of a month that is new, corrected or damaged only its days are read", async () => {
  await sum(spring);
  const april = await sum([...spring, month("2025-04")]);
  assert.deepEqual(april.read, ["2025-04"]);
  assert.ok(april.statements.some((text) => text.includes("(sold_on between '2025-04-01' and '2025-04-30')")));
  const corrected = await sum([month("2025-01"), month("2025-02", "2"), month("2025-03")]);
  assert.deepEqual(corrected.ranged, [["2025-02"]]);
  const [name] = [...nameParts({ months: spring, steps, currency: "EUR" }, version).values()];
  await truncate(join(folder, name!, "a.parquet"), 1);
  const damaged = await sum(spring);
  assert.deepEqual(damaged.read, ["2025-01"]);
  assert.ok(damaged.statements.some((text) => text.includes("(sold_on between '2025-01-01' and '2025-01-31')")));
});

test("the sales of months without a part are counted before they are read, by the version of Spark that reads them", async () => {
  const count = (months: Month[], spark = version, currency = "EUR") =>
    countUnsummed(folder, { months, steps, currency }, spark);
  assert.equal(await count(spring), 6);
  await sum(spring);
  assert.equal(await count(spring), 0);
  assert.equal(await count([...spring, month("2025-04")]), 4);
  assert.equal(await count(spring, "4.4.0"), 6);
  assert.equal(await count(spring, version, "JPY"), 6);
  await rm(folder, { recursive: true });
  await writeFile(folder, "");
  await assert.rejects(count(spring), { code: "ENOTDIR" });
});

test("where sales changed while they were summed, no part is kept, nor what was written for it", async () => {
  const busy = new TillbookError("BUSY", "sales changed", "again");
  const expectUnchanged = async (): Promise<void> => {
    throw busy;
  };
  await assert.rejects(sum(spring, { expectUnchanged }), busy);
  assert.deepEqual(await listParts(), []);
  await sum(spring);
  const before = await listParts();
  await assert.rejects(sum(spring, { asked: "2025-02-10/2025-02-20", expectUnchanged }), busy);
  assert.deepEqual(await listParts(), before);
});

test("asked days have a part for each month of which they have some, and take whole months from the rollup", async () => {
  const asked = "2025-01-31/2025-03-14";
  const { asking, statements, ranged } = await sum(spring, { asked });
  // of the days before, 2024-12-19/2025-01-30, there are sales in January; of a year before none
  assert.deepEqual(ranged.slice(1), [["2025-01"], ["2025-03"], ["2025-01"]]);
  for (const days of ["2025-01-31' and '2025-01-31", "2025-03-01' and '2025-03-14", "2025-01-01' and '2025-01-30"])
    assert.equal(statements.filter((text) => text.includes(`select asked\nwhere sold_on between '${days}'`)).length, 1);
  for (const days of ["2025-01-31' and '2025-01-31", "2025-03-01' and '2025-03-14", "2025-01-01' and '2025-01-30"])
    assert.equal(statements.filter((text) => text.endsWith(` and (sold_on between '${days}')`)).length, 1, days);
  assert.equal((await listParts()).length, 6);
  const selects = String(asking).split("\nunion all\n");
  assert.equal(selects.length, 3);
  const wanted = ["(year = 2025 and month = 2)", "false", "false"];
  for (const [i, name] of [asked, "2024-12-19/2025-01-30", "2024-01-31/2024-03-14"].entries()) {
    assert.ok(selects[i]?.includes(`select '${name}' as period, days.*`), name);
    assert.ok(
      selects[i]?.includes(
        `from rollup where grouped_by = 'article' and ${wanted[i]?.replace(/^\((.*)\)$/, "(($1))")}`,
      ),
      selects[i],
    );
    assert.equal(selects[i]?.includes("parquet."), i < 2);
  }
  const again = await sum(spring, { asked });
  assert.deepEqual([again.ranged, again.asking], [[], asking]);
});

test("without asked days there are no rows of them", async () => {
  const { asking } = await sum(spring);
  assert.match(
    String(asking),
    /select '' as period, days\.\* from \(select .* from rollup where .* and false\) as days$/,
  );
});

test("parts that a run doesn't need are removed, those of its asked days stay", async () => {
  await sum(spring, { asked: "2025-02-10/2025-02-20" });
  const { removeUnused } = await sum([month("2025-01"), month("2025-02", "2")], { asked: "2025-02-11/2025-02-20" });
  const all = await listParts();
  await removeUnused();
  const left = await listParts();
  // of 9 two months, the days, and those before
  assert.deepEqual([all.length, left.length], [9, 4]);
  for (const part of partsOf([month("2025-01"), month("2025-02", "2")])) assert.ok(left.includes(part));
  assert.equal(
    (await sum([month("2025-01"), month("2025-02", "2")], { asked: "2025-02-11/2025-02-20" })).ranged.length,
    0,
  );
});

test("a Spark that can write nothing is told as that", async () => {
  await assert.rejects(sum(spring, { hasRoom: false }), { message: "spark/steps/rollup.sql: [X] no room" });
  await sum(spring);
  await assert.rejects(sum(spring, { asked: "2025-02-10/2025-02-20", hasRoom: false }), {
    message: "spark/steps/asked_articles.sql: [X] no room",
  });
});

test("a step that fails in Spark is named with the line of its file, and leaves neither table nor files", async () => {
  const fail = async (): Promise<void> => {
    throw new SparkError("[X] no column. SQLSTATE: 42703; line 3 pos 7", { grpcCode: "INTERNAL" });
  };
  await assert.rejects(sum(spring, { fail }), {
    code: "SPARK_FAILED",
    message: "spark/steps/rollup.sql:1: [X] no column.",
  });
  assert.deepEqual(await listParts(), []);
  await sum(spring);
  await assert.rejects(sum(spring, { asked: "2025-02-10/2025-02-20", fail }), {
    message: "spark/steps/asked_articles.sql:2: [X] no column.",
  });
  const { statements } = await sum([month("2025-04")]);
  const table = /^create table (\S+) /.exec(statements.find((text) => text.startsWith("create table")) ?? "")?.[1];
  assert.match(String(table), /^tillbook_new_\d+_[0-9a-f]{8}$/);
  assert.equal(
    statements.at(statements.findIndex((text) => text.startsWith("create table")) + 1),
    `drop table if exists ${table}`,
  );
});
