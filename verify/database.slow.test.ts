import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { de, en } from "@tillbook/charts";
import { columnNames, fingerprintImport } from "@tillbook/dataset";
import { parsePeriod, sha256 } from "@tillbook/pipeline";
import { addProvenance, checksumPlaceholder, type Receipt, readChecksum, writeChecksum } from "@tillbook/provenance";
import { parseQuery } from "@tillbook/queries";
import { fingerprintTable, formatFingerprint } from "@tillbook/services";
import { createResultTable } from "../spark/result-table.js";
import { prepareDone, prepareStatus, startRun } from "../spark/status.js";
import { startTestDatabase, type TestDatabase } from "../spark/test-database.js";
import { checkArchive } from "./archive.js";
import { checks } from "./checks.js";
import { checkDataChecks } from "./data-checks.js";
import { checkMonths } from "./months.js";
import { checkNumbers } from "./notebooks.js";
import { checkResults, compareRows } from "./results.js";
import { checkCsv, checkSales } from "./sales.js";
import { readSource } from "./sources.js";
import { checkStatus } from "./status.js";
import type { Check, VerifyContext } from "./verify.js";

// The checks that ask the database, on one embedded MariaDB: right as it is, then one thing after the other is changed.

let database: TestDatabase;
let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tillbook-verify-"));
  database = await startTestDatabase();
});
after(async () => {
  await database?.stop();
  await rm(folder, { recursive: true, force: true });
});

const rows = [
  ["2025-01-01", "08:00:00", "Nord", "Tea", "10.00", "7", "1", "2", "Drinks"],
  ["2025-01-01", "09:00:00", "Nord", "Tea", "2.50", "7", "2", "0.5", "Drinks"],
  ["2025-01-02", "10:00:00", "Süd", "Tea", "-1.25", "7", "1", "-0.125", "Drinks"],
] as const;

const perStore = parseQuery(
  "per_store",
  `-- question: what did each store take?
-- grain: store
-- columns: store varchar(100), revenue decimal(20,2) in euros, sales bigint in rows
-- checks: sum(revenue) = sales.amount
select store, sum(amount) as revenue, count(*) as sales from sales group by store -- by store`,
);

/** The three sales as a file and as the table, a result and both status tables, as the stages leave them. */
async function prepare(): Promise<VerifyContext> {
  const { connection, paths } = database;
  await database.setSales(rows);
  const text = `${columnNames.join(",")}\n${rows.map((row) => row.join(",")).join("\n")}\n`;
  await writeFile(join(folder, "a.csv"), text);
  const files = [{ name: "a.csv", sha256: sha256(text), rows: 3, amount_cents: "1125" }];
  await connection.query("drop table if exists per_store, import_status, aggregate_status");
  await connection.query(createResultTable(perStore, "per_store"));
  await connection.query("insert into per_store values ('Nord', 12.50, 2), ('Süd', -1.25, 1)");
  const sales = await fingerprintTable(connection, "sales", columnNames, "amount");
  assert.ok(sales);
  const read = formatFingerprint(sales);
  const wrote = { per_store: "2:11.25:5" };
  const hash = "a".repeat(64);
  const manifests: VerifyContext["manifests"] = {
    generate: {
      settings: { rows: 3, stores: 2, days: 2, start: "2025-01-01", seed: 42 },
      files,
      rows: 3,
      amount_cents: "1125",
    },
    import: {
      files,
      table_fingerprint: read,
      changed_since_import: false,
      first_day: "2025-01-01",
      last_day: "2025-01-02",
      server_version: "MariaDB 11.4.5",
    },
    aggregate: { queries: "q".repeat(64), spark_version: "4.3.0", read, wrote },
    plot: { notebooks: {}, charts: {} },
    html: { sha256: hash, plot: hash, sections: 0, charts: 0, pictures: {}, chromium_version: "", plotly_version: "" },
    pdf: { sha256: hash, html: hash, pages: 1, chromium_version: "" },
  };
  await connection.query(
    `create table import_status (id int primary key, files int, file_list longtext, row_count int, amount decimal(20,3), currency char(3),
       table_fingerprint varchar(100), first_day date, last_day date, files_fingerprint char(64), state varchar(10),
       started datetime, finished datetime)`,
  );
  const fingerprint = fingerprintImport(files, [], "stop");
  await connection.query("insert into import_status values ?", [
    [
      [1, 9, "[]", 9, "9.00", "EUR", "", "2024-01-01", "2024-01-01", "", "done", "2025-01-01", "2025-01-01"],
      [
        2,
        1,
        JSON.stringify(files),
        3,
        "11.25",
        "EUR",
        read,
        "2025-01-01",
        "2025-01-02",
        fingerprint,
        "done",
        "2025-01-01",
        "2025-01-01",
      ],
      [3, 9, "[]", 9, "9.00", "EUR", "", "2024-01-01", "2024-01-01", "", "failed", "2025-01-01", "2025-01-01"],
    ],
  ]);
  await prepareStatus(connection);
  const run = await startRun(connection, { read, months: {}, queries: "q".repeat(64), asked: undefined });
  await prepareDone(connection, run, { spark: "4.3.0", wrote });
  await connection.query("drop table aggregate_status");
  await connection.query("rename table aggregate_status__next to aggregate_status");
  return {
    paths,
    again: paths,
    connection,
    manifests,
    csvFiles: new Map([["a.csv", { name: "a.csv", path: join(folder, "a.csv") }]]),
    queries: [perStore],
    secondPath: new Map([["per_store", perStore.text]]),
    seen: {
      report: {
        period: { name: "all", unit: "all", first: "2025-01-01", last: "2025-01-02" },
        data: { first: "2025-01-01", last: "2025-01-02", closedWeekdays: [] },
        store: undefined,
      },
      files: { texts: new Map(), queries: [perStore] },
      database: "tillbook",
      confirmed: new Set(),
    },
    messages: en,
    archive: join(folder, "archive"),
    cellTimeoutS: 1,
    notChecked: [],
    signal: new AbortController().signal,
  };
}

