import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { columnNames, sumFingerprints } from "@tillbook/dataset";
import { parseDataCheck, parseQuery, type Query, readQueries } from "@tillbook/queries";
import { type Fingerprint, fingerprintTable, formatFingerprint, swapTables } from "@tillbook/services";
import type { RowDataPacket } from "mysql2/promise";
import { areResultsOf, expectUnchanged, fingerprintResults } from "./aggregate.js";
import { checkEquations } from "./checks.js";
import { type CheckResult, printDataChecks, runDataChecks } from "./data-checks.js";
import { findIdRanges, rowsPerTask } from "./id-ranges.js";
import { type Month, readMonths } from "./months.js";
import { replaceRows } from "./publish.js";
import { createResultTable } from "./result-table.js";
import { noteFailure, prepareDone, prepareStatus, readLatest, startRun } from "./status.js";
import { startTestDatabase, type TestDatabase } from "./test-database.js";

// What an aggregation does in the database besides Spark's work, on one embedded MariaDB.

let database: TestDatabase;
before(async () => {
  database = await startTestDatabase();
});
after(() => database?.stop());

const threeSales = [
  ["2025-01-01", "08:00:00", "Nord", "Tea", "10.00", "7"],
  ["2025-01-01", "09:00:00", "Nord", "Tea", "2.50", "7"],
  ["2025-01-02", "10:00:00", "Süd", "Tea", "-1.25", "7"],
];

function makeQuery(checks: string): Query {
  return parseQuery(
    "by_store",
    `-- question: what did each store take?
-- grain: store
-- columns: store varchar(100), revenue decimal(20,2) in euros, sales bigint in rows
-- checks: ${checks}
`,
  );
}

const byStore = makeQuery("sum(revenue) = sales.amount; sum(sales) = sales.rows");

/** Fills `by_store`, or with a suffix the table of that name. */
async function setResult(rows: [store: string, revenue: string, sales: number][], suffix = ""): Promise<void> {
  await database.connection.query(`drop table if exists by_store${suffix}`);
  await database.connection.query(createResultTable(byStore, `by_store${suffix}`));
  if (rows.length > 0) await database.connection.query(`insert into by_store${suffix} values ?`, [rows]);
}

async function readSales(): Promise<Fingerprint> {
  const sales = await fingerprintTable(database.connection, "sales", columnNames, "amount");
  assert.ok(sales);
  return sales;
}

async function listMonths(): Promise<Month[]> {
  const months = await readMonths(database.connection, database.paths);
  assert.ok(months);
  return months;
}

test("a result that counts each sale once passes its checks; a lost cent or row is named with both sides", async () => {
  const { connection } = database;
  await database.setSales(threeSales);
  const months = await listMonths();
  const check = async (rows: [string, string, number][], query = byStore): Promise<void> => {
    await setResult(rows, "__next");
    await checkEquations(connection, query, { months });
  };
  await check([
    ["Nord", "12.50", 2],
    ["Süd", "-1.25", 1],
  ]);
  await assert.rejects(
    check([
      ["Nord", "12.49", 2],
      ["Süd", "-1.25", 1],
    ]),
    {
      code: "CHECK_FAILED",
      message:
        "by_store fails its check sum(revenue) = sales.amount: expected 11.25, got 11.24; the results are unchanged",
      hint: "check that spark/by_store.sql counts each sale exactly once",
    },
  );
  await assert.rejects(
    check([
      ["Nord", "12.50", 2],
      ["Süd", "-1.25", 2],
    ]),
    /sum\(sales\) = sales.rows: expected 3, got 4;/,
  );
  await assert.rejects(check([]), /sum\(revenue\) = sales.amount: expected 11.25, got null;/);
});

test("a check may ask for the result itself and for sales, and NULL equals NULL", async () => {
  const { connection } = database;
  await database.setSales(threeSales);
  await setResult([["Nord", "0.00", 9]]);
  await setResult([["Nord", "12.50", 2]], "__next");
  const months = await listMonths();
  const check = (text: string): Promise<void> => checkEquations(connection, makeQuery(text), { months });
  await check("sum(revenue) = (select sum(amount) from sales where store in (select store from by_store))");
  await check("sum(sales) = (select by_store.sales from by_store)");
  await check("sum(sales) = sales.rows - 1");
  await check("sum(sales) = (select by_sales.rows from (select 2 as `rows`) as by_sales)");
  await check("max(if(store > 'Z', 1, null)) = null");
  await assert.rejects(check("min(store) = 'nord'"), /expected nord, got Nord/);
});

