import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { findPaths, readSettings } from "@tillbook/pipeline";
import { openBrowser } from "../../../report/browser.js";
import { type Checkout, copyBuiltCheckout, type Running } from "../../../tests/checkout.js";
import { listCode, parseNotebook, readSource } from "./notebook.js";

// What a person does: make jupyter, open each notebook, Run All Cells, look at the charts, Ctrl-C. Screenshots are left in
// build/jupyter-test.

type Browser = Awaited<ReturnType<typeof openBrowser>>;
type Page = Awaited<ReturnType<Browser["newPage"]>>;

const screenshots = join(findPaths().build, "jupyter-test");
/** How long one notebook may take to open, or to run. */
const timeout = 120_000;

let checkout: Checkout;
let jupyter: Running;
let browser: Browser;
let url: URL;

before(async () => {
  mkdirSync(screenshots, { recursive: true });
  checkout = await copyBuiltCheckout();
  jupyter = checkout.start("jupyter");
  let printed = "";
  jupyter.child.stdout?.on("data", (text: string) => (printed += text));
  jupyter.child.stderr?.on("data", (text: string) => (printed += text));
  await jupyter.printed(address);
  url = new URL(String(address.exec(printed)?.[0]));
  browser = await openBrowser(readSettings({}), findPaths());
});

after(async () => {
  await browser?.close();
  checkout?.remove();
});

const address = /http:\/\/127\.0\.0\.1:\d+\/lab\?token=\w+/;

test("Run All Cells draws every chart of every notebook in JupyterLab, without an error in the console", async () => {
  const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
  const errors: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(`${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => errors.push(String(error.stack)));
  const files = readdirSync(join(checkout.root, "notebooks")).filter((name) => name.endsWith(".ipynb"));
  assert.ok(files.length >= 5);
  let charts = 0;
  for (const file of files.sort()) {
    const notebook = parseNotebook(file, readFileSync(join(checkout.root, "notebooks", file), "utf8"));
    const sources = listCode(notebook).map(readSource);
    const expected = sources.filter((source) => /\bshow\(/.test(source)).length;
    charts += expected;
    await runAll(page, file, sources.length);
    const result = await readResult(page);
    assert.deepEqual(result, { failed: [], charts: expected, chartsWithMarks: expected }, file);
  }
  assert.ok(charts >= 4);
  assert.deepEqual(errors, []);
});

test("Ctrl-C ends JupyterLab, its kernels and the database", async () => {
  process.kill(-jupyter.child.pid!, "SIGINT");
  const { code } = await jupyter.ended;
  assert.notEqual(code, 0);
  assert.deepEqual(await checkout.leftovers(), []);
});

async function runAll(page: Page, file: string, cells: number): Promise<void> {
  await page.goto(`${url.origin}/lab/tree/${file}${url.search}&reset`);
  await page.locator(".jp-CodeCell").first().waitFor({ timeout });
  // before the kernel is there, JupyterLab takes the command for done
  await page.getByText("TypeScript | Idle").waitFor({ timeout });
  const prompts = page.locator(".jp-CodeCell .jp-InputPrompt");
  try {
    await page.locator(".lm-MenuBar-itemLabel", { hasText: /^Run$/ }).click();
    await page.locator(".lm-Menu-itemLabel", { hasText: /^Run All Cells$/ }).click();
    await prompts
      .filter({ hasText: /\[\d+\]/ })
      .nth(cells - 1)
      .waitFor({ timeout });
    // Plotly is loaded with the first chart, and draws behind the end of the cell
    await page.locator(`.jp-RenderedPlotly:not(:has(${marks}))`).first().waitFor({ state: "detached", timeout });
  } catch (error) {
    const [cellsNow, bar] = [await prompts.allTextContents(), await page.locator("#jp-main-statusbar").textContent()];
    throw new Error(`${file} did not run: ${cellsNow.join(" ")}, ${bar}`, { cause: error });
  } finally {
    await page.screenshot({ timeout, path: join(screenshots, `${file}.png`) });
  }
}

/** What Plotly draws for data: bars, areas, and the picture of a heatmap. */
const marks = ".cartesianlayer .overplot :is(path, image)";

interface Result {
  /** Texts of outputs that are errors. */
  failed: string[];
  charts: number;
  chartsWithMarks: number;
}

async function readResult(page: Page): Promise<Result> {
  const failed = await page.locator('.jp-OutputArea-output[data-mime-type$="stderr"], [data-mime-type*="error"]');
  const charts = page.locator(".jp-RenderedPlotly");
  return {
    failed: await failed.allTextContents(),
    charts: await charts.count(),
    chartsWithMarks: await charts.filter({ has: page.locator(marks) }).count(),
  };
}
