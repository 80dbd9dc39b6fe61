import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { before } from "node:test";
import { PDFDict, PDFDocument, PDFName, PDFRawStream } from "@cantoo/pdf-lib";
import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";
import { type Print, printReport } from "../../report/print.js";
import { type Bench, openBench } from "./bench.js";
import { type PdfPage, readPages, readTexts, type Word } from "./read-pdf.js";

// The PDF, as a reader's program and a judge see it.

let bench: Bench;
let print: Print;
let pages: string[];
let layout: PdfPage[];

before(async () => {
  bench = await openBench();
  print = await bench.print();
  pages = await readTexts(print.pdf);
  layout = await readPages(print.pdf);
});

/** Texts of this size, in points, and larger are headings; below the last `foot` points is the page's number. */
const headingSize = 11.5;
const foot = 50;

/** Puts the words of a page together as lines, from the top, each from the left. */
function readLines(words: readonly Word[]): Word[][] {
  const lines = new Map<number, Word[]>();
  for (const word of words) {
    const y = [...lines.keys()].find((known) => Math.abs(known - word.y) < 2) ?? word.y;
    lines.set(y, [...(lines.get(y) ?? []), word]);
  }
  return [...lines].sort(([a], [b]) => a - b).map(([, line]) => line.sort((a, b) => a.x - b.x));
}

/** Lists the headings of a page, those of several lines as one text. */
function findHeadings({ words }: PdfPage): string[] {
  const headings: string[] = [];
  let last: Word | undefined;
  for (const word of words.filter(({ size }) => size >= headingSize)) {
    const goesOn = last !== undefined && last.size === word.size && word.y - last.y < 1.6 * word.size;
    if (goesOn) headings.push(`${headings.pop()} ${word.text}`);
    else headings.push(word.text);
    last = word;
  }
  return headings.map((text) => text.replace(/\s+/g, " "));
}

/** Whether a page (from 0) has a heading; on the first one, any text, since two of its headings stand side by side. */
function hasHeading(page: number, title: string): boolean {
  const headings = page > 0 ? findHeadings(layout[page]!) : [pages[0]!];
  return headings.some((text) => squeeze(text).includes(squeeze(title)));
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, "");
}

test("the same HTML gives the same PDF", async () => {
  const again = await printReport(bench.browser, join(bench.folder, "plain.html"));
  assert.ok(Buffer.from(again.pdf).equals(print.pdf));
});

test("the cover has title, period and key figures, and its source", () => {
  const cover = pages[0]!.replace(/\s+/g, " ");
  for (const text of ["Sales report", "January to December 2025", "Synthetic data, seed 42", "Revenue", "€67,927.93"]) {
    assert.ok(cover.includes(text), `${text} in ${cover}`);
  }
});

test("each heading is on the page that the contents name, and each chart on the one that the list of figures names", () => {
  const lines = readLines(layout[1]!.words).map((words) => {
    const [number, ...title] = words
      .map(({ text }) => text.trim())
      .filter((text) => text !== "")
      .reverse();
    return { title: title.reverse().join(" ").replace(/^\d+ /, ""), page: Number(number) };
  });
  // the first chapter begins below
  const isEntry = ({ title, page }: { title: string; page: number }): boolean => title !== "" && page <= print.pages;
  const entries = lines.filter(isEntry).slice(0, 11 + 10);
  assert.deepEqual(
    entries.slice(0, 11).map(({ title }) => title),
    [
      "At a glance",
      "The data",
      "How much is sold?",
      "How do the stores do?",
      "How do sales develop?",
      "What sells best?",
      "How busy are the cashiers?",
      "When do sales peak?",
      "Which hours of the week sell most?",
      "What is taken back, and when is nothing sold?",
      "How this report was made",
    ],
  );
  assert.equal(entries.length, 11 + 10);
  for (const { title, page } of entries) {
    assert.ok(hasHeading(page - 1, title), `${title} on page ${page}`);
  }
});