async function find(check: Check, context: VerifyContext): Promise<string[]> {
  const findings: string[] = [];
  await check(context, findings);
  return findings;
}

/** What a check finds after a change in the database. */
async function findAfter(check: Check, sql: string): Promise<string[]> {
  const context = await prepare();
  await context.connection.query(sql);
  return find(check, context);
}

test("tables as the stages left them have no finding", async () => {
  const context = await prepare();
  for (const check of [checkCsv, checkSales, checkStatus, checkResults])
    assert.deepEqual(await find(check, context), []);
  assert.equal(await checkSales(context, []), "3 rows of sales are the rows of the files");
  assert.equal(await checkResults(context, []), "2 rows of 1 results are what MySQL itself computes from sales");
});

test("a changed, missing or extra CSV file is named", async () => {
  const context = await prepare();
  const { manifests, csvFiles } = context;
  const file = csvFiles.get("a.csv");
  assert.ok(file);
  assert.deepEqual(await find(checkCsv, { ...context, csvFiles: new Map() }), [
    "a.csv is missing; build/manifests/import.json lists it",
  ]);
  assert.deepEqual(await find(checkCsv, { ...context, csvFiles: new Map([...csvFiles, ["b.csv", file]]) }), [
    "b.csv was not imported",
  ]);
  assert.ok(manifests.generate);
  const files = manifests.generate.files.map((file) => ({ ...file, sha256: "other" }));
  const generate = { ...manifests.generate, files };
  assert.deepEqual(await find(checkCsv, { ...context, manifests: { ...manifests, generate } }), [
    "build/manifests/generate.json and import.json list different files",
  ]);
  const { generate: _, ...others } = manifests;
  const [imported] = manifests.import.files;
  assert.ok(imported);
  const sheets = ["Jan", "Feb"].map((sheet) => ({ ...imported, name: `a.xlsx/${sheet}` }));
  const workbook = {
    ...context,
    manifests: { ...others, import: { ...manifests.import, files: sheets } },
    csvFiles: new Map([["a.xlsx", file]]),
  };
  assert.deepEqual(await find(checkCsv, workbook), []);
  await writeFile(file.path, "");
  assert.equal((await find(checkCsv, workbook)).length, 2);
  const [finding] = await find(checkCsv, context);
  assert.match(
    String(finding),
    /^a\.csv differs from build\/manifests\/import\.json: expected SHA-256 \w{64}, got e3b0c442/,
  );
});

