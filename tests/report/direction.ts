import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { before } from "node:test";
import { describeArticles, en, type Figure, salesPerCashier, sum, topArticles } from "@tillbook/charts";
import { findPaths } from "@tillbook/pipeline";
import type { Page } from "playwright";
import { printReport } from "../../report/print.js";
import { type Bench, openBench, waitForCharts } from "./bench.js";
import { readTexts } from "./read-pdf.js";
import { judgePdf } from "./verapdf.js";

// Names whose marks of direction are open at their end, or whose letters run to the left: the figures beside them must be read
// as they are.

const override = "51 groß\u202e";
const names = [override, "שלום 7", "a\u2067b", "c\u2069\u202bd"];
const articles = names.map((article, i) => ({
  store: ["Nord\u202e", "Süd"][i % 2]!,
  article,
  revenue: `${9876 - 1000 * i}.54`,
  sales: 120 - i,
  rank_in_store: Math.floor(i / 2) + 1,
  rank_overall: i + 1,
}));
const cashiers = articles.map(({ article, ...row }) => ({ ...row, cashier: article }));
const sentence = describeArticles(articles, sum(articles, "revenue"), en);

let bench: Bench;
before(async () => {
  bench = await openBench();
});

/** Builds a report with two charts and sentences of these names; `change` may take the isolates away. */
async function build(name: string, change = (text: string): string => text): Promise<void> {
  const figures = [topArticles(articles, en), salesPerCashier(cashiers, en)];
  await bench.build(name, (text, file) => {
    if (!file.endsWith(".ipynb")) return text;
    const notebook = JSON.parse(text);
    const outputs = figures.map((figure) => ({
      ...output,
      data: { "application/vnd.plotly.v1+json": rename(figure) },
    }));
    const prose = { ...output, data: { "text/markdown": sentence } };
    notebook.cells = [notebook.cells[0], { ...notebook.cells[1], outputs: [prose, ...outputs] }];
    return JSON.stringify(notebook, (_, value) => (typeof value === "string" ? change(value) : value));
  });
}

const output = { output_type: "display_data", metadata: {} };

/** Two charts of these names are in other notebooks already. */
function rename({ data, layout }: Figure): Figure {
  return { data, layout: { ...layout, meta: { ...layout.meta, name: `turned-${layout.meta.name}` } } };
}

/** Lists the amounts of a chapter whose characters do not stand from left to right, in texts and in the drawn charts. */
async function findTurned(page: Page): Promise<{ turned: string[]; amounts: number }> {
  return page.evaluate(`(() => {
    const turned = [];
    let amounts = 0;
    const check = (text, findLeft) => {
      for (const { 0: amount, index } of text.matchAll(/€[\\d.,]+\\d/g)) {
        const lefts = [...amount].map((_, i) => findLeft(index + i));
        if (lefts.some((left) => left === undefined)) continue;
        amounts++;
        if (lefts.some((left, i) => i > 0 && left <= lefts[i - 1])) turned.push(amount);
      }
    };
    const section = document.querySelector("#monthly-sales");
    for (const text of section.querySelectorAll(".static .wide svg text"))
      check(text.textContent, (at) => text.getStartPositionOfChar(at).x);
    const walker = document.createTreeWalker(section, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (node.parentElement.closest("svg, script, details:not([open])")) continue;
      check(node.data, (at) => {
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        return range.getClientRects()[0]?.left;
      });
    }
    return { turned, amounts };
  })()`);
}

test("the figures beside a name with open marks of direction are read as they are: in sentences, titles and charts", async () => {
  await build("isolated");
  const { page, close } = await bench.open("isolated");
  await waitForCharts(page);
  const { turned, amounts } = await findTurned(page);
  assert.ok(amounts > 10, `${amounts} amounts`);
  assert.deepEqual(turned, []);
  await close();
});

test("without the isolates they would be turned", async () => {
  await build("turned", (text) => text.replace(/[\u2068\u2069]/g, ""));
  const { page, close } = await bench.open("turned");
  await waitForCharts(page);
  const { turned } = await findTurned(page);
  assert.ok(turned.includes("€9,876.54"), `${turned}`);
  await close();
});

test("on paper they are read as they are, in the contents and bookmarks too, and the PDF is PDF/UA-1", async () => {
  await build("isolated");
  const { pdf } = await printReport(bench.browser, join(bench.folder, "isolated.html"));
  const texts = (await readTexts(pdf)).join("\n");
  assert.match(texts, /brings in the most: €9,877|brings in the most: €9\.9k/);
  assert.doesNotMatch(texts, /45\.678,9/);
  const file = join(bench.folder, "isolated.pdf");
  await writeFile(file, pdf);
  const verdict = await judgePdf(file, findPaths());
  assert.deepEqual(verdict.failures, []);
});