test("each bookmark and each link leads to a place that is there, on the page that has its text", async () => {
  const document = await getDocument({ data: print.pdf.slice(), verbosity: 0 }).promise;
  const bookmarks = (await document.getOutline()).flatMap(({ items }) =>
    items.flatMap((item) => [item, ...item.items]),
  );
  assert.ok(bookmarks.length > 12);
  for (const { title, dest } of bookmarks) {
    const page = await findPage(dest);
    assert.ok(hasHeading(page, title), `${title} on page ${page + 1}`);
  }
  const links = layout.flatMap((page) => page.links);
  assert.ok(links.length >= 10);
  for (const { text, dest, url } of links) {
    assert.ok(text !== "");
    if (url === undefined) await findPage(dest ?? "");
  }
  await document.destroy();

  async function findPage(dest: unknown): Promise<number> {
    const target = typeof dest === "string" ? await document.getDestination(dest) : dest;
    assert.ok(Array.isArray(target), String(dest));
    return document.getPageIndex(target[0]);
  }
});

test("no heading is left alone at the foot of a page", () => {
  assert.deepEqual(listOrphans(layout), []);
});

/** Lists headings that have nothing but the foot of the page below them. */
function listOrphans(all: readonly PdfPage[]): string[] {
  return all.slice(1).flatMap(({ words, height }) => {
    const isBody = ({ text, y, size }: Word): boolean => text.trim() !== "" && size < headingSize && y < height - foot;
    return words
      .filter(({ size, text }) => size >= headingSize && text.trim() !== "")
      .filter((heading) => !words.some((word) => isBody(word) && word.y > heading.y))
      .map(({ text }) => text);
  });
}

test("a long table has its head on every page, and its rows whole", async () => {
  await bench.build("long", (text, file) => (file.endsWith("2-monthly-sales.ipynb") ? lengthen(text, 40) : text));
  const long = await printReport(bench.browser, join(bench.folder, "long.html"));
  const all = await readPages(long.pdf);
  const rows = all.flatMap(({ words }, page) =>
    words.filter(({ text }) => /^Row \d{3}$/.test(text)).map((word) => ({ ...word, page })),
  );
  assert.equal(rows.length, 40);
  const last = all.flatMap(({ words }, page) =>
    words.filter(({ text }) => /^End \d{3}$/.test(text)).map((word) => ({ ...word, page })),
  );
  for (const row of rows) {
    const end = last.find(({ text }) => text.slice(-3) === row.text.slice(-3));
    assert.deepEqual([end?.page, end?.y], [row.page, row.y], row.text);
  }
  const withRows = [...new Set(rows.map(({ page }) => page))];
  assert.ok(withRows.length > 1);
  for (const page of withRows)
    assert.ok(
      all[page]!.words.some(({ text }) => text === "Head of the rows"),
      `page ${page + 1}`,
    );
  assert.deepEqual(listOrphans(all), []);
  assert.deepEqual(listBeyond(all), []);
});

/** Gives the table of the chart so many rows, and a last column that names its row. */
function lengthen(json: string, rows: number): string {
  const notebook = JSON.parse(json);
  for (const cell of notebook.cells) {
    for (const output of cell.outputs ?? []) {
      const figure = output.data?.["application/vnd.plotly.v1+json"];
      if (!figure) continue;
      const { table } = figure.layout.meta;
      table.columns = [
        { label: "Head of the rows", align: "left" },
        ...table.columns.slice(1, 4),
        { label: "End", align: "right" },
      ];
      table.rows = Array.from({ length: rows }, (_, i) => {
        const number = String(i).padStart(3, "0");
        return [`Row ${number}`, ...table.rows[0].slice(1, 4), `End ${number}`];
      });
    }
  }
  return JSON.stringify(notebook);
}

test("a chart is made smaller when its table would else stand on a page of its own", async () => {
  await bench.build("tall", (text, file) => (file.endsWith("2-monthly-sales.ipynb") ? lengthen(text, 24) : text));
  const tall = await printReport(bench.browser, join(bench.folder, "tall.html"));
  const [page] = (await readPages(tall.pdf)).filter(({ words }) => words.some(({ text }) => text === "Row 023"));
  assert.ok(page?.words.some(({ text }) => text === "Stralsund"));
});

test("a bookmark has the blanks of a heading that is broken into lines", async () => {
  const long = `of all our own stores: ${"Höchstädt an der Donau ".repeat(6).trim()}`;
  await bench.build("long", (text) => text.replaceAll(/of 8\sstores, by month/g, long));
  const { pdf } = await printReport(bench.browser, join(bench.folder, "long.html"));
  const document = await getDocument({ data: pdf.slice(), verbosity: 0 }).promise;
  const titles = JSON.stringify(await document.getOutline(), ["title", "items"]);
  await document.destroy();
  assert.ok(titles.includes(`Revenue per open day ${long}"`), titles);
});

