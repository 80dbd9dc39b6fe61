import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { findPaths, findRoot, formatCents } from "@tillbook/pipeline";
import { readQueries } from "@tillbook/queries";
import { parse } from "csv-parse/sync";
import type { Connection, RowDataPacket } from "mysql2/promise";
import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";
import { type BuiltCheckout, copyBuiltCheckout, type Ended, sharedSpark, stagesThatRan } from "./checkout.js";
import { listStale, readFixtures } from "./fixtures.js";
import { recompute } from "./recompute.js";
import { findForeign } from "./report/foreign-words.js";
import { readTexts } from "./report/read-pdf.js";
import { readReportWorkbook } from "./report/read-workbook.js";
import { judgePdf } from "./report/verapdf.js";

// The whole pipeline as a user runs it, by `make`, on 20,000 sales: real MariaDB, Spark, tslab and Chromium. The tests
// build on each other, in this order.

let checkout: BuiltCheckout;
let firstHtml: Buffer;
before(async () => {
  checkout = await copyBuiltCheckout(sharedSpark);
});
after(() => checkout?.remove());

const resultColumns = {
  monthly_sales:
    "year, month, day, store, revenue, sales, refunds, refunded, zero_sales, without_time, without_article, receipts, quantity",
  sales_per_cashier: "year, month, day, store, cashier, revenue, sales, receipts, hours",
  time_sales: "year, month, day, hour, store, weekday, revenue, sales, receipts",
  top_articles:
    "period, store, grouped_by, article, category, revenue, sales, rank_in_store, rank_overall, articles_in_store, articles, articles_for_half_in_store, articles_for_80_percent_in_store, articles_for_half, articles_for_80_percent, revenue_overall",
};

test("make report ends with 0, names the HTML and the PDF, and leaves no process", () => {
  const ended = checkout.built;
  assertSuccess(ended);
  assert.match(ended.output, /build\/report\/tillbook\.html {2}\d+\.\d MB/);
  assert.match(ended.output, /build\/report\/tillbook\.pdf {2}\d+\.\d MB, \d+ pages/);
  assert.equal(readReport("pdf").subarray(0, 5).toString(), "%PDF-");
  firstHtml = readReport("html");
  assert.match(firstHtml.toString(), /<!doctype html>/i);
  assert.deepEqual(checkout.built.left, []);
});

test("the fixtures of report/ are what the stages make; make fixtures accepts what they make now", () => {
  const folder = join(findRoot(), "report/fixtures");
  assert.deepEqual(listStale(folder, readFixtures(checkout.root)), []);
});

test("the PDF is accessible as veraPDF judges, and the HTML is small enough to be sent", async () => {
  const { isCompliant, failures } = await judgePdf(join(checkout.root, "build/report/tillbook.pdf"), findPaths());
  assert.deepEqual(failures, []);
  assert.ok(isCompliant);
  assert.ok(readReport("html").byteLength < 3_000_000);
});

test("no cashier is named in the report, its PDF, its workbook and what goes with them", async () => {
  const build = join(checkout.root, "build");
  const csv = readdirSync(join(build, "csv")).map((file) => readFileSync(join(build, "csv", file)));
  const names = new Set(
    csv.flatMap((text) => (parse(text, { columns: true }) as { cashier: string }[]).map((row) => row.cashier)),
  );
  assert.ok(names.size > 50 && [...names].every((name) => name.includes(" ")), [...names].join());
  const texts = new Map<string, string>();
  for (const folder of ["report", "charts", "notebooks", "manifests"])
    for (const file of readdirSync(join(build, folder)))
      texts.set(file, readFileSync(join(build, folder, file), "utf8"));
  for (const [sheet, rows] of await readReportWorkbook(texts.get("tillbook.html")!)) texts.set(sheet, rows.join());
  const bytes = new Uint8Array(readReport("pdf"));
  const document = await getDocument({ data: bytes.slice(), verbosity: 0 }).promise;
  const attached = Object.values((await document.getAttachments()) as Record<string, { content: Uint8Array }>);
  await document.destroy();
  const pdf = [...(await readTexts(bytes)), ...attached.map(({ content }) => Buffer.from(content).toString())];
  texts.set("tillbook.pdf", pdf.join("\n"));
  assert.ok(texts.size > 40 && attached.length > 0);
  // the chapter is there, by numbers
  for (const name of ["tillbook.html", "tillbook.pdf", "cashier-pace.csv"])
    assert.match(texts.get(name)!, /Cashier\s\d/, name);
  for (const [name, text] of texts)
    assert.deepEqual(
      [...names].filter((cashier) => text.includes(cashier)),
      [],
      name,
    );
});

