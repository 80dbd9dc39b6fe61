import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { pathToFileURL } from "node:url";
import { findPaths, readSettings } from "@tillbook/pipeline";
import type { Browser, BrowserContextOptions, Page } from "playwright";
import { openBrowser } from "../../report/browser.js";
import { buildReport } from "../../report/build-report.js";
import { readLook } from "../../report/look.js";
import { type Print, printReport } from "../../report/print.js";

const paths = findPaths();

/** The folder of the package that makes reports. */
export const reportFolder = join(paths.root, "report");

/** Manifests and executed notebooks to make a report of. */
export const fixtures = join(reportFolder, "fixtures");

/** The look that is used unless a setting says otherwise. */
export const look = await readLook(readSettings({}).report, paths);

export const origin = {
  commit: "a".repeat(40),
  tree: "clean" as const,
  lockfiles: { "package-lock.json": "b".repeat(64) },
};

/** A browser, and reports in a folder of their own, `plain.html` among them: the fixtures without a change. */
export interface Bench {
  browser: Browser;
  folder: string;
  /** Of `plain.html`. */
  html: string;
  /** Prints `plain.html`, once. */
  print: () => Promise<Print>;
  /** Builds the report of the fixtures, changed file by file, as `<name>.html`; resolves to its HTML. */
  build: (name: string, change?: (text: string, file: string) => string) => Promise<string>;
  /** Opens `<name>.html` with the network off. @param hash  where in it, e.g. "#stores" */
  open: (name: string, options?: BrowserContextOptions, hash?: string) => Promise<OpenReport>;
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

let bench: Promise<Bench> | undefined;
const closers: (() => Promise<void>)[] = [];

/** Opens the one bench of this process; it closes after the last test. */
export function openBench(): Promise<Bench> {
  bench ??= startBench();
  return bench;
}

after(async () => {
  for (const close of closers) await close();
});

async function startBench(): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), "tillbook-report-"));
  closers.unshift(() => rm(folder, { recursive: true, force: true }));
  const browser = await openBrowser({ chromium: undefined }, paths);
  closers.unshift(() => browser.close());
  let print: Promise<Print> | undefined;
  return {
    browser,
    folder,
    html: await build(browser, folder, "plain"),
    print: () => {
      print ??= printReport(browser, join(folder, "plain.html"));
      return print;
    },
    build: (name, change) => build(browser, folder, name, change),
    open: (name, options, hash) => open(browser, join(folder, `${name}.html`), options, hash),
  };
}

async function build(
  browser: Browser,
  folder: string,
  name: string,
  change: (text: string, file: string) => string = (text) => text,
): Promise<string> {
  const home = join(folder, name);
  await cp(fixtures, home, { recursive: true });
  for (const file of ["notebooks/2-monthly-sales.ipynb", "manifests/import.json"]) {
    const text = await readFile(join(home, file), "utf8");
    await writeFile(join(home, file), change(text, file));
  }
  const paths = { notebooks: join(home, "notebooks"), manifests: join(home, "manifests") };
  const report = await buildReport(browser, paths, reportFolder, look, origin);
  await writeFile(join(folder, `${name}.html`), report.html);
  return report.html;
}

async function open(
  browser: Browser,
  file: string,
  options: BrowserContextOptions = {},
  hash = "",
): Promise<OpenReport> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, offline: true, ...options });
  const page = await context.newPage();
  const requests: string[] = [];
  const messages: string[] = [];
  const url = pathToFileURL(file).href;
  page.on("request", (request) => {
    if (request.url() !== url && request.url() !== url + hash && !/^(data|blob):/.test(request.url()))
      requests.push(request.url());
  });
  page.on("pageerror", (error) => messages.push(error.message));
  page.on("console", (message) => messages.push(message.text()));
  await page.goto(url + hash);
  return { page, requests, messages, close: () => context.close() };
}

/** Waits until every chart is interactive. */
export async function waitForCharts(page: Page): Promise<void> {
  await page.locator("html[data-charts=ready]").waitFor({ timeout: 120_000 });
}
