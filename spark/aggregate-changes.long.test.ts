import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, readdir, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { findRoot, readSettings } from "@tillbook/pipeline";
import {
  findAskedPeriod,
  parseQuery,
  type Query,
  readQueries,
  readSecondPath,
  readSteps,
  type Steps,
} from "@tillbook/queries";
import { connectMysql } from "@tillbook/services";
import fc from "fast-check";
import type { RowDataPacket } from "mysql2/promise";
import { computeResult, readRows } from "../verify/results.js";
import { type Aggregated, aggregateSales } from "./aggregate-sales.js";
import { withSparkSession } from "./spark-session.js";
import { startTestDatabase, startTestSpark, type TestDatabase } from "./test-database.js";

// Random series of changes of sales, queries and asked days, with damaged parts and runs that break off between, and with results that
// somebody edits, also in a row that stays while Spark sums another month: after each, an
// aggregation that computes what changed has the results that MySQL computes from all sales, and at the end those of a full run.
// AGGREGATE_SERIES of them (default 1), the same ones each time.

const series = Number(process.env["AGGREGATE_SERIES"] || 1);
const seed = Number(process.env["AGGREGATE_SEED"] || 1);

const folder = join(findRoot(), "spark");
let database: TestDatabase;
let server: Awaited<ReturnType<typeof startTestSpark>>;
let queries: Query[];
let steps: Steps;
/** What runs have logged. */
let said: string[] = [];
before(async () => {
  queries = [...(await readQueries(folder)), parseQuery("periods_of_stores", periodsOfStores)];
  steps = await readSteps(folder);
  database = await startTestDatabase();
  server = await startTestSpark(database.paths);
});
after(async () => {
  await server?.stop();
  await database?.stop();
});

/** A query without parts, of what others share: its rows are all made anew, whatever changed. */
const periodsOfStores = `-- question: in how many periods did a store sell, and in how many months can its receipts be told apart?
-- grain: store
-- columns: store varchar(100), periods bigint in periods, months bigint in months, revenue decimal(20,2) in euros
-- checks: sum(revenue) = 4 * sales.amount
select
    item_sales.store,
    count(distinct item_sales.period) as periods,
    max(told.months) as months,
    sum(item_sales.revenue) as revenue
from item_sales
inner join (select store, count(*) as months from told_receipts group by store) as told on told.store = item_sales.store
where item_sales.grouped_by = 'category' and item_sales.period not like '%/%'
group by item_sales.store`;

/** What happens before an aggregation. */
type Step =
  | { kind: "add"; month: number; rows: number }
  | { kind: "correct" | "remove row" | "remove month"; month: number }
  | { kind: "ask"; days: string | undefined }
  | { kind: "edit" | "edit meanwhile"; result: number; month: number }
  | { kind: "query" | "damage" | "lose" | "break off" };

const month = fc.integer({ min: 1, max: 5 });
const step = fc.oneof<fc.Arbitrary<Step>[]>(
  fc.record({ kind: fc.constant("add"), month, rows: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ kind: fc.constantFrom("correct", "remove row", "remove month"), month }),
  fc.record({
    kind: fc.constant("ask"),
    days: fc.constantFrom(undefined, "2025-01-10/2025-03-20", "2025-02-01/2025-03-31", "2025-02-05/2025-02-06"),
  }),
  fc.record({ kind: fc.constantFrom("edit", "edit meanwhile"), result: fc.nat(), month }),
  fc.record({ kind: fc.constantFrom("query", "damage", "lose", "break off") }),
);

test("after any series of changes the results are those of a full run", { timeout: 3_600_000 }, async () => {
  const changes = fc.array(step, { minLength: 5, maxLength: 9 });
  await fc.assert(fc.asyncProperty(changes, checkSeries), { numRuns: series, seed, endOnFailure: true });
});

