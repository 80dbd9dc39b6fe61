import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { before } from "node:test";
import { findPaths } from "@tillbook/pipeline";
import type { Page } from "playwright";
import { printReport } from "../../report/print.js";
import { makeNotebook } from "./all-outputs.js";
import { type Bench, openBench, waitForCharts } from "./bench.js";
import { readTexts } from "./read-pdf.js";
import { judgePdf } from "./verapdf.js";
import { listViolations } from "./violations.js";

// Each kind of cell and output that Jupyter knows, on a page, on a phone, without scripts and on paper.

let bench: Bench;

before(async () => {
  bench = await openBench();
  const notebook = JSON.stringify(await makeNotebook(bench.browser));
  await bench.build("outputs", (text, file) => (file.endsWith(".ipynb") ? notebook : text));
});

const texts = [
  "printed line",
  "warned line",
  "a plain result",
  "Espresso & milk",
  "1,234.50",
  "Shown Markdown",
  "Some marked",
  "Folded text",
  "Instead of Vega",
  "raw <text>",
  "raw HTML",
  "A footnote with bold text.",
  "Vector text",
  "but $5 and $6 are amounts",
];
const alts = [
  "A green square, attached",
  "Bars from a file",
  "A green square, inside",
  "Three bars",
  "A red circle",
  "PNG of two colours",
  "JPEG of two colours",
  "GIF of one pixel",
  "WebP of two colours",
];

const section = "#monthly-sales";
async function readText(page: Page): Promise<string> {
  return ((await page.locator(section).textContent()) ?? "").replace(/\s+/g, " ");
}

/** What shows of pictures: their text alternative, and whether they have a size. */
const readPictures = `[...document.querySelectorAll("${section} :is(img, svg[role=img])")].map((picture) =>
  [picture.alt ?? picture.ariaLabel, picture.getBoundingClientRect().width > 0 && picture.naturalWidth !== 0])`;

for (const [where, options] of Object.entries({
  "on a page": {},
  "on a phone's dark page": { viewport: { width: 390, height: 844 }, colorScheme: "dark" as const },
})) {
  test(`everything is there ${where}; nothing runs, loads or scrolls sideways`, async () => {
    const { page, messages, requests, close } = await bench.open("outputs", options);
    await waitForCharts(page);
    const text = await readText(page);
    assert.deepEqual(
      texts.filter((one) => !text.includes(one)),
      [],
    );
    const pictures = await page.evaluate<[string, boolean][]>(readPictures);
    const shown = pictures.filter(([, isShown]) => isShown).map(([alt]) => alt);
    assert.deepEqual(
      alts.filter((alt) => !shown.includes(alt)),
      [],
    );
    assert.equal(await page.locator(`${section} math`).count(), 5);
    assert.equal(await page.evaluate("typeof hacked"), "undefined");
    assert.ok(await page.evaluate<boolean>("document.documentElement.scrollWidth <= innerWidth"));
    assert.deepEqual([messages, requests], [[], []]);
    await close();
  });
}

test("axe finds nothing, in light and dark", async () => {
  const viewport = { width: 390, height: 844 };
  assert.deepEqual(await listViolations("outputs", { colorScheme: "light", viewport }), []);
  assert.deepEqual(await listViolations("outputs", { colorScheme: "dark", viewport }, ["color-contrast"]), []);
});

test("ids are unique, so that each drawing has its own colours", async () => {
  const { page, close } = await bench.open("outputs");
  const twice = await page.evaluate<string[]>(
    "[...document.querySelectorAll('[id]')].map(({ id }) => id).filter((id, i, ids) => ids.indexOf(id) !== i)",
  );
  assert.deepEqual(twice, []);
  const fills = await page.evaluate<
    boolean[]
  >(`[...document.querySelectorAll("${section} rect[style*=url]")].map((rect) =>
    rect.closest("svg").querySelector(/#[^")]+/.exec(rect.getAttribute("style"))[0]) !== null)`);
  assert.deepEqual(fills, [true, true, true]);
  await close();
});

test("the table of an HTML output is one of the report's, and can be saved without scripts being its own", async () => {
  const { page, close } = await bench.open("outputs");
  await waitForCharts(page);
  const table = page.locator(`${section} table`, { hasText: "Espresso" });
  assert.equal(await table.locator("td.right").count(), 4);
  assert.equal(await table.locator("th[scope=row]").count(), 2);
  const [saved] = await Promise.all([
    page.waitForEvent("download"),
    page.locator(`${section} .tools button`).last().click(),
  ]);
  assert.match(saved.suggestedFilename(), /^monthly-sales-table-2\.csv$/);
  await close();
});

test("without JavaScript everything is there as well", async () => {
  const { page, close } = await bench.open("outputs", { javaScriptEnabled: false });
  const text = await readText(page);
  assert.ok(["warned line", "Espresso & milk", "raw HTML"].every((one) => text.includes(one)));
  assert.equal(await page.locator(`${section} math`).first().isVisible(), true);
  await close();
});

test("on paper everything is there, in the report's fonts, and the PDF is PDF/UA-1", async () => {
  const { pdf } = await printReport(bench.browser, join(bench.folder, "outputs.html"));
  const pages = (await readTexts(pdf)).join(" ").replace(/\s+/g, " ");
  assert.deepEqual(
    texts.filter((one) => !pages.includes(one)),
    [],
  );
  const file = join(bench.folder, "outputs.pdf");
  await writeFile(file, pdf);
  assert.deepEqual((await judgePdf(file, findPaths())).failures, []);
});
