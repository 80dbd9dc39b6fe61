import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright";
import { finishPdf, readDestinations } from "./pdf-document.js";
import type { DocumentInformation } from "./xmp.js";

/** A printed report. */
export interface Print {
  pdf: Uint8Array;
  pages: number;
  /** The page (from 1) of each place that the contents name, by id. */
  pageOf: ReadonlyMap<string, number>;
}

/** Most passes until the page numbers of the contents are right; two are enough, since their width is fixed. */
const mostPasses = 4;

/** Width of the text on A4, 170 mm, in CSS px. */
const columnPx = 642;

/**
 * Prints the report as a tagged PDF with bookmarks and a table of contents with page numbers.
 * @param htmlFile  absolute path
 * @param epochSeconds  date of the file, seconds since 1970; by default the last day of the data, or none if that is unknown
 * @param expected  page numbers to try first, e.g. those of a similar report; right ones save a pass, wrong ones change nothing
 */
export async function printReport(
  browser: Browser,
  htmlFile: string,
  epochSeconds?: number,
  expected?: Print["pageOf"],
): Promise<Print> {
  // a page without scripts prints the static charts at once
  const context = await browser.newContext({ javaScriptEnabled: false, colorScheme: "light" });
  try {
    const page = await context.newPage();
    await page.emulateMedia({ media: "print" });
    await page.goto(pathToFileURL(htmlFile).href);
    await page.evaluate("Promise.all([...document.fonts].map((font) => font.load())).then(() => undefined)");
    await nameFormulas(page);
    await fitTables(page);
    await fitSections(page);
    const { pdf, pages, pageOf } = await printUntilStable(page, expected);
    const about = await page.evaluate<About>(readAbout);
    const date = epochSeconds === undefined ? parseDay(about.date) : new Date(epochSeconds * 1000);
    const finished = await finishPdf(pdf, { ...about, date, linkTexts: new Map(about.links) });
    return { pdf: finished, pages, pageOf };
  } finally {
    await context.close();
  }
}

/** Makes formulas pictures with their TeX as text, since Chromium tags those of several rows as tables. */
async function nameFormulas(page: Page): Promise<void> {
  await page.evaluate(`for (const math of document.querySelectorAll("math[alttext]")) {
    math.setAttribute("role", "img");
    math.setAttribute("aria-label", math.getAttribute("alttext"));
  }`);
}

/**
 * Shrinks tables that are wider than the column of A4, the narrower paper; else Chromium would shrink the whole report.
 * Where a table is much too wide, the names of its columns are broken first.
 */
async function fitTables(page: Page): Promise<void> {
  await page.setViewportSize({ width: columnPx, height: 900 });
  await page.evaluate(`for (const table of document.querySelectorAll("table")) {
    table.classList.toggle("tight", table.offsetWidth > 1.25 * ${columnPx});
    if (table.offsetWidth > ${columnPx}) table.style.zoom = Math.floor((1000 * ${columnPx}) / table.offsetWidth) / 1000;
  }`);
}

/**
 * Shrinks the only chart of a section, or else its only table, by up to a fifth where that makes the section fit on one page.
 */
async function fitSections(page: Page): Promise<void> {
  await page.evaluate(`{
    const probe = document.createElement("div");
    probe.style.height = "var(--page-height)";
    document.body.append(probe);
    const pageHeight = probe.offsetHeight - 4;
    probe.remove();
    for (const section of document.querySelectorAll("main > section")) {
      const [chart, ...charts] = section.querySelectorAll(".static .wide svg");
      const [table, ...tables] = section.querySelectorAll("table");
      if (charts.length > 0 || (!chart && (!table || tables.length > 0))) continue;
      const share = (section.offsetHeight - pageHeight) / (chart?.clientHeight ?? table.offsetHeight);
      if (share <= 0 || share > 1 / 5) continue;
      if (chart) chart.style.width = 100 * (1 - share) + "%";
      else table.style.zoom = 1 - share;
    }
  }`);
}

async function printUntilStable(page: Page, expected: Print["pageOf"] = new Map()): Promise<Print> {
  let written = await writePageNumbers(page, expected);
  for (let pass = 1; pass <= mostPasses; pass++) {
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true, outline: true, tagged: true });
    const { pages, pageOf } = await readDestinations(pdf);
    if (JSON.stringify([...pageOf]) === written) return { pdf, pages, pageOf };
    written = await writePageNumbers(page, pageOf);
  }
  throw new Error(`expected the page numbers of the contents to be right after ${mostPasses} passes`);
}

async function writePageNumbers(page: Page, pageOf: Print["pageOf"]): Promise<string> {
  const numbers = JSON.stringify([...pageOf]);
  await page.evaluate(`for (const [id, number] of ${numbers})
    for (const place of document.querySelectorAll('[data-page-of="' + id + '"]')) place.textContent = number;`);
  return numbers;
}

interface About extends Omit<DocumentInformation, "date"> {
  /** ISO date, or empty. */
  date: string;
  links: [string, string][];
  headings: string[];
  /** JSON of a `Provenance`. */
  provenance: string;
}

const readAbout = `(() => {
  const meta = (name) => document.querySelector('meta[name="' + name + '"]')?.content ?? "";
  const text = (link) => (link.querySelector(".text") ?? link).textContent.trim();
  return {
    title: document.title,
    author: meta("author"),
    subject: meta("description"),
    language: document.documentElement.lang,
    date: meta("dcterms.date"),
    provenance: document.getElementById("provenance").textContent,
    headings: [...document.querySelectorAll("h1, h2, h3, h4")].map((heading) => heading.textContent.trim().replace(/[ \\n\\t]+/g, " ")),
    links: [...document.querySelectorAll('a[href^="#"]')].map((link) => [link.hash.slice(1), text(link)]).reverse(),
  };
})()`;

function parseDay(day: string): Date | undefined {
  return day === "" ? undefined : new Date(`${day}T00:00:00Z`);
}
