import type { Browser, Page } from "playwright";
import { readDestinations } from "./pdf-document.js";

// What a browser can't do by styles alone, so that tables, charts and chapters fit the pages of their paper. It is written into the HTML,
// so that printing that by hand gives the pages of the PDF.

/** Width of the text on A4, 170 mm, in CSS px. */
const columnPx = 642;

/** What is in the HTML for its paper, by ids. */
interface Fit {
  /** Whether the first page is set tighter. */
  isCoverTight: boolean;
  /** Chapters that begin a page. */
  chapters: string[];
  /** Charts whose tables go on on the next page. */
  splits: string[];
  /** Share of its width that a chart keeps, e.g. "96.5%". */
  widths: [id: string, width: string][];
  /** Tables with names of columns that are broken, and by what they are made smaller, or "". */
  tables: [id: string, zoom: string][];
}

/** Writes into a page what makes it fit its paper, and the page numbers of its contents. */
export async function writeFit(browser: Browser, html: string): Promise<string> {
  const context = await browser.newContext({ javaScriptEnabled: false, colorScheme: "light" });
  try {
    const page = await context.newPage();
    await page.setContent(html);
    await fitPaper(page);
    const fit = await page.evaluate<Fit>(readFit);
    const { pageOf } = await printPages(page);
    return applyFit(html, fit, pageOf);
  } finally {
    await context.close();
  }
}

/** Fits a page, which is open, to its paper; what the HTML has of it is found anew. */
export async function fitPaper(page: Page): Promise<void> {
  await page.emulateMedia({ media: "print" });
  // those of the machine may be missing
  await page.evaluate("Promise.allSettled([...document.fonts].map((font) => font.load())).then(() => undefined)");
  await page.evaluate(`for (const element of document.querySelectorAll(".cover, .on-new-page, .split, .tight, .figure")) {
    element.classList.remove("on-new-page", "split", "tight");
    element.removeAttribute("style");
  }`);
  await fitTables(page);
  await fillPages(page);
}

/** Prints a page, and finds on which page (from 1) each place is that its links lead to. */
export async function printPages(
  page: Page,
): Promise<{ pdf: Uint8Array; pages: number; pageOf: ReadonlyMap<string, number> }> {
  const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true, outline: true, tagged: true });
  return { pdf, ...(await readDestinations(pdf)) };
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
 * A first page that is longer than a page is set tighter.
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
    cover?.classList.toggle("tight", cover.offsetHeight > pageHeight + 2);
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

const readFit = `(() => {
  const list = (selector) => [...document.querySelectorAll(selector)];
  return {
    isCoverTight: document.querySelector(".cover.tight") !== null,
    chapters: list("section.on-new-page").map(({ id }) => id),
    splits: list(".exhibit.split > .figure").map(({ id }) => id),
    widths: list(".figure .wide > svg[style]").map((chart) => [chart.closest(".figure").id, chart.style.width]).filter(([, width]) => width),
    tables: list("table.tight").map((table) => [table.id, table.style.zoom]),
  };
})()`;

function applyFit(html: string, fit: Fit, pageOf: ReadonlyMap<string, number>): string {
  const [chapters, splits, widths, tables] = [
    new Set(fit.chapters),
    new Set(fit.splits),
    new Map(fit.widths),
    new Map(fit.tables),
  ];
  const start = html.indexOf("<body");
  return (
    html.slice(0, start) +
    html
      .slice(start)
      .replace('<header class="cover', (tag) => (fit.isCoverTight ? `${tag} tight` : tag))
      .replace(/<section id="([^"]+)"/g, (tag, id) => (chapters.has(id) ? `${tag} class="on-new-page"` : tag))
      .replace(/<div class="exhibit"><div class="figure" id="([^"]+)"/g, (tag, id) =>
        splits.has(id) ? tag.replace("exhibit", "exhibit split") : tag,
      )
      .replace(/<div class="figure" id="([^"]+)"/g, (tag, id) =>
        widths.has(id) ? tag.replace(" id=", ` style="--width:${widths.get(id)}" id=`) : tag,
      )
      .replace(/<table id="([^"]+)"/g, (tag, id) =>
        tables.has(id) ? `${tag} class="tight"${tables.get(id) && ` style="--zoom:${tables.get(id)}"`}` : tag,
      )
      .replace(/ data-page-of="([^"]+)">/g, (tag, id) => `${tag}${pageOf.get(id) ?? ""}`)
  );
}
