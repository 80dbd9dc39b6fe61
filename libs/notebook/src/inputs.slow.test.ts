import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { findPaths, findRoot, type Paths } from "@tillbook/pipeline";
import type { ReportScope } from "@tillbook/queries";
import { listTables } from "./cell-code.js";
import { hashInputs } from "./inputs.js";

// Which notebooks run again after an edit, in a copy of the sources.

const notebooks = [
  {
    name: "months",
    cells: [
      'import { monthlySales, type MonthlySalesRow } from "@tillbook/charts";\nimport { readTable, show, toRows, messages } from "./tables.js";',
      'show(monthlySales(toRows<MonthlySalesRow>(await readTable("monthly_sales")), messages));',
    ],
  },
  {
    name: "hours",
    cells: [
      'import { timeSales, type TimeSalesRow } from "@tillbook/charts";\nimport { readQuery, show, toRows, messages } from "./tables.js";',
      "show(timeSales(toRows<TimeSalesRow>(await readQuery(`select * from time_sales where hour > 5`)), messages));",
    ],
  },
  {
    name: "sales",
    cells: [
      'import { readQuery as q, say } from "./tables.js";\nsay(String((await q("select count(*) from sales")).shape));',
    ],
  },
  {
    name: "any",
    cells: ['import { readTable } from "./tables.js";\nfor (const name of ["a"]) console.log(await readTable(name));'],
  },
  {
    name: "file",
    cells: ['import { readFileSync } from "node:fs";\nconsole.log(readFileSync("targets.csv", "utf8"));'],
  },
  { name: "module", cells: ['import { targets } from "./targets.js";\nconsole.log(targets);'] },
  {
    name: "before",
    cells: [
      'import { readTable, within } from "./tables.js";\nconst hours = () => trend.readTable("time_sales");\nconst trend = within("trend");',
      'const before = within("before");\nconst { readTable: readAll } = within("all", { chain: true });',
      'console.log(await before.readQuery("select store from monthly_sales"), await readAll("sales_per_cashier"));',
      'const { readTable: readAll } = within("trend");\nconsole.log(await within("all").readTable("sales_per_cashier"), readTable("monthly_sales"));',
    ],
  },
  { name: "given", cells: ['import { within } from "./tables.js";\nconsole.log([within("before")]);'] },
  { name: "again", cells: ['import { anything } from "./readers.js";\nconsole.log(await anything("sales"));'] },
  {
    name: "view",
    cells: ['import { readQuery } from "./tables.js";\nconsole.log(await readQuery("select * from category_sales"));'],
  },
  { name: "scope", cells: ['import { readScope } from "./tables.js";\nconsole.log(await readScope());'] },
  { name: "text", cells: ['import { say } from "./tables.js";\nsay("Hello");'] },
];
const all = notebooks.map(({ name }) => name);

/** Of the report, in all hashes. */
let scope: ReportScope = {
  period: { name: "2026-02", unit: "month", first: "2026-02-01", last: "2026-02-28" },
  data: { first: "2025-01-01", last: "2026-03-10", closedWeekdays: [7] },
  store: undefined,
};

let paths: Paths;
let known: Record<"en" | "de", Map<string, string>>;
before(async () => {
  paths = findPaths(mkdtempSync(join(tmpdir(), "tillbook-inputs-")));
  for (const folder of ["libs", "notebooks", "spark"]) {
    const isOurs = (name: string): boolean => !/node_modules|expected|till-files|\.png$/.test(name);
    cpSync(join(findRoot(), folder), join(paths.root, folder), { recursive: true, filter: isOurs });
  }
  mkdirSync(join(paths.root, "node_modules/@tillbook"), { recursive: true });
  for (const lib of ["charts", "notebook", "pipeline", "queries", "services"])
    symlinkSync(`../../libs/${lib}`, join(paths.root, "node_modules/@tillbook", lib));
  for (const file of ["package-lock.json", "requirements.txt"]) cpSync(join(findRoot(), file), join(paths.root, file));
  mkdirSync(paths.manifests, { recursive: true });
  writeFileSync(join(paths.root, "notebooks/targets.csv"), "1");
  const module = 'import { readTable } from "./tables.js";\nexport const targets = () => readTable("time_sales");\n';
  writeFileSync(join(paths.root, "notebooks/targets.ts"), module);
  writeFileSync(join(paths.root, "notebooks/readers.ts"), 'export { readTable as anything } from "./tables.js";\n');
  writeManifest("import", { files: [], server_version: "11.4" });
  writeManifest("aggregate", {
    queries: "a",
    read: "5",
    wrote: { monthly_sales: "1", time_sales: "2", sales_per_cashier: "3", top_articles: "4" },
    server_version: "11.4",
  });
  known = { en: await hash("en"), de: await hash("de") };
});
after(() => rmSync(paths.root, { recursive: true }));

