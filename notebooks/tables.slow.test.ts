import assert from "node:assert/strict";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { en, findPlace } from "@tillbook/charts";
import { type Cell, type Output, parseNotebook, readEvidence } from "@tillbook/notebook";
import { plotNotebooks } from "@tillbook/notebook/plot";
import { findPaths, type Paths } from "@tillbook/pipeline";
import { readQueries } from "@tillbook/queries";
import { connectMysql, joinEmbeddedMysql, leaveEmbeddedMysql } from "@tillbook/services";
import { createSalesTable } from "../libs/dataset/src/schema.js";
import { makeTestRoot } from "../libs/services/src/test-mysql.js";
import { createResultTable } from "../spark/result-table.js";
import { readQuery, readScope, readTable, toRows, within } from "./tables.js";

// Against the embedded MariaDB; MySQL differs in JSON, which has a type of its own there.

let paths: Paths;

before(async () => {
  paths = await makeTestRoot("tillbook-tables-");
  const address = await joinEmbeddedMysql(paths, "tillbook");
  for (const name of ["host", "port", "user", "password", "database"] as const)
    process.env[`MYSQL_${name.toUpperCase()}`] = String(address[name]);
  const connection = await connectMysql({ ...address });
  for (const sql of [
    "create table import_status (id int, state varchar(9), currency char(3))",
    createSalesTable("sales"),
    `insert into sales (store, article, sold_on, amount) values ('Berlin', '4711', '2026-01-02', 12.50), ('Berlin', 'Tea | "a"', '2026-01-03', 277371.65),
      ('Ulm', '<b>*x*</b>', '2026-02-01', -0.05)`,
    ...(await readQueries(join(findPaths().root, "spark"))).map((query) => createResultTable(query, query.name)),
    `insert into monthly_sales values (2026, 1, 2, 'Berlin', 12.50, 1, 0, 0, 0, 0, 0, 0, null),
      (2026, 1, 3, 'Berlin', 277371.65, 1, 0, 0, 0, 0, 0, 0, null), (2026, 2, 1, 'Ulm', -0.05, 1, 1, -0.05, 0, 0, 0, 0, null),
      (2026, 3, 1, 'Ulm', 9, 1, 0, 0, 0, 0, 0, 0, null)`,
    "insert into top_articles values ('all', 'Ulm', 'article', '<b>*x*</b>', '', -0.05, 1, 1, 1, 1, 1, 0, 0, 0, 0, -0.05)",
    "create table q1_revenue (store varchar(20))",
    "insert into q1_revenue values ('Ulm'), ('Berlin')",
    "create table nothing_yet (store varchar(20), revenue decimal(10, 2))",
    `create table every_type (
      whole bigint, big bigint unsigned, small tinyint, yes boolean, part float, more double, exact decimal(30, 10), y year,
      day date, at time(3), moment datetime, stamp timestamp null, word varchar(20), letters char(4), long_text longtext,
      kind enum('a', 'b'), kinds set('x', 'y'), document json, bits bit(8), bytes blob, fixed binary(4))`,
    `insert into every_type values (-9007199254740991, 18446744073709551615, -5, true, 0.5, 1e-7, '12345678901234567890.0123456789',
      2026, '2026-03-01', '17:00:00.250', '2026-03-01 17:00:00', '2026-03-01 17:00:00', 'Käse 🧀', 'ab', 'long', 'b', 'x,y',
      '{"a": [1, 2.50]}', b'101', x'ff00', 'ab')`,
    "insert into every_type (word) values (null)",
  ])
    await connection.query(sql);
  await connection.end();
});

after(async () => {
  await leaveEmbeddedMysql(paths);
  await rm(paths.root, { recursive: true });
});

const types =
  "whole, big, small, yes, part, more, exact, y, day, at, moment, stamp, word, letters, long_text, kind, kinds, document";

test("every type is read: exact numbers, texts, dates and times as texts, NULL as null", async () => {
  const [full, empty] = toRows(await readQuery(`select ${types} from every_type`));
  assert.deepEqual(full, {
    whole: -9007199254740991,
    big: 18446744073709551615n,
    small: -5,
    yes: 1,
    part: 0.5,
    more: 1e-7,
    exact: "12345678901234567890.0123456789",
    y: 2026,
    day: "2026-03-01",
    at: "17:00:00.250",
    moment: "2026-03-01 17:00:00",
    stamp: "2026-03-01 17:00:00",
    word: "Käse 🧀",
    letters: "ab",
    long_text: "long",
    kind: "b",
    kinds: "x,y",
    document: '{"a": [1, 2.50]}',
  });
  assert.deepEqual(new Set(Object.values(empty!)), new Set([null]));
});

