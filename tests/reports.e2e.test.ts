import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { PDFDocument, PDFRawStream } from "@cantoo/pdf-lib";
import { readHtmlProvenance } from "@tillbook/provenance";

import { type Checkout, copyCheckout, type Ended, sharedSpark } from "./checkout.js";
import { readTexts } from "./report/read-pdf.js";

// Reports of a chain whose stores have names, articles, cashiers and amounts that occur nowhere else, in one file each and in files
// together. The tests build on each other, in this order.

const stores = ["Zwickelheim", "Qualburg/Ost", "Ärmeltal \u{1f950}", "QUALBURG/OST", ".."];
/** Cents of a store's sales in a month: no two stores have an amount in common, nor a sum. */
const centsOf = (store: number, month: number, sale: number): number =>
  10_007 + 7_919 * store + 631 * month + 17 * sale;

let checkout: Checkout;
before(() => {
  checkout = copyCheckout({ ...sharedSpark, SALES_CSV: "chain" });
  mkdirSync(join(checkout.root, "chain"));
  stores.forEach((_, store) => {
    const lines = [1, 2, 3].flatMap((month) => listSales(store, month));
    writeFileSync(
      join(checkout.root, "chain", `till-${store}.csv`),
      `sold_on,sold_at,store,article,amount,cashier\n${lines.join("\n")}\n`,
    );
  });
});
after(() => checkout.remove());

function listSales(store: number, month: number): string[] {
  return Array.from({ length: 30 + store }, (_, sale) => {
    const day = `2026-0${month}-${String(1 + (sale % 28)).padStart(2, "0")}`;
    const cells = [day, `${String(9 + (sale % 9)).padStart(2, "0")}:00:00`, stores[store], `Brezn${store}x${sale % 4}`];
    return [...cells, (centsOf(store, month, sale) / 100).toFixed(2), `Kassandra${store}`].join(",");
  });
}

const home = (): string => join(checkout.root, "build/reports");

interface Listed {
  name?: string;
  html: string;
  pdf: string;
  revenue_cents: string;
  sales: string;
}

function readList(): { by: string; whole: Listed; reports: Listed[] } {
  return JSON.parse(readFileSync(join(home(), "manifest.json"), "utf8"));
}

async function make(target: string, settings: Record<string, string>): Promise<Ended> {
  const ended = await checkout.make(target, settings);
  assert.equal(ended.code, 0, ended.output);
  return ended;
}

function readFiles({ html, pdf }: Listed): Buffer[] {
  return [html, pdf].map((file) => readFileSync(join(home(), file)));
}

test("each store has its report, whatever its name, and their sums are those of the chain", async () => {
  const { output } = await make("reports", { BY: "store" });
  const { by, whole, reports } = readList();
  assert.equal(by, "store");
  assert.deepEqual(reports.map(({ name }) => name).sort(), [...stores].sort());
  assert.equal(new Set(reports.map(({ html }) => html.toLowerCase())).size, stores.length);
  const sum = (key: "revenue_cents" | "sales"): bigint =>
    reports.reduce((total, report) => total + BigInt(report[key]), 0n);
  assert.equal(String(sum("revenue_cents")), whole.revenue_cents);
  assert.equal(String(sum("sales")), whole.sales);
  assert.equal(whole.sales, String(3 * (30 + 31 + 32 + 33 + 34)));
  assert.match(output, /the 5 reports add up to the report of the whole/);
  assert.deepEqual(
    readFiles(whole),
    ["html", "pdf"].map((ending) => readFileSync(join(checkout.root, `build/report/tillbook.${ending}`))),
  );
  const page = readFileSync(join(home(), "index.html"), "utf8");
  const links = [...page.matchAll(/href="([^"]*)"/g)].map(([, link = ""]) => decodeURIComponent(link));
  assert.equal(links.length, 2 * 6);
  for (const link of links) assert.ok(existsSync(join(home(), link)), link);
});

test("no store's name, article, cashier or number stands in another's report: not in HTML, PDF, provenance or embedded data", async () => {
  for (const report of readList().reports) {
    const own = stores.indexOf(report.name ?? "");
    const [html, pdf] = readFiles(report) as [Buffer, Buffer];
    const texts = [String(html), ...(await listTexts(pdf))];
    for (const [store, name] of stores.entries()) {
      if (store === own) continue;
      const sums = [1, 2, 3].map((month) =>
        listSales(store, month).reduce((sum, _, sale) => sum + centsOf(store, month, sale), 0),
      );
      const all = sums.reduce((sum, part) => sum + part, 0);
      const amounts = [...sums, all].flatMap((cents) => [String(cents), (cents / 100).toFixed(2), formatNumber(cents)]);
      const words = [`Brezn${store}x`, ...amounts, ...(name === ".." ? [] : [name])];
      for (const word of words) for (const text of texts) assert.ok(!text.includes(word), `${report.name}: ${word}`);
    }
    if (own >= 0) assert.ok(texts.some((text) => text.includes(`Brezn${own}x`)));
    // cashiers have numbers, unless REPORT_CASHIERS asks for names
    assert.ok(!texts.some((text) => text.includes("Kassandra")));
  }
});

