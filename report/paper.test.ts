import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { PDFDict, PDFDocument, PDFName } from "@cantoo/pdf-lib";
import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";
import { type Print, printReport } from "./print.js";
import { type Bench, openBench, readTexts } from "./test-report.js";

// The PDF, as a reader's program and a judge see it.

let bench: Bench;
let html: string;
let print: Print;
let pages: string[];

before(async () => {
  bench = await openBench();
  html = await bench.build("plain");
  print = await printReport(bench.browser, join(bench.folder, "plain.html"));
  pages = await readTexts(print.pdf);
});

after(() => bench?.close());

test("the same HTML gives the same PDF", async () => {
  const again = await printReport(bench.browser, join(bench.folder, "plain.html"));
  assert.ok(Buffer.from(again.pdf).equals(print.pdf));
});

test("the page numbers of the contents are those of the headings", () => {
  const contents = pages[1]!.split("\n").join(" ");
  const headings = ["The data", "Monthly sales", "Top articles", "Sales per cashier", "Sales by time of day"];
  for (const heading of [...headings, "How this report was made"]) {
    const number = Number(new RegExp(`\\d ?${heading}\\s*(\\d+)`).exec(contents)?.[1]);
    const isThere = (text: string): boolean => new RegExp(`^\\d\\s+${heading}$`, "m").test(text);
    const found = pages.findIndex((text, i) => isThere(text) && (i > 1 || heading === "The data")) + 1;
    assert.equal(number, found, heading);
  }
});

test("every page but the cover says which of how many it is", () => {
  assert.equal(pages.length, print.pages);
  assert.doesNotMatch(pages[0]!, /\d \/ \d/);
  pages.slice(1).forEach((text, i) => {
    assert.match(text, new RegExp(`\\b${i + 2} / ${pages.length}\\b`));
  });
});

test("the PDF is tagged, has bookmarks, a language, a title, and alternative texts for its charts", async () => {
  const document = await getDocument({ data: print.pdf.slice(), verbosity: 0 }).promise;
  assert.deepEqual(await document.getMarkInfo(), { Marked: true, UserProperties: false, Suspects: false });
  const [root] = await document.getOutline();
  assert.equal(root?.title, "Sales report");
  assert.equal(root?.items.length, 8); // contents, figures and six sections
  const info: Record<string, unknown> = { ...(await document.getMetadata()).info };
  assert.equal(info["Title"], "Sales report, January to December 2025");
  assert.equal(info["Author"], "Tillbook");
  assert.equal(info["Language"], "en");
  assert.equal(info["CreationDate"], "D:20251231000000Z");
  assert.equal((await document.getMetadata()).metadata?.get("pdfuaid:part"), "1");
  const links = await (await document.getPage(2)).getAnnotations();
  assert.equal(links.find((link) => link.dest === "monthly-sales")?.contentsObj.str, "Monthly sales");
  const tree = JSON.stringify(await (await document.getPage(print.pageOf.get("monthly-sales")!)).getStructTree());
  assert.match(tree, /"alt":"Grouped bars: revenue per month of 8/);
  await document.destroy();
});

test("the fonts are in the PDF, and no others are used", async () => {
  const document = await PDFDocument.load(print.pdf);
  const all = document.context
    .enumerateIndirectObjects()
    .flatMap(([, value]) => (value instanceof PDFDict ? [value] : []));
  const ofType = (type: string) => all.filter((dict) => dict.get(PDFName.of("Type")) === PDFName.of(type));
  const names = ofType("FontDescriptor").map((font) => String(font.get(PDFName.of("FontName"))).replace(/^.*\+/, ""));
  assert.deepEqual(names.sort(), ["Inter-Regular", "Inter-SemiBold", "JetBrainsMono-Regular"]);
  assert.ok(ofType("FontDescriptor").every((font) => font.has(PDFName.of("FontFile2"))));
  assert.ok(ofType("Font").every((font) => font.get(PDFName.of("Subtype")) !== PDFName.of("Type3")));
});

test("SOURCE_DATE_EPOCH dates the PDF", async () => {
  const { pdf } = await printReport(bench.browser, join(bench.folder, "plain.html"), 86_400);
  const document = await getDocument({ data: pdf, verbosity: 0 }).promise;
  const info: Record<string, unknown> = { ...(await document.getMetadata()).info };
  assert.equal(info["CreationDate"], "D:19700102000000Z");
  await document.destroy();
});

test("without a day to date it by, the PDF has no date", async () => {
  const file = join(bench.folder, "undated.html");
  await writeFile(file, html.replace(/<meta name="dcterms.date"[^>]*>/, ""));
  const { pdf } = await printReport(bench.browser, file);
  assert.doesNotMatch(Buffer.from(pdf).toString("latin1"), /CreationDate|CreateDate|ModDate/);
});