test("sums, means, shares and changes of sales are read, each by one line of SQL", async () => {
  const table = await readQuery(`
    select store, sum(amount) as revenue, avg(amount) as average, sum(1) as sales, count(*) as n,
      round(sum(amount) / 277384.10, 4) as share, sum(amount) - lag(sum(amount)) over (order by store) as growth
    from sales group by store order by store`);
  assert.deepEqual(toRows(table), [
    {
      store: "Berlin",
      revenue: "277384.15",
      average: "138692.075000",
      sales: 2,
      n: 2,
      share: "1.0000",
      growth: null,
      revenue_cents: 27738415,
      growth_cents: null,
    },
    {
      store: "Ulm",
      revenue: "-0.05",
      average: "-0.050000",
      sales: 1,
      n: 1,
      share: "0.0000",
      growth: "-277384.20",
      revenue_cents: -5,
      growth_cents: -27738420,
    },
  ]);
  assert.deepEqual(table.column("growth_cents").values, [Number.NaN, -27738420]);
  assert.equal(table.column("revenue_cents").sum(), 27738410);
});

test("amounts beyond what a number holds are bigints in the whole column", async () => {
  const rows = toRows(
    await readQuery("select cast(90071992547409.93 as decimal(20, 2)) as total union all select 1.00"),
  );
  assert.deepEqual(rows, [
    { total: "90071992547409.93", total_cents: 9007199254740993n },
    { total: "1.00", total_cents: 100n },
  ]);
});

test("no rows are a frame that has the columns, of a table they are a failure that says what to do", async () => {
  const table = await readQuery("select store, sum(amount) as revenue from sales where store = 'Rome' group by store");
  assert.deepEqual(table.columns, ["store", "revenue", "revenue_cents"]);
  assert.deepEqual(table.shape, [0, 3]);
  assert.deepEqual(toRows(table), []);
  await assert.rejects(readTable("nothing_yet"), {
    code: "TABLE_MISSING",
    message: "expected rows in nothing_yet, got none",
    hint: "make aggregate",
  });
  await assert.rejects(readQuery("select * from sums"), {
    message: "Table 'tillbook.sums' doesn't exist",
    hint: "make aggregate, or take one that is there: every_type, import_status, monthly_sales, nothing_yet, q1_revenue, sales, sales_per_cashier, time_sales, top_articles",
  });
});

test("tables and queries are of the period and the store of the settings, or within another scope; the data says what there is", async () => {
  Object.assign(process.env, { REPORT_PERIOD: "latest", REPORT_STORE: "Ulm" });
  try {
    const months = toRows(await readTable("monthly_sales"));
    assert.deepEqual(months, [
      {
        ...{ year: 2026, month: 2, store: "Ulm", revenue: "-0.05", sales: 1, open_days: 1 },
        ...{ first_day: "2026-02-01", last_day: "2026-02-01", refunds: 1, refunded: "-0.05" },
        ...{
          receipts: 0,
          quantity: null,
          zero_sales: 0,
          without_time: 0,
          without_article: 0,
          revenue_cents: -5,
          refunded_cents: -5,
        },
      },
    ]);
    const sql = "select store, count(*) as n from sales group by store order by store";
    assert.deepEqual(toRows(await readQuery(sql)), [{ store: "Ulm", n: 1 }]);
    assert.deepEqual(toRows(await within("before").readQuery(sql)), []);
    assert.deepEqual(toRows(await within("before").readTable("monthly_sales")), []);
    const before = toRows(await within("before", { chain: true }).readQuery(sql));
    assert.deepEqual(before, [{ store: "Berlin", n: 2 }]);
    assert.equal(findPlace(before[0]!)?.sql, `-- within before, chain\n${sql}`);
    assert.equal(toRows(await within("all", { chain: true }).readQuery(sql)).length, 2);
    assert.equal(toRows(await within("trend").readTable("monthly_sales")).length, 1);
    assert.deepEqual(await readScope(), {
      period: { name: "2026-02", unit: "month", first: "2026-02-01", last: "2026-02-28" },
      before: { name: "2026-01", unit: "month", first: "2026-01-01", last: "2026-01-31" },
      data: { first: "2026-01-02", last: "2026-03-01", closedWeekdays: [1, 2, 3, 4] },
      store: "Ulm",
      cashiers: "numbers",
    });
    await assert.rejects(readTable("top_articles"), {
      code: "TABLE_MISSING",
      message: "expected rows of 2026-02 in top_articles, got none",
      hint: "REPORT_PERIOD=2026-02 make aggregate",
    });
    assert.deepEqual(toRows(await within("before", { chain: true }).readTable("top_articles")), []);
    await assert.rejects(readTable("category_sales"), {
      message: "expected rows of 2026-02 in category_sales, got none",
    });
    process.env["REPORT_STORE"] = "Berlin";
    await assert.rejects(readTable("monthly_sales"), { code: "SETTING_INVALID", message: /no sales in 2026-02/ });
    process.env["REPORT_STORE"] = "berlim";
    await assert.rejects(readQuery(sql), { code: "SETTING_INVALID", message: /nearest are "Berlin", "Ulm"/ });
    process.env["TILLBOOK_SCOPE"] = JSON.stringify({ ...(await scopeOfBerlin()) });
    Object.assign(process.env, { REPORT_PERIOD: "2026-01", REPORT_STORE: "Ulm" });
    assert.deepEqual(toRows(await readQuery(sql)), [{ store: "Berlin", n: 2 }]);
  } finally {
    for (const name of ["REPORT_PERIOD", "REPORT_STORE", "TILLBOOK_SCOPE"]) delete process.env[name];
  }
});

