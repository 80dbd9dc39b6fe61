import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { pathToFileURL } from "node:url";
import { PDFDict, PDFDocument, PDFName } from "@cantoo/pdf-lib";
import { findPaths, TillbookError } from "@tillbook/pipeline";
import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";
import type { Browser, Page } from "playwright";
import { openBrowser } from "./browser.js";
import { buildReport } from "./build-report.js";
import { type Print, printReport } from "./print.js";

const hostile = '<script>hacked = 1</script>|"';

let browser: Browser;
let folder: string;
let html: string;
let print: Print;
let pages: string[];

before(async () => {
  browser = await openBrowser({ chromium: undefined }, findPaths());
  folder = await mkdtemp(join(tmpdir(), "tillbook-report-"));
  html = await build("plain");
  print = await printReport(browser, join(folder, "plain.html"));
  pages = await readTexts(print.pdf);
});

after(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Builds the report of the fixtures, changed file by file, as `<name>.html`. */
async function build(name: string, change: (text: string, file: string) => string = (text) => text): Promise<string> {
  const home = join(folder, name);
  await cp(join(import.meta.dirname, "fixtures"), home, { recursive: true });
  for (const file of ["notebooks/2-monthly-sales.ipynb", "receipts/aggregate.json"]) {
    const text = await readFile(join(home, file), "utf8");
    await writeFile(join(home, file), change(text, file));
  }
  const paths = { notebooks: join(home, "notebooks"), receipts: join(home, "receipts") };
  const report = await buildReport(browser, paths, import.meta.dirname);
  await writeFile(join(folder, `${name}.html`), report.html);
  return report.html;
}

/** Opens a report, and lists the addresses that it asks for and the errors of its scripts. */
async function open(name: string, options: Parameters<Browser["newContext"]>[0] = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const requests: string[] = [];
  const errors: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  const url = pathToFileURL(join(folder, `${name}.html`)).href;
  await page.goto(url);
  const others = () => requests.filter((request) => request !== url && !request.startsWith("data:"));
  return { page, errors, others, close: () => context.close() };
}

function waitForCharts(page: Page): Promise<unknown> {
  return page.waitForFunction("document.documentElement.dataset.charts === 'ready'");
}

async function readTexts(pdf: Uint8Array): Promise<string[]> {
  const document = await getDocument({ data: pdf.slice(), verbosity: 0 }).promise;
  const numbers = Array.from({ length: document.numPages }, (_, i) => i + 1);
  const texts = await Promise.all(
    numbers.map(async (number) => {
      const { items } = await (await document.getPage(number)).getTextContent();
      return items.map((item) => ("str" in item ? item.str + (item.hasEOL ? "\n" : "") : "")).join("");
    }),
  );
  await document.destroy();
  return texts;
}

test("the page asks for nothing, and its charts become interactive without an error", async () => {
  const { page, errors, others, close } = await open("plain");
  await waitForCharts(page);
  assert.equal(await page.locator(".chart.is-interactive .plotly").count(), 4);
  assert.deepEqual(others(), []);
  assert.deepEqual(errors, []);
  await close();
});

test("the page may not ask for anything, whatever is in it", async () => {
  await writeFile(
    join(folder, "calling.html"),
    html.replace("</main>", '<img src="https://example.org/a.png"></main>'),
  );
  const { page, errors, close } = await open("calling");
  assert.equal(await page.evaluate("fetch('https://example.org').then(() => 'sent', () => 'refused')"), "refused");
  assert.match(errors.join("\n"), /Content Security Policy/);
  await close();
});

test("nothing moves when the interactive charts replace the static ones", async () => {
  const boxes = "JSON.stringify([...document.querySelectorAll('h2, .chart')].map((e) => e.getBoundingClientRect()))";
  const before = await open("plain", { javaScriptEnabled: false });
  const still = await before.page.evaluate(boxes);
  const after = await open("plain");
  await waitForCharts(after.page);
  assert.equal(await after.page.evaluate(boxes), still);
  await before.close();
  await after.close();
});

test("without JavaScript charts and tables are there", async () => {
  const { page, close } = await open("plain", { javaScriptEnabled: false });
  assert.equal(await page.locator(".static .wide svg:visible").count(), 4);
  assert.equal(await page.locator("svg:visible text", { hasText: "Harbour Street" }).count(), 4);
  await page.locator("#data-monthly-sales summary").click();
  assert.equal(await page.locator("#data-monthly-sales td:visible").first().textContent(), "108,525.13");
  await close();
});

test("a phone gets charts of its width and no sideways scrolling", async () => {
  const { page, close } = await open("plain", { viewport: { width: 390, height: 844 }, javaScriptEnabled: false });
  assert.equal(await page.locator(".static .narrow svg:visible").count(), 4);
  assert.equal(await page.locator(".static .wide svg:visible").count(), 0);
  assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 390);
  await close();
});