test("an edit of a result while Spark sums another month is seen and said, and all results are made anew", async () => {
  said = [];
  await checkSeries([
    { kind: "correct", month: 4 },
    { kind: "edit meanwhile", result: queries.findIndex(({ name }) => name === "monthly_sales"), month: 4 },
  ]);
  const notes = said.filter((line) => line.startsWith("NOTE"));
  assert.deepEqual(notes, ["NOTE: a result was edited in the database during this run; all are made anew"]);
});

test("without a folder for parts, Spark reads all sales once, and each query what it keeps of them", async () => {
  const { connection } = database;
  await connection.query("drop table if exists aggregate_status");
  await database.setSales(Array.from({ length: 3000 }, (_, i) => makeRow((i % 4) + 1, i)));
  const before = await countReads();
  await aggregate({ partsFolder: undefined, asked: undefined, version: 0 });
  // besides Spark's, those of fingerprints and equations
  const passes = (await countReads()) / 3000 - before / 3000;
  assert.ok(passes > 1 && passes < 6, `sales were read ${passes} times`);
});

/** Counts the rows that MariaDB has read one after the other since it started. */
async function countReads(): Promise<number> {
  const [[row]] = await database.connection.query<RowDataPacket[]>(
    `select sum(variable_value) as count from information_schema.global_status
     where variable_name in ('handler_read_next', 'handler_read_rnd_next')`,
  );
  return Number(row!["count"]);
}

async function checkSeries(changes: readonly Step[]): Promise<void> {
  const { connection, paths } = database;
  const parts = join(paths.data, "spark-parts");
  await connection.query("drop table if exists aggregate_status");
  await database.setSales(Array.from({ length: 30 }, (_, i) => makeRow((i % 4) + 1, i)));
  let [asked, salt, version]: [string | undefined, number, number] = [undefined, 100, 0];
  const run = (partsFolder: string | undefined, more: Partial<RunOptions> = {}): Promise<Aggregated> =>
    aggregate({ partsFolder, asked, version, ...more });
  await run(parts);
  for (const change of changes) {
    const where = "month" in change ? `month(sold_on) = ${change.month}` : "";
    const pick = `(select max(id) from (select id from sales where ${where}) as sale)`;
    if (change.kind === "add") {
      const rows = Array.from({ length: change.rows }, () => makeRow(change.month, salt++));
      await connection.query("insert into sales (sold_on, sold_at, store, article, amount, cashier) values ?", [rows]);
    }
    if (change.kind === "correct") await connection.query(`update sales set amount = amount + 1 where id = ${pick}`);
    if (change.kind === "remove row") await connection.query(`delete from sales where id = ${pick}`);
    if (change.kind === "remove month") await connection.query(`delete from sales where ${where}`);
    if (change.kind === "ask") asked = change.days;
    if (change.kind === "query") version++;
    if (change.kind === "damage") await damagePart(parts);
    if (change.kind === "lose") await rm(parts, { recursive: true, force: true });
    if (change.kind === "break off") {
      // What a killed run leaves: rows that it has read, but neither parts nor results.
      await mkdir(join(parts, "new-4194304-0", "part_year=2025"), { recursive: true });
      await connection.query(
        "update sales set amount = amount - 1 where id = (select min(id) from (select id from sales) as sale)",
      );
      await assert.rejects(run(parts, { breakAt: "read and summed" }), /broken off/);
    }
    const [[{ rows }]] = (await connection.query("select count(*) as `rows` from sales")) as unknown as [
      [{ rows: number }],
    ];
    if (rows === 0) await database.setSales([makeRow(1, salt++)]);
    if (change.kind === "edit") await editResult(change.result);
    if (change.kind === "edit meanwhile")
      await connection.query(`update sales set amount = amount + 1 where ${where} limit 1`);
    const before = await readAll();
    const meanwhile = change.kind === "edit meanwhile" ? () => editResult(change.result) : undefined;
    const { isUnchanged } = await run(parts, { meanwhile });
    if (isUnchanged) assert.deepEqual(await readAll(), before);
    await expectResults(asked, JSON.stringify(change));
  }
  const [made, rows] = [await run(parts), await readAll()];
  await connection.query("drop table aggregate_status");
  const full = await run(undefined);
  assert.deepEqual({ ...made, isUnchanged: false }, full);
  assert.deepEqual(await readAll(), rows);
}

