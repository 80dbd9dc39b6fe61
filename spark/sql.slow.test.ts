import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { findRoot, type Period, readSettings } from "@tillbook/pipeline";
import {
  fillPeriod,
  findAskedPeriod,
  parseQuery,
  type Query,
  readQueries,
  readSecondPath,
  readSteps,
  type SecondPath,
  type Steps,
} from "@tillbook/queries";
import { dropTables } from "@tillbook/services";
import type { Row, Session } from "@tillbook/spark-connect";
import { computeResult, readRows } from "../verify/results.js";
import { cacheSales, cacheShared, createNext, viewSales } from "./aggregate.js";
import { aggregateSales } from "./aggregate-sales.js";
import { checkEquations } from "./checks.js";
import { findIdRanges, type IdRange } from "./id-ranges.js";
import { loadResult } from "./load-result.js";
import { readMonths } from "./months.js";
import { withSparkSession } from "./spark-session.js";
import { startTestDatabase, startTestSpark, type TestDatabase } from "./test-database.js";

// Each query on a few rows, in Spark and by the second SQL of `make verify` in MariaDB: both must give the rows written here.

const folder = join(findRoot(), "spark");
let database: TestDatabase;
let server: Awaited<ReturnType<typeof startTestSpark>>;
let queries: Query[];
let steps: Steps;
let secondPath: SecondPath;

before(async () => {
  queries = await readQueries(folder);
  steps = await readSteps(folder);
  secondPath = await readSecondPath(folder, queries);
  database = await startTestDatabase();
  server = await startTestSpark(database.paths);
});

after(async () => {
  await server?.stop();
  await database?.stop();
});

/** Around a new year, Tuesday to Monday, from the first to the last hour. */
const newYear = [
  ["2024-12-31", "23:59:59", "Nord", "Tea", "10.00", "7"],
  ["2025-01-01", "00:00:00", "Nord", "Tea", "2.50", "7"],
  ["2025-01-01", "00:59:59", "Süd", "Tea", "-1.25", "7"],
  ["2025-01-05", "23:00:00", "Süd", "Milk", "0.00", "8"],
  ["2025-01-06", "01:00:00", "Süd", "Milk", "99999999.99", "8"],
  ["2025-12-31", "23:30:00", "Nord", "", "0.01", ""],
  ["2025-02-01", "12:00:00", "Süd", "Milk", "-1.50", "8"],
  ["2025-02-01", "12:59:59", "Süd", "Milk", "-1.50", "8"],
  ["2025-02-01", null, "Süd", "Milk", "0.50", "8"],
];

const perStore = `-- question: who?
-- grain: store
-- columns: store varchar(100), revenue decimal(20,2) in euros
-- checks: 1 = 1
`;

/** What an analyst mistypes: the query, the line of the file, Spark's words, and what to do. */
const faults: [text: string, line: string, message: string, hint?: string][] = [
  [
    "select store,\nsum(amount) as revenue\nfrm sales group by store",
    ":7",
    "[PARSE_SYNTAX_ERROR] Syntax error at or near 'frm'.",
  ],
  [
    "select store,\nsum(amout) as revenue\nfrom sales group by store",
    ":6",
    "[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column",
  ],
  [
    "select store, sum(amount) as revenue\nfrom sale group by store",
    ":6",
    "[TABLE_OR_VIEW_NOT_FOUND] The table or view `sale` cannot be found.",
  ],
  ["select store,\nsum(amount / 0) as revenue from sales group by store", ":6", "[DIVIDE_BY_ZERO] Division by zero."],
  [
    "select store, if(sum(amount) > 0, null, 1) as revenue from sales group by store",
    "",
    "MySQL refuses its rows: Column set to default value; NULL supplied to NOT NULL column 'revenue' at row 1",
    'select a value for it, or, where it may be missing, write null after its type in "-- columns:"',
  ],
  [
    "select 'a' as store, sum(amount) as revenue from sales group by sales.store",
    "",
    "MySQL refuses its rows: Duplicate entry 'a' for key 'PRIMARY'",
    'name columns that identify each row in "-- grain:"',
  ],
  [
    "select store, 1 as x, sum(amount) as revenue from sales group by store",
    "",
    "expected the columns of its header, store, revenue, got store, x, revenue",
    'name the columns that are selected in "-- columns:"',
  ],
];