test("the first day and store whose sales differ from the files is named, with what differs", async () => {
  const place = async (sql: string): Promise<string> => String((await findAfter(checkSales, sql))[0]);
  const start = "table sales differs from the CSV files: ";
  assert.equal(
    await place("update sales set amount = 10.01 where id = 1"),
    `${start}2025-01-01, Nord: expected 2 rows, 12.50 euro, got 2 rows, 12.51 euro`,
  );
  assert.equal(
    await place("update sales set cashier = '8' where id = 3"),
    `${start}2025-01-02, Süd: the rows differ in columns other than amount`,
  );
  assert.equal(await place("delete from sales where id = 3"), `${start}2025-01-02, Süd: expected sales, got none`);
  assert.equal(
    await place("update sales set sold_on = '2024-12-31' where id = 3"),
    `${start}2024-12-31, Süd: expected no sales, got 1 rows, -1.25 euro`,
  );
});

test("sales that were changed after their import are compared with what was aggregated", async () => {
  const context = await prepare();
  const { manifests, connection } = context;
  const changed = { ...manifests, import: { ...manifests.import, changed_since_import: true } };
  assert.match(await checkSales({ ...context, manifests: changed }, []), /^3 rows of sales are the ones that were agg/);
  await connection.query("update sales set amount = 10.01 where id = 1");
  const [finding] = await find(checkSales, { ...context, manifests: changed });
  assert.match(
    String(finding),
    /^table sales differs from what was aggregated: expected 3:11\.25:\d+, got 3:11\.26:\d+$/,
  );
});

test("a changed, missing or extra row of a result is named, and so is a result that MySQL cannot compute", async () => {
  const start = "table per_store differs from what MySQL computes: ";
  assert.deepEqual(await findAfter(checkResults, "update per_store set sales = 3 where store = 'Nord'"), [
    `${start}store Nord: expected revenue 12.5, sales 2, got revenue 12.5, sales 3`,
  ]);
  assert.deepEqual(await findAfter(checkResults, "delete from per_store where store = 'Nord'"), [
    `${start}store Nord: expected revenue 12.5, sales 2, got no such row`,
    "table per_store: expected 2 rows as in build/manifests/aggregate.json, got 1",
  ]);
  assert.equal((await findAfter(checkResults, "drop table per_store")).length, 2);
  const context = await prepare();
  const [finding] = await find(checkResults, { ...context, secondPath: new Map([["per_store", "select x"]]) });
  assert.match(
    String(finding),
    /^table per_store: MySQL cannot compute it: .*; write spark\/per_store\.check\.sql, which selects the same in MySQL's SQL$/,
  );
});

test("a result is confirmed where its table holds what MySQL computes, and only there", async () => {
  const { connection } = database;
  const context = await prepare();
  await find(checkResults, context);
  assert.deepEqual([...context.seen.confirmed], ["per_store"]);
  const sql = "select revenue from per_store where store = 'Nord'";
  await connection.query("update per_store set revenue = 12.49 where store = 'Nord'");
  const read = await readSource(connection, sql, context.secondPath, context.seen);
  assert.deepEqual([read.rows, read.problem], [[{ revenue: "12.49" }], undefined], "it was computed once more");
  context.seen.confirmed.clear();
  await find(checkResults, context);
  assert.deepEqual([...context.seen.confirmed], []);
});

test("a row that the second path gives twice is found, though it has the right values", async () => {
  const context = await prepare();
  const twice = `${perStore.text}\nunion all select 'Nord', 12.50, 2`;
  assert.deepEqual(await find(checkResults, { ...context, secondPath: new Map([["per_store", twice]]) }), [
    "table per_store differs from what MySQL computes: expected 3 rows, got 2; store must differ between rows",
  ]);
});

