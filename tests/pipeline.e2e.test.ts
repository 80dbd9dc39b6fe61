import assert from "node:assert/strict";
import { readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { findPaths, formatCents } from "@tillbook/pipeline";
import type { Connection, RowDataPacket } from "mysql2/promise";
import { findForeign } from "../report/foreign-words.js";
import { judgePdf } from "../report/verapdf.js";
import { type Checkout, copyCheckout, type Ended } from "./checkout.js";
import { recompute } from "./recompute.js";

// The whole pipeline as a user runs it, by `make`, on 20,000 sales: real MariaDB, Spark, tslab and Chromium. The tests
// build on each other, in this order.

let checkout: Checkout;
let firstHtml: Buffer;
before(() => {
  checkout = copyCheckout();
});
after(() => checkout.remove());

const resultColumns = {
  monthly_sales: "year, month, store, revenue, sales",
  sales_per_cashier: "store, cashier, revenue, sales",
  time_sales: "hour, weekday, store, revenue, sales",
  top_articles: "store, article, revenue, sales, rank_in_store, rank_overall",
};

test("make report ends with 0, names the HTML and the PDF, and leaves no process", async () => {
  const ended = await checkout.make("report");
  assertSuccess(ended);
  assert.match(ended.output, /build\/report\/tillbook\.html {2}\d+\.\d MB/);
  assert.match(ended.output, /build\/report\/tillbook\.pdf {2}\d+\.\d MB, \d+ pages/);
  assert.equal(readReport("pdf").subarray(0, 5).toString(), "%PDF-");
  firstHtml = readReport("html");
  assert.match(firstHtml.toString(), /<!doctype html>/i);
  await assertNothingRuns();
});

test("the PDF is accessible as veraPDF judges, and the HTML is small enough to be sent", async () => {
  const { isCompliant, failures } = await judgePdf(join(checkout.root, "build/report/tillbook.pdf"), findPaths());
  assert.deepEqual(failures, []);
  assert.ok(isCompliant);
  assert.ok(readReport("html").byteLength < 3_000_000);
});

test("the database has exactly the seven tables, and the CSV files' rows and amount to the cent", async () => {
  const expected = await recompute(join(checkout.root, "build", "csv"));
  await checkout.query(async (connection) => {
    const tables = await readColumn(connection, "show tables");
    assert.deepEqual(tables.sort(), [
      "aggregate_status",
      "import_status",
      "monthly_sales",
      "sales",
      "sales_per_cashier",
      "time_sales",
      "top_articles",
    ]);
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

test("a second run finds everything up to date and changes no byte", async () => {
  const [html, pdf] = [readReport("html"), readReport("pdf")];
  const ended = await checkout.make("report");
  assertSuccess(ended);
  assert.deepEqual(stagesThatRan(ended), []);
  for (const stage of ["generate", "import", "aggregate", "plot", "html", "pdf"]) {
    assert.match(ended.output, new RegExp(`^${stage} .*(up to date|unchanged)`, "m"));
  }
  assert.ok(html.equals(readReport("html")));
  assert.ok(pdf.equals(readReport("pdf")));
});

test("touching a CSV file runs nothing", async () => {
  const folder = join(checkout.root, "build", "csv");
  const now = new Date();
  for (const file of readdirSync(folder)) utimesSync(join(folder, file), now, now);
  assert.deepEqual(stagesThatRan(await checkout.make("report")), []);
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
  assert.deepEqual(stagesThatRan(await checkout.make("report", { REPORT_LOCALE: "de" })), []);
  assert.deepEqual(stagesThatRan(await checkout.make("report")), []);
  assert.ok(html.equals(readReport("html")));
});

test("a bad setting of the report ends at once, and says what there is", async () => {
  const ended = await checkout.make("report", { REPORT_LOCALE: "fr" });
  assert.notEqual(ended.code, 0);
  assert.match(ended.output, /REPORT_LOCALE must be de or en, got "fr" \[SETTING_INVALID\]/);
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
  notebook.cells.push({ cell_type: "markdown", id: "added", metadata: {}, source: ["An edited sentence."] });
  writeFileSync(file, JSON.stringify(notebook, null, 1));
  const ended = await checkout.make("report");
  assertSuccess(ended);
  assert.deepEqual(stagesThatRan(ended), ["plot", "html", "pdf"]);
  assert.match(ended.output, /plot +2-monthly-sales done/);
  assert.match(ended.output, /plot +3-top-articles up to date/);
  assert.match(readReport("html").toString(), /An edited sentence\./);
});

test("other settings give other data, and the old settings the old data, from the cache", async () => {
  const before = readFileSync(join(checkout.root, "build/csv/sales-01.csv"));
  assert.deepEqual(stagesThatRan(await checkout.make("generate", { SALES_SEED: "43" })), ["generate"]);
  assert.ok(!before.equals(readFileSync(join(checkout.root, "build/csv/sales-01.csv"))));
  assert.deepEqual(stagesThatRan(await checkout.make("generate")), []);
  assert.ok(before.equals(readFileSync(join(checkout.root, "build/csv/sales-01.csv"))));
});

test("a failed stage ends with 1, says what to do, keeps the old tables, and leaves no process", async () => {
  const sql = join(checkout.root, "spark", "monthly_sales.sql");
  const good = readFileSync(sql, "utf8");
  writeFileSync(
    sql,
    good.replace("from rollup", "from (select * from rollup where store <> (select max(store) from sales))"),
  );
  const before = await checkout.query((connection) => readColumn(connection, "select sum(revenue) from monthly_sales"));
  const ended = await checkout.make("report");
  assert.notEqual(ended.code, 0);
  assert.match(ended.output, /EQUATION_BROKEN/);
  assert.match(ended.output, /try: /);
  await assertNothingRuns();
  const after = await checkout.query((connection) => readColumn(connection, "select sum(revenue) from monthly_sales"));
  assert.deepEqual(after, before);
  writeFileSync(sql, good);
});

test("a server that is gone is a clear failure, never a cache hit", async () => {
  const ended = await checkout.make("report", { MYSQL_HOST: "127.0.0.1", MYSQL_PORT: "9" });
  assert.notEqual(ended.code, 0);
  assert.match(ended.output, /cannot reach MySQL at 127\.0\.0\.1:9: ECONNREFUSED \[MYSQL_UNREACHABLE\]\n.*try: /);
  await assertNothingRuns();
});

test("Ctrl-C in the middle of aggregate stops everything", async () => {
  const running = checkout.start("report", { SALES_SEED: "44" });
  await running.printed(/^aggregate .*sales/m);
  await sleep(3000);
  process.kill(-Number(running.child.pid), "SIGINT");
  const ended = await running.ended;
  assert.notEqual(ended.code, 0);
  await assertNothingRuns();
});

test("a database that is killed while Spark works is what the run tells of", async () => {
  const running = checkout.start("report", { SALES_SEED: "45" });
  await running.printed(/^aggregate .*sales/m);
  const server = checkout.processes().find((line) => /mariadbd .*--datadir/.test(line));
  process.kill(Number.parseInt(String(server), 10), "SIGKILL");
  const ended = await running.ended;
  assert.notEqual(ended.code, 0);
  assert.match(ended.output, /^aggregate failed: MySQL went away; .*\[MYSQL_UNREACHABLE\]\n.*try: /m);
  await assertNothingRuns();
});

test("a run works after one that was killed", async () => {
  const running = checkout.start("report", { SALES_SEED: "45" });
  await running.printed(/^aggregate .*sales/m);
  process.kill(-Number(running.child.pid), "SIGKILL");
  await running.ended;
  const ended = await checkout.make("report", { SALES_SEED: "45" });
  assertSuccess(ended);
  assert.ok(stagesThatRan(ended).includes("aggregate"));
  await assertNothingRuns();
  const expected = await recompute(join(checkout.root, "build", "csv"));
  await checkout.query(async (connection) => {
    const sums = await readColumn(connection, "select sum(revenue) from monthly_sales");
    assert.deepEqual(sums, [formatCents(expected.cents)]);
  });
});

test("sales that somebody changes while Spark aggregates them are BUSY, and the old results stay", async () => {
  const sums = "select sum(revenue) from monthly_sales";
  const before = await checkout.query((connection) => readColumn(connection, sums));
  const running = checkout.start("report", { SALES_SEED: "46" });
  await running.printed(/^aggregate .*sales/m);
  await checkout.query((connection) => connection.query("update sales set amount = amount + 1 where id = 7"));
  const ended = await running.ended;
  assert.notEqual(ended.code, 0);
  assert.match(ended.output, /^aggregate failed: sales was changed while it was aggregated: .*\[BUSY\]/m);
  assert.deepEqual(await checkout.query((connection) => readColumn(connection, sums)), before);
});

function assertSuccess(ended: Ended): void {
  assert.equal(ended.code, 0, ended.output);
}

/** Stages that did work, by their last line: `done`, but neither `up to date` nor `kept`. */
function stagesThatRan(ended: Ended): string[] {
  return [...ended.output.matchAll(/^(\w+) +done in [\d.]+ s: (?!up to date|unchanged|kept)/gm)].map((match) =>
    String(match[1]),
  );
}

/** Reads the text of a page, without code. */
function readText(html: Buffer): string {
  return html
    .toString()
    .replace(/<(script|style|pre|code)\b[\s\S]*?<\/\1>/g, " ")
    .replace(/<[^>]+>/g, " ");
}

function readReport(kind: "html" | "pdf"): Buffer {
  return readFileSync(join(checkout.root, "build", "report", `tillbook.${kind}`));
}

async function readColumn(connection: Connection, sql: string): Promise<string[]> {
  const [rows] = await connection.query<RowDataPacket[]>(sql);
  return rows.map((row) => String(Object.values(row)[0]));
}

/** A process may take a moment to end after the one that stopped it. */
async function assertNothingRuns(): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (checkout.processes().length > 0 && performance.now() < deadline) await sleep(100);
  assert.deepEqual(checkout.processes(), []);
}