test("a check of months has their names, and only their sales; the others count for sales.amount alone", async () => {
  const { connection } = database;
  await database.setSales([]);
  // ids of months overlap
  await connection.query(
    `insert into sales (sold_on, store, amount) values
     ('2026-01-01', 'Nord', 1), ('2026-02-01', 'Nord', 2), ('2026-01-31', 'Nord', 4), ('2026-02-28', 'Nord', 8), ('2026-03-01', 'Nord', 16)`,
  );
  await setResult([["Nord", "10.00", 2]], "__next");
  const months = await listMonths();
  const check = (text: string, names?: string[]): Promise<void> => {
    const computed = names && months.filter(({ name }) => names.includes(name));
    return checkEquations(connection, makeQuery(text), { months, ...(computed && { computed }) });
  };
  await check("max(concat_ws(' ', :months)) = '2026-01 2026-02 2026-03'");
  await check("max(concat_ws(' ', :months)) = '2026-02'", ["2026-02"]);
  await check("sum(revenue) = (select sum(amount) from sales where '2026-02' in (:months))", ["2026-02"]);
  await check("sum(revenue) + 5 = (select sum(amount) from sales where '2026-02' in (:months))", [
    "2026-01",
    "2026-02",
  ]);
  await check("sum(revenue) + if('2026-02' in (:months), 21, 0) = sales.amount", ["2026-02"]);
  await check("sum(revenue) + 21 = (select sum(amount) from sales)", ["2026-02"]);
  await check("sum(sales) = (select count(*) from sales where sold_on in (:months))", []);
  await assert.rejects(check("sum(sales) = (select count(*) + (1 in (:months)) from sales)", ["2026-01", "2026-03"]), {
    code: "CHECK_FAILED",
    message: /expected 3, got 2;/,
  });
});

test("the best articles and categories of a month are checked with its sales, and the categories of all with their sum", async () => {
  const { connection } = database;
  const query = (await readQueries(import.meta.dirname)).find(({ name }) => name === "top_articles");
  assert.ok(query);
  const category = (count: number) => `concat('category ', seq % ${count})`;
  const fill = async (categories: number): Promise<void> => {
    await database.setSales([]);
    await connection.query(
      `insert into sales (sold_on, store, article, category, amount)
       select '2026-01-31' + interval (seq % 2) day, 'Nord', seq % 9, ${category(categories)}, 1 from seq_1_to_1200`,
    );
    await connection.query("drop table if exists top_articles__next");
    await connection.query(createResultTable(query, "top_articles__next"));
    for (const [period, where] of [
      ["2026-01", "month(sold_on) = 1"],
      ["2026-02", "month(sold_on) = 2"],
      ["all", "true"],
    ])
      for (const kind of ["article", "category"])
        await connection.query(
          `insert into top_articles__next (period, store, grouped_by, article, category, revenue, sales, rank_in_store, rank_overall,
             articles_in_store, articles, articles_for_half_in_store, articles_for_80_percent_in_store, articles_for_half,
             articles_for_80_percent, revenue_overall)
           select '${period}', store, '${kind}', ${kind === "article" ? "article, ''" : "'', category"}, sum(amount), count(*), 1,
             row_number() over (order by ${kind}), 1, count(*) over (), 1, 1, 1, 1, 1 from sales where ${where} group by store, ${kind}`,
        );
  };
  const months = async (...names: string[]) => {
    const all = await listMonths();
    return { months: all, computed: all.filter(({ name }) => names.includes(name)) };
  };
  const spoil = (where: string) =>
    connection.query(`update top_articles__next set revenue = revenue + 0.01 where ${where} limit 1`);
  await fill(6);
  const february = await months("2026-02");
  await checkEquations(connection, query, { months: february.months });
  await checkEquations(connection, query, february);
  // a month that stays as it was is not looked at
  await spoil("period = '2026-01' and grouped_by = 'article'");
  await checkEquations(connection, query, february);
  await assert.rejects(checkEquations(connection, query, { months: february.months }), { code: "CHECK_FAILED" });
  for (const wrong of ["period = '2026-02' and grouped_by = 'article'", "period = 'all' and grouped_by = 'category'"]) {
    await fill(6);
    await spoil(wrong);
    await assert.rejects(checkEquations(connection, query, await months("2026-02")), { code: "CHECK_FAILED" }, wrong);
  }
  // more categories than the table has for sure
  await fill(240);
  await checkEquations(connection, query, await months("2026-02"));
  await spoil("period = 'all' and grouped_by = 'category'");
  await checkEquations(connection, query, await months("2026-02"));
  await spoil("period = '2026-02' and grouped_by = 'category' and rank_overall = 100");
  await assert.rejects(checkEquations(connection, query, await months("2026-02")), { code: "CHECK_FAILED" });
});