function makeRow(month: number, salt: number): (string | null)[] {
  const day = String(((salt * 7) % 28) + 1).padStart(2, "0");
  const time = salt % 9 === 0 ? null : `${String((salt * 5) % 24).padStart(2, "0")}:30:00`;
  const article = salt % 11 === 0 ? "" : `Article ${salt % 5}`;
  return [
    `2025-0${month}-${day}`,
    time,
    salt % 3 === 0 ? "Süd" : "Nord",
    article,
    `${(salt % 7) - 1}.25`,
    `${salt % 2}`,
  ];
}

/** Makes the first file of a part shorter. */
async function damagePart(parts: string): Promise<void> {
  // none where they were lost, and nothing has changed since
  if (!existsSync(parts)) return;
  const [name] = (await readdir(parts)).filter((part) => /^[0-9a-f]{32}$/.test(part));
  if (name === undefined) return;
  const [file] = (await readdir(join(parts, name))).filter((one) => one.endsWith(".parquet"));
  if (file === undefined) await writeFile(join(parts, name, "_files.json"), "{");
  else await truncate(join(parts, name, file), 10);
}

/** Changes a row of a result as somebody else does, of the first month or period that it has, in a column that no equation is about. */
async function editResult(result: number): Promise<void> {
  const { name, grain, columns } = queries[result % queries.length]!;
  const column = ["zero_sales", "hours", "weekday", "articles"].find((one) => columns.some(({ name }) => name === one));
  const other = await connectMysql(readSettings({}).mysql, database.paths);
  await other.query(`update ${name} set ${column} = ${column} + 1 order by ${grain.join(", ")} limit 1`);
  await other.end();
}

interface RunOptions {
  partsFolder: string | undefined;
  asked: string | undefined;
  /** Of the queries: another one has another text. */
  version: number;
  /** A line of the log at which the run ends. */
  breakAt?: string;
  /** What somebody does while Spark works. */
  meanwhile?: (() => Promise<void>) | undefined;
}

async function aggregate({ partsFolder, asked, version, breakAt, meanwhile }: RunOptions): Promise<Aggregated> {
  const { connection, paths, mysql } = database;
  const settings = { ...readSettings({}).spark, remote: server.remote };
  return aggregateSales({
    connection,
    paths,
    database: mysql.database,
    queries: queries.map((query) => ({ ...query, text: `${query.text}\n-- version ${version}` })),
    steps,
    asked: findAskedPeriod(asked),
    partsFolder,
    isCluster: false,
    openConnection: () => connectMysql(readSettings({}).mysql, paths),
    withSession: (size, work) =>
      withSparkSession({ settings, paths, mysql, ...size, signal: new AbortController().signal }, async (session) => {
        await meanwhile?.();
        return work(session).finally(async () => {
          const views = (await session.rows("show views")).map((row) => String(row["viewName"]));
          assert.deepEqual(
            views.filter((view) => view in steps),
            [],
            "nothing stays cached",
          );
        });
      }),
    log: (line) => {
      said.push(line);
      if (breakAt !== undefined && line.includes(breakAt)) throw new Error("broken off");
    },
    progress: () => {},
  });
}

async function expectResults(asked: string | undefined, change: string): Promise<void> {
  const path = await readSecondPath(folder, queries, "EUR", findAskedPeriod(asked));
  for (const query of queries) {
    const expected = [...(await computeResult(database.connection, query, path))].sort();
    const got = [...(await readRows(database.connection, query, query.name))].sort();
    assert.deepEqual(got, expected, `${query.name} after ${change}`);
  }
}

/** All rows of all results. */
async function readAll(): Promise<unknown[]> {
  const all: unknown[] = [];
  for (const { name, grain } of queries)
    all.push(
      (
        await database.connection.query({
          sql: `select * from ${name} order by ${grain.join(", ")}`,
          rowsAsArray: true,
        })
      )[0],
    );
  return all;
}
