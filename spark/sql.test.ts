import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { columnNames } from "@tillbook/dataset";
import { findRoot, readSettings } from "@tillbook/pipeline";
import { parseQuery, type Query, readQueries, readRollup, readSecondPath, type SecondPath } from "@tillbook/queries";
import { dropTables, type EmbeddedSpark, fingerprintTable, startEmbeddedSpark } from "@tillbook/services";
import type { Row, Session } from "@tillbook/spark-connect";
import { computeResult, readRows } from "../verify/results.js";
import { createNext, prepareRollup, runQuery } from "./aggregate.js";
import { checkEquations } from "./checks.js";
import { findIdRanges, type IdRange } from "./id-ranges.js";
import { createResultTable } from "./result-table.js";
import { withSparkSession } from "./spark-session.js";
import { startTestDatabase, type TestDatabase } from "./test-database.js";

// Each query on a few rows, in Spark and by the second SQL of `make verify` in MariaDB: both must give the rows written here.

const folder = join(findRoot(), "spark");
let database: TestDatabase;
let server: EmbeddedSpark;
let queries: Query[];
let rollup: string;
let secondPath: SecondPath;

before(async () => {
  queries = await readQueries(folder);
  rollup = await readRollup(folder);
  secondPath = await readSecondPath(folder, queries);
  database = await startTestDatabase();
  server = await startEmbeddedSpark({ paths: database.paths, memory: "1g", isShort: true });
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
  ["2025-12-31", "23:30:00", "Nord", "Milk", "0.01", ""],
  ["2025-02-01", "12:00:00", "Süd", "Milk", "-1.50", "8"],
  ["2025-02-01", "12:59:59", "Süd", "Milk", "-1.50", "8"],
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
    "Column 'revenue' cannot be null",
    'select a value for it, or, where it may be missing, write null after its type in "-- columns:"',
  ],
  [
    "select 'a' as store, sum(amount) as revenue from sales group by sales.store",
    "",
    "Duplicate entry 'a' for key 'PRIMARY'",
    'name columns that identify each row in "-- grain:"',
  ],
  [
    "select store, 1 as x, sum(amount) as revenue from sales group by store",
    "",
    "[INSERT_COLUMN_ARITY_MISMATCH.TOO_MANY_DATA_COLUMNS] Cannot write to `till`.`tillbook`.`per_store`, the reason is too many data columns: Table columns: `store`, `revenue`. Data columns: `store`, `x`, `revenue`.",
    'name the columns that are selected in "-- columns:"',
  ],
];