test("a table that is wider than the page breaks its names, and is made smaller where that is not enough", async () => {
  const sizes = async (name: string, from: string, to: string): Promise<number[]> => {
    const isTable = (file: string): boolean => file.endsWith("2-monthly-sales.ipynb");
    await bench.build(name, (text, file) => (isTable(file) ? text.replaceAll(from, to) : text));
    const all = await readPages((await printReport(bench.browser, join(bench.folder, `${name}.html`))).pdf);
    assert.deepEqual(listBeyond(all), []);
    assert.deepEqual(listTitleSizes(all), [20]);
    return all.flatMap(({ words }) => words.filter(({ text }) => text === "60.17").map(({ size }) => size));
  };
  const [usual = 0] = await sizes("usual", "Month", "Month");
  const [named = 0] = await sizes("named", '"Stralsund (€)"', `"Harbour${"\u00a0Street".repeat(3)}"`);
  const [wide = 0] = await sizes("wide", '"69.08"', `"${"1,083.79".repeat(20)}"`);
  assert.ok(named > 0.98 * usual, `${named} of ${usual} pt`);
  assert.ok(wide > 0 && wide < 0.9 * usual, `${wide} of ${usual} pt`);
});

function listTitleSizes(all: readonly PdfPage[]): number[] {
  const words = all.slice(1).flatMap((page) => page.words);
  return [...new Set(words.filter(({ size }) => size > 16).map(({ size }) => Math.round(size * 10) / 10))];
}

test("no text is smaller than 7 pt, be it in a chart, a table or a hash", () => {
  const small = layout.flatMap(({ words }, page) =>
    words
      .filter(({ text, size }) => text.trim() !== "" && size < 6.99)
      .map(({ text, size }) => `page ${page + 1}: ${text}, ${size}`),
  );
  assert.deepEqual(small, []);
});

test("no page but the last is less than half full", () => {
  const filled = layout
    .slice(1, -1)
    .map(({ words, height }) => Math.max(...words.filter(({ y }) => y < height - foot).map(({ y }) => y)) / height);
  assert.ok(Math.min(...filled) > 0.5, filled.map((share) => share.toFixed(2)).join(" "));
});

test("a chart is on the page where its table begins", () => {
  for (const name of ["store-months", "top-articles", "time-sales", "weekday-hours"]) {
    assert.match(pages[print.pageOf.get(`figure-${name}`)! - 1]!, /Figures: /, name);
  }
});

test("a table has at most eight columns on paper, the last among them, and says how many more the HTML has", async () => {
  await bench.build("columns", (text, file) => (file.endsWith("2-monthly-sales.ipynb") ? widen(text, 12) : text));
  const { pdf } = await printReport(bench.browser, join(bench.folder, "columns.html"));
  const text = (await readTexts(pdf)).join("\n");
  const heads = [...text.matchAll(/Column \d+/g)].map(([head]) => head);
  assert.deepEqual(
    [...new Set(heads)],
    ["Column 1", "Column 2", "Column 3", "Column 4", "Column 5", "Column 6", "Column 7", "Column 12"],
  );
  assert.match(text, /4\s+more columns in the HTML report and its CSV file/);
});

/** Gives the table of the chart so many columns. */
function widen(json: string, columns: number): string {
  const notebook = JSON.parse(json);
  for (const cell of notebook.cells) {
    for (const output of cell.outputs ?? []) {
      const figure = output.data?.["application/vnd.plotly.v1+json"];
      if (!figure) continue;
      figure.layout.meta.table.columns = Array.from({ length: columns }, (_, i) => ({
        label: `Column ${i + 1}`,
        align: "right",
      }));
      figure.layout.meta.table.rows = [Array.from({ length: columns }, (_, i) => String(i))];
    }
  }
  return JSON.stringify(notebook);
}

test("nothing reaches into the margins", () => {
  assert.deepEqual(listBeyond(layout), []);
});

/** Lists texts that begin or end outside the column, or stand below the foot. */
function listBeyond(all: readonly PdfPage[]): string[] {
  const margin = (20 / 25.4) * 72;
  return all.flatMap(({ words, width, height }, page) =>
    words
      .filter(({ text, x, y, width: length }) => {
        const isWithin = x >= margin - 1 && x + length <= width - margin + 1 && y > 0 && y < height - 12;
        return text.trim() !== "" && !isWithin;
      })
      .map(({ text }) => `page ${page + 1}: ${text}`),
  );
}

