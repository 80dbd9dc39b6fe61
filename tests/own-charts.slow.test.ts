import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { en, type Figure } from "@tillbook/charts";
import { findPaths, readSettings, TillbookError } from "@tillbook/pipeline";
import { readQueries } from "@tillbook/queries";
import { connectMysql, joinEmbeddedMysql, leaveEmbeddedMysql } from "@tillbook/services";
import MarkdownIt from "markdown-it";
import { checkTypes } from "../libs/notebook/src/check-types.js";
import { plotNotebooks } from "../libs/notebook/src/plot.js";
import { createResultTable } from "../spark/result-table.js";

// The charts of docs/notebooks.md, to the letter, and figures that are wrong, in a real kernel on a real database.

const rows = [
  `insert into top_articles values
    ('all', 'Ulm', 'article', 'Bread <1 kg>', '', 30.50, 10, 1, 1, 2, 2, 1, 2, 1, 1, 50.75), ('all', 'Köln', 'article', 'Bread <1 kg>', '', 20.25, 5, 1, 1, 1, 2, 1, 1, 1, 1, 50.75),
    ('all', 'Ulm', 'article', 'Milk', '', 12.75, 15, 2, 2, 2, 2, 1, 2, 1, 1, 12.75)`,
  `insert into monthly_sales values
    (2025, 1, 6, 'Ulm', 43.25, 1203, 0, 0, 0, 0, 0, 0, null), (2025, 1, 12, 'Köln', 20.25, 4, 0, 0, 0, 0, 0, 0, null)`,
  `insert into time_sales values
    (2025, 1, 6, 9, 'Ulm', 1, 20, 3, 0), (2025, 1, 6, 10, 'Ulm', 1, 23.25, 1200, 0), (2025, 1, 12, 10, 'Köln', 7, 20.25, 4, 0)`,
];

/** Cells of a notebook whose last one fails, after each figure of the one before was refused with a message. */
const wrong = [
  'import { show } from "./tables.js";',
  `const said = { title: { text: "Sales" }, meta: { alt: "Bars." } };
const x = ["a", "b"];
const refused = (draw: () => void) => { try { draw(); console.log("passed"); } catch (error) { console.log((error as Error).message); } };
refused(() => show({ data: [{ type: "bar", name: "Ulm", x, y: [1, Number.NaN] }], layout: said }));
refused(() => show({ data: [{ type: "bar", x, y: [1, 0 / 0 * 3, 1 / 0] }], layout: said }));
refused(() => show({ data: [{ type: "bar", x, y: [1, null] }], layout: said }));
refused(() => show({ data: [{ type: "bar", x, y: [1, 2] }], layout: { title: { text: "Sales" } } }));
refused(() => show({ data: [{ type: "bar", x, y: new Float64Array([0.1, 2]) }], layout: said }));`,
  '\nshow({ data: [{ type: "bar", x: ["a", "b"], y: ["1,200.50", "3"] }], layout: said });',
];

let folder = "";
let failure = "";
const paths = () => ({
  ...findPaths(),
  ...{
    data: join(folder, "data"),
    notebooks: join(folder, "executed"),
    charts: join(folder, "charts"),
    manifests: folder,
  },
});

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tillbook-own-charts-"));
  const home = join(folder, "notebooks");
  await mkdir(paths().data);
  await mkdir(home);
  const { mysql } = readSettings({});
  const address = await joinEmbeddedMysql(paths(), mysql.database);
  for (const name of ["host", "port", "user", "password", "database"] as const)
    process.env[`MYSQL_${name.toUpperCase()}`] = String(address![name]);
  const connection = await connectMysql(mysql, paths());
  for (const query of await readQueries(join(paths().root, "spark")))
    await connection.query(createResultTable(query, query.name));
  for (const row of rows) await connection.query(row);
  await connection.end();
  await writeFile(join(home, "1-own.ipynb"), formatNotebook(await readExamples()));
  await writeFile(join(home, "2-wrong.ipynb"), formatNotebook(wrong));
  await plotNotebooks({
    paths: paths(),
    folder: home,
    cellTimeoutS: 120,
    messages: en,
    log: () => undefined,
    signal: new AbortController().signal,
  }).catch((error) => {
    assert.ok(error instanceof TillbookError, String(error));
    failure = error.message;
  });
});

after(async () => {
  await leaveEmbeddedMysql(paths());
  await rm(folder, { recursive: true });
});

/** The examples of "A chart of your own", each a cell. */
async function readExamples(): Promise<string[]> {
  const text = await readFile(join(findPaths().root, "docs/notebooks.md"), "utf8");
  const [, section = ""] = /^## A chart of your own\n([\s\S]*?)^## /m.exec(text) ?? [];
  const blocks = new MarkdownIt().parse(section, {}).filter(({ type, info }) => type === "fence" && info === "ts");
  return blocks.map(({ content }) => content);
}