test("names that look like numbers, or like the names of two columns, are compared letter by letter", async () => {
  const { connection } = database;
  const context = await prepare();
  const names = [
    ["1", "7"],
    ["1.0", "7"],
    ["1.00", "7.50"],
    ["1.00", "7.5"],
    ["Nord, article 5", "6"],
    ["Nord", "5, article 6"],
  ];
  await database.setSales(
    names.map(([store, article]) => ["2025-01-01", "08:00:00", store, article, "2.50", "7"] as string[]),
  );
  const perArticle = parseQuery(
    "per_article",
    `-- question: which?
-- grain: store, article
-- columns: store varchar(100), article varchar(100), revenue decimal(20,2) in euros
-- checks: sum(revenue) = sales.amount
select store, article, sum(amount) as revenue from sales group by store, article`,
  );
  await connection.query("drop table if exists per_article");
  await connection.query(createResultTable(perArticle, "per_article"));
  await connection.query(
    "insert into per_article select store, article, sum(amount) from sales group by store, article",
  );
  const aggregate = { ...context.manifests.aggregate, wrote: { per_article: "6:15.00:1" } };
  const secondPath = new Map([["per_article", perArticle.text]]);
  const changed = { ...context, queries: [perArticle], secondPath, manifests: { ...context.manifests, aggregate } };
  assert.deepEqual(await find(checkResults, changed), []);
  await connection.query("update per_article set article = '7.500' where article = '7.50'");
  assert.deepEqual(await find(checkResults, changed), [
    "table per_article differs from what MySQL computes: store 1.00, article 7.50: expected revenue 2.5, got no such row",
  ]);
  await connection.query("update per_article set article = '7.50' where article = '7.500'");
  const withoutName = perArticle.text.replace("article,", "if(article = '6', null, article) as article,");
  await connection.query("update per_article set article = 'null' where article = '6'");
  const nothing = { ...changed, secondPath: new Map([["per_article", withoutName]]) };
  assert.deepEqual(await find(checkResults, nothing), [
    'table per_article differs from what MySQL computes: store "Nord, article 5", article null: expected revenue 2.5, got no such row',
  ]);
});

test("rows are compared by their keys, and a row too many is named", () => {
  const one = new Map([["store a", "sales 1"]]);
  assert.equal(compareRows(one, new Map(one)), undefined);
  assert.equal(compareRows(new Map(), one), "store a: expected no such row, got sales 1");
});

test("a changed value in the latest row of a status table is named with its column", async () => {
  const columns = {
    files: "2",
    row_count: "4",
    amount: "11.26",
    table_fingerprint: "'3:11.25:1'",
    first_day: "'2024-12-31'",
    last_day: "'2025-01-03'",
    file_list: "'[]'",
    files_fingerprint: "'x'",
  };
  for (const [column, value] of Object.entries(columns)) {
    const [finding] = await findAfter(checkStatus, `update import_status set ${column} = ${value} where id = 2`);
    assert.match(
      String(finding),
      RegExp(
        `^table import_status, ${column}: expected .*, got ${value.replaceAll("'", "").slice(0, 1).replace("[", "\\[")}`,
      ),
    );
  }
  for (const column of ["read_fingerprint", "queries_sha256", "spark_version", "wrote_fingerprints"]) {
    const [finding] = await findAfter(checkStatus, `update aggregate_status set ${column} = '{}'`);
    assert.match(String(finding), RegExp(`^table aggregate_status, ${column}: expected .*, got (\\{\\}|\\[\\])$`));
  }
  for (const [table, end] of [
    ["import_status", "2024-12-31"],
    ["aggregate_status", "2001-01-01"],
  ] as const) {
    const [finding] = await findAfter(checkStatus, `update ${table} set finished = '${end}'`);
    assert.match(String(finding), RegExp(`^table ${table}: expected finished after started 2.*, got ${end}`));
  }
  const unfinished = await findAfter(checkStatus, "update import_status set finished = null");
  assert.match(unfinished.join(), /^table import_status: expected finished after started .*, got null$/);
});

test("the list of files is compared whatever the order of its keys", async () => {
  const context = await prepare();
  const [file] = context.manifests.import.files;
  const inTable = [{ ...file, left_out: [{ reason: "comment", rows: 1, amount_cents: "0" }] }];
  await context.connection.query("update import_status set file_list = ? where id = 2", [JSON.stringify(inTable)]);
  const files = [{ left_out: [{ amount_cents: "0", reason: "comment", rows: 1 }], ...file! }];
  const manifests = { ...context.manifests, import: { ...context.manifests.import, files } };
  assert.deepEqual(await find(checkStatus, { ...context, manifests }), []);
});

test("days that sales has are compared with the manifest of import, unless sales were changed after it", async () => {
  const context = await prepare();
  const changes = { first_day: "2025-01-02", last_day: "2025-01-01" };
  const manifests = { ...context.manifests, import: { ...context.manifests.import, ...changes } };
  assert.deepEqual(await find(checkStatus, { ...context, manifests }), [
    "manifest of import, first_day: expected 2025-01-01, got 2025-01-02",
    "manifest of import, last_day: expected 2025-01-02, got 2025-01-01",
  ]);
  const changed = { ...manifests, import: { ...manifests.import, changed_since_import: true } };
  assert.deepEqual(await find(checkStatus, { ...context, manifests: changed }), []);
});

