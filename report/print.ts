import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright";
import { fitPaper, printPages } from "./fit-paper.js";
import { finishPdf } from "./pdf-document.js";
import type { DocumentInformation } from "./xmp.js";

/** A printed report. */
export interface Print {
  pdf: Uint8Array;
  pages: number;
  /** The page (from 1) of each place that the contents name, by id. */
  pageOf: ReadonlyMap<string, number>;
}

/** Most passes until the page numbers of the contents are right; one is enough where the HTML has them, since their width is fixed. */
const mostPasses = 4;

/**
 * Prints the report as a tagged PDF with bookmarks and a table of contents with page numbers.
 * @param htmlFile  absolute path
 * @param epochSeconds  date of the file, seconds since 1970; by default the last day of the data, or none if that is unknown
 */
export async function printReport(browser: Browser, htmlFile: string, epochSeconds?: number): Promise<Print> {
  // a page without scripts prints the static charts at once
  const context = await browser.newContext({ javaScriptEnabled: false, colorScheme: "light" });
  try {
    const page = await context.newPage();
    await page.goto(pathToFileURL(htmlFile).href);
    await fitPaper(page);
    await nameFormulas(page);
    await listFacts(page);
    const { pdf, pages, pageOf } = await printUntilStable(page);
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

async function printUntilStable(page: Page): Promise<Print> {
  let written = await readPageNumbers(page);
  for (let pass = 1; pass <= mostPasses; pass++) {
    const { pdf, pages, pageOf } = await printPages(page);
    const isRight = [...written].every(([id, number]) => number === String(pageOf.get(id) ?? ""));
    if (isRight) return { pdf, pages, pageOf };
    await writePageNumbers(page, pageOf);
    written = await readPageNumbers(page);
  }
  throw new Error(`expected the page numbers of the contents to be right after ${mostPasses} passes`);
}

/** Reads the page numbers of the contents as they stand there, by id. */
async function readPageNumbers(page: Page): Promise<Map<string, string>> {
  const read = `[...document.querySelectorAll("[data-page-of]")].map((place) => [place.dataset.pageOf, place.textContent])`;
  return new Map(await page.evaluate<[string, string][]>(read));
}

async function writePageNumbers(page: Page, pageOf: Print["pageOf"]): Promise<void> {
  await page.evaluate(`for (const [id, number] of ${JSON.stringify([...pageOf])})
    for (const place of document.querySelectorAll('[data-page-of="' + id + '"]')) place.textContent = number;`);
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