test("charts are vectors with texts that can be selected", async () => {
  const document = await PDFDocument.load(print.pdf);
  const streams = document.context.enumerateIndirectObjects().map(([, value]) => value);
  const isImage = (value: unknown): boolean =>
    value instanceof PDFRawStream && value.dict.get(PDFName.of("Subtype")) === PDFName.of("Image");
  assert.equal(streams.filter(isImage).length, 0);
  const page = pages[print.pageOf.get("figure-top-articles")! - 1]!;
  for (const label of ["Stralsund", "Bratwurst", "€2k"]) assert.ok(page.includes(label), `${label} in ${page}`);
});

test("every page but the cover says which of how many it is", () => {
  assert.equal(pages.length, print.pages);
  assert.doesNotMatch(pages[0]!, /\d \/ \d/);
  pages.slice(1).forEach((text, i) => {
    assert.match(text, new RegExp(`\\b${i + 2} / ${pages.length}\\b`));
  });
});

test("the PDF is tagged, has bookmarks, a language, a title, and alternative texts for its charts", async () => {
  const document = await getDocument({ data: print.pdf.slice(), verbosity: 0 }).promise;
  assert.deepEqual(await document.getMarkInfo(), { Marked: true, UserProperties: false, Suspects: false });
  const [root] = await document.getOutline();
  assert.equal(root?.title, "Sales report");
  assert.equal(root?.items.length, 17); // the first page's four, contents, figures and eleven sections
  const info: Record<string, unknown> = { ...(await document.getMetadata()).info };
  assert.equal(info["Title"], "Sales report, January to December 2025");
  assert.equal(info["Author"], "Tillbook");
  assert.match(String(info["Subject"]), /^At a glance · The data · How much is sold\? · /);
  assert.equal(info["Language"], "en");
  assert.equal(info["CreationDate"], "D:20251231000000Z");
  assert.equal((await document.getMetadata()).metadata?.get("pdfuaid:part"), "1");
  const links = await (await document.getPage(2)).getAnnotations();
  assert.equal(links.find((link) => link.dest === "monthly-sales")?.contentsObj.str, "How much is sold?");
  const tree = JSON.stringify(await (await document.getPage(print.pageOf.get("top-articles")!)).getStructTree());
  assert.match(tree, /"alt":"Bars stacked by store: revenue of the 20/);
  await document.destroy();
});

test("the fonts are in the PDF, and no others are used", async () => {
  const document = await PDFDocument.load(print.pdf);
  const all = document.context
    .enumerateIndirectObjects()
    .flatMap(([, value]) => (value instanceof PDFDict ? [value] : []));
  const ofType = (type: string) => all.filter((dict) => dict.get(PDFName.of("Type")) === PDFName.of(type));
  const names = ofType("FontDescriptor").map((font) => String(font.get(PDFName.of("FontName"))).replace(/^.*\+/, ""));
  assert.deepEqual(names.sort(), ["Inter-Regular", "Inter-SemiBold", "JetBrainsMono-Regular"]);
  assert.ok(ofType("FontDescriptor").every((font) => font.has(PDFName.of("FontFile2"))));
  assert.ok(ofType("Font").every((font) => font.get(PDFName.of("Subtype")) !== PDFName.of("Type3")));
});

test("SOURCE_DATE_EPOCH dates the PDF", async () => {
  const { pdf } = await printReport(bench.browser, join(bench.folder, "plain.html"), 86_400);
  const document = await getDocument({ data: pdf, verbosity: 0 }).promise;
  const info: Record<string, unknown> = { ...(await document.getMetadata()).info };
  assert.equal(info["CreationDate"], "D:19700102000000Z");
  await document.destroy();
});

test("without a day to date it by, the PDF has no date", async () => {
  const file = join(bench.folder, "undated.html");
  await writeFile(file, bench.html.replace(/<meta name="dcterms.date"[^>]*>/, ""));
  const { pdf } = await printReport(bench.browser, file);
  assert.doesNotMatch(Buffer.from(pdf).toString("latin1"), /CreationDate|CreateDate|ModDate/);
});