test("a few sales around a new year", async (t) => {
  await database.setSales(newYear);
  await withRollup(async (session) => {
    await t.test(
      "by day and store: years apart, refunds taken off and counted, zero, no time and no article counted",
      () => {
        const none =
          "refunds 0, refunded 0, zero_sales 0, without_time 0, without_article 0, receipts 0, quantity null";
        return expectRows(session, findQuery("monthly_sales"), {
          "store Nord, year 2024, month 12, day 31": `revenue 10, sales 1, ${none}`,
          "store Nord, year 2025, month 1, day 1": `revenue 2.5, sales 1, ${none}`,
          "store Nord, year 2025, month 12, day 31": `revenue 0.01, sales 1, ${none.replace("article 0", "article 1")}`,
          "store Süd, year 2025, month 1, day 1": `revenue -1.25, sales 1, ${none.replace("refunds 0, refunded 0", "refunds 1, refunded -1.25")}`,
          "store Süd, year 2025, month 1, day 5": `revenue 0, sales 1, ${none.replace("zero_sales 0", "zero_sales 1")}`,
          "store Süd, year 2025, month 1, day 6": `revenue 99999999.99, sales 1, ${none}`,
          "store Süd, year 2025, month 2, day 1":
            "revenue -2.5, sales 3, refunds 2, refunded -3, zero_sales 0, without_time 1, without_article 0, receipts 0, quantity null",
        });
      },
    );
    await t.test("by cashier: the same number in two stores is two people, no number a group of its own", () =>
      expectRows(session, findQuery("sales_per_cashier"), {
        "store Nord, year 2024, month 12, day 31, cashier 7": "revenue 10, sales 1, receipts 0, hours 1",
        "store Nord, year 2025, month 1, day 1, cashier 7": "revenue 2.5, sales 1, receipts 0, hours 1",
        "store Nord, year 2025, month 12, day 31, cashier ": "revenue 0.01, sales 1, receipts 0, hours 1",
        "store Süd, year 2025, month 1, day 1, cashier 7": "revenue -1.25, sales 1, receipts 0, hours 1",
        "store Süd, year 2025, month 1, day 5, cashier 8": "revenue 0, sales 1, receipts 0, hours 1",
        "store Süd, year 2025, month 1, day 6, cashier 8": "revenue 99999999.99, sales 1, receipts 0, hours 1",
        "store Süd, year 2025, month 2, day 1, cashier 8": "revenue -2.5, sales 3, receipts 0, hours 1",
      }),
    );
    await t.test("by day and hour: hours go from 0 to 23, −1 without a time, Monday is 1, Sunday 7", () =>
      expectRows(session, findQuery("time_sales"), {
        "store Nord, year 2024, month 12, day 31, hour 23": "weekday 2, revenue 10, sales 1, receipts 0",
        "store Nord, year 2025, month 1, day 1, hour 0": "weekday 3, revenue 2.5, sales 1, receipts 0",
        "store Nord, year 2025, month 12, day 31, hour 23": "weekday 3, revenue 0.01, sales 1, receipts 0",
        "store Süd, year 2025, month 1, day 1, hour 0": "weekday 3, revenue -1.25, sales 1, receipts 0",
        "store Süd, year 2025, month 1, day 5, hour 23": "weekday 7, revenue 0, sales 1, receipts 0",
        "store Süd, year 2025, month 1, day 6, hour 1": "weekday 1, revenue 99999999.99, sales 1, receipts 0",
        "store Süd, year 2025, month 2, day 1, hour -1": "weekday 6, revenue 0.5, sales 1, receipts 0",
        "store Süd, year 2025, month 2, day 1, hour 12": "weekday 6, revenue -3, sales 2, receipts 0",
      }),
    );
    await t.test("by the articles of months, quarters, years and all, ranked in each of them for itself", () => {
      const rank = (
        [revenue, overall]: [string, string?],
        [sales, inStore, rank, mine, all]: [number, number, number, number, number],
        [parts, chainParts] = [1, 1],
      ) =>
        `revenue ${revenue}, sales ${sales}, rank_in_store ${inStore}, rank_overall ${rank}, articles_in_store ${mine}, articles ${all}, ${formatParts([parts, parts, chainParts, chainParts], overall ?? revenue)}`;
      const in2024 = ["2024", "2024-12", "2024-Q4"].map((name) => [name, "Nord", "Tea", rank(["10"], [1, 1, 1, 1, 1])]);
      const of2025 = [
        ["2025", "Nord", "", rank(["0.01"], [1, 2, 3, 1, 2])],
        ["2025", "Nord", "Tea", rank(["2.5", "1.25"], [1, 1, 2, 1, 2])],
        ["2025", "Süd", "Milk", rank(["99999997.49"], [5, 1, 1, 2, 2])],
        ["2025", "Süd", "Tea", rank(["-1.25", "1.25"], [1, 2, 2, 2, 2])],
        ["2025-01", "Nord", "Tea", rank(["2.5", "1.25"], [1, 1, 2, 1, 2])],
        ["2025-01", "Süd", "Milk", rank(["99999999.99"], [2, 1, 1, 2, 2])],
        ["2025-01", "Süd", "Tea", rank(["-1.25", "1.25"], [1, 2, 2, 2, 2])],
        ["2025-02", "Süd", "Milk", rank(["-2.5"], [3, 1, 1, 1, 1], [0, 0])],
        ["2025-12", "Nord", "", rank(["0.01"], [1, 1, 1, 0, 0], [0, 0])],
        ["2025-Q1", "Nord", "Tea", rank(["2.5", "1.25"], [1, 1, 2, 1, 2])],
        ["2025-Q1", "Süd", "Milk", rank(["99999997.49"], [5, 1, 1, 2, 2])],
        ["2025-Q1", "Süd", "Tea", rank(["-1.25", "1.25"], [1, 2, 2, 2, 2])],
        ["2025-Q4", "Nord", "", rank(["0.01"], [1, 1, 1, 0, 0], [0, 0])],
        ["all", "Nord", "", rank(["0.01"], [1, 2, 3, 1, 2])],
        ["all", "Nord", "Tea", rank(["12.5", "11.25"], [2, 1, 2, 1, 2])],
        ["all", "Süd", "Milk", rank(["99999997.49"], [5, 1, 1, 2, 2])],
        ["all", "Süd", "Tea", rank(["-1.25", "11.25"], [1, 2, 2, 2, 2])],
      ];
      const rows = [...in2024, ...of2025].map(([period, store, article, values]) => [
        `period ${period}, store ${store}, grouped_by article, article ${article}, category `,
        values,
      ]);
      return expectRows(session, findQuery("top_articles"), Object.fromEntries(rows), isArticle);
    });
    await t.test("by the query of docs/add-a-chart.md, as it is written there", async () => {
      const docs = await readFile(join(findRoot(), "docs/add-a-chart.md"), "utf8");
      await expectRows(session, parseQuery("weekday_sales", /```sql\n(.*?)```/s.exec(docs)?.[1] ?? ""), {
        "weekday 1": "revenue 99999999.99, sales 1",
        "weekday 2": "revenue 10, sales 1",
        "weekday 3": "revenue 1.26, sales 3",
        "weekday 6": "revenue -2.5, sales 3",
        "weekday 7": "revenue 0, sales 1",
      });
    });
    for (const [text, line, message, hint = "fix the query, then run make aggregate"] of faults)
      await t.test(`by a faulty query, which is named with its line: ${message}`, async () => {
        const query = parseQuery("per_store", perStore + text);
        const failure = await compute(session, query).catch((error) => error);
        assert.equal(failure.code, /^\[/.test(message) ? "SPARK_FAILED" : "SQL_FILE_INVALID");
        const [place, said] = [`spark/per_store.sql${line}: `, failure.message];
        assert.ok(said.startsWith(place + message) && !said.includes("\n") && said.length < 300, said);
        assert.equal(failure.hint, hint);
      });
    await t.test("in ranges of ids: from the first id to the one before the end, each row once", async () => {
      const read = async (...ranges: IdRange[]): Promise<Row[]> => {
        await session.sql(viewSales(database.mysql.database, ranges));
        return session.rows("select sum(amount) as amount, count(*) as sales from sales");
      };
      const ranges = [
        { first: 2n, end: 4n, tasks: 2 },
        { first: 4n, end: 6n, tasks: 1 },
      ] as const;
      assert.deepEqual(await read(ranges[0]), [{ amount: "1.25", sales: 2 }]);
      assert.deepEqual(await read(...ranges), [{ amount: "100000001.24", sales: 4 }]);
    });
  });
});

test("rows are stored as a query gives them: each type, missing values, any text, none at all, and more than one packet", async () => {
  const columns =
    "name varchar(100), note varchar(100) null, amount decimal(20,2) null in euros, day date, at datetime, share double, many bigint unsigned, is_open boolean";
  const everyType = parseQuery(
    "every_type",
    `-- question: what?\n-- grain: name\n-- columns: ${columns}\n-- checks: 1 = 1\n${[
      "select 'a\\\\b\\tc\\nd\\re\\0 ''x'' \"y\" \\\\N ü 東 😀' as name, cast(null as string) as note, -0.05 as amount, date '2024-02-29' as day,",
      "timestamp '2024-02-29 23:59:59' as at, 1e-5 as share, 18446744073709551615 as many, true as is_open",
      "union all select 'b', '', null, date '0001-01-01', timestamp '2024-01-01 00:00:00', -2.5e100, 0, false",
    ].join("\n")}`,
  );
  const many = parseQuery(
    "many",
    `${perStore}select concat('store ', id) as store, id / 4 as revenue from range(20000)`,
  );
  const none = parseQuery("none", `${many.text} where false`);
  const { connection } = database;
  await database.setSales(newYear);
  await withRollup(async (session) => {
    for (const query of [everyType, many, none]) {
      await dropTables(connection, [query.name], "__next");
      await createNext(connection, query);
      await loadResult(session, connection, query);
    }
  });
  const [rows] = await connection.query({ sql: "select * from every_type__next order by note", rowsAsArray: true });
  assert.deepEqual(rows, [
    [
      "a\\b\tc\nd\re\0 'x' \"y\" \\N ü 東 😀",
      null,
      "-0.05",
      "2024-02-29",
      "2024-02-29 23:59:59",
      1e-5,
      "18446744073709551615",
      1,
    ],
    ["b", "", null, "0001-01-01", "2024-01-01 00:00:00", -2.5e100, 0, 0],
  ]);
  const [sums] = await connection.query({
    sql: "select count(*), sum(revenue), count(distinct store) from many__next union all select count(*), 0, 0 from none__next",
    rowsAsArray: true,
  });
  assert.deepEqual(sums, [
    [20000, "49997500.00", 20000],
    [0, "0.00", 0],
  ]);
});

test("a receipt counts once, where its first line is: by number, or by second and cashier where these repeat", async (t) => {
  const empty = ["", null, ""];
  await database.setSales([
    ["2025-01-01", "09:00:01", "Nord", "Milk", "2.00", "Ada", "17", "0.500", ""],
    ["2025-01-01", "08:59:59", "Nord", "Tea", "1.00", "Eva", "17", "2.000", ""],
    ["2025-01-01", "09:00:01", "Nord", "Milk", "2.00", "Ada", "18", "1.000", ""],
    ["2025-01-02", "08:00:00", "Nord", "Tea", "1.00", "Ada", "17", null, ""],
    ["2025-01-01", "08:00:01", "Süd", "Tea", "1.00", "7", ...empty],
    ["2025-01-01", "08:00:01", "Süd", "Milk", "1.00", "7", ...empty],
    ["2025-01-01", "08:00:01", "Süd", "Tea", "1.00", "8", ...empty],
    // none is told apart: full minutes; a second each; a month in which nothing repeats
    ["2025-01-01", "08:00:00", "West", "Tea", "1.00", "7", ...empty],
    ["2025-01-01", "08:00:00", "West", "Milk", "1.00", "7", ...empty],
    ["2025-01-01", "08:00:01", "Ost", "Tea", "1.00", "7", ...empty],
    ["2025-01-01", "08:00:02", "Ost", "Milk", "1.00", "7", ...empty],
    ["2025-02-01", "08:00:01", "Süd", "Tea", "1.00", "7", ...empty],
  ]);
  await withRollup(async (session) => {
    await t.test("by day and store, with the quantity where all rows have one", () => {
      const rest = "refunds 0, refunded 0, zero_sales 0, without_time 0, without_article 0";
      return expectRows(session, findQuery("monthly_sales"), {
        "store Nord, year 2025, month 1, day 1": `revenue 5, sales 3, ${rest}, receipts 2, quantity 3.5`,
        "store Nord, year 2025, month 1, day 2": `revenue 1, sales 1, ${rest}, receipts 1, quantity null`,
        "store Ost, year 2025, month 1, day 1": `revenue 2, sales 2, ${rest}, receipts 0, quantity null`,
        "store Süd, year 2025, month 1, day 1": `revenue 3, sales 3, ${rest}, receipts 2, quantity null`,
        "store Süd, year 2025, month 2, day 1": `revenue 1, sales 1, ${rest}, receipts 0, quantity null`,
        "store West, year 2025, month 1, day 1": `revenue 2, sales 2, ${rest}, receipts 0, quantity null`,
      });
    });
    await t.test("by cashier", () =>
      expectRows(session, findQuery("sales_per_cashier"), {
        "store Nord, year 2025, month 1, day 1, cashier Ada": "revenue 4, sales 2, receipts 1, hours 1",
        "store Nord, year 2025, month 1, day 1, cashier Eva": "revenue 1, sales 1, receipts 1, hours 1",
        "store Nord, year 2025, month 1, day 2, cashier Ada": "revenue 1, sales 1, receipts 1, hours 1",
        "store Ost, year 2025, month 1, day 1, cashier 7": "revenue 2, sales 2, receipts 0, hours 1",
        "store Süd, year 2025, month 1, day 1, cashier 7": "revenue 2, sales 2, receipts 1, hours 1",
        "store Süd, year 2025, month 1, day 1, cashier 8": "revenue 1, sales 1, receipts 1, hours 1",
        "store Süd, year 2025, month 2, day 1, cashier 7": "revenue 1, sales 1, receipts 0, hours 1",
        "store West, year 2025, month 1, day 1, cashier 7": "revenue 2, sales 2, receipts 0, hours 1",
      }),
    );
    await t.test("by hour", () =>
      expectRows(session, findQuery("time_sales"), {
        "store Nord, year 2025, month 1, day 1, hour 8": "weekday 3, revenue 1, sales 1, receipts 1",
        "store Nord, year 2025, month 1, day 1, hour 9": "weekday 3, revenue 4, sales 2, receipts 1",
        "store Nord, year 2025, month 1, day 2, hour 8": "weekday 4, revenue 1, sales 1, receipts 1",
        "store Ost, year 2025, month 1, day 1, hour 8": "weekday 3, revenue 2, sales 2, receipts 0",
        "store Süd, year 2025, month 1, day 1, hour 8": "weekday 3, revenue 3, sales 3, receipts 2",
        "store Süd, year 2025, month 2, day 1, hour 8": "weekday 6, revenue 1, sales 1, receipts 0",
        "store West, year 2025, month 1, day 1, hour 8": "weekday 3, revenue 2, sales 2, receipts 0",
      }),
    );
  });
});

test("the rollup has a row for each group of each grouping set, and reads sales only once", async () => {
  await database.setSales(newYear.slice(0, 3));
  const rows = await withRollup(async (session) => {
    await database.connection.query("delete from sales");
    return session.rows("select * from rollup");
  });
  assert.deepEqual(rows.map(formatRow).sort(), [
    "article, 2024, 12, -, -, -, Nord, Tea, , -, 10.00, 1, 0, 0.00, 0, 0",
    "article, 2025, 1, -, -, -, Nord, Tea, , -, 2.50, 1, 0, 0.00, 0, 0",
    "article, 2025, 1, -, -, -, Süd, Tea, , -, -1.25, 1, 1, -1.25, 0, 0",
    "cashier, 2024, 12, 31, -, -, Nord, -, -, 7, 10.00, 1, 0, 0.00, 0, 0",
    "cashier, 2025, 1, 1, -, -, Nord, -, -, 7, 2.50, 1, 0, 0.00, 0, 0",
    "cashier, 2025, 1, 1, -, -, Süd, -, -, 7, -1.25, 1, 1, -1.25, 0, 0",
    "hour, 2024, 12, 31, 2, 23, Nord, -, -, -, 10.00, 1, 0, 0.00, 0, 0",
    "hour, 2025, 1, 1, 3, 0, Nord, -, -, -, 2.50, 1, 0, 0.00, 0, 0",
    "hour, 2025, 1, 1, 3, 0, Süd, -, -, -, -1.25, 1, 1, -1.25, 0, 0",
  ]);
});

test("the days that are asked for have articles of their own, from the first to the last day", async () => {
  await database.setSales([
    ["2025-01-30", "08:00:00", "Nord", "Tea", "9.00", ""],
    ["2025-01-31", "08:00:00", "Nord", "Tea", "1.00", ""],
    ["2025-02-28", "08:00:00", "Nord", "Milk", "2.00", ""],
    ["2025-03-01", "08:00:00", "Nord", "Milk", "4.00", ""],
    ["2025-03-02", "08:00:00", "Nord", "Milk", "8.00", ""],
  ]);
  const asked = findAskedPeriod("2025-01-31/2025-03-01");
  assert.ok(asked);
  const { connection } = database;
  const topArticles = findQuery("top_articles");
  const path = await readSecondPath(folder, queries, "EUR", asked);
  const rows = await withRollup((session) => compute(session, topArticles, asked), asked);
  const counts = "articles_in_store 2, articles 2";
  assert.deepEqual(
    [...rows].filter(([key]) => key.startsWith(`period ${asked.name}, `) && isArticle(key)),
    [
      [
        `period ${asked.name}, store Nord, grouped_by article, article Milk, category `,
        `revenue 6, sales 2, rank_in_store 1, rank_overall 1, ${counts}, ${formatParts([1, 1, 1, 1], "6")}`,
      ],
      [
        `period ${asked.name}, store Nord, grouped_by article, article Tea, category `,
        `revenue 1, sales 1, rank_in_store 2, rank_overall 2, ${counts}, ${formatParts([1, 1, 1, 1], "1")}`,
      ],
    ],
  );
  assert.deepEqual([...(await computeResult(connection, topArticles, path))].sort(), [...rows].sort());
});

test("articles are ranked by revenue, of equals by the bytes of their names; each store ranks for itself", async () => {
  await database.setSales([
    ["2025-01-01", "08:00:00", "Nord", "b", "5.00", ""],
    ["2025-01-01", "08:00:00", "Nord", "a", "2.00", ""],
    ["2025-01-01", "08:00:00", "Nord", "a", "3.00", ""],
    ["2025-01-01", "08:00:00", "Nord", "B", "5.00", ""],
    ["2025-01-01", "08:00:00", "Nord", "ä", "5.00", ""],
    ["2025-01-01", "08:00:00", "Süd", "ä", "0.01", ""],
    ["2025-01-01", "08:00:00", "Süd", "b", "-5.00", ""],
    ["2025-01-01", "08:00:00", "Süd", "Z", "0.00", ""],
    ["2025-01-01", "08:00:00", "Süd", "X", "0.00", ""],
    ["2025-01-01", "08:00:00", "Süd", "W", "0.00", ""],
    ["2025-01-01", "08:00:00", "Süd", "Y", "0.00", ""],
  ]);
  await expectArticles({ Nord: [4, 2, 4], Süd: [6, 0, 0] }, [8, 2, 3], {
    "store Nord, article B": ["revenue 5, sales 1, rank_in_store 1, rank_overall 2", "5"],
    "store Nord, article a": ["revenue 5, sales 2, rank_in_store 2, rank_overall 3", "5"],
    "store Nord, article b": ["revenue 5, sales 1, rank_in_store 3, rank_overall 8", "0"],
    "store Nord, article ä": ["revenue 5, sales 1, rank_in_store 4, rank_overall 1", "5.01"],
    "store Süd, article W": ["revenue 0, sales 1, rank_in_store 2, rank_overall 4", "0"],
    "store Süd, article X": ["revenue 0, sales 1, rank_in_store 3, rank_overall 5", "0"],
    "store Süd, article Y": ["revenue 0, sales 1, rank_in_store 4, rank_overall 6", "0"],
    "store Süd, article Z": ["revenue 0, sales 1, rank_in_store 5, rank_overall 7", "0"],
    "store Süd, article b": ["revenue -5, sales 1, rank_in_store 6, rank_overall 8", "0"],
    "store Süd, article ä": ["revenue 0.01, sales 1, rank_in_store 1, rank_overall 1", "5.01"],
  });
});

test("of the articles the first 20 of all stores stay, the first 20 of each store, and the largest store of the first 100", async () => {
  const number = (n: number): string => String(n).padStart(3, "0");
  // Nord sells articles 1 to 22, each for less than the one before; Süd the last ones the other way round; both sell the 20th
  const nord = Array.from({ length: 22 }, (_, i) => [
    "2025-01-01",
    "08:00:00",
    "Nord",
    number(i + 1),
    `${90 - i}.00`,
    "",
  ]);
  const sued = Array.from({ length: 85 }, (_, i) => [
    "2025-01-01",
    "08:00:00",
    "Süd",
    number(104 - i),
    `0.${99 - i}`,
    "",
  ]);
  await database.setSales([...nord, ...sued]);
  const overall = (i: number): string => ({ 19: "71.15", 20: "70.16", 21: "69.17" })[i] ?? String(90 - i);
  const ofNord = nord.map((_, i) => [
    `store Nord, article ${number(i + 1)}`,
    [`revenue ${90 - i}, sales 1, rank_in_store ${i + 1}, rank_overall ${i + 1}`, overall(i)],
  ]);
  const ofSued = sued
    .slice(0, 78)
    .map((_, i) => [
      `store Süd, article ${number(104 - i)}`,
      [`revenue ${(99 - i) / 100}, sales 1, rank_in_store ${i + 1}, rank_overall ${i + 23}`, String((99 - i) / 100)],
    ]);
  const last = ["store Süd, article 020", ["revenue 0.15, sales 1, rank_in_store 85, rank_overall 20", "71.15"]];
  const rows = Object.fromEntries([...ofNord, ...ofSued, last]);
  await expectArticles({ Nord: [22, 11, 18], Süd: [85, 29, 54] }, [104, 11, 18], rows);
});

test("so many best articles make a part of the revenue as reach it, sales without one left out", async () => {
  await database.setSales([
    ["2025-01-01", "08:00:00", "Nord", "a", "5.00", ""],
    ["2025-01-01", "08:00:00", "Nord", "b", "3.00", ""],
    ["2025-01-01", "08:00:00", "Nord", "c", "2.50", ""],
    ["2025-01-01", "08:00:00", "Nord", "d", "-0.50", ""],
    ["2025-01-01", "08:00:00", "Nord", "", "99.00", ""],
  ]);
  await expectArticles({ Nord: [4, 1, 2] }, [4, 1, 2], {
    "store Nord, article ": ["revenue 99, sales 1, rank_in_store 1, rank_overall 1", "99"],
    "store Nord, article a": ["revenue 5, sales 1, rank_in_store 2, rank_overall 2", "5"],
    "store Nord, article b": ["revenue 3, sales 1, rank_in_store 3, rank_overall 3", "3"],
    "store Nord, article c": ["revenue 2.5, sales 1, rank_in_store 4, rank_overall 4", "2.5"],
    "store Nord, article d": ["revenue -0.5, sales 1, rank_in_store 5, rank_overall 5", "-0.5"],
  });
});

test("categories of a period are ranked for themselves, in all and in each store; an article may be in several, and in none", async () => {
  const rest = ["7", "1", null];
  await database.setSales([
    ["2025-01-01", "08:00:00", "Nord", "Tea", "5.00", ...rest, "Drinks"],
    ["2025-01-02", "08:00:00", "Nord", "Tea", "1.00", ...rest, "Pantry"],
    ["2025-01-03", "08:00:00", "Süd", "Tea", "4.00", ...rest, "Drinks"],
    ["2025-02-01", "08:00:00", "Süd", "Milk", "2.00", ...rest, ""],
  ]);
  const counts = (inStore: number, all: number, own = 1, chain = 1): string =>
    `articles_in_store ${inStore}, articles ${all}, articles_for_half_in_store ${own}, articles_for_80_percent_in_store ${own}, articles_for_half ${chain}, articles_for_80_percent ${chain}`;
  const january = {
    "store Nord, grouped_by category, article , category Drinks": `revenue 5, sales 1, rank_in_store 1, rank_overall 1, ${counts(2, 2)}, revenue_overall 9`,
    "store Nord, grouped_by category, article , category Pantry": `revenue 1, sales 1, rank_in_store 2, rank_overall 2, ${counts(2, 2)}, revenue_overall 1`,
    "store Süd, grouped_by category, article , category Drinks": `revenue 4, sales 1, rank_in_store 1, rank_overall 1, ${counts(1, 2)}, revenue_overall 9`,
  };
  const quarter = {
    ...january,
    "store Nord, grouped_by category, article , category Pantry": `revenue 1, sales 1, rank_in_store 2, rank_overall 3, ${counts(2, 2)}, revenue_overall 1`,
    "store Süd, grouped_by category, article , category ": `revenue 2, sales 1, rank_in_store 2, rank_overall 2, ${counts(1, 2)}, revenue_overall 2`,
  };
  const february = {
    "store Süd, grouped_by category, article , category ": `revenue 2, sales 1, rank_in_store 1, rank_overall 1, ${counts(0, 0, 0, 0)}, revenue_overall 2`,
  };
  const periods = { "2025-01": january, "2025-02": february, "2025-Q1": quarter, "2025": quarter, all: quarter };
  const rows = Object.entries(periods).flatMap(([period, some]) =>
    Object.entries(some).map(([key, values]) => [`period ${period}, ${key}`, values]),
  );
  await withRollup((session) =>
    expectRows(session, findQuery("top_articles"), Object.fromEntries(rows), (key) => !isArticle(key)),
  );
});

test("asked days, those before and the same a year before have categories of their own, whose sums are those of their sales", async () => {
  const rest = ["7", "1", null];
  await database.setSales([
    ["2024-02-03", "08:00:00", "Nord", "Tea", "16.00", ...rest, "Drinks"],
    ["2025-01-31", "08:00:00", "Nord", "Tea", "8.00", ...rest, "Drinks"],
    ["2025-02-02", "08:00:00", "Nord", "Tea", "4.00", ...rest, "Drinks"],
    ["2025-02-03", "08:00:00", "Nord", "Tea", "2.00", ...rest, "Drinks"],
    ["2025-02-04", "08:00:00", "Nord", "Tea", "1.00", ...rest, "Drinks"],
    ["2025-02-05", "08:00:00", "Nord", "Tea", "32.00", ...rest, "Drinks"],
  ]);
  const asked = findAskedPeriod("2025-02-03/2025-02-04");
  assert.ok(asked);
  const topArticles = findQuery("top_articles");
  const path = await readSecondPath(folder, queries, "EUR", asked);
  const rows = await withRollup((session) => compute(session, topArticles, asked), asked);
  const sums = [...rows].filter(([key]) => key.includes("/") && !isArticle(key));
  assert.deepEqual(
    sums.map(([key, values]) => `${/^period ([^,]*)/.exec(key)?.[1]} ${/^revenue ([^,]*)/.exec(values)?.[1]}`).sort(),
    ["2024-02-03/2024-02-04 16", "2025-02-01/2025-02-02 4", "2025-02-03/2025-02-04 3"],
  );
  assert.deepEqual([...(await computeResult(database.connection, topArticles, path))].sort(), [...rows].sort());
});

test("a step that fails is named, with parts and without", async () => {
  await database.setSales(newYear);
  const { connection, paths, mysql } = database;
  const settings = { ...readSettings({}).spark, remote: server.remote };
  const aggregate = (partsFolder: string | undefined) =>
    aggregateSales({
      connection,
      paths,
      database: mysql.database,
      queries: [],
      steps: { ...steps, asked_articles: "select amout from sales" },
      asked: findAskedPeriod("2025-01-01/2025-01-02"),
      partsFolder,
      isCluster: false,
      openConnection: () => Promise.reject(new Error("expected no result to be loaded")),
      withSession: (size, work) =>
        withSparkSession({ settings, paths, mysql, ...size, signal: new AbortController().signal }, work),
      log: () => {},
      progress: () => {},
    });
  const expected = { code: "SPARK_FAILED", message: /^spark\/steps\/asked_articles\.sql:1: \[UNRESOLVED_COLUMN/ };
  await assert.rejects(aggregate(undefined), expected);
  await assert.rejects(aggregate(join(paths.data, "parts")), expected);
});

/** How many articles there are, make half of the revenue, and make 80 % of it. */
type Counts = [articles: number, half: number, fourFifths: number];

/**
 * Compares the articles of January 2025, which are those of all four periods.
 * @param rows  the columns up to the ranks, and the revenue in all stores
 */
async function expectArticles(
  inStore: Record<string, Counts>,
  [all, half, fourFifths]: Counts,
  rows: Record<string, [columns: string, overall: string]>,
): Promise<void> {
  const expected = ["2025-01", "2025-Q1", "2025", "all"].flatMap((period) =>
    Object.entries(rows).map(([key, [values, overall]]) => {
      const store = /^store (.*), article/.exec(key)?.[1] ?? "";
      const [mine, ...parts] = inStore[store]!;
      const counts = `articles_in_store ${mine}, articles ${all}`;
      return [
        `period ${period}, ${key.replace(", article", ", grouped_by article, article")}, category `,
        `${values}, ${counts}, ${formatParts([...parts, half, fourFifths], overall)}`,
      ];
    }),
  );
  await withRollup((session) =>
    expectRows(session, findQuery("top_articles"), Object.fromEntries(expected), isArticle),
  );
}

/** @param parts  articles for half and for 80 % of the revenue, in the store and in all */
function formatParts([halfInStore, inStore, half, all]: number[], overall: string): string {
  return `articles_for_half_in_store ${halfInStore}, articles_for_80_percent_in_store ${inStore}, articles_for_half ${half}, articles_for_80_percent ${all}, revenue_overall ${overall}`;
}

function findQuery(name: string): Query {
  const query = queries.find((candidate) => candidate.name === name);
  assert.ok(query, name);
  return query;
}

function isArticle(key: string): boolean {
  return key.includes(", grouped_by article, ");
}

/**
 * Runs a query in Spark as `make aggregate` does, checks its equations, and compares both ways to compute it with `rows`.
 * @param isCompared  which rows are, by their keys
 */
async function expectRows(
  session: Session,
  query: Query,
  rows: Record<string, string>,
  isCompared: (key: string) => boolean = () => true,
): Promise<void> {
  const sort = (some: Map<string, string>) => [...some].filter(([key]) => isCompared(key)).sort();
  const { connection } = database;
  const computed = await compute(session, query);
  const months = await readMonths(connection, database.paths);
  assert.ok(months);
  await checkEquations(connection, query, { months });
  const expected = Object.entries(rows).sort();
  assert.deepEqual(sort(computed), expected, "Spark");
  const path = secondPath.has(query.name) ? secondPath : await readSecondPath(folder, [...queries, query]);
  assert.deepEqual(sort(await computeResult(connection, query, path)), expected, "MySQL");
  const alone = new Map([...secondPath, [query.name, fillPeriod(query.text, undefined)]]);
  assert.deepEqual(sort(await computeResult(connection, query, alone)), expected, "MySQL, by its own text");
}

/** Runs a query in Spark, and reads what it gave. */
async function compute(session: Session, query: Query, asked?: Period): Promise<Map<string, string>> {
  const { connection } = database;
  await dropTables(connection, [query.name], "__next");
  await createNext(connection, query);
  await loadResult(session, connection, query, { asked });
  return readRows(connection, query, `${query.name}__next`);
}

/** Opens a session that has the view `sales` and the table `rollup`. */
async function withRollup<T>(work: (session: Session) => Promise<T>, asked?: Period): Promise<T> {
  const { connection, paths, mysql } = database;
  const settings = { ...readSettings({}).spark, remote: server.remote };
  const months = (await readMonths(connection, paths)) ?? [];
  const ranges = await findIdRanges(
    connection,
    months.flatMap(({ ids }) => ids),
  );
  return withSparkSession(
    { settings, paths, mysql, rows: 10, signal: new AbortController().signal },
    async (session) => {
      await session.sql(viewSales(mysql.database, ranges));
      await cacheSales(session, steps, asked);
      await cacheShared(session, steps, true, months);
      return work(session);
    },
  );
}

function formatRow(row: Row): string {
  const keys = ["grouped_by", "year", "month", "day", "weekday", "hour", "store", "article", "category", "cashier"];
  const columns = [...keys, "revenue", "sales", "refunds", "refunded", "zero_sales", "without_article"];
  return columns.map((column) => row[column] ?? "-").join(", ");
}
