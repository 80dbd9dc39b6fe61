import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import AxeBuilder from "@axe-core/playwright";
import { de, en } from "@tillbook/charts";
import { findPaths } from "@tillbook/pipeline";
import type { Browser, BrowserContextOptions, Page } from "playwright";
import { writeLetter } from "../deliver/letter.js";
import { renderMailHtml } from "../deliver/mail-html.js";
import type { Report } from "../deliver/report-file.js";
import { makeLetterReport } from "../deliver/test-report.js";
import { openBrowser } from "../report/browser.js";

// The HTML part of a mail, in a browser.

let browser: Browser;
before(async () => {
  browser = await openBrowser({ chromium: undefined }, findPaths(), undefined);
});
after(() => browser.close());

const report = (store?: string): Report =>
  makeLetterReport(store, {
    keyFigures: [
      {
        label: "Revenue",
        value: "€1,234,567.89",
        note: "€12,345.67 more than in January 2026, 3.1% more on each open day",
      },
      { label: "Strongest month", value: "February 2026" },
      { label: "<b>x</b>", value: "&amp;", note: "<img src=https://example.org/x.png>" },
    ],
    notices: ["The sales were changed after they were imported."],
  });

const pages = {
  one: renderMailHtml(writeLetter({ name: "Erika" }, [report("Köln")], en, true)),
  several: renderMailHtml(writeLetter({ name: undefined }, [report(), report("Köln")], de, false)),
};

async function open(
  html: string,
  options: BrowserContextOptions,
  look: (page: Page, requests: string[]) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const requests: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  await page.setContent(html);
  await look(page, requests);
  await context.close();
}

test("axe finds nothing, on light and on dark ground, on a desktop and on a phone; nothing is loaded, nothing sticks out", async () => {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  // a mail program shows it within a page of its own, which has the landmarks
  const ofPages = ["region", "landmark-one-main"];
  for (const html of Object.values(pages))
    for (const colorScheme of ["light", "dark"] as const)
      for (const width of [320, 1000])
        await open(html, { colorScheme, viewport: { width, height: 800 } }, async (page, requests) => {
          const { violations } = await new AxeBuilder({ page }).withTags(tags).disableRules(ofPages).analyze();
          assert.deepEqual(
            violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
            [],
          );
          assert.deepEqual(requests, []);
          assert.ok(Number(await page.evaluate("document.documentElement.scrollWidth")) <= width);
        });
});

test("in dark mode the ground is dark, and the theme's colour is the one for it", async () => {
  const look = (colorScheme: "light" | "dark", expected: string[]) =>
    open(pages.one, { colorScheme }, async (page) => {
      const colors = await page.evaluate(`["body", ".accent", "h1"].map((selector, i) => {
        const style = getComputedStyle(document.querySelector(selector));
        return i === 0 ? style.backgroundColor : style.color;
      })`);
      assert.deepEqual(colors, expected);
    });
  await look("light", ["rgb(255, 255, 255)", "rgb(11, 110, 79)", "rgb(31, 41, 51)"]);
  await look("dark", ["rgb(21, 24, 29)", "rgb(85, 160, 136)", "rgb(228, 231, 235)"]);
});

test("without the head, as some programs show it, the mail keeps its form; texts of a report are never elements", async () => {
  const bare = pages.several.replace(/<style>[\s\S]*?<\/style>/, "");
  await open(bare, { viewport: { width: 1000, height: 800 } }, async (page) => {
    assert.equal(await page.evaluate("getComputedStyle(document.querySelector('h1')).fontSize"), "24px");
    assert.equal(await page.locator("img, b, script, a").count(), 0);
    assert.equal(await page.locator("html").getAttribute("lang"), "de");
    assert.equal(await page.locator("table:not([role=presentation])").count(), 2);
    assert.deepEqual(await page.locator("h2").allTextContents(), ["Frischmarkt Nord", "Köln"]);
    assert.equal(await page.locator("th[scope=row]").count(), 6);
  });
});