test("without settings, as in Jupyter, another scope is all the data, and there is none before it", async () => {
  const sql = "select count(*) as n from sales";
  assert.deepEqual(toRows(await within("all").readQuery(sql)), [{ n: 3 }]);
  for (const which of ["before", "year before"] as const)
    await assert.rejects(within(which).readQuery(sql), /nothing is before all the data/);
});

async function scopeOfBerlin() {
  Object.assign(process.env, { REPORT_PERIOD: "2026-01", REPORT_STORE: "Berlin" });
  return readScope();
}

test("a table may have one column and digits in its name", async () => {
  assert.deepEqual(toRows(await readTable("q1_revenue")), [{ store: "Berlin" }, { store: "Ulm" }]);
  await assert.rejects(
    readTable("a; drop table sales"),
    /expected the name of a table, got "a; drop table sales": take readQuery/,
  );
});

test("the same frame gives the same objects each time, until it is changed", async () => {
  const table = await readQuery("select store, count(*) as sales from sales group by store order by store");
  const rows = toRows(table);
  assert.ok(toRows(table).every((row, i) => row === rows[i]));
  rows.reverse();
  assert.equal(toRows(table)[0], rows[1]);
  table.addColumn("double", [4, 2], { inplace: true });
  assert.deepEqual(toRows(table)[0], { store: "Berlin", sales: 2, double: 4 });
});

test("bytes and two columns of one name are refused, with what to write instead", async () => {
  for (const name of ["bits", "bytes", "fixed"])
    await assert.rejects(readQuery(`select ${name} from every_type`), (error: Error) =>
      error.message.startsWith(`expected text, numbers or dates in column ${name}, got bytes: select hex(${name})`),
    );
  assert.deepEqual(toRows(await readQuery("select bits + 0 as n, hex(bytes) as x from every_type limit 1")), [
    { n: 5, x: "FF00" },
  ]);
  await assert.rejects(readQuery("select a.store, b.store from sales a join sales b using (store)"), {
    message: "expected a name of its own for each column, got store twice: name one by `as`",
  });
  await assert.rejects(readQuery("set @a = 1"), { message: 'expected a query that selects rows, got "set @a = 1"' });
});

test("columns that are asked for have those types, in TypeScript too", async () => {
  const rows = toRows(
    await readQuery(
      `select store, sum(amount) as revenue, avg(amount) as average, count(*) as sales, min(sold_on) as since,
        sum(amount) - lag(sum(amount)) over (order by store) as growth from sales group by store order by store`,
      { store: "text", revenue: "money", average: "number", sales: "bigint", since: "date", growth: "money?" },
    ),
  );
  const [first, second] = rows;
  const store: string = first!.store;
  const cents: number = first!.revenue_cents;
  const growth: string | null = second!.growth;
  const growthCents: number | null = first!.growth_cents;
  const sales: bigint = first!.sales;
  const average: number = first!.average;
  assert.deepEqual(
    [store, cents, growth, growthCents, sales, average],
    ["Berlin", 27738415, "-277384.20", null, 2n, 138692.075],
  );
  const claimed = toRows(await readQuery<{ store: string }>("select store from q1_revenue order by store"));
  assert.equal(claimed[0]!.store.toUpperCase(), "BERLIN");
  const [{ document }] = toRows(await readQuery("select document from every_type limit 1", { document: "json" })) as [
    { document: unknown },
  ];
  assert.deepEqual(document, { a: [1, 2.5] });
});