test("what checks of the data found is compared with what they find in results that are computed again", async () => {
  const context = await prepare();
  const checks = join(folder, "checks");
  await mkdir(checks, { recursive: true });
  const file = join(checks, "small.sql");
  await writeFile(file, "-- severity: warn\n-- expect: it is much\nselect store from per_store where revenue < 5");
  const paths = { ...context.paths, root: folder };
  const run = (more: object): Promise<string[]> => {
    const reported = [{ name: "small", severity: "warn" as const, expect: "it is much", rows: 1, first: [], ...more }];
    const aggregate = { ...context.manifests.aggregate, checks: reported };
    return find(checkDataChecks, { ...context, paths, manifests: { ...context.manifests, aggregate } });
  };
  assert.deepEqual(await run({}), []);
  // the table is not asked
  await context.connection.query("update per_store set revenue = 1");
  assert.deepEqual(await run({}), []);
  assert.deepEqual(await run({ rows: 0 }), [
    "checks/small.sql: expected 1 rows, got 0 in build/manifests/aggregate.json",
  ]);
  assert.deepEqual(await run({ first: [[["store", "Süd"]]] }), []);
  assert.deepEqual(await run({ first: [[["store", "Nord"]]] }), ["checks/small.sql: expected no row store Nord"]);
  assert.match(String(await run({ severity: "stop" })), /differs from build\/manifests\/aggregate\.json/);
  assert.equal((await run({ name: "other" })).length, 2);
  await writeFile(file, "-- severity: warn\n-- expect: it is much\nselect x from sales");
  assert.match(String(await run({})), /^checks\/small\.sql: MySQL says Unknown column/);
});

test("a query of a notebook is run on what the report is of, and a wrong row of that is found", async () => {
  const { connection, secondPath, seen } = await prepare();
  const day = parsePeriod("2025-01-01/2025-01-01")!;
  const report = { ...seen.report, period: day, store: "Nord" };
  const texts = new Map([["per_store", "select store, revenue from per_store where :store is null or store = :store"]]);
  const read = (sql: string) =>
    readSource(connection, sql, secondPath, { ...seen, report, files: { ...seen.files, texts } });
  const sql = "select store, revenue from per_store";
  assert.deepEqual((await read(sql)).rows, [{ store: "Nord", revenue: "12.50" }]);
  assert.deepEqual((await read("select count(*) as n from sales")).rows, [{ n: 2 }]);
  assert.deepEqual((await read("-- within all, chain\nselect count(*) as n from sales")).rows, [{ n: 3 }]);
  assert.deepEqual((await read("-- within before\nselect count(*) as n from sales")).rows, [{ n: 0 }]);
  await connection.query("update per_store set revenue = 0 where store = 'Süd'");
  assert.equal((await read(sql)).problem, undefined);
  assert.match(String((await read(`-- within period, chain\n${sql}`)).problem), /^the second path gives store Süd/);
  await connection.query("update per_store set revenue = 0 where store = 'Nord'");
  assert.match(String((await read(sql)).problem), /^the second path gives store Nord, revenue 12\.5/);
  assert.equal((await read("select store from per_store where revenue < 2025")).notChecked, undefined);
});

test("a reason for rows that were left out is known as the report's language says it, and nothing else of it", async () => {
  const context = await prepare();
  const notebooks = join(folder, "notebooks");
  await mkdir(notebooks, { recursive: true });
  const text = "2 Zeilen ausgelassen: Tag vor dem 31.12.2024";
  const output = { output_type: "display_data", data: { "text/markdown": text }, metadata: {} };
  const cell = { cell_type: "code", id: "a", source: "", metadata: {}, execution_count: 1, outputs: [output] };
  await writeFile(join(notebooks, "1-a.ipynb"), JSON.stringify({ cells: [cell], metadata: {} }));
  const list = async (reason: string): Promise<string[]> => {
    const file = { ...context.manifests.import.files[0]!, left_out: [{ reason, rows: 2, amount_cents: "0" }] };
    const manifests = { ...context.manifests, import: { ...context.manifests.import, files: [file] } };
    const german = { ...context, manifests, messages: de, paths: { ...context.paths, notebooks }, notChecked: [] };
    await find(checkNumbers, german);
    return german.notChecked;
  };
  const place = "build/notebooks/1-a.ipynb, cell 1: ";
  assert.deepEqual(await list("day before 2024-12-31"), [`${place}2 in "${text}"`]);
  assert.deepEqual(await list("day before 2024-12-30"), [`${place}2, 31.12.2024 in "${text}"`]);
});