test("dark mode changes page and charts on screen", async () => {
  const { page, close } = await open("plain", { colorScheme: "dark" });
  await waitForCharts(page);
  const read = `[getComputedStyle(document.body).backgroundColor,
    getComputedStyle(document.querySelector(".static .xtick text, .static svg text")).fill,
    getComputedStyle(document.querySelector(".interactive .xtick text")).fill]`;
  const [paper, still, live] = await page.evaluate<string[]>(read);
  assert.equal(paper, "rgb(21, 24, 29)");
  assert.match(still ?? "", /^rgb\((?:1[5-9]\d|2\d\d), /);
  assert.equal(live, still);
  await close();
});

test("names from the data are text, wherever they appear", async () => {
  const json = JSON.stringify(JSON.stringify(hostile).slice(1, -1)).slice(1, -1);
  // as it is in tables and alternative texts; Plotly and Markdown texts are escaped by those who write them
  await build("hostile", (text, file) => {
    if (!file.endsWith(".ipynb")) return text;
    const notebook = JSON.parse(text.replaceAll('"Harbour Street (€)"', JSON.stringify(hostile)));
    const figures = notebook.cells.flatMap((cell: { outputs?: { data: Record<string, unknown> }[] }) =>
      (cell.outputs ?? []).flatMap(({ data }) => data["application/vnd.plotly.v1+json"] ?? []),
    );
    for (const { data, layout } of figures) {
      data[0].name = hostile;
      Object.assign(layout.meta, { title: `Title ${hostile}`, alt: `Alt ${hostile}` });
    }
    notebook.cells[0].source = `# Sales ${hostile}\n\nProse ${hostile}`;
    notebook.cells[1].source = `const name = ${json};\n// ${hostile}`;
    return JSON.stringify(notebook);
  });
  const { page, errors, close } = await open("hostile");
  await waitForCharts(page);
  assert.equal(await page.evaluate("typeof hacked"), "undefined");
  assert.equal(await page.locator("main script:not([type='application/json'])").count(), 0);
  assert.match((await page.locator("#monthly-sales h2").textContent()) ?? "", /Sales <script>hacked = 1<\/script>\|"$/);
  assert.equal(await page.locator("#figure-monthly-sales figcaption").textContent(), `Title ${hostile}`);
  assert.equal(await page.locator("#data-monthly-sales thead th").nth(1).textContent(), hostile);
  assert.equal(await page.locator("#figure-monthly-sales .interactive").getAttribute("aria-label"), `Alt ${hostile}`);
  assert.deepEqual(errors, []);
  await close();
  const { pdf } = await printReport(browser, join(folder, "hostile.html"));
  assert.ok((await readTexts(pdf))[1]?.includes(`Title ${hostile}`));
});

test("the same inputs give the same HTML", async () => {
  assert.equal(await build("again"), html);
});

test("the same HTML gives the same PDF", async () => {
  const again = await printReport(browser, join(folder, "plain.html"));
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
  assert.equal(root?.items.length, 7);
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
  const { pdf } = await printReport(browser, join(folder, "plain.html"), 86_400);
  const document = await getDocument({ data: pdf, verbosity: 0 }).promise;
  const info: Record<string, unknown> = { ...(await document.getMetadata()).info };
  assert.equal(info["CreationDate"], "D:19700102000000Z");
  await document.destroy();
});

test("without a day to date it by, the PDF has no date", async () => {
  const file = join(folder, "undated.html");
  await writeFile(file, html.replace(/<meta name="dcterms.date"[^>]*>/, ""));
  const { pdf } = await printReport(browser, file);
  assert.doesNotMatch(Buffer.from(pdf).toString("latin1"), /CreationDate|CreateDate|ModDate/);
});

test("a change of the sales since the import is said on the cover", async () => {
  assert.doesNotMatch(html, /role="note"/);
  const changed = await build("changed", (text) => text.replace(/("changed_since_import": )false/, "$1true"));
  assert.match(changed, /<header[\s\S]*role="note"><strong>The sales were changed[\s\S]*<\/header>/);
});

test("no notebooks is a failure that names the next command", async () => {
  const paths = { notebooks: join(folder, "none"), receipts: join(folder, "none") };
  await assert.rejects(buildReport(browser, paths, import.meta.dirname), (error) => {
    assert.ok(error instanceof TillbookError);
    assert.deepEqual([error.code, error.hint], ["NOTEBOOK_INVALID", "make plot"]);
    return true;
  });
});

test("a browser that doesn't start is a failure that says why", async () => {
  await assert.rejects(openBrowser({ chromium: process.execPath }, findPaths()), {
    code: "BROWSER_MISSING",
    message: /cannot start Chromium at .*node: .*bad option/,
  });
});