test("checks of one's own say what they found: a warning goes on, a stop ends the run, and nothing is written", async () => {
  const { connection } = database;
  await database.setSales(threeSales);
  const run = (text: string, severity = "warn") =>
    runDataChecks(connection, [
      parseDataCheck("refunds", `-- severity: ${severity}\n-- expect: nobody takes anything back\n${text}`),
    ]);
  const print = (results: CheckResult[]): string[] => {
    const lines: string[] = [];
    printDataChecks(results, (line) => lines.push(line));
    return lines;
  };
  const refunds = "select store, amount from sales where amount < 0 or amount > 10.00 - 8 order by id";
  const [result] = await run(refunds);
  assert.equal(result?.rows, 3);
  assert.deepEqual(result.first[2], [
    ["store", "Süd"],
    ["amount", "-1.25"],
  ]);
  const said =
    "checks/refunds.sql expects that nobody takes anything back: got 3 rows, the first: store Nord, amount 10.00";
  assert.deepEqual(print(await run(refunds)), [`WARNING: ${said}`]);
  assert.deepEqual(print(await run("select 1 from sales where amount > 99")), []);
  const stop = await run(refunds, "stop");
  assert.throws(() => print(stop), {
    code: "CHECK_FAILED",
    message: said,
    hint: 'correct the data and run make report, or write "-- severity: warn" in checks/refunds.sql to go on',
  });
  await assert.rejects(run("select x from sales"), {
    code: "SQL_FILE_INVALID",
    message: /^checks\/refunds\.sql: Unknown column 'x'/,
  });
  for (const text of [
    "delete from sales",
    "drop table sales",
    "create table x select 1",
    "select 1 into outfile '/tmp/x'",
  ])
    await assert.rejects(run(text), { code: "SQL_FILE_INVALID" }, text);
  assert.equal((await readSales()).rows, 3);
});

test("ids without large gaps are one range of as many tasks as they need", async () => {
  const { connection } = database;
  await database.setSales([]);
  const find = async () =>
    findIdRanges(
      connection,
      ((await readMonths(connection, database.paths)) ?? []).flatMap(({ ids }) => ids),
    );
  assert.deepEqual(await find(), []);
  await database.setSales(threeSales);
  assert.deepEqual(await find(), [{ first: 1n, end: 4n, tasks: 1 }]);
  const far = 4 * (3 + rowsPerTask);
  await connection.query(`update sales set id = ${far} where id = 3`);
  assert.deepEqual(await find(), [{ first: 1n, end: BigInt(far + 1), tasks: 5 }]);
  await connection.query(`update sales set id = ${far + 1} where id = ${far}`);
  assert.deepEqual(await find(), [{ first: 1n, end: BigInt(far + 2), tasks: 1 }]);
});

test("results are fingerprinted by their money; one that is missing or has other columns has no fingerprint", async () => {
  const { connection } = database;
  await setResult([
    ["Nord", "12.50", 2],
    ["Süd", "-1.25", 1],
  ]);
  const missing = { ...byStore, name: "nowhere" };
  const other = {
    ...byStore,
    columns: [...byStore.columns, { name: "cashiers", type: "int", isNullable: false, unit: "" }],
  };
  const unpaid = { ...byStore, columns: byStore.columns.filter(({ name }) => name !== "revenue") };
  const { by_store, nowhere } = await fingerprintResults(connection, [byStore, missing]);
  assert.deepEqual([by_store?.rows, by_store?.amount, nowhere], [2, "11.25", undefined]);
  assert.deepEqual(await fingerprintResults(connection, [other]), { by_store: undefined });
  assert.equal((await fingerprintResults(connection, [unpaid]))["by_store"]?.amount, "0.00");
  await setResult([["Nord", "1.00", 1]], "__next");
  assert.equal((await fingerprintResults(connection, [byStore], "__next"))["by_store"]?.amount, "1.00");
  await assert.rejects(fingerprintResults(connection, [{ ...byStore, columns: [] }]), { code: "ER_PARSE_ERROR" });
});

