import { pathToFileURL } from "node:url";
import { findPaths } from "@tillbook/pipeline";
import { withBrowser } from "../../report/browser.js";

// `node --import @tillbook/pipeline/tsx tests/peer/print.ts report.html report.pdf`: prints a page as it is.
const [html, pdf] = process.argv.slice(2);
if (html === undefined || pdf === undefined) throw new Error("expected an HTML file and the PDF to write");
await withBrowser({ chromium: process.env["TILLBOOK_CHROMIUM"] }, findPaths(), undefined, async (browser) => {
  const page = await browser.newPage();
  await page.goto(String(pathToFileURL(html)));
  await page.pdf({ path: pdf, format: "A4", printBackground: true });
});
