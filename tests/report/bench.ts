import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { findPaths, readSettings } from "@tillbook/pipeline";
import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";
import type { Browser, BrowserContextOptions, Page } from "playwright";
import { openBrowser } from "./browser.js";
import { buildReport } from "./build-report.js";
import { readLook } from "./look.js";

/** The look that is used unless a setting says otherwise. */
export const look = await readLook(readSettings({}).report, findPaths());

/** For the tests: reports of the fixtures in a folder of their own, and a browser to look at them. */
export interface Bench {
  browser: Browser;
  /** Of the reports. */
  folder: string;
  /** Builds the report of the fixtures, changed file by file, as `<name>.html`; resolves to its HTML. */
  build: (name: string, change?: (text: string, file: string) => string) => Promise<string>;
  /** Opens `<name>.html` with the network off. */
  open: (name: string, options?: BrowserContextOptions) => Promise<OpenReport>;
  close: () => Promise<void>;
}

/** A report in a browser. */
export interface OpenReport {
  page: Page;
  /** The addresses that it asked for so far, without its own and those that hold their content. */
  requests: string[];
  /** What it wrote to the console so far, and the errors of its scripts. */
  messages: string[];
  close: () => Promise<void>;
}

export async function openBench(): Promise<Bench> {
  const browser = await openBrowser({ chromium: undefined }, findPaths());
  const folder = await mkdtemp(join(tmpdir(), "tillbook-report-"));
  return {
    browser,
    folder,
    build: (name, change) => build(browser, folder, name, change),
    open: (name, options) => open(browser, join(folder, `${name}.html`), options),
    close: async () => {
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export const origin = {
  commit: "a".repeat(40),
  tree: "clean" as const,
  lockfiles: { "package-lock.json": "b".repeat(64) },
};

async function build(
  browser: Browser,
  folder: string,
  name: string,
  change: (text: string, file: string) => string = (text) => text,
): Promise<string> {
  const home = join(folder, name);
  await cp(join(import.meta.dirname, "fixtures"), home, { recursive: true });
  for (const file of ["notebooks/2-monthly-sales.ipynb", "manifests/aggregate.json"]) {
    const text = await readFile(join(home, file), "utf8");
    await writeFile(join(home, file), change(text, file));
  }
  const paths = { notebooks: join(home, "notebooks"), manifests: join(home, "manifests") };
  const report = await buildReport(browser, paths, import.meta.dirname, look, origin);
  await writeFile(join(folder, `${name}.html`), report.html);
  return report.html;
}

async function open(browser: Browser, file: string, options: BrowserContextOptions = {}): Promise<OpenReport> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, offline: true, ...options });
  const page = await context.newPage();
  const requests: string[] = [];
  const messages: string[] = [];
  const url = pathToFileURL(file).href;
  page.on("request", (request) => {
    if (request.url() !== url && !/^(data|blob):/.test(request.url())) requests.push(request.url());
  });
  page.on("pageerror", (error) => messages.push(error.message));
  page.on("console", (message) => messages.push(message.text()));
  await page.goto(url);
  return { page, requests, messages, close: () => context.close() };
}

/** Waits until every chart is interactive. */
export async function waitForCharts(page: Page): Promise<void> {
  await page.locator("html[data-charts=ready]").waitFor({ timeout: 120_000 });
}

/** Reads the text of each page of a PDF, line by line. */
export async function readTexts(pdf: Uint8Array): Promise<string[]> {
  return (await readPages(pdf)).map(({ words }) =>
    words.map(({ text, endsLine }) => text + (endsLine ? "\n" : "")).join(""),
  );
}

/** A page of a PDF; lengths in points (1/72 inch). */
export interface PdfPage {
  width: number;
  height: number;
  words: Word[];
  links: { text: string; dest: string | undefined; url: string | undefined }[];
}

/** A run of text on a page. */
export interface Word {
  text: string;
  /** Of its left end, from the left. */
  x: number;
  /** Of its base line, from the top. */
  y: number;
  width: number;
  size: number;
  endsLine: boolean;
}

/** Reads what is where on the pages of a PDF. */
export async function readPages(pdf: Uint8Array): Promise<PdfPage[]> {
  const document = await getDocument({ data: pdf.slice(), verbosity: 0 }).promise;
  const numbers = Array.from({ length: document.numPages }, (_, i) => i + 1);
  const pages = await Promise.all(
    numbers.map(async (number): Promise<PdfPage> => {
      const page = await document.getPage(number);
      const [, , width = 0, height = 0] = page.view;
      const { items } = await page.getTextContent();
      const words = items.flatMap((item) => {
        if (!("str" in item)) return [];
        const [, , , size, x, y] = item.transform as number[];
        return [{ text: item.str, x: x!, y: height - y!, width: item.width, size: size!, endsLine: item.hasEOL }];
      });
      const links = (await page.getAnnotations()).filter(({ subtype }) => subtype === "Link");
      return {
        width,
        height,
        words,
        links: links.map(({ contentsObj, dest, url }) => ({ text: contentsObj.str, dest, url })),
      };
    }),
  );
  await document.destroy();
  return pages;
}
