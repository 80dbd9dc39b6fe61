import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import type { RowDataPacket } from "mysql2/promise";
import { type Checkout, copyCheckout, type Ended, sharedSpark } from "./checkout.js";
import { readTexts } from "./report/read-pdf.js";

// A user's own files, from a folder to the report: three tills, each with its own format, with refunds, duplicates and invalid
// rows. The tests build on each other, in this order.

let checkout: Checkout;
before(() => {
  checkout = copyCheckout(sharedSpark);
  mkdirSync(join(checkout.root, "tills"));
});
after(() => checkout.remove());

const stores = ["Köln <script>alert(1)</script>", "Größenwahn | Söhne & Töchter", "Halle"];
const articles = ["Käse <b>jung</b> | 48 %", "Öl 1 l", '"Bio"-Milch $x$', "=SUMME(A1)"];

interface Sale {
  day: number;
  hour: number;
  store: string;
  article: string;
  cents: number;
}

/** March 2026 in a till: a refund every 25 sales, nothing paid every 40. */
function makeSales(count: number, offset: number): Sale[] {
  return Array.from({ length: count }, (_, i) => ({
    day: 1 + ((i * 7) % 31),
    hour: 8 + (i % 12),
    store: stores[(i + offset) % stores.length] ?? "",
    article: articles[Math.floor(i / 7) % articles.length] ?? "",
    cents: i % 40 === 39 ? 0 : i % 25 === 24 ? -150 : 123_456 + 37 * i,
  }));
}

const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const two = (number: number): string => String(number).padStart(2, "0");
const german = (cents: number): string =>
  `${cents < 0 ? "-" : ""}${String(Math.floor(Math.abs(cents) / 100)).replace(/\B(?=(\d{3})+$)/g, ".")},${two(Math.abs(cents) % 100)}`;

const [north, south, west] = [makeSales(400, 0), makeSales(300, 1), makeSales(200, 2)];
const sales = [...north, ...south, ...west];
const totals = { rows: sales.length, amount: (sales.reduce((sum, { cents }) => sum + cents, 0) / 100).toFixed(2) };

const germanHead = "Datum;Uhrzeit;Filiale;Artikelnummer;Umsatz;Kassiererinnen-ID;Bon\r\n";
const germanRow = ({ day, hour, store, article, cents }: Sale, i: number): string =>
  `${two(day)}.03.2026;${two(hour)}:05;${quote(store)};${quote(article)};${german(cents)};${1 + (i % 3)};${i}\r\n`;
const invalidRows = ["31.02.2026;09:05;Halle;Brot;1,50;1;9\r\n", "01.03.2026;09:05;Halle;Brot;1,505;1;9\r\n"];

function writeTills(): void {
  const file = (name: string): string => join(checkout.root, "tills", name);
  const text = germanHead + north.map(germanRow).join("") + invalidRows.join("");
  writeFileSync(file("north.csv"), Buffer.from(text, "latin1"));
  writeFileSync(file("south.csv.gz"), gzipSync(germanHead + south.map(germanRow).join("")));
  const us = west.map(({ day, hour, store, article, cents }, i) =>
    [`03/${two(day)}/2026`, `${hour}:05:00`, store, article, (cents / 100).toFixed(2), 1 + (i % 3)].join("\t"),
  );
  const usHead = "sold_on\tsold_at\tstore\tarticle\tamount\tcashier";
  const usText = [usHead, ...us.map((row) => row.replace('"Bio"', '"""Bio""').replace("$x$", '$x$"')), ""];
  writeFileSync(file("west.tsv"), Buffer.from(`\uFEFF${usText.join("\n")}`, "utf16le"));
  writeFileSync(file("columns.json"), '{ "columns": { "Filiale": "store" } }');
  writeFileSync(file("notes.docx"), "");
}

const own = { SALES_CSV: "tills", SALES_REJECTS: "keep" };