/** Writes notebooks that stand alone in a folder, and checks their numbers. */
async function checkNotebooks(
  notebooks: Record<string, object | string>,
): Promise<{ found: string; findings: string[]; notChecked: string[] }> {
  const context = await prepare();
  const own = join(folder, "own-notebooks");
  await rm(own, { recursive: true, force: true });
  await mkdir(own, { recursive: true });
  for (const [name, content] of Object.entries(notebooks))
    await writeFile(join(own, name), typeof content === "string" ? content : JSON.stringify(content));
  const [findings, notChecked]: [string[], string[]] = [[], []];
  const paths = { ...context.paths, notebooks: own, charts: own };
  const found = await checkNumbers({ ...context, paths, notChecked }, findings);
  return { found, findings, notChecked };
}

/** A cell with the sum of both stores by a query, in a text. */
function makeSumCell(shown: string, sql: string): object {
  const tillbook = {
    sources: [sql],
    expressions: [JSON.stringify({ sum: [0, "0-1", "revenue"] })],
    numbers: [`0-${shown.length} money 0 /text~1markdown`],
  };
  const output = { output_type: "display_data", data: { "text/markdown": `${shown} in all` }, metadata: { tillbook } };
  return { cell_type: "code", source: "", outputs: [output] };
}

const sumOfStores = "select store, revenue from per_store order by store";

test("numbers of notebooks are computed again, whatever other cells and files are beside them", async () => {
  const cells = [
    { cell_type: "markdown", source: "The Top 10 stores" },
    { cell_type: "code", source: "no outputs" },
    makeSumCell("€11.25", sumOfStores),
    makeSumCell("€11.25", sumOfStores),
  ];
  assert.deepEqual(await checkNotebooks({ "1-a.ipynb": { cells }, "notes.txt": "no notebook" }), {
    found: "2 numbers in the notebooks are what MySQL computes for them",
    findings: [],
    notChecked: [],
  });
});

test("a wrong number is found with its cell, one that was typed isn't checked, and a broken notebook doesn't stop the others", async () => {
  const typed = { cell_type: "markdown", source: ["About 5777 sales"] };
  const { found, findings, notChecked } = await checkNotebooks({
    "1-broken.ipynb": "{",
    "2-b.ipynb": { cells: [typed, makeSumCell("€11.26", sumOfStores)] },
    "3-c.ipynb": { cells: [makeSumCell("€11.25", sumOfStores)] },
  });
  assert.match(findings[0] ?? "", /^cannot read build\/notebooks\/1-broken\.ipynb: /);
  assert.deepEqual(findings.slice(1), [
    'build/notebooks/2-b.ipynb, cell 2: expected €11.25, got €11.26 in "€11.26 in all"',
  ]);
  assert.deepEqual(notChecked, ['build/notebooks/2-b.ipynb, cell 1: 5777 in "About 5777 sales"']);
  assert.equal(
    found,
    "1 numbers in the notebooks are what MySQL computes for them; 1 places with numbers were not checked",
  );
});

test("a query that fails, or that has its numbers in it, is named with its cell, and so is evidence that can't be read", async () => {
  const bad = makeSumCell("€1", "select x from per_store");
  const typed = makeSumCell(
    "€1",
    "select 0.5 as revenue, store from per_store where store > '' union all select 5777, ''",
  );
  const broken = {
    cell_type: "code",
    source: "",
    outputs: [
      {
        output_type: "display_data",
        data: {},
        metadata: { tillbook: { sources: [], expressions: [], numbers: ["x"] } },
      },
    ],
  };
  const { findings, notChecked } = await checkNotebooks({ "1-a.ipynb": { cells: [bad, typed, broken] } });
  const place = "build/notebooks/1-a.ipynb, cell ";
  assert.match(findings[0] ?? "", RegExp(`^${place}1: the query "select x from per_store": MySQL says Unknown column`));
  assert.match(
    findings.at(-1) ?? "",
    RegExp(`^${place}3: cannot read how its numbers were computed: expected a number`),
  );
  assert.match(notChecked[0] ?? "", RegExp(`^${place}2: the query "select 0\\.5 as .*": it has 0\\.5, 5777$`));
});