test("the database has the tables of the queries and of the stages alone, and the CSV files' rows and amount to the cent", async () => {
  const expected = await recompute(join(checkout.root, "build", "csv"));
  await checkout.query(async (connection) => {
    const tables = await readColumn(connection, "show tables");
    const results = (await readQueries(join(checkout.root, "spark"))).map(({ name }) => name);
    assert.deepEqual(tables.sort(), [...results, "aggregate_status", "import_status", "sales"].sort());
    const totals = await readColumn(connection, "select concat(count(*), '|', sum(amount)) from sales");
    assert.deepEqual(totals, [`${expected.rows}|${formatCents(expected.cents)}`]);
    assert.equal(expected.rows, 20_000);
  });
});

test("every row of the four results is what the CSV files say", async () => {
  const expected = await recompute(join(checkout.root, "build", "csv"));
  await checkout.query(async (connection) => {
    for (const [table, columns] of Object.entries(resultColumns)) {
      const rows = await readColumn(connection, `select concat_ws('|', ${columns}) from ${table}`);
      assert.deepEqual(rows.sort(), expected.tables[table]?.sort(), table);
    }
  });
});

test("a second run finds everything unchanged, though the CSV files were touched, and changes no byte", async () => {
  const [html, pdf] = [readReport("html"), readReport("pdf")];
  const folder = join(checkout.root, "build", "csv");
  const now = new Date();
  for (const file of readdirSync(folder)) utimesSync(join(folder, file), now, now);
  const ended = await checkout.make("report");
  assertSuccess(ended);
  assert.deepEqual(stagesThatRan(ended), []);
  for (const stage of ["generate", "import", "aggregate", "plot", "html", "pdf"]) {
    assert.match(ended.output, new RegExp(`^${stage} .*unchanged`, "m"));
  }
  assert.ok(html.equals(readReport("html")));
  assert.ok(pdf.equals(readReport("pdf")));
});

test("a row changed in sales is kept, said, and goes through aggregate, plot and report", async () => {
  const html = readReport("html");
  await checkout.query((connection) => connection.query("update sales set amount = amount + 1000 where id = 7"));
  const ended = await checkout.make("report");
  assertSuccess(ended);
  assert.deepEqual(stagesThatRan(ended), ["aggregate", "plot", "html", "pdf"]);
  assert.match(ended.output, /sales was edited in the database after its import; the edits stay/);
  assert.match(readReport("html").toString(), /changed after they were imported/);
  assert.ok(!html.equals(readReport("html")));
});

test("SALES_IMPORT=always loads the files again, and the report is the first one to the byte", async () => {
  const ended = await checkout.make("report", { SALES_IMPORT: "always" });
  assertSuccess(ended);
  assert.deepEqual(stagesThatRan(ended).slice(0, 2), ["import", "aggregate"]);
  assert.doesNotMatch(readReport("html").toString(), /changed after they were imported/);
  assert.ok(firstHtml.equals(readReport("html")));
});

test("another language runs notebooks and report, another look the report, and the first comes back from the cache", async () => {
  const html = readReport("html");
  assert.deepEqual(findForeign(readText(html), "en"), []);
  const german = await checkout.make("report", { REPORT_LOCALE: "de" });
  assertSuccess(german);
  assert.deepEqual(stagesThatRan(german), ["plot", "html", "pdf"]);
  assert.deepEqual(findForeign(readText(readReport("html")), "de"), []);
  const themed = await checkout.make("report", { REPORT_THEME: "frischmarkt", REPORT_PAPER: "letter" });
  assertSuccess(themed);
  assert.deepEqual(stagesThatRan(themed), ["html", "pdf"]);
  assert.match(readReport("html").toString(), /Frischmarkt Nord/);
  // as a chart that only other data has
  const others = ["json", "csv", "svg", "png"].map((form) => join(checkout.root, `build/charts/others.${form}`));
  for (const file of others) writeFileSync(file, "");
  assert.deepEqual(stagesThatRan(await checkout.make("report")), []);
  assert.deepEqual(others.filter(existsSync), []);
  assert.ok(html.equals(readReport("html")));
});