function formatNotebook(sources: readonly string[]): string {
  const code = { cell_type: "code", metadata: {}, outputs: [], execution_count: null };
  const cells = [
    { cell_type: "markdown", id: "title", metadata: {}, source: "# Charts" },
    ...sources.map((source, i) => ({ ...code, id: `cell-${i}`, source })),
  ];
  return JSON.stringify({
    cells,
    metadata: { kernelspec: { name: "tslab", display_name: "TypeScript", language: "typescript" } },
    nbformat: 4,
    nbformat_minor: 5,
  });
}

async function readOutputs(
  file: string,
): Promise<{ data?: Record<string, unknown>; text?: string[]; metadata?: object }[]> {
  const { cells } = JSON.parse(await readFile(join(paths().notebooks, file), "utf8"));
  return cells.flatMap(({ outputs = [] }: { outputs?: [] }) => outputs);
}

test("the examples of the page draw what they say, with a table and with how their numbers were computed", async () => {
  const outputs = await readOutputs("1-own.ipynb");
  const figures = outputs.map(({ data }) => data?.["application/vnd.plotly.v1+json"] as Figure);
  assert.deepEqual(
    figures.map(({ layout: { meta } }) => [
      meta.name,
      meta.table.columns.map(({ label }) => label),
      ...meta.table.rows,
    ]),
    [
      [
        "few-articles-bring-most-of-the-revenue",
        ["Article", "Each: Revenue (€)", "With those before: Share"],
        ["Bread <1 kg>", "50.75", "80%"],
        ["Milk", "12.75", "100%"],
      ],
      ["what-each-store-contributes", ["Name", "Revenue (€)"], ["Ulm", "43.25"], ["Köln", "20.25"]],
      [
        "when-customers-come",
        ["Weekday", "9:00", "10:00"],
        ["Monday", "3", "1,200"],
        ...["Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"].map((day) => [day, "", ""]),
        ["Sunday", "", "4"],
      ],
    ],
  );
  for (const { metadata } of outputs) assert.match(JSON.stringify(metadata), /"numbers":\["- - 0 /);
});

test("a figure that Plotly would draw in part fails in its cell, and names trace, place and what to write", async () => {
  const nan = 'chart "sales": data[0] ("Ulm", bar).y[1]: expected a number that can be drawn, got NaN';
  const printed = (await readOutputs("2-wrong.failed.ipynb")).flatMap(({ text = [] }) => text).join("");
  const [first, second, third, fourth, fifth] = printed.trim().split("\n");
  assert.equal(first, nan);
  assert.match(second ?? "", /^chart "sales-2": data\[0\] \(bar\)\.y\[1\]: .*got NaN$/);
  assert.match(third ?? "", /y\[1\]: expected a value, got null, which would be missing in the chart/);
  assert.match(
    fourth ?? "",
    /^chart "Sales": expected layout\.meta\.alt, .*meta: \{ alt: "Bars: Sales\. From a to b\." \}/,
  );
  assert.equal(fifth, "passed");
  assert.match(
    failure,
    /^notebooks\/2-wrong\.ipynb cell 4 line 2: TillbookError: chart "sales-\d": data\[0\] \(bar\)\.y\[0\]: expected a number, the length of a bar or part, got "1,200\.50"/,
  );
});

test("a title that is a text, a misspelt attribute and a wrong value are wrong types in a cell", async () => {
  const check = async (trace: string, layout: string): Promise<string | undefined> => {
    const cells = ['import { show } from "./tables.js";', `show({\n  data: [${trace}],\n  layout: ${layout},\n});`];
    const found = await checkTypes(
      [{ name: "own", cells }],
      findPaths().root,
      join(findPaths().build, "check-own-charts"),
    );
    return found.get("own")?.[0]?.message;
  };
  assert.equal(
    await check(
      '{ type: "bar", x: [1], y: [1] }, { x: [1], y: [1], mode: "lines+markers" }',
      '{ xaxis2: { title: { text: "a" } } }',
    ),
    undefined,
  );
  assert.match(
    (await check("{ x: [1] }", '{ yaxis: { title: "Revenue" } }')) ?? "",
    /^Type 'string' has no properties in common with type '\w+Title\d?'/,
  );
  assert.match(
    (await check('{ type: "bar", colour: "red" }', "{}")) ?? "",
    /'colour' does not exist in type 'BarTrace'/,
  );
  assert.match((await check("{}", '{ barmode: "stacked" }')) ?? "", /^Type '"stacked"' is not assignable/);
});
