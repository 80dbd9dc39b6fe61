import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { type Bench, openBench, waitForCharts } from "./test-report.js";

// The HTML in a browser whose network is off.

let bench: Bench;
let html: string;

before(async () => {
  bench = await openBench();
  html = await bench.build("plain");
});

after(() => bench?.close());

test("the page asks for nothing, and its charts become interactive without an error", async () => {
  const { page, requests, messages, close } = await bench.open("plain");
  await waitForCharts(page);
  assert.equal(await page.locator(".chart.is-interactive .plotly").count(), 4);
  assert.deepEqual(requests, []);
  assert.deepEqual(messages, []);
  await close();
});

test("the page may not ask for anything, whatever is in it", async () => {
  await writeFile(
    join(bench.folder, "calling.html"),
    html.replace("</main>", '<img src="https://example.org/a.png"></main>'),
  );
  const { page, messages, close } = await bench.open("calling");
  assert.equal(await page.evaluate("fetch('https://example.org').then(() => 'sent', () => 'refused')"), "refused");
  assert.match(messages.join("\n"), /Content Security Policy/);
  await close();
});

test("nothing moves when the interactive charts replace the static ones", async () => {
  const boxes = "JSON.stringify([...document.querySelectorAll('h2, .chart')].map((e) => e.getBoundingClientRect()))";
  const before = await bench.open("plain", { javaScriptEnabled: false });
  const still = await before.page.evaluate(boxes);
  const after = await bench.open("plain");
  await waitForCharts(after.page);
  assert.equal(await after.page.evaluate(boxes), still);
  await before.close();
  await after.close();
});

test("without JavaScript charts and tables are there", async () => {
  const { page, close } = await bench.open("plain", { javaScriptEnabled: false });
  assert.equal(await page.locator(".static .wide svg:visible").count(), 4);
  assert.equal(await page.locator("svg:visible text", { hasText: "Harbour Street" }).count(), 4);
  await page.locator("#data-monthly-sales summary").click();
  assert.equal(await page.locator("#data-monthly-sales td:visible").first().textContent(), "108,525.13");
  await close();
});

test("a phone gets charts of its width and no sideways scrolling", async () => {
  const { page, close } = await bench.open("plain", {
    viewport: { width: 390, height: 844 },
    javaScriptEnabled: false,
  });
  assert.equal(await page.locator(".static .narrow svg:visible").count(), 4);
  assert.equal(await page.locator(".static .wide svg:visible").count(), 0);
  assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 390);
  await close();
});

test("dark mode changes page and charts on screen", async () => {
  const { page, close } = await bench.open("plain", { colorScheme: "dark" });
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