test("a column that isn't what was asked for is named, with what to ask for", async () => {
  const cases: [sql: string, columns: Record<string, never>, message: string][] = [
    ["select 'a' as x", { x: "number" } as never, 'expected number in column x, got text: ask for "text" or "json"'],
    [
      "select cast(null as decimal(5, 1)) as x",
      { x: "decimal" } as never,
      'expected decimal in column x, got NULL in row 1: ask for "decimal?"',
    ],
    [
      "select 1.2345 as x",
      { x: "money" } as never,
      'expected money in column x, got 4 decimals, where amounts have 2: ask for "decimal", or select round(…, 2)',
    ],
    [
      "select 9007199254740993 as x",
      { x: "number" } as never,
      'expected number in column x, got 9007199254740993, which a number does not hold: ask for "bigint"',
    ],
    [
      "select 12345678901234567.25 as x",
      { x: "number" } as never,
      'expected number in column x, got 12345678901234567.25, which a number does not hold: ask for "decimal"',
    ],
    ["select 1 as x, 2 as y", { z: "number" } as never, "expected a column z, got x, y"],
  ];
  for (const [sql, columns, message] of cases) await assert.rejects(readQuery(sql, columns), { message });
});

/** Runs notebooks by real kernels; gives the outputs of each cell with code, by the notebook's name. */
async function plot(notebooks: Record<string, string[]>, locale: string): Promise<Record<string, Output[][]>> {
  const at = (name: string): string => join(paths.root, name);
  const places = { ...findPaths(), notebooks: at("executed"), charts: at("charts"), manifests: at("manifests") };
  for (const folder of ["written", "manifests"]) await mkdir(at(folder));
  for (const [name, sources] of Object.entries(notebooks)) {
    const code = { cell_type: "code", metadata: {}, outputs: [], execution_count: null };
    const metadata = { kernelspec: { display_name: "TypeScript", language: "typescript", name: "tslab" } };
    const title = { cell_type: "markdown", id: "title", metadata: {}, source: "# Title" };
    const cells = [title, ...sources.map((source, i) => ({ ...code, id: `c${i}`, source }))];
    await writeFile(at(`written/${name}.ipynb`), JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 }));
  }
  process.env["REPORT_LOCALE"] = locale;
  const signal = new AbortController().signal;
  await plotNotebooks({ paths: places, folder: at("written"), cellTimeoutS: 60, messages: en, log: () => {}, signal });
  const outputs: Record<string, Output[][]> = {};
  for (const name of Object.keys(notebooks)) {
    const { cells } = parseNotebook(name, await readFile(join(places.notebooks, `${name}.ipynb`), "utf8"), "");
    outputs[name] = cells.slice(1).map((cell: Cell) => cell.outputs ?? []);
  }
  return outputs;
}

/** Lists the examples of the document for analysts, to the letter. */
async function listExamples(title: string): Promise<string[]> {
  const text = await readFile(join(findPaths().root, "docs/notebooks.md"), "utf8");
  const section = text.split("\n## ").find((part) => part.startsWith(`${title}\n`)) ?? "";
  return [...section.matchAll(/```ts\n(.*?)```/gs)].map(([, code = ""]) => code.trimEnd());
}

