import assert from "node:assert/strict";
import { join } from "node:path";
import test, { before } from "node:test";
import { TillbookError } from "@tillbook/pipeline";
import { buildReport } from "../../report/build-report.js";
import { printReport } from "../../report/print.js";
import { type Bench, look, openBench, origin, reportFolder, waitForCharts } from "./bench.js";
import { readTexts } from "./read-pdf.js";

// What goes into a report, and the bytes of it.

const hostile = '<script>hacked = 1</script>|"';

let bench: Bench;
let html: string;

before(async () => {
  bench = await openBench();
  html = bench.html;
});

test("names from the data are text, wherever they appear", async () => {
  const json = JSON.stringify(JSON.stringify(hostile).slice(1, -1)).slice(1, -1);
  // as it is in tables and alternative texts; Plotly and Markdown texts are escaped by those who write them
  await bench.build("hostile", (text, file) => {
    if (!file.endsWith(".ipynb")) return text;
    const notebook = JSON.parse(text.replaceAll('"Stralsund (€)"', JSON.stringify(hostile)));
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
  const { page, messages, close } = await bench.open("hostile");
  await waitForCharts(page);
  assert.equal(await page.evaluate("typeof hacked"), "undefined");
  assert.equal(await page.locator("main script:not([type='application/json'])").count(), 0);
  assert.match((await page.locator("#monthly-sales h2").textContent()) ?? "", /Sales <script>hacked = 1<\/script>\|"$/);
  assert.equal(await page.locator("#figure-store-months h3").textContent(), `Title ${hostile}`);
  assert.equal(await page.locator("#data-store-months thead th").nth(1).textContent(), hostile);
  assert.equal(await page.locator("#figure-store-months .interactive").getAttribute("aria-label"), `Alt ${hostile}`);
  assert.deepEqual(messages, []);
  await close();
  const { pdf } = await printReport(bench.browser, join(bench.folder, "hostile.html"));
  assert.ok((await readTexts(pdf)).some((text) => text.includes(`Title ${hostile}`)));
});

test("the same inputs give the same HTML", async () => {
  assert.equal(await bench.build("again"), html);
});

test("a change of the sales since the import is said on the cover", async () => {
  assert.doesNotMatch(html, /role="note"/);
  const changed = await bench.build("changed", (text) => text.replace(/("changed_since_import": )false/, "$1true"));
  assert.match(changed, /<header[\s\S]*role="note"><strong>The sales were changed[\s\S]*<\/header>/);
});

test("no notebooks is a failure that names the next command", async () => {
  const paths = { notebooks: join(bench.folder, "none"), manifests: join(bench.folder, "none") };
  await assert.rejects(buildReport(bench.browser, paths, reportFolder, look, origin), (error) => {
    assert.ok(error instanceof TillbookError);
    assert.deepEqual([error.code, error.hint], ["NOTEBOOK_INVALID", "make plot"]);
    return true;
  });
});
