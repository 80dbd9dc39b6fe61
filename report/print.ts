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
    await listFacts(page);
    await fitTables(page);
    await fillPages(page);
    const { pdf, pages, pageOf } = await printUntilStable(page, expected);
    const about = await page.evaluate<About>(readAbout);
    const date = epochSeconds === undefined ? parseDay(about.date) : new Date(epochSeconds * 1000);
    const [linkTexts, places] = [new Map(about.links), new Map(about.places)];
    const finished = await finishPdf(pdf, { ...about, date, linkTexts, places });
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

/** Makes lists of named values lists, since Chromium has no tag for them. */
async function listFacts(page: Page): Promise<void> {
  await page.evaluate(`for (const list of document.querySelectorAll("dl:not(:empty)")) {
    list.setAttribute("role", "list");
    for (const item of list.querySelectorAll(":scope > div")) item.setAttribute("role", "listitem");
  }`);
}

/**
 * Shrinks tables that are wider than the column of A4, the narrower paper; else Chromium would shrink the whole report.
 * Before, the names of its columns are broken.
 */
async function fitTables(page: Page): Promise<void> {
  await page.setViewportSize({ width: columnPx, height: 900 });
  await page.evaluate(`for (const table of document.querySelectorAll("table")) {
    table.classList.toggle("tight", table.offsetWidth > ${columnPx});
    if (table.offsetWidth > ${columnPx}) table.style.zoom = Math.floor((1000 * ${columnPx}) / table.offsetWidth) / 1000;
  }`);
}

/**
 * Shrinks a chart by up to a thirteenth, down to texts of 7 pt, where that makes it fit on one page with its table, or with its chapter.
 * Chapters flow on; one begins a page where it would else be broken, if it fits on a page and leaves one that is at least half full.
 * A chart whose table would take it to the next page stays, if the page would else be less than two thirds full; its table goes on there.
 */
async function fillPages(page: Page): Promise<void> {
  await page.evaluate(`{
    const probe = document.createElement("div");
    probe.style.height = "var(--page-height)";
    document.body.append(probe);
    const pageHeight = probe.offsetHeight - 4;
    probe.remove();
    for (const exhibit of document.querySelectorAll(".exhibit")) {
      const chart = exhibit.querySelector(".static .wide svg");
      const isOnly = exhibit.parentElement.querySelectorAll(".exhibit").length === 1;
      for (const whole of isOnly ? [exhibit.parentElement, exhibit] : [exhibit]) {
        const share = (whole.offsetHeight - pageHeight) / chart?.clientHeight;
        if (share > 0 && share <= 1 / 13) chart.style.width = 100 * (1 - share) + "%";
      }
    }
    const topOf = (element) => element.getBoundingClientRect().top;
    const main = document.querySelector("main");
    const sections = [...main.querySelectorAll(":scope > section")];
    const cover = document.querySelector(".cover");
    const isBare = cover && getComputedStyle(cover).breakAfter === "auto";
    const fronts = [...(isBare ? [cover] : []), ...document.querySelectorAll(".contents")];
    let at = 0;
    for (const [f, front] of fronts.entries()) {
      if (front.matches(".figures") && at + front.offsetHeight > pageHeight) at = 0;
      at = (at + topOf(fronts[f + 1] ?? sections[0] ?? main) - topOf(front)) % pageHeight;
    }
    for (const [i, section] of sections.entries()) {
      const next = sections[i + 1];
      const height = (next ? topOf(next) : main.getBoundingClientRect().bottom) - topOf(section);
      const fits = at + height <= pageHeight;
      const isNew = !fits && section.querySelector(".exhibit") && height <= pageHeight && at >= pageHeight / 2;
      section.classList.toggle("on-new-page", Boolean(isNew));
      if (isNew) at = 0;
      const blocks = [...section.children].filter((block) => block.getClientRects().length > 0);
      // headings go with what follows
      let headings = 0;
      for (const [b, block] of blocks.entries()) {
        const size = (blocks[b + 1] ? topOf(blocks[b + 1]) : topOf(section) + height) - topOf(block);
        const chart = block.matches(".exhibit") && block.querySelector(".figure");
        // with some rows of its table
        const stays = chart && at < (2 * pageHeight) / 3 && at + chart.offsetHeight + 80 <= pageHeight;
        const splits = Boolean(stays) && at + size > pageHeight;
        block.classList.toggle("split", splits);
        if (block.matches("h2, h3, h4")) headings += size;
        else {
          if (at + (chart && !splits ? size : Math.min(size, 60)) > pageHeight) at = headings;
          headings = 0;
        }
        at = (at + size) % pageHeight;
      }
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
  places: [string, number][];
  headings: string[];
  /** JSON of a `Provenance`. */
  provenance: string;
}

const readAbout = `(() => {
  const meta = (name) => document.querySelector('meta[name="' + name + '"]')?.content ?? "";
  const headings = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter((heading) => heading.checkVisibility());
  const targets = [...new Set([...document.querySelectorAll('a[href^="#"]')].map((link) => link.hash.slice(1)))];
  const headingOf = (id) => {
    const target = document.getElementById(id);
    return headings.findIndex((heading) => heading === target || target?.contains(heading));
  };
  const isListed = (link) => Number(link.closest(".contents") !== null);
  const text = (link) => (link.querySelector(".text") ?? link).textContent.trim();
  return {
    title: document.title,
    author: meta("author"),
    subject: meta("description"),
    language: document.documentElement.lang,
    date: meta("dcterms.date"),
    provenance: document.getElementById("provenance").textContent,
    headings: [...document.querySelectorAll("h1, h2, h3, h4")].map((heading) => heading.textContent.trim().replace(/[ \\n\\t]+/g, " ")),
    places: targets.map((id) => [id, headingOf(id)]),
    // of links to one place, the one in the contents says what is there
    links: [...document.querySelectorAll('a[href^="#"]')].sort((a, b) => isListed(b) - isListed(a)).map((link) => [link.hash.slice(1), text(link)]).reverse(),
  };
})()`;

function parseDay(day: string): Date | undefined {
  return day === "" ? undefined : new Date(`${day}T00:00:00Z`);
}