test("the last line of a cell is shown as a table, in the report's language; danfojs by itself is exact and prints no banner", async () => {
  const plotted = await plot(
    {
      own: [
        `import { readQuery, showTable, toRows } from "./tables.js";
const articles = await readQuery(\`select article, amount, amount * amount as squared from sales order by amount\`);
articles`,
        `await readQuery("select store, sum(amount) as revenue, count(*) as sales from sales group by store order by store");`,
        "articles.drop({ columns: ['article', 'amount', 'squared'] }).describe().round(2)",
        "toRows(articles).slice(1).map(({ article, amount }) => ({ article, amount }))",
        'articles["amount_cents"]',
        "Array.from({ length: 1234 }, (_, i) => ({ n: i, gap: i === 0 ? null : 'x' }))",
        "showTable(articles.drop({ columns: ['squared'] }), 1);\n[]",
      ],
      alone: [
        `import { DataFrame } from "danfojs-node";
const cents = new DataFrame([[27737165]], { columns: ["revenue_cents"] });
cents.div(100)`,
      ],
      docs: await listExamples("Read what you need"),
      numbers: [
        ...(await listExamples("Numbers that verify can recompute")),
        `import { display } from "tslab";\nimport { formatCount } from "@tillbook/charts";
display.html(\`<b>\${formatCount(quantity(rows[0]!, "sales").times(1000), messages)}</b>\`);
console.log("plain", 5);`,
      ],
    },
    "de",
  );
  const list = (outputs: Output[]): unknown[] => outputs.map(({ data, text }) => data?.["text/markdown"] ?? text);
  const rest = (from: number, to: number): string =>
    Array.from({ length: to - from }, (_, i) => `\n| ${from + i} | x |`).join("");
  const tea = '| 4711 | 12,50 |\n| Tea \\| "a" | 277371,65 |';
  assert.deepEqual(plotted["own"]!.map(list), [
    [
      `| article | amount | squared |
| --- | ---: | ---: |
| \\<b\\>\\*x\\*\\</b\\> | −0,05 | 0,0025 |
| 4711 | 12,50 | 156,2500 |
| Tea \\| "a" | 277371,65 | 76935032223,7225 |`,
    ],
    ["| store | revenue | sales |\n| --- | ---: | ---: |\n| Berlin | 277384,15 | 2 |\n| Ulm | −0,05 | 1 |"],
    [
      `|  | amount\\_cents |
| --- | ---: |
| count | 3 |
| mean | 9246136,67 |
| std | 16013700,29 |
| min | −5 |
| median | 1250 |
| max | 27737165 |
| variance | 256438597011858,38 |`,
    ],
    [`| article | amount |\n| --- | ---: |\n${tea}`],
    ["| amount\\_cents |\n| ---: |\n| −5 |\n| 1250 |\n| 27737165 |"],
    [`| n | gap |\n| ---: | --- |\n| 0 | – |${rest(1, 20)}\n\nAnfang: 20 von 1.234 Zeilen`],
    ["| article | amount |\n| --- | ---: |\n| \\<b\\>\\*x\\*\\</b\\> | −0,05 |\n\nAnfang: 1 von 3 Zeilen", "[]\n"],
  ]);
  assert.deepEqual(plotted["alone"]!.map(list), [["| revenue\\_cents |\n| ---: |\n| 277371.65 |"]]);
  assert.deepEqual(plotted["docs"]!.map(list), [
    [],
    ["| store | revenue | sales |\n| --- | ---: | ---: |\n| Berlin | 277384,15 | 2 |\n| Ulm | −0,05 | 1 |"],
    [
      `| year | month | store | revenue | sales | open\\_days | first\\_day | last\\_day | refunds | refunded | zero\\_sales | without\\_time | without\\_article | receipts | quantity |
| ---: | ---: | --- | ---: | ---: | ---: | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
| 2026 | 1 | Berlin | 277384,15 | 2 | 2 | 2026-01-02 | 2026-01-03 | 0 | 0,00 | 0 | 0 | 0 | 0 | – |`,
    ],
    ["| year | month | rise |\n| ---: | ---: | ---: |\n| 2026 | 2 | −277384,20 |"],
    ["| weekday | average |\n| ---: | ---: |\n| 5 | 12,5 |\n| 6 | 277371,65 |\n| 7 | −0,05 |"],
    [
      `|  | revenue\\_cents |
| --- | ---: |
| count | 3 |
| mean | 9246436,67 |
| std | 16014523,01 |
| min | −5 |
| median | 900 |
| max | 27738415 |
| variance | 256464947215108,38 |`,
    ],
  ]);
  const explained = plotted["numbers"]!.slice(1).map((outputs) =>
    outputs.map((output) => {
      const lines = readEvidence(output)?.numbers ?? [];
      const texts = lines.map(({ at, span, format }) => {
        const text = String(output.data?.[at.slice(1).replace("~1", "/")]);
        return [text.slice(...(span ?? [])), format];
      });
      return [output.data?.["text/plain"] ?? output.data?.["text/html"] ?? output["text"], texts];
    }),
  );
  assert.deepEqual(explained, [
    [
      [
        "−100,0\u00a0Prozentpunkte 92.464,37\u00a0€",
        [
          ["−100,0\u00a0Prozentpunkte", "points:1"],
          ["92.464,37\u00a0€", "money"],
        ],
      ],
    ],
    [
      ["<b>2.000</b>", [["2.000", "count"]]],
      ["plain 5\n", []],
    ],
  ]);
  const [said] = plotted["numbers"]![0]!;
  assert.equal(said?.data?.["text/markdown"], "**Berlin** took 277.384,15\u00a0€, 100,0\u00a0% of it all.");
  const sql = "select * from `monthly_sales` order by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15";
  assert.deepEqual(readEvidence(said!)?.sources, [sql]);
  assert.deepEqual(readEvidence(said!)?.numbers[1]?.how, {
    op: "/",
    of: [{ sum: [0, "0", "revenue"] }, { sum: [0, "0-2", "revenue"] }],
  });
});
