import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { before } from "node:test";
import type { Table } from "@tillbook/charts";
import { parse } from "csv-parse/sync";
import type { BrowserContextOptions, Page } from "playwright";
import { parseNotebook } from "../../report/section.js";
import { type Bench, fixtures, openBench, waitForCharts } from "./bench.js";

// The HTML in a browser whose network is off.

let bench: Bench;
let html: string;

before(async () => {
  bench = await openBench();
  html = bench.html;
});

test("with the network off the page asks for nothing, says nothing on the console, and its charts become interactive", async () => {
  const { page, messages, requests, close } = await bench.open("plain");
  await waitForCharts(page);
  assert.equal(await page.locator(".chart.is-interactive .plotly").count(), 11);
  assert.deepEqual(requests, []);
  assert.deepEqual(messages, []);
  await close();
});

test("the page is one file of at most 3 MB with Plotly once, and names no address that is loaded", () => {
  assert.ok(Buffer.byteLength(html) < 3_000_000);
  assert.equal(html.match(/plotly\.js v[\d.]+ \(/g)?.length, 1);
  assert.doesNotMatch(
    html.replace(/<script[^>]*>[\s\S]*?<\/script>/g, ""),
    /(?:src|href)="(?!#|data:)|url\((?!data:|#|&quot;#)|@import/,
  );
});

test("a store that a click hides is in no total, and the totals come back with it", async () => {
  const { page, messages, close } = await bench.open("plain");
  await waitForCharts(page);
  const chart = page.locator("#top-articles .chart").first();
  const totals = chart.locator(".interactive .scatterlayer .textpoint");
  const shown = await totals.count();
  assert.ok(shown > 10);
  const name = chart.locator(".interactive .annotation-text-g").first();
  const entry = chart.locator(".interactive .legendtoggle").first();
  for (const [toggle, expected] of [
    [name, 0],
    [entry, shown],
  ] as const) {
    await toggle.click({ force: true });
    await page.waitForFunction(
      ([texts, count]) =>
        texts!.ownerDocument.contains(texts!) && texts!.querySelectorAll(".textpoint").length === count,
      [await chart.locator(".interactive").elementHandle(), expected] as const,
    );
    // the next click would be a double one
    await page.waitForTimeout(500);
  }
  assert.deepEqual(messages, []);
  await close();
});

test("nothing moves while the page comes to life, and hardly a line when its fonts are there, on a phone, too", async () => {
  await measureShifts({});
  await measureShifts({ viewport: { width: 390, height: 844 } });
});

async function measureShifts(options: BrowserContextOptions): Promise<void> {
  const { page, close } = await bench.open("plain", options);
  await waitForCharts(page);
  // the observer gives past shifts first, and is known to work once it has seen this one
  const [fonts, charts] = await page.evaluate<[number[], number[]]>(`new Promise((resolve) => {
    const start = performance.now();
    const [{ startTime: live }] = performance.getEntriesByName("tillbook:plotly");
    const past = [];
    const observer = new PerformanceObserver((list) => {
      past.push(...list.getEntries().filter(({ startTime }) => startTime < start));
      if (!list.getEntries().some(({ startTime }) => startTime >= start)) return;
      resolve([false, true].map((isLive) => past.filter(({ startTime }) => startTime >= live === isLive).map(({ value }) => value)));
    });
    observer.observe({ type: "layout-shift", buffered: true });
    document.querySelector(".cover").style.paddingTop = "300px";
  })`);
  assert.deepEqual(charts, []);
  // what web.dev calls good is 0.1; with the machine's own fonts as wide as they are it was 0.013, on a phone 0.108
  assert.ok(fonts.reduce((sum, value) => sum + value, 0) < 0.005, fonts.join(" "));
  const places = await page.evaluate<string[][]>(`[...document.querySelectorAll(".chart")].map((chart) =>
    [".static", ".interactive"].map((part) => JSON.stringify(chart.querySelector(part).getBoundingClientRect())))`);
  for (const [still, live] of places) assert.equal(live, still);
  await close();
}

test("the page is painted, static charts and all, before Plotly runs", async () => {
  const { page, close } = await bench.open("plain");
  await waitForCharts(page);
  const [paint, plotly] = await page.evaluate<[number, number]>(`[
    performance.getEntriesByName("first-contentful-paint")[0].startTime,
    performance.getEntriesByName("tillbook:plotly")[0].startTime,
  ]`);
  assert.ok(paint <= plotly, `${paint} ${plotly}`);
  await close();
});

test("without JavaScript charts and tables are there", async () => {
  const { page, close } = await bench.open("plain", { javaScriptEnabled: false });
  assert.equal(await page.locator(".static .wide svg:visible").count(), 9);
  // two charts beside each other
  assert.equal(await page.locator(".first-page .static .narrow svg:visible").count(), 2);
  assert.ok((await page.locator("svg:visible text", { hasText: "Stralsund" }).count()) >= 5);
  await page.locator("#data-store-months summary").click();
  assert.equal(await page.locator("#data-store-months td:visible").first().textContent(), "60.17");
  assert.equal(await page.locator(":is(.tools, .permalink, .toast):visible").count(), 0);
  await close();
});

test("a phone gets charts of its width", async () => {
  const { page, close } = await bench.open("plain", {
    viewport: { width: 390, height: 844 },
    javaScriptEnabled: false,
  });
  assert.equal(await page.locator(".static .narrow svg:visible").count(), 11);
  assert.equal(await page.locator(".static .wide svg:visible").count(), 0);
  await close();
});

test("nothing scrolls sideways: at 320 px, on a phone, at 200 % zoom, on a desktop, with JavaScript and without", async () => {
  assert.deepEqual(await listWidths(320, true), []);
  assert.deepEqual(await listWidths(320, false), []);
  assert.deepEqual(await listWidths(390, true), []);
  assert.deepEqual(await listWidths(640, true), []);
  assert.deepEqual(await listWidths(1280, true), []);
});

/** Lists what is wider than a screen, outside the boxes of tables, which scroll by themselves. */
async function listWidths(width: number, javaScriptEnabled: boolean): Promise<string[]> {
  const { page, close } = await bench.open("plain", { viewport: { width, height: 800 }, javaScriptEnabled });
  if (javaScriptEnabled) await waitForCharts(page);
  const wide = await page.evaluate<string[]>(`(() => {
    for (const fold of document.querySelectorAll("details")) fold.open = true;
    const root = document.documentElement;
    const wide = [...document.querySelectorAll("body *:not(.scroll *, svg *, template *)")].filter(
      (element) => element.checkVisibility() && element.getBoundingClientRect().right > root.clientWidth + 0.5,
    );
    return [...wide.map((e) => e.outerHTML.slice(0, 200)), ...(root.scrollWidth > root.clientWidth ? ["the page"] : [])];
  })()`);
  await close();
  return wide;
}

test("no label of a chart is cut off or covers another, on paper, on a screen or on a phone", async () => {
  assert.deepEqual(await listWrongLabels(1280), []);
  assert.deepEqual(await listWrongLabels(760), []);
  assert.deepEqual(await listWrongLabels(390), []);
  assert.deepEqual(await listWrongLabels(320), []);
});

/** Lists texts of charts that reach beyond their chart, or into each other, of the static and of the interactive ones. */
async function listWrongLabels(width: number): Promise<string[]> {
  const { page, close } = await bench.open("plain", { viewport: { width, height: 800 } });
  await waitForCharts(page);
  const [seen, wrong] = await page.evaluate<[number, string[]]>(`(() => {
    const charts = [...document.querySelectorAll(".chart svg")].filter((svg) => svg.checkVisibility() && svg.querySelector("text"));
    const texts = charts.flatMap((svg) => [...svg.querySelectorAll("text")].filter((text) => text.checkVisibility() && text.textContent.trim() !== "").map((text) => [svg, text]));
    const isWithin = (inner, outer) =>
      inner.left >= outer.left - 1 && inner.right <= outer.right + 1 && inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1;
    const isCut = ([svg, text]) => !isWithin(text.getBoundingClientRect(), svg.getBoundingClientRect());
    const isCovered = (a, b) =>
      Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4;
    const covered = texts.flatMap(([svg, text], i) =>
      texts.slice(i + 1).flatMap(([other, next]) =>
        svg.parentElement === other.parentElement && isCovered(text.getBoundingClientRect(), next.getBoundingClientRect())
          ? [text.textContent + " / " + next.textContent]
          : [],
      ),
    );
    return [texts.length, [...texts.filter(isCut).map(([, text]) => text.textContent), ...covered]];
  })()`);
  assert.ok(seen > 150, String(seen));
  await close();
  return wrong;
}

test("stores are named beside their areas and over the first bar; a phone has legends where there is no room", async () => {
  const read = `[...document.querySelectorAll("#figure-top-articles, #figure-time-sales")].map((figure) =>
    ["annotation", "legend"].map((part) => figure.querySelectorAll(".interactive " + (part === "legend" ? ".legend .traces" : ".annotation")).length))`;
  const wide = await bench.open("plain");
  await waitForCharts(wide.page);
  assert.deepEqual(await wide.page.evaluate(read), [
    [6, 0],
    [6, 0],
  ]);
  await wide.close();
  const narrow = await bench.open("plain", { viewport: { width: 390, height: 844 } });
  await waitForCharts(narrow.page);
  assert.deepEqual(await narrow.page.evaluate(read), [
    [0, 6],
    [6, 0],
  ]);
  await narrow.close();
});

test("while a series is hidden, by a click on its name or by keyboard, the legend names them all", async () => {
  const { page, close } = await bench.open("plain");
  await waitForCharts(page);
  const chart = page.locator("#figure-time-sales");
  const [names, legend] = [chart.locator(".interactive .annotation"), chart.locator(".interactive .legend .traces")];
  await names.filter({ hasText: "Stralsund" }).locator(".annotation-text-g").click();
  await legend.first().waitFor();
  assert.deepEqual([await names.count(), await legend.count()], [0, 6]);
  await chart.locator(".series [aria-pressed=false]").focus();
  await page.keyboard.press("Enter");
  await names.first().waitFor();
  assert.deepEqual([await names.count(), await legend.count()], [6, 0]);
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

test("the contents mark the section that is being read", async () => {
  const { page, close } = await bench.open("plain");
  const marked = page.locator(".contents [aria-current]");
  assert.equal(await marked.count(), 0);
  await page.locator("#top-articles h2").scrollIntoViewIfNeeded();
  await page.evaluate("document.getElementById('top-articles').scrollIntoView()");
  await page.locator('.contents [aria-current][href="#top-articles"]').waitFor();
  await page.evaluate("scrollTo(0, document.documentElement.scrollHeight)");
  await page.locator('.contents [aria-current][href="#origin"]').waitFor();
  assert.equal(await marked.count(), 1);
  await close();
});

test("a click beside a heading copies a link that leads there, and says so", async () => {
  const { page, messages, close } = await bench.open("plain", { permissions: ["clipboard-read", "clipboard-write"] });
  const link = page.getByRole("link", { name: "Copy link: 3 How much is sold?" });
  assert.equal(await page.locator("main :is(h2, h3):not(.heading *)").count(), 0);
  await link.click();
  await page.getByRole("status").getByText("Link copied").waitFor();
  const copied = await page.evaluate<string>("navigator.clipboard.readText()");
  assert.match(copied, /^file:.*plain\.html#monthly-sales$/);
  assert.equal(await page.evaluate("document.getElementById(location.hash.slice(1)).tagName"), "SECTION");
  const targets = await page.evaluate<string[]>("[...document.querySelectorAll('a.permalink')].map((a) => a.hash)");
  assert.equal(new Set(targets).size, targets.length);
  assert.equal(
    await page.evaluate(
      "[...document.querySelectorAll('a.permalink')].every((a) => document.getElementById(a.hash.slice(1)))",
    ),
    true,
  );
  assert.deepEqual(messages, []);
  await close();
});

test("a search leaves the rows that have the text, whatever its case, and says how many", async () => {
  const { page, close } = await bench.open("plain");
  await page.locator("#data-top-articles summary").click();
  const tools = page.locator("#data-top-articles .tools");
  const rows = page.locator("#data-top-articles tbody tr");
  const all = await rows.count();
  const first = (await rows.first().locator("th").textContent()) ?? "";
  await tools.getByRole("searchbox").fill(first.toUpperCase());
  assert.equal(await rows.filter({ visible: true }).count(), 1);
  assert.equal(await tools.locator("output").textContent(), `1 / ${all}`);
  await tools.getByRole("searchbox").fill("");
  assert.equal(await rows.filter({ visible: true }).count(), all);
  await close();
});

test("the head of a column sorts its table by keyboard, upwards, downwards and back, and the sum stays at the end", async () => {
  const { page, close } = await bench.open("plain");
  const cells = page.locator("#table-overview-table tbody tr > :first-child");
  const months = async (): Promise<string[]> =>
    (await cells.allTextContents()).map((text) => text.replaceAll("\u00a0", " "));
  const before = await months();
  const head = page.locator("#table-overview-table thead th").last();
  await head.getByRole("button").focus();
  await page.keyboard.press("Enter");
  const upwards = await months();
  assert.equal(await head.getAttribute("aria-sort"), "ascending");
  assert.deepEqual([upwards[0], upwards.at(-2), upwards.at(-1)], ["July 2025", "March 2025", "All"]);
  await page.keyboard.press("Enter");
  assert.equal(await head.getAttribute("aria-sort"), "descending");
  assert.deepEqual(await months(), [...upwards.slice(0, -1).reverse(), "All"]);
  await page.keyboard.press("Enter");
  assert.equal(await head.getAttribute("aria-sort"), null);
  assert.deepEqual(await months(), before);
  const first = page.locator("#table-overview-table thead th").first().getByRole("button");
  await first.click();
  assert.deepEqual(await months(), before, "months are sorted as such");
  await close();
});

test("on a phone the rows of a wide table are cards, each number beside its head, none is cut, and none is empty", async () => {
  const { page, close } = await bench.open("plain", { viewport: { width: 360, height: 800 } });
  const empty = page.locator("#data-store-months tbody tr").nth(1).locator("td").first();
  await empty.evaluate((cell) => {
    cell.innerHTML = "&nbsp;";
  });
  await page.locator("#data-store-months summary").click();
  const row = page.locator("#data-store-months table.cards tbody tr").first();
  await row.waitFor();
  assert.equal(await row.locator("td").first().getAttribute("data-head"), "Stralsund (€)");
  assert.equal(await row.locator("td").first().textContent(), "60.17");
  assert.ok(!(await empty.isVisible()));
  const cut = await page.evaluate<string[]>(
    `[...document.querySelectorAll(".scroll td, .scroll th")].filter((cell) => cell.checkVisibility() && cell.getBoundingClientRect().right > innerWidth).map((cell) => cell.textContent)`,
  );
  assert.deepEqual(cut, []);
  assert.equal(await page.locator("#data-store-months").getByRole("row").count(), 13);
  await close();
});

test("a table of hundreds of rows takes less than the window, and its head stays in sight", async () => {
  for (const width of [1280, 360]) {
    const { page, close } = await bench.open("plain", { viewport: { width, height: 800 } });
    const box = page.locator(".scroll:has(#table-overview-table)");
    const [height, top] = await box.evaluate((element) => {
      const body = element.querySelector("tbody")!;
      const row = body.rows[0]!;
      row.classList.add("extra");
      for (let i = 0; i < 400; i++) body.append(row.cloneNode(true));
      element.scrollTop = 5000;
      const head = element.querySelector("thead th")!;
      return [element.clientHeight, head.getBoundingClientRect().top - element.getBoundingClientRect().top];
    });
    assert.ok(height! < 800, `${height} px`);
    if (width > 608) assert.ok(Math.abs(top!) < 2, `${top} px`);
    await close();
  }
});

test("a series is hidden and read by keyboard: its values with their numbers of sales, and no sums that would be wrong", async () => {
  const { page, close } = await bench.open("plain");
  await waitForCharts(page);
  const chart = page.locator("#figure-top-articles");
  const series = chart.locator(".series button").first();
  await series.focus();
  await page.keyboard.press("ArrowRight");
  assert.match((await page.locator(".spoken").textContent()) ?? "", /^.+, Stralsund, €[\d,.]+, \d+.sales$/);
  const sums = chart.locator(".interactive .textpoint");
  assert.ok((await sums.count()) > 10);
  await page.keyboard.press("Enter");
  await chart.locator(".series [aria-pressed=false]").waitFor();
  assert.equal(await sums.count(), 0);
  await page.keyboard.press("Enter");
  await chart.locator(".series [aria-pressed=true]").first().waitFor();
  assert.ok((await sums.count()) > 10);
  await close();
});

test("the first stop of the keyboard leads past cover and contents", async () => {
  const { page, close } = await bench.open("plain");
  await page.keyboard.press("Tab");
  await page.getByRole("link", { name: "Skip to the report" }).press("Enter");
  assert.equal(await page.evaluate("document.activeElement.tagName"), "MAIN");
  await close();
});

test("each table can be saved as CSV, named after it", async () => {
  const { page, messages, close } = await bench.open("plain");
  await page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true");
  const tables = await page.locator("main table").count();
  assert.equal(await page.locator("main .tools button:visible").count(), tables);
  const file = await save(page, "store-months");
  const table = await readTable("2-monthly-sales");
  const expected = table.rows.map((row) => row.map((text) => text.replaceAll(",", "")));
  const [head, ...rows] = parse(file.replace(/^\ufeff/, "")) as string[][];
  assert.deepEqual(
    head,
    table.columns.map(({ label }) => label),
  );
  assert.deepEqual(rows, expected);
  assert.ok(file.startsWith("\ufeff"));
  assert.deepEqual(messages, []);
  await close();
});

test("CSV quotes what needs it, and in German parts cells by semicolons", async () => {
  const name = 'A "big"; or, small\nshop';
  await bench.build("quoted", (text) => text.replaceAll('"January 2025"', JSON.stringify(name)));
  const file = join(bench.folder, "quoted.html");
  const english = await bench.open("quoted");
  assert.deepEqual((parse((await save(english.page, "store-months")).slice(1)) as string[][])[1]?.slice(0, 2), [
    name,
    "60.17",
  ]);
  await english.close();
  await writeFile(
    file,
    (await readFile(file, "utf8")).replace('<html lang="en">', '<html lang="de">').replaceAll("60.17", "60,17"),
  );
  const german = await bench.open("quoted");
  const text = (await save(german.page, "store-months")).slice(1);
  assert.deepEqual((parse(text, { delimiter: ";" }) as string[][])[1]?.slice(0, 2), [name, "60,17"]);
  await german.close();
});

/** Saves the table of a chart from the page; resolves to the file's text. */
async function save(page: Page, chart: string): Promise<string> {
  await page.evaluate(`document.getElementById("data-${chart}").open = true`);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.locator(`#data-${chart} .tools button`).click(),
  ]);
  assert.equal(download.suggestedFilename(), `${chart}.csv`);
  return readFile(await download.path(), "utf8");
}

async function readTable(notebook: string): Promise<Table> {
  const text = await readFile(join(fixtures, `notebooks/${notebook}.ipynb`), "utf8");
  const [figure] = parseNotebook(notebook, text).blocks.flatMap((block) =>
    block.kind === "figure" ? [block.figure] : [],
  );
  return figure!.layout.meta.table;
}