test("only texts with digits that are no numbers are names from a query", async () => {
  const { connection, secondPath, seen } = await prepare();
  await connection.query("update per_store set store = 'Nord 1' where store = 'Nord'");
  const sql =
    "select store, revenue, sales, nullif(store, store) as n, json_array(store, sales) as list from per_store";
  assert.deepEqual((await readSource(connection, sql, secondPath, seen)).names, ["Nord 1"]);
});

test("another server than that of the import is found, and manifests that disagree", async () => {
  const context = await prepare();
  const [, checkSums, checkVersion] = checks;
  const server = await checkVersion!(context, []);
  assert.match(server, /^the database server is MariaDB \d+\.\d+\.\d+$/);
  const version = server.replace("the database server is ", "");
  const of = (server_version: string): VerifyContext => ({
    ...context,
    manifests: { ...context.manifests, import: { ...context.manifests.import, server_version } },
  });
  assert.deepEqual(await find(checkVersion!, of(version)), []);
  assert.deepEqual(await find(checkVersion!, of("MySQL 8.4.0")), [
    `build/manifests/import.json: server_version is MySQL 8.4.0, the server is ${version}; run \`make import\``,
  ]);
  assert.deepEqual(await find(checkSums!, context), []);
  const aggregate = { ...context.manifests.aggregate, read: "3:11.26:1" };
  assert.equal((await find(checkSums!, { ...context, manifests: { ...context.manifests, aggregate } })).length, 1);
});

test("a report of another period or store than the settings say is found", async () => {
  const context = await prepare();
  const checkScope = checks[checks.findIndex(({ name }) => name === "checkScope")]!;
  assert.deepEqual(await find(checkScope, context), []);
  context.manifests.plot.period = { name: "2025-01", first: "2025-01-01", last: "2025-01-31" };
  assert.deepEqual(await find(checkScope, context), [
    "build/manifests/plot.json: the report is of 2025-01 of all stores, the settings say all the data of all stores",
  ]);
});

test("names that look like numbers are compared letter by letter behind a query of a notebook, decimals by value", async () => {
  const { connection, seen } = await prepare();
  await connection.query("delete from per_store where store = 'Süd'");
  await connection.query("update per_store set store = '1.0'");
  const read = (store: string) => {
    const path = new Map([["per_store", `select '${store}' as store, 12.5000 as revenue, 2 as sales`]]);
    return readSource(connection, "select store, revenue from per_store", path, seen);
  };
  assert.equal((await read("1.0")).problem, undefined);
  assert.equal(
    (await read("1.00")).problem,
    "the second path gives store 1.00, revenue 12.5, the tables give no such row",
  );
});

test("a query of a notebook is run with the tables computed again, and gives its rows in its own order", async () => {
  const { connection, secondPath, seen } = await prepare();
  const sql = "select store, revenue from per_store order by revenue";
  const good = await readSource(connection, sql, secondPath, seen);
  assert.deepEqual([good.problem, good.rows.map(({ store }) => store)], [undefined, ["Süd", "Nord"]]);
  await connection.query("update per_store set revenue = 12.49 where store = 'Nord'");
  const changed = await readSource(connection, sql, secondPath, seen);
  assert.equal(changed.problem, "the second path gives store Nord, revenue 12.5, the tables give no such row");
  assert.equal(changed.rows[1]?.["revenue"], "12.50");
  assert.deepEqual((await readSource(connection, "select count(*) as n from sales", secondPath, seen)).rows, [
    { n: 3 },
  ]);
  assert.match(
    String((await readSource(connection, "/* a */ (select x)", secondPath, seen)).problem),
    /^MySQL says Unknown column/,
  );
  for (const text of [
    "delete from sales",
    "drop table sales",
    "/*! drop table sales */",
    "-- a\ndrop table sales -- select",
    "with x as (select 1) delete from sales",
    "select 1 into/**/outfile '/tmp/tillbook'",
  ])
    assert.match(String((await readSource(connection, text, secondPath, seen)).problem), /^MySQL says /, text);
  assert.deepEqual((await readSource(connection, "select count(*) as n from sales", secondPath, seen)).rows, [
    { n: 3 },
  ]);
  const doubt = async (text: string) => (await readSource(connection, text, secondPath, seen)).notChecked;
  assert.equal(await doubt("select sum(sales) as x from per_store"), undefined);
  assert.equal(await doubt("select floor(rand()) as x"), "it reads no table");
  assert.equal(await doubt("select count(*) as x from information_schema.collations"), "it reads information_schema");
  assert.equal(await doubt("select 5777 as x from sales"), "it has 5777");
});