test("a folder of own files becomes a report that counts every row and shows every name as it is", async () => {
  writeTills();
  const ended = await checkout.make("report", own);
  assert.equal(ended.code, 0, ended.output);
  for (const line of [
    "not read: notes.docx",
    "1 file: semicolon, DD.MM.YYYY, decimal comma, windows-1252",
    "1 file: semicolon, DD.MM.YYYY, decimal comma, utf-8",
    "1 file: tab, MM/DD/YYYY, decimal point, utf-16le",
    "NOTE: 2 invalid rows were not imported",
  ]) {
    assert.ok(ended.output.includes(`import    ${line}`), `${line}:\n${ended.output}`);
  }
  assert.deepEqual(await readTotals(), totals);
  const html = readReport("html").toString();
  assert.match(readText(html), /902 .{0,9}900 imported, 2 rejected/);
  const refunds = sales.filter(({ cents }) => cents < 0).length;
  const zeros = sales.filter(({ cents }) => cents === 0).length;
  const refunded = ((refunds * 150) / 100).toFixed(2);
  assert.match(readText(html), new RegExp(`Refunds ${refunds} .€${refunded} Sales of €0.00 ${zeros} `));
  assert.doesNotMatch(html, /<script>alert|<b>jung/);
  assert.match(readFileSync(join(checkout.root, "build/charts/top-articles.csv"), "utf8"), /^"?'=SUMME\(A1\)"?,/m);
  const pdf = (await readTexts(Uint8Array.from(readReport("pdf")))).join("\n").replace(/\s+/g, " ");
  for (const text of [readText(html), pdf]) {
    for (const name of [...stores, ...articles]) assert.ok(text.includes(name), `${name} in ${text}`);
  }
});

test("a second run reads nothing again, and neither does a glob of the same files", async () => {
  assert.deepEqual(stagesThatRan(await checkout.make("report", own)), []);
  const ended = await checkout.make("import", { ...own, SALES_CSV: "tills/*.{csv,csv.gz,tsv}" });
  assert.match(ended.output, /^import +done in .*: unchanged, 900 rows/m);
});

test("an invalid file ends the run and lists its lines; the old tables and the old report stay", async () => {
  const reports = [readReport("html"), readReport("pdf")];
  const ended = await checkout.make("report", { SALES_CSV: "tills" });
  assert.notEqual(ended.code, 0);
  assert.match(ended.output, /failed: north\.csv:402: sold_on must be a real date.*, got "31\.02\.2026"/);
  assert.match(ended.output, /north\.csv:403: amount must have at most 2 decimals, got "1,505"/);
  assert.match(ended.output, /2 invalid rows: 1 × .*; 1 × /);
  assert.deepEqual(await readTotals(), totals);
  assert.deepEqual([readReport("html"), readReport("pdf")], reports);
});

test("a single file without cashiers becomes a report that says so in place of the chart of cashiers", async () => {
  rmSync(join(checkout.root, "tills", "columns.json"));
  const rows = west.map(({ day, store, article, cents }) =>
    ["2026-03-", two(day), ` 09:05,${quote(store)},${quote(article)},`, (cents / 100).toFixed(2), "\n"].join(""),
  );
  writeFileSync(join(checkout.root, "tills", "one.txt"), `sold_on,store,article,amount\n${rows.join("")}`);
  const ended = await checkout.make("report", { SALES_CSV: "tills/one.txt" });
  assert.equal(ended.code, 0, ended.output);
  assert.ok(ended.output.includes("1 file: comma, YYYY-MM-DD with the time, decimal point, utf-8, no cashiers"));
  assert.equal((await readTotals()).rows, 200);
  const html = readReport("html").toString();
  assert.match(html, /The files name no cashiers/);
  const charts = [...html.matchAll(/id="figure-([a-z-]+)" role/g)].map(([, name]) => name);
  for (const name of ["monthly-sales", "top-articles", "time-sales", "weekday-hours"]) assert.ok(charts.includes(name));
  assert.ok(!charts.includes("sales-per-cashier"));
  assert.ok(!existsSync(join(checkout.root, "build", "charts", "sales-per-cashier.json")));
});

