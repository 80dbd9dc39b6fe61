import assert from "node:assert/strict";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { before } from "node:test";
import * as charts from "@tillbook/charts";
import { de, type Figure, findTranslation, locales, type Messages, splitMarkdown, type Trace } from "@tillbook/charts";
import { writeManifest } from "@tillbook/pipeline";
import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";
import { makeMonthRows } from "../../libs/charts/src/test-months.js";
import { readAssets } from "../../report/assets.js";
import { buildReport } from "../../report/build-report.js";
import { drawCharts } from "../../report/draw-charts.js";
import { printReport } from "../../report/print.js";
import { type Bench, look, openBench, origin, reportFolder, waitForCharts } from "./bench.js";
import { findForeign } from "./foreign-words.js";
import { readTexts } from "./read-pdf.js";

// The report in each language: of the committed notebooks' prose, and of charts and sentences made of a few rows.

let bench: Bench;
const pdfs = new Map<Messages, Uint8Array>();

before(async () => {
  bench = await openBench();
  for (const messages of Object.values(locales)) pdfs.set(messages, await build(messages));
});

const stores = Array.from({ length: 12 }, (_, i) => `Ort ${i + 1}`);
const months = makeMonthRows(
  stores.flatMap((store, s) =>
    Array.from({ length: 12 }, (_, m) => ({
      year: 2025,
      month: m + 1,
      store,
      revenue: `${5000 - 90 * s + 77 * m}.55`,
      sales: 1200,
    })),
  ),
);
const times = stores.flatMap((store, s) =>
  Array.from({ length: 78 }, (_, i) => {
    const [hour, weekday] = [7 + (i % 13), 1 + Math.floor(i / 13)];
    return { hour, weekday, store, revenue: `${60_000 - 900 * s + 97 * i}.10`, sales: 30 };
  }),
);
const articles = stores.flatMap((store) =>
  Array.from({ length: 22 }, (_, a) => {
    return {
      store,
      article: `Ware ${a + 1}`,
      revenue: `${900 - a}.00`,
      sales: 9,
      rank_in_store: a + 1,
      rank_overall: a + 1,
    };
  }),
);
const cashiers = Array.from({ length: 30 }, (_, i) => {
  return { store: stores[i % 12]!, cashier: `P. ${i + 1}`, revenue: `${7000 - 101 * i}.20`, sales: 1000 - i };
});
const imported = {
  files: 10,
  rows: 20_000,
  first_day: "2025-01-01",
  last_day: "2025-12-31",
  articles: 22,
  cashiers: 30,
  without_time: 0,
  without_store: 0,
  without_article: 0,
  imported: 20_000,
  rejected: 2,
  refunds: 3,
  refunded: "-12.50",
  zeros: 1,
  duplicates: 4,
};

/** What the notebooks say and show, in their order. */
function listOutputs(messages: Messages): Record<string, { figures: Figure[]; sentences: string[] }> {
  const ranking = charts.rankStores(months);
  return {
    "1-the-data": {
      figures: [],
      sentences: [charts.describeData(imported, messages), charts.tabulateMonths(months, messages)],
    },
    "2-monthly-sales": {
      figures: [charts.monthlySales(months, messages)],
      sentences: [charts.describeMonths(months, messages), charts.describeStores(months, messages)],
    },
    "3-top-articles": {
      figures: [charts.topArticles(articles, messages, ranking)],
      sentences: [charts.describeArticles(articles, charts.sum(months, "revenue"), messages)],
    },
    "4-sales-per-cashier": {
      figures: [charts.salesPerCashier(cashiers, messages, ranking)],
      sentences: charts.describePace(cashiers, messages),
    },
    "5-time-sales": {
      figures: [charts.timeSales(times, messages, ranking)],
      sentences: [charts.describeHours(times, messages), charts.describeWeekdays(times, messages)],
    },
    "6-weekday-hours": { figures: [charts.weekdayHours(times, messages)], sentences: [] },
  };
}

/** Builds the report in a language as `<language>.html`, and prints it. */
async function build(messages: Messages): Promise<Uint8Array> {
  const home = join(bench.folder, messages.language);
  const paths = { notebooks: join(home, "notebooks"), manifests: join(home, "manifests") };
  await mkdir(paths.notebooks, { recursive: true });
  await writeManifests(paths.manifests);
  const outputs = listOutputs(messages);
  const sources = join(reportFolder, "../notebooks");
  for (const file of (await readdir(sources)).filter((name) => name.endsWith(".ipynb"))) {
    const notebook = JSON.parse(await readFile(join(sources, file), "utf8"));
    for (const cell of notebook.cells.filter((one: { cell_type: string }) => one.cell_type === "markdown")) {
      // a translation may come later; the title must be there
      cell.source = splitMarkdown([cell.source].flat().join(""))
        .map((block, i) => findTranslation(block, messages) ?? (i === 0 ? "# 1" : "1"))
        .join("\n\n");
    }
    const { figures, sentences } = outputs[file.replace(".ipynb", "")] ?? { figures: [], sentences: ["1"] };
    const show = (data: Record<string, unknown>) => ({ output_type: "display_data", data, metadata: {} });
    const keyFigures = {
      "application/vnd.tillbook.key-figures+json": [...charts.listRowCounts(imported, [], messages)],
    };
    const code = notebook.cells.find((one: { cell_type: string }) => one.cell_type === "code") ?? {};
    code.outputs = [
      ...(file.startsWith("1-") ? [show(keyFigures)] : []),
      ...sentences.map((sentence) => show({ "text/markdown": sentence })),
      ...figures.map((figure) => show({ "application/vnd.plotly.v1+json": figure })),
    ];
    await writeFile(join(paths.notebooks, file), JSON.stringify(notebook));
  }
  const report = await buildReport(bench.browser, paths, reportFolder, { ...look, messages }, origin);
  await writeFile(join(bench.folder, `${messages.language}.html`), report.html);
  return (await printReport(bench.browser, join(bench.folder, `${messages.language}.html`))).pdf;
}