test("a few sales around a new year", async (t) => {
  await database.setSales(newYear);
  await withRollup(async (session) => {
    await t.test("by month and store: years apart, refunds taken off, zero counted", () =>
      expectRows(session, findQuery("monthly_sales"), {
        "year 2024, month 12, store Nord": "revenue 10, sales 1",
        "year 2025, month 1, store Nord": "revenue 2.5, sales 1",
        "year 2025, month 1, store Süd": "revenue 99999998.74, sales 3",
        "year 2025, month 12, store Nord": "revenue 0.01, sales 1",
        "year 2025, month 2, store Süd": "revenue -3, sales 2",
      }),
    );
    await t.test("by cashier: the same number in two stores is two people, no number a group of its own", () =>
      expectRows(session, findQuery("sales_per_cashier"), {
        "store Nord, cashier ": "revenue 0.01, sales 1",
        "store Nord, cashier 7": "revenue 12.5, sales 2",
        "store Süd, cashier 7": "revenue -1.25, sales 1",
        "store Süd, cashier 8": "revenue 99999996.99, sales 4",
      }),
    );
    await t.test("by hour and weekday: hours go from 0 to 23, Monday is 1, Sunday 7", () =>
      expectRows(session, findQuery("time_sales"), {
        "hour 0, weekday 3, store Nord": "revenue 2.5, sales 1",
        "hour 0, weekday 3, store Süd": "revenue -1.25, sales 1",
        "hour 1, weekday 1, store Süd": "revenue 99999999.99, sales 1",
        "hour 12, weekday 6, store Süd": "revenue -3, sales 2",
        "hour 23, weekday 2, store Nord": "revenue 10, sales 1",
        "hour 23, weekday 3, store Nord": "revenue 0.01, sales 1",
        "hour 23, weekday 7, store Süd": "revenue 0, sales 1",
      }),
    );
    await t.test("by the query of docs/add-a-chart.md, as it is written there", async () => {
      const docs = await readFile(join(findRoot(), "docs/add-a-chart.md"), "utf8");
      await expectRows(session, parseQuery("weekday_sales", /```sql\n(.*?)```/s.exec(docs)?.[1] ?? ""), {
        "weekday 1": "revenue 99999999.99, sales 1",
        "weekday 2": "revenue 10, sales 1",
        "weekday 3": "revenue 1.26, sales 3",
        "weekday 6": "revenue -3, sales 2",
        "weekday 7": "revenue 0, sales 1",
      });
    });
    for (const [text, line, message, hint = "fix the query, then run make aggregate"] of faults)
      await t.test(`by a faulty query, which is named with its line: ${message}`, async () => {
        const query = parseQuery("per_store", perStore + text);
        await dropTables(database.connection, ["per_store"], "__next");
        await createNext(database.connection, query);
        const failure = await runQuery(session, query, database.mysql.database).catch((error) => error);
        assert.equal(failure.code, "SPARK_FAILED");
        const [place, said] = [`spark/per_store.sql${line}: `, failure.message];
        assert.ok(said.startsWith(place + message) && !said.includes("\n") && said.length < 300, said);
        assert.equal(failure.hint, hint);
      });
    await t.test("in ranges of ids: from the first id to the one before the end, each row once", async () => {
      const read = async (...ranges: IdRange[]): Promise<Row[]> => {
        await session.sql(prepareRollup(database.mysql.database, ranges, rollup)[0]);
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

test("the rollup has a row for each group of each grouping set, and reads sales only once", async () => {
  await database.setSales(newYear.slice(0, 3));
  const rows = await withRollup(async (session) => {
    await database.connection.query("delete from sales");
    return session.rows("select * from rollup");
  });
  assert.deepEqual(rows.map(formatRow).sort(), [
    "article, -, -, -, -, Nord, Tea, -, 12.50, 2",
    "article, -, -, -, -, Süd, Tea, -, -1.25, 1",
    "cashier, -, -, -, -, Nord, -, 7, 12.50, 2",
    "cashier, -, -, -, -, Süd, -, 7, -1.25, 1",
    "hour, -, -, 2, 23, Nord, -, -, 10.00, 1",
    "hour, -, -, 3, 0, Nord, -, -, 2.50, 1",
    "hour, -, -, 3, 0, Süd, -, -, -1.25, 1",
    "month, 2024, 12, -, -, Nord, -, -, 10.00, 1",
    "month, 2025, 1, -, -, Nord, -, -, 2.50, 1",
    "month, 2025, 1, -, -, Süd, -, -, -1.25, 1",
  ]);
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
  await withRollup((session) =>
    expectRows(session, findQuery("top_articles"), {
      "store Nord, article B": "revenue 5, sales 1, rank_in_store 1, rank_overall 2",
      "store Nord, article a": "revenue 5, sales 2, rank_in_store 2, rank_overall 3",
      "store Nord, article b": "revenue 5, sales 1, rank_in_store 3, rank_overall 8",
      "store Nord, article ä": "revenue 5, sales 1, rank_in_store 4, rank_overall 1",
      "store Süd, article W": "revenue 0, sales 1, rank_in_store 2, rank_overall 4",
      "store Süd, article X": "revenue 0, sales 1, rank_in_store 3, rank_overall 5",
      "store Süd, article Y": "revenue 0, sales 1, rank_in_store 4, rank_overall 6",
      "store Süd, article Z": "revenue 0, sales 1, rank_in_store 5, rank_overall 7",
      "store Süd, article b": "revenue -5, sales 1, rank_in_store 6, rank_overall 8",
      "store Süd, article ä": "revenue 0.01, sales 1, rank_in_store 1, rank_overall 1",
    }),
  );
});

test("of the articles the first 20 of all stores stay, and the first 5 of each store", async () => {
  const number = (n: number): string => String(n).padStart(2, "0");
  // Nord sells articles 01 to 22, each for less than the one before; Süd the last ones the other way round
  const nord = Array.from({ length: 22 }, (_, i) => [
    "2025-01-01",
    "08:00:00",
    "Nord",
    number(i + 1),
    `${90 - i}.00`,
    "",
  ]);
  const sued = [22, 21, 26, 25, 24, 23].map((n, i) => ["2025-01-01", "08:00:00", "Süd", number(n), `0.0${6 - i}`, ""]);
  await database.setSales([...nord, ...sued]);
  const kept = Array.from({ length: 20 }, (_, i) => [
    `store Nord, article ${number(i + 1)}`,
    `revenue ${90 - i}, sales 1, rank_in_store ${i + 1}, rank_overall ${i + 1}`,
  ]);
  await withRollup((session) =>
    expectRows(session, findQuery("top_articles"), {
      ...Object.fromEntries(kept),
      "store Süd, article 21": "revenue 0.05, sales 1, rank_in_store 2, rank_overall 21",
      "store Süd, article 22": "revenue 0.06, sales 1, rank_in_store 1, rank_overall 22",
      "store Süd, article 24": "revenue 0.02, sales 1, rank_in_store 5, rank_overall 25",
      "store Süd, article 25": "revenue 0.03, sales 1, rank_in_store 4, rank_overall 24",
      "store Süd, article 26": "revenue 0.04, sales 1, rank_in_store 3, rank_overall 23",
    }),
  );
});

function findQuery(name: string): Query {
  const query = queries.find((candidate) => candidate.name === name);
  assert.ok(query, name);
  return query;
}

/** Runs a query in Spark as `make aggregate` does, checks its equations, and compares both ways to compute it with `rows`. */
async function expectRows(session: Session, query: Query, rows: Record<string, string>): Promise<void> {
  const { connection, mysql } = database;
  await dropTables(connection, [query.name], "__next");
  await connection.query(createResultTable(query, `${query.name}__next`));
  await runQuery(session, query, mysql.database);
  const sales = await fingerprintTable(connection, "sales", columnNames, "amount");
  assert.ok(sales);
  await checkEquations(connection, query, sales);
  const expected = Object.entries(rows).sort();
  assert.deepEqual([...(await readRows(connection, query, `${query.name}__next`))].sort(), expected, "Spark");
  const path = secondPath.has(query.name) ? secondPath : await readSecondPath(folder, [...queries, query]);
  assert.deepEqual([...(await computeResult(connection, query, path))].sort(), expected, "MySQL");
  const alone = new Map([...secondPath, [query.name, query.text]]);
  assert.deepEqual([...(await computeResult(connection, query, alone))].sort(), expected, "MySQL, by its own text");
}

/** Opens a session that has the view `sales` and the table `rollup`. */
async function withRollup<T>(work: (session: Session) => Promise<T>): Promise<T> {
  const { connection, paths, mysql } = database;
  const settings = { ...readSettings({}).spark, remote: server.remote };
  const ranges = await findIdRanges(connection, 10);
  return withSparkSession(
    { settings, paths, mysql, rows: 10, signal: new AbortController().signal },
    async (session) => {
      for (const statement of prepareRollup(mysql.database, ranges, rollup)) await session.sql(statement);
      return work(session);
    },
  );
}

function formatRow(row: Row): string {
  const columns = ["grouped_by", "year", "month", "weekday", "hour", "store", "article", "cashier", "revenue", "sales"];
  return columns.map((column) => row[column] ?? "-").join(", ");
}
