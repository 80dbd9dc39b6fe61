import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { PDFDict, PDFDocument, PDFHexString, PDFName } from "@cantoo/pdf-lib";
import { findPaths } from "@tillbook/pipeline";
import { checksumPlaceholder } from "@tillbook/provenance";
import type { Browser } from "playwright";
import { openBrowser } from "./browser.js";
import { writeFit } from "./fit-paper.js";
import { type Print, printReport } from "./print.js";

// Small pages; those of a report are in tests/report/paper.ts.

let browser: Browser;
let folder: string;

before(async () => {
  browser = await openBrowser({ chromium: undefined }, findPaths());
  folder = await mkdtemp(join(tmpdir(), "tillbook-print-"));
});

after(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

const links = ["first", "second"].map(
  (id) => `<a href="#${id}"><i>1</i><span class="text">The ${id}</span></a><b data-page-of="${id}"></b>`,
);

/** A page of two chapters, each on a page of its own after the contents. */
const plain = `<!doctype html><html lang="en"><head><title>A title</title>
<meta name="author" content="An author"><meta name="description" content="A subject"><meta name="dcterms.date" content="2025-12-31">
<style>@page{size:A4;margin:20mm} :root{--page-height:257mm} body,section{margin:0} section{break-before:page}</style></head>
<body><h1>A title</h1>${links.join("")}<main><section id="first"><h2>First
  chapter</h2></section><section id="second"><h2>Second</h2></section></main>
<script type="application/json" id="provenance">{"checksum":"${checksumPlaceholder}"}</script></body></html>`;

async function print(change: (html: string) => string = (html) => html, epochSeconds?: number): Promise<Print> {
  const file = join(folder, "page.html");
  await writeFile(file, change(plain));
  return printReport(browser, file, epochSeconds);
}

async function load({ pdf }: Print): Promise<PDFDocument> {
  return PDFDocument.load(pdf, { updateMetadata: false });
}

test("each place that a link names is found on its page, and the contents get its number", async () => {
  const { pages, pageOf } = await print();
  assert.equal(pages, 3);
  assert.deepEqual([...pageOf].sort(), [
    ["first", 2],
    ["second", 3],
  ]);
  // where the number makes the contents longer by a page, the next pass sees it
  const longer = await print((html) =>
    html.replace("</style>", "[data-page-of]:not(:empty){display:block;break-before:page}</style>"),
  );
  assert.deepEqual([longer.pages, longer.pageOf.get("first"), longer.pageOf.get("second")], [5, 4, 5]);
});

test("the file says what the page says about itself", async () => {
  const document = await load(await print());
  assert.deepEqual(
    [document.getTitle(), document.getAuthor(), document.getSubject(), document.getCreator(), document.getLanguage()],
    ["A title", "An author", "A subject", "Tillbook", "en"],
  );
  assert.deepEqual(document.getCreationDate(), new Date("2025-12-31T00:00:00Z"));
});

test("the date can be chosen, in seconds since 1970; a page without a day has none", async () => {
  assert.deepEqual((await load(await print(undefined, 86_400))).getCreationDate(), new Date("1970-01-02T00:00:00Z"));
  assert.deepEqual((await load(await print(undefined, 0))).getCreationDate(), new Date(0));
  const undated = await print((html) => html.replace(/<meta name="dcterms.date"[^>]*>/, ""));
  assert.equal((await load(undated)).getCreationDate(), undefined);
});

test("the text of a link is that of its entry, without the numbers beside it", async () => {
  const document = await load(await print());
  const texts = document.getPages().flatMap((page) =>
    (page.node.Annots()?.asArray() ?? []).map((ref) => {
      const text = document.context.lookup(ref, PDFDict).lookup(PDFName.of("Contents"), PDFHexString);
      return text.decodeText();
    }),
  );
  assert.deepEqual([...new Set(texts)], ["The first", "The second"]);
});

test("a bookmark has the words of its heading, with one blank for a broken line", async () => {
  const document = await load(await print());
  const titles = document.context.enumerateIndirectObjects().flatMap(([, object]) => {
    const title =
      object instanceof PDFDict && object.has(PDFName.of("Parent")) ? object.lookup(PDFName.of("Title")) : undefined;
    return title instanceof PDFHexString ? [title.decodeText()] : [];
  });
  assert.deepEqual(titles.sort(), ["A title", "First chapter", "Second"]);
});

test("a page without scripts is printed: no script runs", async () => {
  const { pages } = await print((html) =>
    html.replace("</body>", "<script>document.body.textContent = ''</script></body>"),
  );
  assert.equal(pages, 3);
});

/** Counts the pages when the first chapter has something more in it. */
async function countPages(content: string, rest = ""): Promise<number> {
  const { pages } = await print((html) =>
    html.replace("<h2>First", `${content}<h2>First`).replace("<h2>Second", `${rest}<h2>Second`),
  );
  return pages;
}

const pageHeight = (257 / 25.4) * 96;
const box = (share: number): string => `<div style="height:${share * pageHeight}px"></div>`;

test("a table that is too wide is made smaller, and nothing else is", async () => {
  const wide = '<table><tr><td style="min-width:1200px">A</td></tr></table>';
  // 1.4 pages would go on one page if Chromium made all smaller
  assert.deepEqual([await countPages("", box(1.4)), await countPages(wide, box(1.4))], [4, 4]);
});

test("a chart and its table that are a little too long for a page are made to fit, down to texts of 7 pt", async () => {
  const chart = '<div class="static"><div class="wide"><svg viewBox="0 0 642 500" width="100%"></svg></div></div>';
  const chartShare = 500 / pageHeight;
  const exhibit = (height: number): string => `<div class="exhibit">${chart}${box(height - chartShare)}</div>`;
  assert.equal(await countPages(exhibit(0.97)), 3, "with its heading");
  assert.equal(await countPages(exhibit(1.02)), 4);
});

test("a chapter with a chart begins a page rather than break, if it leaves none that is nearly empty", async () => {
  const flow = (html: string): string =>
    html
      .replace(
        "section{break-before:page}",
        ".on-new-page{break-before:page} .exhibit{break-inside:avoid} nav{height:0}",
      )
      .replace("<main>", '<nav class="contents"></nav><main style="break-before:page">');
  const exhibit = `<div class="exhibit">${box(0.6)}</div>`;
  const pageOfSecond = async (first: number, lead: number): Promise<number> => {
    const { pageOf } = await print((html) =>
      flow(html)
        .replace("</h2></section>", `</h2>${box(first)}</section>`)
        .replace("<h2>Second</h2>", `<h2>Second</h2>${box(lead)}${exhibit}`),
    );
    return pageOf.get("second")! - pageOf.get("first")!;
  };
  assert.equal(await pageOfSecond(0.6, 0.2), 1, "whole on the next page");
  assert.equal(await pageOfSecond(0.2, 0.1), 0, "both fit on one page");
  assert.equal(await pageOfSecond(0.3, 0.3), 0, "else the first page would be nearly empty");
});

test("a chart stays on a page that would be nearly empty without it, and its table goes on on the next", async () => {
  const flow = (html: string): string =>
    html
      .replace(
        "section{break-before:page}",
        ".on-new-page{break-before:page} .exhibit:not(.split){break-inside:avoid} .figure{break-inside:avoid} nav{height:0}",
      )
      .replace("<main>", '<nav class="contents"></nav><main style="break-before:page">');
  const rows = Array.from({ length: 5 }, () => box(0.12)).join("");
  const pageOfThird = async (lead: number): Promise<number> => {
    const exhibit = `<div class="exhibit"><div class="figure">${box(0.3)}</div>${rows}</div>`;
    const { pageOf } = await print((html) =>
      flow(html).replace("</h2></section>", `</h2>${box(lead)}${exhibit}${box(0.5)}</section>`),
    );
    return pageOf.get("second")! - pageOf.get("first")!;
  };
  assert.equal(await pageOfThird(0.2), 1, "the rest of the table and what follows are on the next page");
  assert.equal(await pageOfThird(0.6), 2, "the chart moves with its table from a page that is full enough");
});

test("page numbers that the HTML has already change nothing, be they right or wrong", async () => {
  const { pdf } = await print();
  const write = (first: number, second: number) => (html: string) =>
    html.replace('"first"></b>', `"first">${first}</b>`).replace('"second"></b>', `"second">${second}</b>`);
  assert.deepEqual((await print(write(2, 3))).pdf, pdf);
  assert.deepEqual((await print(write(7, 1))).pdf, pdf);
});

test("how a page fits its paper is written into it, without a change of its text, and the same again", async () => {
  const chart = '<div class="static"><div class="wide"><svg viewBox="0 0 642 500" width="100%"></svg></div></div>';
  const exhibit = `<div class="exhibit"><div class="figure" id="figure-a">${chart}</div>${box(0.97 - 500 / pageHeight)}</div>`;
  const html = plain
    .replace("<h2>First", `${exhibit}<h2>First`)
    .replace(
      "</h2></section></main>",
      `</h2><table id="table-b"><tr><td style="min-width:1200px">B</td></tr></table></section></main>`,
    );
  const fitted = await writeFit(browser, html);
  const [, width] = /<div class="figure" style="--width:([\d.]+)%" id="figure-a">/.exec(fitted) ?? [];
  assert.ok(Number(width) > 92 && Number(width) < 100, width);
  assert.match(fitted, /<table id="table-b" class="tight" style="--zoom:0\.53\d*"><tr>/);
  assert.match(fitted, /data-page-of="first">2<.*data-page-of="second">3</);
  const bare = fitted.replace(/ class="tight"| style="--[^"]*"/g, "").replace(/(data-page-of="\w+">)\d/g, "$1");
  assert.equal(bare, html);
  assert.equal(await writeFit(browser, html), fitted);
});
