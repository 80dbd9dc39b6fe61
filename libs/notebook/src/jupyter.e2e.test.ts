import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { findPaths, readSettings } from "@tillbook/pipeline";
import { openBrowser } from "../../../report/browser.js";
import { type Checkout, copyBuiltCheckout, type Running } from "../../../tests/checkout.js";
import { formatCommitted } from "./committed-notebook.js";
import { listCode, parseNotebook, readSource } from "./notebook.js";
import { listFigures } from "./outputs.js";

// What a person does: make jupyter, open each notebook, Run All Cells, look at the charts, Ctrl-C. Screenshots are left in
// .cache/jupyter-test, since make verify knows all files of build/.

type Browser = Awaited<ReturnType<typeof openBrowser>>;
type Page = Awaited<ReturnType<Browser["newPage"]>>;

const screenshots = join(findPaths().cache, "jupyter-test");
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

/** Made by a person; what a kernel shows of its failures. */
const scratch = [
  "let turns = 0;\nconst tick = () => new Promise((done) => setTimeout(done, 5));",
  "console.log('started');\nfor (;;) {\n  await tick();\n  turns += 1;\n}",
  "console.log(turns > 0 ? 'the names are still there' : 'lost');",
  'function check(x: number) {\n  throw new RangeError("too big: " + x);\n}',
  "check(1);",
];

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
    const plotted = readFileSync(join(checkout.root, "build/notebooks", file), "utf8");
    const expected = listFigures(parseNotebook(file, plotted)).length;
    charts += expected;
    await runAll(page, file, sources.length);
    const result = await readResult(page);
    const titles = expected;
    assert.deepEqual(result, { failed: [], charts: expected, chartsWithMarks: expected, titles }, file);
    await save(page);
    const saved = readFileSync(join(checkout.root, "notebooks", file), "utf8");
    assert.equal(saved, formatCommitted(notebook), `${file} as it is committed`);
  }
  assert.ok(charts >= 4);
  assert.deepEqual(errors, []);
});

test("the launcher offers the kernel of the notebooks, and no other", async () => {
  const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
  await page.goto(`${url.origin}/lab${url.search}&reset`);
  const cards = page.locator('.jp-LauncherCard[data-category="Notebook"] .jp-LauncherCard-label');
  await cards.first().waitFor({ timeout });
  assert.deepEqual(await cards.allTextContents(), ["TypeScript"]);
  await page.close();
});

test("an interrupt stops a loop that awaits, the names stay, and an error names only lines of cells", async () => {
  const cells = scratch.map((source, i) => ({
    ...{ cell_type: "code", id: `s${i}`, metadata: {}, outputs: [], execution_count: null, source },
  }));
  const kernelspec = { name: "tslab", display_name: "TypeScript", language: "typescript" };
  const notebook = { cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 };
  writeFileSync(join(checkout.root, "notebooks/Untitled.ipynb"), JSON.stringify(notebook));
  const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
  await page.goto(`${url.origin}/lab/tree/Untitled.ipynb${url.search}&reset`);
  await page.getByText("TypeScript | Idle").waitFor({ timeout });
  const inputs = page.locator(".jp-CodeCell .jp-InputArea-editor");
  const outputs = page.locator(".jp-CodeCell .jp-OutputArea");
  const runCell = async (i: number): Promise<void> => {
    await inputs.nth(i).click();
    await page.keyboard.press("Control+Enter");
  };
  await runCell(0);
  await runCell(1);
  await outputs.nth(1).getByText("started").waitFor({ timeout });
  await page.keyboard.press("Escape");
  await page.keyboard.press("i");
  await page.keyboard.press("i");
  await outputs.nth(1).getByText("Interrupted: the cell was interrupted").first().waitFor({ timeout });
  await runCell(2);
  await outputs.nth(2).getByText("the names are still there").waitFor({ timeout });
  await runCell(3);
  await runCell(4);
  await outputs.nth(4).getByText("RangeError").first().waitFor({ timeout });
  const lines = (await outputs.nth(4).textContent())!
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  assert.deepEqual(
    lines.map((line) => line.replace(/\[\d+\]/, "[n]")),
    ["RangeError: too big: 1", "line 1: check(1);", "at cell [n] line 2 in check", "at cell [n] line 1"],
  );
  await page.close();
});

test("Ctrl-C ends JupyterLab, its kernels and the database", async () => {
  process.kill(-jupyter.child.pid!, "SIGINT");
  const { code } = await jupyter.ended;
  assert.notEqual(code, 0);
  assert.deepEqual(await checkout.leftovers(), []);
});

async function save(page: Page): Promise<void> {
  await page.locator(".jp-CodeCell").first().click();
  // JupyterLab saves its layout by PUT, too
  const saved = page.waitForResponse(
    (response) => response.request().method() === "PUT" && response.url().includes("/api/contents/"),
    { timeout },
  );
  await page.keyboard.press("Control+s");
  assert.ok((await saved).ok());
}

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
    const [cellsNow, { failed }] = [await prompts.allTextContents(), await readResult(page)];
    throw new Error(`${file} did not run: ${cellsNow.join(" ")} ${failed.join("\n")}`, { cause: error });
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
  /** Charts that show a title. */
  titles: number;
}

async function readResult(page: Page): Promise<Result> {
  const failed = await page.locator('.jp-OutputArea-output[data-mime-type$="stderr"], [data-mime-type*="error"]');
  const charts = page.locator(".jp-RenderedPlotly");
  return {
    failed: await failed.allTextContents(),
    charts: await charts.count(),
    titles: await charts.filter({ has: page.locator(".gtitle", { hasText: /\w/ }) }).count(),
    chartsWithMarks: await charts.filter({ has: page.locator(marks) }).count(),
  };
}