function formatNumber(cents: number): string {
  return (cents / 100).toLocaleString("en", { minimumFractionDigits: 2 });
}

/** The text of the pages, and all streams, e.g. attached files. */
async function listTexts(pdf: Buffer): Promise<string[]> {
  const document = await PDFDocument.load(pdf, { updateMetadata: false });
  const streams = document.context.enumerateIndirectObjects().map(([, object]) => object);
  const raw = streams.filter((object) => object instanceof PDFRawStream).map(({ contents }) => Buffer.from(contents));
  return [...(await readTexts(new Uint8Array(pdf))), ...raw.map(String)];
}

test("the report of a store is, byte for byte, the one that make report makes of that store alone", async () => {
  const kept = new Map(readList().reports.map((report) => [report.name, readFiles(report)]));
  for (const store of [stores[1]!, stores[2]!]) {
    await make("report", { REPORT_STORE: store });
    const alone = ["html", "pdf"].map((ending) => readFileSync(join(checkout.root, `build/report/tillbook.${ending}`)));
    assert.deepEqual(readHtmlProvenance(String(alone[0])), readHtmlProvenance(String(kept.get(store)![0])));
    assert.ok(
      alone.every((bytes, i) => bytes.equals(kept.get(store)![i]!)),
      store,
    );
  }
});

test("what was made is archived, by period and store; what a stopped run left half made is not", async () => {
  const { output } = await make("archive", {});
  assert.match(output, /archive +done in .*: 6 reports in build\/archive, 5 of them new/);
  assert.equal(readdirSync(join(checkout.root, "build/archive/all/stores")).length, stores.length);
  const [report] = readList().reports;
  const entry = join(home(), report!.html.replace(/html$/, "json"));
  const whole = readFileSync(entry);
  writeFileSync(entry, JSON.stringify({ name: report!.name }));
  const stopped = await checkout.make("archive", {});
  writeFileSync(entry, whole);
  assert.notEqual(stopped.code, 0);
  assert.match(
    stopped.output,
    /a run was stopped while it was made .*\n.*try: make reports BY=store, then make archive/,
  );
});

// also beside their own copies in the archive
test("what is there stays, and one that is gone is made again", async () => {
  const first = readList();
  const [gone] = first.reports;
  writeFileSync(join(home(), gone!.pdf), "damaged");
  const { output } = await make("reports", { BY: "store" });
  assert.match(output, /4 of 5 are unchanged/);
  assert.deepEqual(readList(), first);
});

test("the months add up, too; reports of stores stay beside them", async () => {
  await make("reports", { BY: "month" });
  const { by, reports } = readList();
  assert.deepEqual([by, reports.map(({ name }) => name)], ["month", ["2026-01", "2026-02", "2026-03"]]);
  assert.ok(readdirSync(join(home(), "stores")).length >= 3 * 6);
  await make("report", { REPORT_PERIOD: "2026-02" });
  const alone = readFileSync(join(checkout.root, "build/report/tillbook.html"));
  assert.ok(alone.equals(readFileSync(join(home(), "months/2026-02.html"))));
});

test("a store that fails is named, has no report and stops no other", async () => {
  const file = join(checkout.root, "notebooks/2-monthly-sales.ipynb");
  const source = readFileSync(file, "utf8");
  const notebook = JSON.parse(source);
  notebook.cells.push({
    cell_type: "code",
    id: "fails",
    metadata: {},
    outputs: [],
    execution_count: null,
    source: ['if ((await readScope()).store === "..") throw new Error("too big");'],
  });
  writeFileSync(file, JSON.stringify(notebook));
  const { code, output } = await checkout.make("reports", { BY: "store" });
  writeFileSync(file, source);
  assert.notEqual(code, 0);
  assert.match(output, /failed: 1 of 5 reports could not be made \[NOTEBOOK_FAILED\]\n.*"\.\.": .*too big/);
  const { reports } = readList();
  assert.equal(reports.length, 4);
  const page = readFileSync(join(home(), "index.html"), "utf8");
  assert.match(page, /Could not be made: Store \.\.\./);
  assert.equal([...page.matchAll(/href="/g)].length, 2 * 5);
});