test("dollars without times and cashiers, with names in other scripts, become a report in dollars that is verified", async () => {
  const names = ["東京", "קפה תל אביב", "🥐 قهوة"];
  const rows = west.map(({ day, cents }, i) => `2026-03-${two(day)},${names[i % 2]},${names[i % 3]},$${cents / 100}\n`);
  const settings = { SALES_CSV: "tills/usd.csv" };
  writeFileSync(join(checkout.root, settings.SALES_CSV), `sold_on,store,article,amount\n${rows.join("")}`);
  const ended = await checkout.make("report", settings);
  assert.equal(ended.code, 0, ended.output);
  assert.match(ended.output, /1 file: .*, USD, .*, no times, no cashiers/);
  assert.match(ended.output, /5-time-sales left out: the files have no sold_at/);
  const text = readText(readReport("html").toString());
  const total = (west.reduce((sum, { cents }) => sum + cents, 0) / 100).toLocaleString("en-US", {
    style: "currency",
    currency: "USD",
  });
  assert.ok(text.includes(`The tables add up to ${total}, exactly what was sold.`), text);
  assert.match(
    text,
    /The files have no times of day and no cashiers; whatever needs them is left out of this report\./,
  );
  assert.doesNotMatch(text, /€|When do sales peak/);
  const charts = [
    ...readReport("html")
      .toString()
      .matchAll(/id="figure-([a-z-]+)" role/g),
  ].map(([, name]) => name);
  for (const name of ["monthly-sales", "top-articles"]) assert.ok(charts.includes(name));
  for (const name of ["sales-per-cashier", "time-sales", "weekday-hours"]) assert.ok(!charts.includes(name));
  assert.match(readFileSync(join(checkout.root, "build/charts/monthly-sales.csv"), "utf8"), /\(\$\)/);
  const pdf = (await readTexts(Uint8Array.from(readReport("pdf")))).join("\n").normalize("NFKC");
  for (const part of ["東京", total]) assert.ok(pdf.includes(part), `${part} in ${pdf}`);
  const units = await checkout.query(async (connection) => {
    const [found] = await connection.query<RowDataPacket[]>(
      `select column_comment as unit from information_schema.columns
       where table_schema = database() and column_name in ('amount', 'revenue') and table_name <> 'import_status'`,
    );
    return found.map((row) => String(row["unit"]));
  });
  assert.ok(units.length >= 5 && units.every((unit) => unit.includes("USD")), units.join());
  const verified = await checkout.make("verify", settings);
  assert.equal(verified.code, 0, verified.output);
});

/** Stages that did work, by their last line. */
function stagesThatRan({ code, output }: Ended): string[] {
  assert.equal(code, 0, output);
  return [...output.matchAll(/^(\w+) +done in [\d.]+ s: (?!unchanged)/gm)].map((match) => String(match[1]));
}

function readReport(kind: "html" | "pdf"): Buffer {
  return readFileSync(join(checkout.root, "build", "report", `tillbook.${kind}`));
}

/** Reads the text of a page, without code. */
function readText(html: string): string {
  const entities: Record<string, string> = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&amp;": "&" };
  return html
    .replace(/<(script|style)\b[\s\S]*?<\/\1>/g, " ")
    .replace(/<[^>]+>/g, " ")
    .replace(/&(lt|gt|quot|amp);/g, (entity) => entities[entity] ?? entity)
    .replace(/\s+/g, " ");
}

async function readTotals(): Promise<{ rows: number; amount: string }> {
  return checkout.query(async (connection) => {
    const sql = "select count(*) as rows_, sum(amount) as amount from sales";
    const [[row]] = await connection.query<RowDataPacket[]>(sql);
    return { rows: Number(row?.["rows_"]), amount: String(row?.["amount"]) };
  });
}