/** Writes manifests as the stages do. */
async function writeManifests(folder: string): Promise<void> {
  const hash = "a".repeat(64);
  const files = [{ name: "sales-01.csv", rows: 20_000, amount_cents: "6934635", sha256: hash, rejected: 2 }];
  const settings = { rows: 20_000, stores: 12, days: 365, start: "2025-01-01", seed: 42 };
  const days = { first_day: "2025-01-01", last_day: "2025-12-31" };
  const print = "20000:69346.35:42617842458885";
  await writeManifest("generate", { files, settings, rows: 20_000, amount_cents: "6934635" }, folder);
  const changed_since_import = true;
  const more = { duplicates: 1, rejected: 2, changed_since_import, server_version: "MariaDB 11.4.5" };
  await writeManifest("import", { files, ...days, table_fingerprint: print, ...more }, folder);
  const wrote = { monthly_sales: print, time_sales: print };
  await writeManifest("aggregate", { queries: hash, read: print, wrote, spark_version: "4.3.0" }, folder);
  const plotted = { notebooks: { "1-the-data.ipynb": hash }, charts: { "time-sales.json": hash } };
  await writeManifest("plot", plotted, folder);
}

/** Reads what the page says: its text with all folds open, its title and description, and the texts for those who don't see. */
async function readHtml(language: string): Promise<string> {
  const { page, close } = await bench.open(language);
  await waitForCharts(page);
  const text = await page.evaluate<string>(`(() => {
    for (const fold of document.querySelectorAll("details")) fold.open = true;
    const figures = [...document.querySelectorAll("script[type='application/json']")].map((one) => one.textContent);
    for (const code of document.querySelectorAll("pre, code, script, style")) code.remove();
    const attributes = ["aria-label", "alt", "title", "placeholder", "content"].flatMap((name) =>
      [...document.querySelectorAll("body [" + name + "], meta[name='description']")].map((one) => one.getAttribute(name) ?? ""));
    const texts = (value) => typeof value === "string" ? [value]
      : value && typeof value === "object" ? Object.entries(value).flatMap(([key, one]) =>
        ["name", "text", "customdata", "ticktext", "meta", "title", "alt", "table", "rows", "columns", "label"].includes(key) || /^\\d+$/.test(key) ? texts(one) : typeof one === "object" ? texts(one) : []) : [];
    return [document.title, document.body.innerText, ...attributes, ...figures.flatMap((one) => texts(JSON.parse(one)))].join("\\n");
  })()`);
  await close();
  return text;
}

/** Reads all texts of the PDF: pages, bookmarks, alternative texts of the charts, and metadata. */
async function readPdf(pdf: Uint8Array): Promise<string> {
  const document = await getDocument({ data: pdf.slice(), verbosity: 0 }).promise;
  const numbers = Array.from({ length: document.numPages }, (_, i) => i + 1);
  const trees = await Promise.all(numbers.map(async (number) => (await document.getPage(number)).getStructTree()));
  const alternatives = JSON.stringify(trees).match(/"alt":"[^"]*"/g) ?? [];
  const { Title, Subject } = (await document.getMetadata()).info as Record<string, string>;
  const outline = JSON.stringify(await document.getOutline(), ["title", "items"]).replaceAll('"title"', "");
  await document.destroy();
  return [...(await readTexts(pdf)), ...alternatives, outline, Title, Subject].join("\n");
}

test("no page of a report is mixed with another language", async () => {
  for (const messages of Object.values(locales)) {
    const texts = { html: await readHtml(messages.language), pdf: await readPdf(pdfs.get(messages)!) };
    assert.ok(texts.html.length > 5000 && texts.pdf.length > 5000);
    const found = Object.entries(texts).map(([kind, text]) => [kind, findForeign(text, messages.language)]);
    assert.deepEqual(
      found,
      [
        ["html", []],
        ["pdf", []],
      ],
      messages.name,
    );
    // the lists find a language where it is
    for (const { language } of Object.values(locales).filter((other) => other !== messages)) {
      for (const text of Object.values(texts)) assert.ok(findForeign(text, language).length > 40, language);
    }
  }
});

test("page and PDF name their language", async () => {
  const document = await getDocument({ data: pdfs.get(de)!.slice(), verbosity: 0 }).promise;
  const info: Record<string, unknown> = { ...(await document.getMetadata()).info };
  assert.equal(info["Language"], "de");
  assert.equal(info["Title"], "Verkaufsbericht, Januar bis Dezember 2025");
  await document.destroy();
  assert.match(await readFile(join(bench.folder, "de.html"), "utf8"), /<html lang="de">/);
});

test("Plotly writes the dates and numbers of an axis that it labels itself in the language of the report", async () => {
  const meta = { name: "days", title: "", alt: "", table: { columns: [], rows: [] } };
  const data: Trace[] = [{ type: "scatter", x: ["2025-03-01", "2025-05-01", "2025-12-01"], y: [1000, 2500.5, 4000] }];
  const figure = {
    data,
    layout: { meta, yaxis: { tickformat: ",.1f" }, separators: de.numbers.decimal + de.numbers.group },
  };
  const draw = async (language: string): Promise<string> => {
    const assets = await readAssets(reportFolder, ["bar"], "", language);
    return (await drawCharts(bench.browser, [figure], assets))[0]!.wide;
  };
  assert.match(await draw("de"), />Mai 2025<[\s\S]*>2\.000,0</);
  assert.match(await draw("en"), />May 2025</);
});
