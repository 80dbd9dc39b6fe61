import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { parsePeriod } from "@tillbook/pipeline";
import { startTestMysql, type TestMysql } from "../../services/src/test-mysql.js";
import { parseQuery } from "./queries.js";
import { findScope, type ReportScope, readReportScope, readReportScopes } from "./report-scope.js";
import { restrictQuery, type ScopeFiles } from "./scope.js";
import { shadowTables } from "./second-path.js";

// Queries as the database understands them, in the scope of a period and a store.

const hard = ["Nord", "Trader Joe's", "a\\' or 1=1 -- ", 'Süd "🧀"\n`x`', "日本", "sales", "100%"];
const header =
  "-- question: a?\n-- grain: year\n-- columns: year int, month int, store varchar(100)\n-- checks: 1 = 1\n";
const files: ScopeFiles = {
  texts: new Map([
    [
      "monthly_sales",
      `select year, month, store, sum(revenue) as revenue, count(*) as open_days from monthly_sales
       where (:store is null or store = :store)
         and 10000 * year + 100 * month + day between replace(:first, '-', '') and replace(:last, '-', '')
         and exists (select 1 from sales where sales.store = monthly_sales.store)
       group by year, month, store`,
    ],
    ["top_articles", "select store from top_articles where period = :period and (:store is null or store = :store)"],
  ]),
  queries: ["monthly_sales", "top_articles", "targets"].map((name) => parseQuery(name, header)),
};

let server: TestMysql;
let connection: Awaited<ReturnType<TestMysql["connect"]>>;
before(async () => {
  server = await startTestMysql();
  connection = await server.connect();
  const name = "varchar(100) character set utf8mb4 collate utf8mb4_bin";
  for (const sql of [
    "set session sql_mode = concat(@@sql_mode, ',ONLY_FULL_GROUP_BY')",
    `create table sales (sold_on date, store ${name}, amount decimal(10, 2))`,
    `create table monthly_sales (year int, month int, day int, store ${name}, revenue decimal(20, 2))`,
    `create table top_articles (period varchar(21) character set utf8mb4 collate utf8mb4_bin, store ${name})`,
    `create table targets (year int, month int, store ${name}, target int)`,
    "create table own (a int)",
    "insert into own values (1)",
  ])
    await connection.query(sql);
  const days = ["2025-02-28", "2025-12-31", "2026-01-01", "2026-02-01", "2026-02-28", "2026-03-02"];
  for (const [i, day] of days.entries())
    for (const store of i === 0 ? ["Nord", "Old"] : hard) {
      const [year, month, date] = day.split("-").map(Number);
      await connection.query("insert into sales values (?, ?, ?)", [day, store, i + 1]);
      await connection.query("insert into monthly_sales values (?, ?, ?, ?, ?)", [year, month, date, store, i + 1]);
      await connection.query("insert into targets values (?, ?, ?, 5)", [year, month, store]);
      await connection.query("insert into top_articles values (?, ?)", [day.slice(0, 7), store]);
    }
});
after(() => server.stop());

async function run(sql: string): Promise<unknown[][]> {
  const [rows] = await connection.query({ sql, rowsAsArray: true });
  return rows as unknown as unknown[][];
}

function restrict(sql: string, period = "2026-02", store?: string): string {
  return restrictQuery(sql, { period: parsePeriod(period)!, store }, files, "tillbook");
}

test("each store sees its own rows, whatever its name", async () => {
  for (const store of hard) {
    assert.deepEqual(await run(restrict("select store, revenue from monthly_sales", "2026-02", store)), [
      [store, "9.00"],
    ]);
    assert.deepEqual(await run(restrict("select store, amount from sales", "2026-01", store)), [[store, "3.00"]]);
    assert.deepEqual(await run(restrict("select store from top_articles", "2026-01", store)), [[store]]);
    assert.deepEqual(await run(restrict("select store, month from targets", "2025-Q4", store)), [[store, 12]]);
  }
});