test("a month whose sum isn't that of its sales is found, and so is one too many or one that is missing", async () => {
  const context = await prepare();
  const of = (plot: object): VerifyContext => ({
    ...context,
    manifests: { ...context.manifests, plot: { ...context.manifests.plot, ...plot } },
  });
  const right = { "2025-01": { sales: 3, amount_cents: "1125" } };
  assert.deepEqual(await find(checkMonths, of({ months: right })), []);
  const findings = await find(
    checkMonths,
    of({ months: { "2025-01": { sales: 3, amount_cents: "1126" }, "2025-02": { sales: 1, amount_cents: "1" } } }),
  );
  assert.deepEqual(findings, [
    "build/manifests/plot.json: months/2025-01: expected 3 sales, 1125 cents, got 3 sales, 1126 cents",
    "build/manifests/plot.json: months/2025-02: expected nothing, got 1 sales, 1 cents",
  ]);
  assert.equal((await find(checkMonths, of({ months: {} }))).length, 1);
  const period = { name: "2025-01-02/2025-01-31", first: "2025-01-02", last: "2025-01-31" };
  assert.deepEqual(
    await find(checkMonths, of({ period, months: { "2025-01": { sales: 1, amount_cents: "-125" } } })),
    [],
  );
  assert.deepEqual(
    await find(checkMonths, of({ store: "Nord", months: { "2025-01": { sales: 2, amount_cents: "1250" } } })),
    [],
  );
});

test("what a file has in the report's period is computed again from its rows", async () => {
  const context = await prepare();
  const { connection } = context;
  await connection.query(
    "update import_status set file_list = (select json_array(json_object('name', 'a.csv', 'first_id', min(id), 'last_id', max(id))) from sales) where state = 'done'",
  );
  const period = { name: "2025-01", first: "2025-01-01", last: "2025-01-31" };
  const sales = await fingerprintTable(connection, "sales", columnNames, "amount");
  assert.ok(sales);
  const check = (print: string): Promise<string[]> =>
    find(checkMonths, {
      ...context,
      manifests: {
        ...context.manifests,
        plot: {
          ...context.manifests.plot,
          period,
          months: { "2025-01": { sales: 3, amount_cents: "1125" } },
          period_files: { "a.csv": print },
        },
      },
    });
  assert.deepEqual(await check(formatFingerprint(sales)), []);
  assert.match(String(await check("3:11.25:1")), /period_files\/a\.csv: expected 3:11\.25:\d+, got 3:11\.25:1$/);
});

test("a superseded report that isn't in the archive as it was made is found", async () => {
  const context = await prepare();
  const { manifests, paths } = context;
  const origin = { commit: "c", tree: "clean", lockfiles: {}, versions: {} } as const;
  const make = (supersedes?: Receipt[]): Uint8Array =>
    writeChecksum(
      Buffer.from(
        addProvenance(`<html><head>${checksumPlaceholder}</head><body><p>text</p></body></html>`, {
          origin,
          manifests: { ...manifests, plot: { ...manifests.plot, months: {} } },
          colors: {},
          ...(supersedes && { supersedes }),
        }),
      ),
    );
  const old = make();
  const kept = join(context.archive, "all", "2025-01-02-12345678");
  await mkdir(kept, { recursive: true });
  await mkdir(paths.report, { recursive: true });
  await writeFile(join(kept, "tillbook.html"), old);
  const receipt = { last_day: "2025-01-02", commit: "c", checksums: { "tillbook.html": String(readChecksum(old)) } };
  await writeFile(join(paths.report, "tillbook.html"), make([receipt]));
  assert.deepEqual(await find(checkArchive, context), []);
  assert.match(await checkArchive(context, []), /its old numbers are those of all\/2025-01-02-12345678$/);
  await writeFile(join(kept, "tillbook.html"), Buffer.from(old).toString().replace("text", "next"));
  assert.deepEqual(await find(checkArchive, context), [
    `${context.archive}: all/2025-01-02-12345678/tillbook.html is damaged: its SHA-256 differs from the checksum in it; it is not compared`,
    `${context.archive}: expected tillbook.html with the checksum ${receipt.checksums["tillbook.html"]}, which the report supersedes, found none`,
  ]);
  await writeFile(join(paths.report, "tillbook.html"), make());
  assert.equal((await find(checkArchive, context)).length, 1);
});
