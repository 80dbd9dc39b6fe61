import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { before } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import { findPaths, readSettings } from "@tillbook/pipeline";
import { buildReport } from "../../report/build-report.js";
import { readLook } from "../../report/look.js";
import { printReport } from "../../report/print.js";
import { type Bench, fixtures, openBench, origin, reportFolder, waitForCharts } from "./bench.js";
import { readPages } from "./read-pdf.js";

// The report with the look that settings name.

const paths = findPaths();

let bench: Bench;

before(async () => {
  bench = await openBench();
});

/** Builds the report of the fixtures with settings, as `<name>.html`. */
async function build(name: string, settings: Record<string, string>): Promise<string> {
  const look = await readLook(readSettings(settings).report, paths);
  const from = { notebooks: join(fixtures, "notebooks"), manifests: join(fixtures, "manifests") };
  const { html } = await buildReport(bench.browser, from, reportFolder, look, origin);
  await writeFile(join(bench.folder, `${name}.html`), html);
  return html;
}

test("on A4 and on Letter the pages have the size of the paper, and everything lies within its margins", async () => {
  const sizes: Record<string, [width: number, height: number]> = { a4: [595, 842], letter: [612, 792] };
  const margin = (20 / 25.4) * 72;
  for (const [paper, [width, height]] of Object.entries(sizes)) {
    await build(paper, { REPORT_PAPER: paper });
    const pages = await readPages((await printReport(bench.browser, join(bench.folder, `${paper}.html`))).pdf);
    assert.ok(pages.length > 6);
    for (const [i, page] of pages.entries()) {
      assert.deepEqual([Math.round(page.width), Math.round(page.height)], [width, height]);
      const outside = page.words.filter(
        ({ text, x, y, width: long }) =>
          text.trim() !== "" && (x < margin - 1 || x + long > width - margin + 1 || y > height),
      );
      assert.deepEqual(outside, [], `${paper}, page ${i + 1}`);
    }
    assert.equal(pages.filter(({ words }) => words.every(({ text }) => text.trim() === "")).length, 0);
  }
});

test("a theme has its name, logo and colours on screen, and axe finds nothing wrong in light and dark", async () => {
  const html = await build("themed", { REPORT_THEME: "frischmarkt" });
  assert.match(html, /<meta name="author" content="Frischmarkt Nord">/);
  for (const colorScheme of ["light", "dark"] as const) {
    const { page, messages, close } = await bench.open("themed", { colorScheme });
    await waitForCharts(page);
    const logo = page.locator(".brand img");
    assert.equal(await logo.getAttribute("alt"), "Frischmarkt Nord");
    assert.ok(await logo.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth > 100));
    const first = "getComputedStyle(document.querySelector('#figure-top-articles .interactive .trace.bars path')).fill";
    if (colorScheme === "light") assert.equal(await page.evaluate(first), "rgb(11, 110, 79)");
    // what a theme changes: colours and the logo
    const axe = new AxeBuilder({ page }).withRules(["color-contrast", "image-alt"]);
    const { violations, passes } = await axe.analyze();
    assert.equal(passes.length + violations.length, 2);
    assert.deepEqual(
      violations.map(({ id, nodes }) => [id, nodes[0]?.html]),
      [],
    );
    assert.deepEqual(messages, []);
    await close();
  }
});

test("a script in a logo does not run", async () => {
  await build("themed", { REPORT_THEME: "frischmarkt" });
  const { page, messages, close } = await bench.open("themed");
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" onload="document.title=1"><script>top.hacked=1</script></svg>';
  const url = `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
  await page.evaluate(
    `new Promise((done) => { const logo = document.querySelector(".brand img"); logo.onload = done; logo.src = "${url}"; })`,
  );
  assert.equal(await page.evaluate("typeof hacked"), "undefined");
  assert.deepEqual(messages, []);
  await close();
});