test("a bad setting of the report ends at once, and says what there is", async () => {
  const ended = await checkout.make("report", { REPORT_LOCALE: "xx" });
  assert.notEqual(ended.code, 0);
  assert.match(ended.output, /REPORT_LOCALE must be de.*, got "xx" \[SETTING_INVALID\]/);
  assert.doesNotMatch(ended.output, /^import/m);
});

test("a dropped result table is made again, and nothing else since its content is the same", async () => {
  await checkout.query((connection) => connection.query("drop table time_sales"));
  const ended = await checkout.make("report");
  assertSuccess(ended);
  assert.deepEqual(stagesThatRan(ended), ["aggregate"]);
});

test("an edited notebook runs alone, and then the report", async () => {
  const file = join(checkout.root, "notebooks", "2-monthly-sales.ipynb");
  const notebook = JSON.parse(readFileSync(file, "utf8"));
  const code = { cell_type: "code", metadata: {}, execution_count: null, outputs: [] };
  notebook.cells.push({ ...code, id: "added", source: ["console.log('An edited sentence.')"] });
  writeFileSync(file, JSON.stringify(notebook, null, 1));
  const ended = await checkout.make("report");
  assertSuccess(ended);
  assert.deepEqual(stagesThatRan(ended), ["plot", "html", "pdf"], ended.output);
  assert.match(ended.output, /plot +2-monthly-sales done/);
  assert.match(ended.output, /plot +3-top-articles unchanged/);
  assert.match(readReport("html").toString(), /An edited sentence\./);
});

test("a report that nx kept for other inputs is noticed, and all is made again", async () => {
  const manifest = join(checkout.root, "build/manifests/html.json");
  const current = readFileSync(manifest, "utf8");
  const caches = readdirSync(join(checkout.root, ".nx/cache")).map((hash) =>
    join(checkout.root, ".nx/cache", hash, "build/manifests/html.json"),
  );
  const kept = caches.filter((file) => existsSync(file) && readFileSync(file, "utf8") === current);
  assert.equal(kept.length, 1);
  writeFileSync(kept[0]!, current.replace(/"plot": "\w+"/, `"plot": "${"0".repeat(64)}"`));
  rmSync(manifest);
  const ended = await checkout.make("report");
  assertSuccess(ended);
  assert.match(ended.output, /^pdf +NOTE: nx had an older report in its cache/m);
  assert.deepEqual(stagesThatRan(ended).slice(-2), ["html", "pdf"]);
  assert.equal(readFileSync(manifest, "utf8"), current);
});

test("other settings give other data, and the old settings the old data, from the cache", async () => {
  const before = readFileSync(join(checkout.root, "build/csv/sales-01.csv"));
  assert.deepEqual(stagesThatRan(await checkout.make("generate", { SALES_SEED: "43" })), ["generate"]);
  assert.ok(!before.equals(readFileSync(join(checkout.root, "build/csv/sales-01.csv"))));
  assert.deepEqual(stagesThatRan(await checkout.make("generate")), []);
  assert.ok(before.equals(readFileSync(join(checkout.root, "build/csv/sales-01.csv"))));
});

function assertSuccess(ended: Ended): void {
  assert.equal(ended.code, 0, ended.output);
}

/** Reads the text of a page, without code, what is marked as untranslated, and the categories of the data. */
function readText(html: Buffer): string {
  const [, ...lines] = readFileSync(join(checkout.root, "build/csv/sales-01.csv"), "utf8").trim().split("\n");
  const categories = [...new Set(lines.map((line) => line.slice(line.lastIndexOf(",") + 1)))];
  assert.ok(categories.includes("Fruit and vegetables"));
  return categories
    .reduce((text, category) => text.replaceAll(category, " "), html.toString())
    .replace(/<(script|style|pre|code)\b[\s\S]*?<\/\1>/g, " ")
    .replace(/<(\w+)[^>]* lang="en"[^>]*>[\s\S]*?<\/\1>/g, " ")
    .replace(/<[^>]+>/g, "\n")
    .replaceAll(/^.*\[en\].*$/gm, "");
}

function readReport(kind: "html" | "pdf"): Buffer {
  return readFileSync(join(checkout.root, "build", "report", `tillbook.${kind}`));
}

async function readColumn(connection: Connection, sql: string): Promise<string[]> {
  const [rows] = await connection.query<RowDataPacket[]>(sql);
  return rows.map((row) => String(Object.values(row)[0]));
}