function writeManifest(stage: string, manifest: object): void {
  writeFileSync(join(paths.manifests, `${stage}.json`), JSON.stringify(manifest));
}

function hash(language: string, some = notebooks): Promise<Map<string, string>> {
  return hashInputs(paths, language, some, scope);
}

/** Lists the notebooks that run again when a file is edited. */
async function listStale(file: string, from: RegExp, to: string, language: "en" | "de" = "en"): Promise<string[]> {
  const path = join(paths.root, file);
  const text = readFileSync(path, "utf8");
  assert.match(text, from, file);
  writeFileSync(path, text.replace(from, to));
  const changed = await hash(language);
  writeFileSync(path, text);
  return all.filter((name) => changed.get(name) !== known[language].get(name));
}

type Edit = [what: string, file: string, from: RegExp, to: string, stale: string[], language?: "de"];
/** What reads files could read anything. */
const readers = ["months", "hours", "sales", "any", "file", "module", "before", "given", "again", "view", "scope"];
/** What could read any table. */
const unknown = ["any", "file", "given", "again"];
const withTexts = all.filter((name) => name !== "file");
const edits: Edit[] = [
  ["a German sentence, for English", "libs/charts/src/locale/de.ts", /Wochentag/, "Tag", []],
  ["a German sentence, for German", "libs/charts/src/locale/de.ts", /Wochentag/, "Tag", withTexts, "de"],
  ["an English sentence, for German", "libs/charts/src/locale/en.ts", /weekday/i, "day", [], "de"],
  ["an English sentence, for English", "libs/charts/src/locale/en.ts", /January/, "Jan", withTexts],
  ["a chart", "libs/charts/src/monthly-sales.ts", /\n\}\n*$/, "\n  // }\n}\nconsole.log(1);", ["months"]],
  ["a chart's function", "libs/charts/src/time-sales.ts", /heightPx = (\d)/, "heightPx = 9$1", ["hours"]],
  ["a chart's comment", "libs/charts/src/monthly-sales.ts", /$/, "// a comment", []],
  ["a chart's unused function", "libs/charts/src/monthly-sales.ts", /$/, "export function unused(): void {}", []],
  ["a test", "libs/charts/src/money.test.ts", /$/, "console.log(1);", []],
  ["what all charts use", "libs/charts/src/theme.ts", /#[0-9a-f]{6}/, "#123456", ["months", "hours"]],
  [
    "what shows a chart",
    "notebooks/tables.ts",
    /(function show\([^)]*\)[^{]*\{)/,
    "$1\n  console.log(1);",
    ["months", "hours"],
  ],
  ["what runs cells", "libs/notebook/src/kernel.ts", /$/, "console.log(1);", all],
  [
    "what runs cells, and what that uses",
    "libs/pipeline/src/parent.ts",
    /(function \w+\([^)]*\)[^{]*\{)/,
    "$1 console.log(1);",
    all,
  ],
  ["what makes tables of values", "libs/notebook/src/table-output.ts", /$/, "// a", all],
  ["what runs kernels", "libs/notebook/src/execute.py", /$/, "# a", all],
  ["the kernelspec", "libs/notebook/jupyter/kernels/tslab/kernel.json", /$/, " ", all],
  ["a package", "package-lock.json", /$/, " ", all],
  ["a query that changes nothing", "spark/time_sales.sql", /$/, "-- a", ["hours", "module", "before"]],
  [
    "a table",
    "build/manifests/aggregate.json",
    /"monthly_sales":"1"/,
    '"monthly_sales":"9"',
    ["months", "any", "file", "before", "given", "again", "scope"],
  ],
  [
    "another table",
    "build/manifests/aggregate.json",
    /"sales_per_cashier":"3"/,
    '"sales_per_cashier":"9"',
    ["any", "file", "before", "given", "again"],
  ],
  ["the table of a view", "build/manifests/aggregate.json", /"4"/, '"9"', ["any", "file", "given", "again", "view"]],
  ["a view", "spark/category_sales.scope.sql", /$/, "-- a", ["any", "file", "given", "again", "view"]],
  [
    "what a table means in a scope",
    "spark/monthly_sales.scope.sql",
    /$/,
    "-- a",
    ["months", "any", "file", "before", "given", "again", "scope"],
  ],
  ["the list of queries", "build/manifests/aggregate.json", /"queries":"a"/, '"queries":"b"', unknown],
  ["the sales", "build/manifests/aggregate.json", /"read":"5"/, '"read":"6"', ["sales", ...unknown]],
  ["the files", "build/manifests/import.json", /"files":\[\]/, '"files":[1]', ["sales", ...unknown]],
  ["the currency", "build/manifests/import.json", /"files"/, '"currency":"USD","files"', readers],
  ["the server", "build/manifests/import.json", /11\.4/, "9.1", []],
  ["a file that a cell names", "notebooks/targets.csv", /1/, "2", ["file"]],
  ["a module beside the notebooks", "notebooks/targets.ts", /time_sales/, "monthly_sales", ["module"]],
  ["a notebook", "notebooks/1-the-data.ipynb", /data/, "sales", []],
];

test("only the notebooks that depend on an edit run again", async () => {
  const got: Edit[] = [];
  for (const [what, file, from, to, , language] of edits) {
    const stale = await listStale(file, from, to, language);
    got.push([what, file, from, to, stale, ...(language ? [language] : [])] as Edit);
  }
  assert.deepEqual(got, edits);
});

test("a change of period, store or days of the data runs again what reads tables, and what it was before runs nothing", async () => {
  const before = scope;
  const others: ReportScope[] = [
    { ...before, period: { name: "2026-01", unit: "month", first: "2026-01-01", last: "2026-01-31" } },
    { ...before, store: "Köln" },
    { ...before, data: { ...before.data, last: "2026-03-11" } },
    { ...before, yearBefore: { name: "2025-02", unit: "month", first: "2025-02-01", last: "2025-02-28" } },
  ];
  for (const other of others) {
    scope = other;
    const changed = await hash("en");
    assert.deepEqual(
      all.filter((name) => changed.get(name) !== known.en.get(name)),
      readers,
    );
  }
  scope = structuredClone(before);
  assert.deepEqual(await hash("en"), known.en);
});

test("an edited cell is noticed, of its notebook alone; where the checkout is doesn't matter", async () => {
  const [first, ...others] = notebooks;
  const edited = await hash("en", [{ name: "months", cells: [...first!.cells, "1;"] }, ...others]);
  assert.deepEqual(
    all.filter((name) => edited.get(name) !== known.en.get(name)),
    ["months"],
  );
  const there = await hashInputs({ ...paths, root: findRoot() }, "en", [
    notebooks.find(({ name }) => name === "text")!,
  ]);
  assert.equal(there.get("text"), known.en.get("text"));
});

test("an import that leads nowhere makes nothing known, and so does a missing manifest; one that can't be read is a failure", async () => {
  assert.equal((await hash("en", [{ name: "a", cells: ['import "./nowhere.js";'] }])).size, 0);
  const file = join(paths.manifests, "aggregate.json");
  writeFileSync(file, "{");
  await assert.rejects(hash("en"), SyntaxError);
  rmSync(file);
  assert.equal((await hash("en")).size, 0);
  writeManifest("aggregate", {});
  rmSync(join(paths.root, "requirements.txt"));
  await assert.rejects(hash("en"), { code: "ENOENT" });
});

test("an apostrophe in a comment or a text hides no table behind it, and a view in any part of a query is seen", () => {
  const known = ["monthly_sales", "sales", "time_sales"];
  const list = (sql: string) => listTables([sql], known);
  assert.deepEqual(list("select 1 # it's\nfrom sales where store = 'x'"), ["sales"]);
  assert.deepEqual(list("select 5--1 from sales"), ["sales"]);
  assert.deepEqual(
    list(`select 1 from monthly_sales where store = "Joe's" union select 1 from time_sales where store = 'x'`),
    ["monthly_sales", "time_sales"],
  );
  assert.equal(list("select 1 from monthly_sales union all select 1 from my_view"), undefined);
  assert.equal(list("select 1 from sales straight_join my_view"), undefined);
});

test("rows of JSON are no table", () => {
  const sql = "select n from import_status, json_table(file_list, '$[*]' columns (n int path '$.rows')) as files";
  assert.deepEqual(listTables([sql], ["import_status", "sales"]), ["import_status"]);
});