test("results are those of an aggregation while queries, currency and each of their rows are", async () => {
  const { connection } = database;
  await database.setSales(threeSales);
  await setResult([["Nord", "12.50", 2]]);
  const { by_store } = await fingerprintResults(connection, [byStore]);
  assert.ok(by_store);
  const wrote = { by_store: formatFingerprint(by_store) };
  const done = { read: "3:11.25:1", months: {}, queries: "q1", asked: undefined, spark: "4.3.0", wrote };
  const ask = (hash = "q1", queries = [byStore], currency?: string) =>
    areResultsOf(connection, database.paths, done, queries, hash, currency);
  assert.equal(await ask(), true);
  assert.equal(await ask("q2"), false);
  assert.equal(await ask("q1", [byStore, { ...byStore, name: "nowhere" }]), false);
  assert.equal(await ask("q1", [byStore], "USD"), false);
  await connection.query("update by_store set sales = 3");
  assert.equal(await ask(), false);
});

test("sales that change during an aggregation are an error that names both fingerprints", async () => {
  const { connection } = database;
  await database.setSales(threeSales);
  const sales = await readSales();
  await expectUnchanged(connection, database.paths, sales);
  await connection.query("update sales set cashier = '8' where id = 1");
  const expected = `expected ${formatFingerprint(sales)}, got ${formatFingerprint(await readSales())}`;
  await assert.rejects(expectUnchanged(connection, database.paths, sales), {
    code: "BUSY",
    message: `sales changed during the aggregation: ${expected}; the results are unchanged`,
  });
  await connection.query("drop table sales");
  await assert.rejects(expectUnchanged(connection, database.paths, sales), {
    code: "BUSY",
    message: /got no such table/,
  });
});

test("a run begins, and is done only when its row is swapped in; others fail, or are found dead by the next", async () => {
  const { connection } = database;
  const readStates = async (): Promise<string[]> => {
    const [rows] = await connection.query<RowDataPacket[]>("select * from aggregate_status order by id");
    return rows.map(({ id, state, finished }) => `${id} ${state}${finished === null ? "" : ", finished"}`);
  };
  const begun = { read: "3:11.25:9", months: { "2025-01": "3:11.25:9" }, queries: "q1", asked: undefined };
  await prepareStatus(connection);
  assert.equal(await readLatest(connection), undefined);
  const first = await startRun(connection, begun);
  await noteFailure(connection, first);
  const second = await startRun(connection, begun);
  assert.deepEqual(await readStates(), [`${first} failed, finished`, `${second} begun`]);
  assert.equal(await readLatest(connection), undefined);
  const wrote = { by_store: "2:11.25:4" };
  await prepareDone(connection, second, { spark: "4.3.0", wrote });
  assert.equal(await readLatest(connection), undefined);
  await swapTables(connection, ["aggregate_status"]);
  assert.deepEqual(await readLatest(connection), { ...begun, spark: "4.3.0", wrote });
  const third = await startRun(connection, { ...begun, read: "4:12.25:9", queries: "q2" });
  await prepareStatus(connection);
  assert.deepEqual(await readStates(), [`${first} failed, finished`, `${second} done, finished`, `${third} died`]);
  assert.equal((await readLatest(connection))?.queries, "q1");
  const fourth = await startRun(connection, {
    ...begun,
    read: "4:12.25:9",
    queries: "q2",
    asked: "2025-01-01/2025-01-02",
  });
  await prepareDone(connection, fourth, { spark: "4.3.1", wrote });
  await swapTables(connection, ["aggregate_status"]);
  assert.deepEqual(await readLatest(connection), {
    read: "4:12.25:9",
    months: begun.months,
    queries: "q2",
    asked: "2025-01-01/2025-01-02",
    spark: "4.3.1",
    wrote,
  });
});