test("a period is restricted in every form of query, and means the same with computed tables", async () => {
  const n = hard.length;
  const forms: [sql: string, rows: unknown[][]][] = [
    ["select sum(revenue) from monthly_sales", [[`${9 * n}.00`]]],
    [
      "select sum(m.revenue) from tillbook.monthly_sales m join `sales` as s on s.store = m.store where s.store = 'Nord'",
      [["18.00"]],
    ],
    ["select count(*), (select count(*) from sales) from top_articles", [[2 * n, 2 * n]]],
    ["select count(*) from (select store from sales union select store from monthly_sales) as stores", [[n]]],
    ["(select count(*) as c from sales) union all (select count(*) from targets) order by c", [[2 * n], [2 * n]]],
    ["with sales as (select * from sales where store = 'Nord') select count(*) from sales", [[2]]],
    [
      "with monthly_sales as (select * from monthly_sales), x as (select * from monthly_sales) select sum(open_days) from x",
      [[String(2 * n)]],
    ],
    [
      "with recursive k as (select 1 as k union all select k + 1 from k where k < 3) select max(k), sum(revenue) from k, monthly_sales where store = 'Nord'",
      [[3, "27.00"]],
    ],
    [
      "with recursive monthly_sales as (select store from tillbook.monthly_sales), x as (select 1 as a) select count(*), sum(a) from monthly_sales, x",
      [[n, String(n)]],
    ],
    [
      "# why sales\n-- monthly_sales\n/* targets */ select count(distinct store) from sales where store <> 'sales' having count(*) > 1",
      [[n - 1]],
    ],
    ["select own.a, count(*) as sales from own, monthly_sales group by own.a", [[1, n]]],
    ["select * from (with sales as (select amount from sales) select sum(amount) from sales) as x", [[`${9 * n}.00`]]],
    [
      "with sales as (select store, sum(open_days) as sales from monthly_sales group by store) select sum(sales.sales) from sales",
      [[String(2 * n)]],
    ],
    [
      "with sales as (select sales.amount from sales), x as (select s.amount from sales s) select sum(amount) from x, own",
      [[`${9 * n}.00`]],
    ],
    [
      "select * from (with a as (select * from monthly_sales where month = 2), monthly_sales as (select sum(revenue) as r from monthly_sales) select r from monthly_sales) as x, (select count(*) from sales) as y",
      [[`${9 * n}.00`, 2 * n]],
    ],
    [
      "with recursive sales as (select 1 as a union all select a + 1 from sales where a < 4) select count(*) from sales",
      [[4]],
    ],
    ["table monthly_sales limit 0", []],
  ];
  const path = new Map([
    [
      "monthly_sales",
      "select year(sold_on) as year, month(sold_on) as month, day(sold_on) as day, store, sum(amount) as revenue from rollup group by year(sold_on), month(sold_on), day(sold_on), store",
    ],
    ["rollup", "select * from sales"],
  ]);
  const isKnown = async (sql: string): Promise<boolean> =>
    run(sql).then(
      () => true,
      () => false,
    );
  for (const [sql, rows] of forms) {
    if (sql.startsWith("table") && !(await isKnown("table own"))) continue;
    const restricted = restrict(sql);
    assert.deepEqual(await run(restricted), rows, restricted);
    const computed = shadowTables(restricted, path);
    if (sql.includes("monthly_sales") && !sql.startsWith("#")) assert.match(computed, /rollup/);
    assert.deepEqual(await run(computed), rows, computed);
  }
});

test("a wrong row of a table is seen by the tables that are computed, only in the scopes that have it", async () => {
  const path = new Map([["monthly_sales", "select year, month, day, store, 0 + revenue as revenue from good"]]);
  await connection.query("create table good as select * from monthly_sales");
  await connection.query("update monthly_sales set revenue = 7 where store = 'Nord' and month = 3");
  const sql = "select sum(revenue) from monthly_sales";
  const differs = async (period: string, store: string): Promise<boolean> => {
    const restricted = restrict(sql, period, store);
    return String(await run(restricted)) !== String(await run(shadowTables(restricted, path)));
  };
  assert.deepEqual(
    [await differs("2026-03", "Nord"), await differs("2026-03", "日本"), await differs("2026-02", "Nord")],
    [true, false, false],
  );
});

test("a report's scope is found in the data: latest, what is before, and what there is none of", async () => {
  const read = (period?: string, store?: string): Promise<ReportScope> =>
    readReportScope(connection, { period, store });
  const february = parsePeriod("2026-02")!;
  const data = { first: "2025-02-28", last: "2026-03-02", closedWeekdays: [2] };
  assert.deepEqual(await read("latest", "Nord"), {
    period: february,
    before: parsePeriod("2026-01"),
    yearBefore: parsePeriod("2025-02"),
    data,
    store: "Nord",
  });
  assert.deepEqual(await read(), {
    period: { name: "all", unit: "all", first: data.first, last: data.last },
    data,
    store: undefined,
  });
  assert.deepEqual(Object.keys(await read("2025-12")), ["period", "data", "store"]);
  assert.equal(findScope(await read("2025-12-31/2026-01-01")).period.name, "2025-12-31/2026-01-01");
});

test("the scopes of many reports are found by as few queries as that of one", async () => {
  let queries = 0;
  const database = {
    query: (options: { sql: string; rowsAsArray: true; values: unknown[] }) => {
      queries++;
      return connection.query(options);
    },
  };
  const periods = ["2025-02", "2026-02", "2026-03"];
  const found = await readReportScopes(database, { periods, store: "Nord" });
  assert.equal(queries, 2);
  const one = (period: string): Promise<ReportScope> => readReportScope(connection, { period, store: "Nord" });
  assert.deepEqual(found, await Promise.all(periods.map(one)));
});

test("a period without sales, an unknown store and a store without sales in the period are refused", async () => {
  const refuse = (period: string | undefined, store: string | undefined, message: RegExp): Promise<void> =>
    assert.rejects(readReportScope(connection, { period, store }), { code: "SETTING_INVALID", message });
  await refuse(
    "2025-07",
    undefined,
    /^REPORT_PERIOD is "2025-07", but there are no sales in it; the data has 2025-02-28 to 2026-03-02$/,
  );
  await refuse("2027", undefined, /no sales in it/);
  await refuse(undefined, "nrod", /^REPORT_STORE must be a store of the data, got "nrod"; nearest are "Nord", "Old", /);
  await refuse(
    "2026-02",
    "Old",
    /^REPORT_STORE is "Old", which has no sales in 2026-02; it has some from 2025-02-28 to 2025-02-28$/,
  );
});
