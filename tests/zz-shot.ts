import { AxeBuilder } from "@axe-core/playwright";
import { findPaths, readSettings } from "@tillbook/pipeline";
import { withBrowser } from "../report/browser.js";

await withBrowser(readSettings(), findPaths(), new AbortController().signal, async (browser) => {
  for (const [name, file, width] of [
    ["d-desk", "build/diff/diff.html", 1200],
    ["d-phone", "build/diff/diff.html", 390],
    ["r-desk", "build/report/tillbook.html", 1200],
  ] as const) {
    const context = await browser.newContext({ viewport: { width, height: 900 } });
    const page = await context.newPage();
    await page.goto(`file://${process.cwd()}/${file}`);
    await page.waitForTimeout(500);
    if (name === "r-desk") {
      await page.locator("#restated").scrollIntoViewIfNeeded();
      await page.evaluate("document.getElementById('restated').scrollIntoView()");
    }
    await page.screenshot({ path: `/tmp/shot-${name}.png`, fullPage: name !== "r-desk" });
    const { violations } = await new AxeBuilder({ page }).analyze();
    console.log(
      name,
      violations.map((v) => `${v.id}: ${v.nodes.length} ${v.nodes[0]?.html.slice(0, 200)}`),
      await page.evaluate("document.documentElement.scrollWidth"),
    );
    await context.close();
  }
});