test("rows are replaced with their status in one transaction, and not at all where an equation fails", async () => {
  const { connection, paths } = database;
  await database.setSales(threeSales);
  const months = await listMonths();
  await connection.query("drop table if exists aggregate_status");
  await prepareStatus(connection);
  await setResult([
    ["Nord", "12.50", 2],
    ["Süd", "7.00", 9],
  ]);
  const print = async (): Promise<string> => {
    const { by_store } = await fingerprintResults(connection, [byStore]);
    return by_store === undefined ? "" : formatFingerprint(by_store);
  };
  const before = {
    read: "1:1.00:1",
    months: {},
    queries: "q1",
    asked: undefined,
    spark: "4.3.0",
    wrote: { by_store: await print() },
  };
  const id = await startRun(connection, { ...before, read: formatFingerprint(sumFingerprints(months)) });
  const replace = async (rows: [string, string, number][], isAlone = true) => {
    await setResult(rows, "__next");
    const run = { id, spark: "4.3.0", before, isAlone: async () => isAlone };
    return replaceRows(connection, paths, [byStore], [{ query: byStore, affected: "store = 'Süd'" }], { months }, run);
  };
  await assert.rejects(replace([["Süd", "-1.26", 1]]), { code: "CHECK_FAILED" });
  assert.equal(await print(), before.wrote.by_store);
  assert.equal(await readLatest(connection), undefined);
  // where somebody else may have written, the rows that stay count
  const edit = (sales: number) => connection.query("update by_store set sales = ? where store = 'Nord'", [sales]);
  await edit(3);
  const edited = await print();
  assert.equal(await replace([["Süd", "-1.25", 1]], false), undefined);
  assert.equal(await print(), edited);
  assert.equal(await readLatest(connection), undefined);
  await edit(2);
  const wrote = await replace([["Süd", "-1.25", 1]], false);
  assert.deepEqual(wrote, { by_store: await print() });
  assert.deepEqual((await readLatest(connection))?.wrote, wrote);
  const [rows] = await connection.query({ sql: "select * from by_store order by store", rowsAsArray: true });
  assert.deepEqual(rows, [
    ["Nord", "12.50", 2],
    ["Süd", "-1.25", 1],
  ]);
});

test("a status table of an older version gets the columns that it lacks", async () => {
  const { connection } = database;
  await prepareStatus(connection);
  await connection.query("alter table aggregate_status drop column asked_period, drop column month_fingerprints");
  await prepareStatus(connection);
  assert.deepEqual((await readLatest(connection))?.months ?? {}, {});
  const [columns] = await connection.query(
    "show columns from aggregate_status where field in ('asked_period', 'month_fingerprints')",
  );
  assert.equal((columns as unknown[]).length, 2);
});

test("an aggregation drops and replaces no table or view of somebody else, and says which are in its way", async () => {
  const { connection, mysql, paths } = database;
  await database.setSales(threeSales);
  await connection.query("drop table if exists aggregate_status");
  await connection.query("create table monthly_sales select 5 as plan");
  await connection.query("create table top_articles__old select 6 as plan");
  await connection.query("create view time_sales as select plan from monthly_sales");
  const { host, port, user, password } = mysql;
  const env = { MYSQL_HOST: host, MYSQL_PORT: String(port), MYSQL_USER: user, MYSQL_PASSWORD: password };
  const stage = join(paths.root, "spark/aggregate.stage.ts");
  const run = promisify(execFile)(process.execPath, ["--import", "@tillbook/pipeline/tsx", stage], {
    cwd: paths.root,
    env: { ...process.env, ...env },
  });
  const { stderr } = await run.catch((error) => error);
  assert.deepEqual(stderr.split("\n").slice(0, 4), [
    "aggregate failed: aggregate would lose what Tillbook did not make; nothing was changed [MYSQL_REFUSED]",
    "aggregate   table monthly_sales",
    "aggregate   view time_sales",
    "aggregate   table top_articles__old",
  ]);
  const [found] = await connection.query<RowDataPacket[]>(
    "select a.plan, b.plan as other, c.plan as third from monthly_sales a, top_articles__old b, time_sales c",
  );
  assert.deepEqual(found, [{ plan: 5, other: 6, third: 5 }]);
  const [rows] = await connection.query<RowDataPacket[]>("show tables like 'aggregate_status%'");
  assert.deepEqual(rows, []);
});

test("no task gets more than twice its share of rows where nearly all ids lie close together and one far away", async () => {
  const { connection } = database;
  await connection.query("drop table if exists sales");
  await connection.query(`create table sales (id bigint primary key) select seq as id from seq_1_to_250000
    union all select 1000000000 + 1000 * seq from seq_1_to_150000 union all select 9000000000000000000`);
  const ranges = await findIdRanges(connection, [{ rows: 400_001, first: 1n, last: 9_000_000_000_000_000_000n }]);
  let found = 0;
  for (const { first, end, tasks } of ranges) {
    const length = (end - first + BigInt(tasks) - 1n) / BigInt(tasks);
    const [rows] = await connection.query<RowDataPacket[]>(
      `select count(*) as rows_in_task from sales where id >= ${first} and id < ${end} group by (id - ${first}) div ${length}`,
    );
    const counts = rows.map((row) => Number(row["rows_in_task"]));
    assert.ok(Math.max(...counts) <= 2 * rowsPerTask, `${Math.max(...counts)} rows in a task`);
    found += counts.reduce((sum, count) => sum + count, 0);
  }
  assert.equal(found, 400_001);
  assert.ok(ranges.reduce((sum, { tasks }) => sum + tasks, 0) < 50);
});
