import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { en, type Figure, inCurrency, locales, type Messages, namePeriod } from "@tillbook/charts";
import { defaultCurrency, type Paths, readManifest, TillbookError } from "@tillbook/pipeline";
import { addProvenance, hideNames, listTables, type Origin, writeChecksum } from "@tillbook/provenance";
import type { Browser } from "playwright";
import { findSuperseded, listFileNames, readArchive, readSubject } from "./archive.js";
import { makeScripts, readAssets } from "./assets.js";
import { collectProblems } from "./collect-problems.js";
import { type Drawer, drawCharts } from "./draw-charts.js";
import { listTraceTypes } from "./figure.js";
import { writeFit } from "./fit-paper.js";
import { makeFormulaCss } from "./formula-font.js";
import type { Look } from "./look.js";
import { listNames, markNames } from "./mark-names.js";
import { notice } from "./name-fonts.js";
import {
  describeManifests,
  describeOrigin,
  describeSuperseded,
  isChangedSinceImport,
  isSynthetic,
  listVersions,
  type StageManifests,
} from "./origin-section.js";
import { type ReportContent, renderPage } from "./page.js";
import { findPeriod, nameReport } from "./period.js";
import type { Picture } from "./pictures.js";
import { findRestated } from "./restated.js";
import { type Block, parseNotebook, type Section } from "./section.js";
import { colorFigure, listChartColors, type Theme } from "./theme.js";
import { makeWorkbook } from "./workbook.js";

/** The result of `buildReport`. */
export interface Report {
  html: string;
  sections: number;
  charts: number;
  pictures: Picture[];
  /** The @font-face rules that the charts were drawn with. */
  fontCss: string;
  versions: { chromium: string; plotly: string };
  /** Why reports in the archive can't be compared with this one. */
  archiveProblems: string[];
}

/**
 * Builds the report's HTML from the executed notebooks and manifests below `paths`.
 * @param folder  of this package
 * @param look  in the language of the executed notebooks
 * @param origin  the program that builds it
 * @param draw  draws the charts, e.g. by a drawer that stays open for several reports
 * @throws TillbookError NOTEBOOK_INVALID when there is no notebook, or one that can't be shown
 */
export async function buildReport(
  browser: Browser,
  paths: Pick<Paths, "notebooks" | "manifests">,
  folder: string,
  look: Look,
  origin: Omit<Origin, "versions">,
  draw: Drawer["draw"] = (figures, assets) => drawCharts(browser, figures, assets),
): Promise<Report> {
  const { theme } = look;
  const [sections, manifests] = [await readSections(paths.notebooks, theme), await readManifests(paths.manifests)];
  const messages = inCurrency(look.messages, manifests.import?.currency ?? defaultCurrency);
  const figures = sections.flatMap(listFigures);
  checkNames(figures);
  const archiveProblems: string[] = [];
  const archived = await readArchive(look.archive, readSubject({ manifests }), (problem) =>
    archiveProblems.push(problem),
  );
  const superseded = findSuperseded(archived, manifests);
  // the names of the files of before are in the report, too
  const text = JSON.stringify([
    sections,
    manifests,
    messages,
    theme.name,
    superseded.slice(0, 1).map(({ provenance }) => listFileNames(provenance.manifests)),
  ]);
  const assets = await readAssets(folder, listTraceTypes(figures), text, messages.language);
  const versions = { chromium: browser.version(), plotly: assets.plotlyVersion };
  const charts = await draw(figures, assets);
  const programs = { "Node.js": process.versions.node, "Plotly.js": versions.plotly, Chromium: versions.chromium };
  const content: ReportContent = {
    ...look,
    messages,
    period: findPeriod(manifests),
    store: manifests.plot?.store,
    source: describeSource(manifests, messages),
    sections,
    charts: new Map(figures.map((figure, i) => [figure.layout.meta.name, charts[i]!])),
    parts: [
      ...describeManifests(manifests, messages),
      describeOrigin(origin, messages),
      ...(superseded.length > 0
        ? [
            describeSuperseded(
              superseded.map(({ receipt }) => receipt),
              messages,
            ),
          ]
        : []),
    ],
    versions: listVersions(manifests, programs, messages),
    isChangedSinceImport: isChangedSinceImport(manifests),
    hasNameFonts: assets.fontCss.includes(notice),
  };
  const pageAssets = { css: assets.css, fontCss: assets.fontCss, scripts: makeScripts(assets) };
  // the provenance is for programs: its names are the same in every language
  const software = Object.fromEntries(listVersions(manifests, programs, en).map(({ label, value }) => [label, value]));
  const program: Origin = { ...origin, versions: software };
  const shown = hideNames(manifests);
  const [before] = superseded;
  if (before !== undefined) {
    const now = { manifests: shown, origin: program, tables: listTables(renderPage(content, pageAssets)) };
    content.restated = findRestated(before, now, messages, locales);
  }
  content.workbook = await makeWorkbook(listTables(renderPage(content, pageAssets)), listOrigin(content), messages);
  const plain = renderPage(content, pageAssets);
  const formulaCss = await makeFormulaCss(plain, join(folder, "package.json"));
  const page = formulaCss === "" ? plain : renderPage(content, { ...pageAssets, css: `${formulaCss}\n${assets.css}` });
  const { dataLanguage } = look;
  const named =
    dataLanguage === undefined ? page : markNames(page, listNames(listTables(page), messages), dataLanguage);
  const withProvenance = addProvenance(await writeFit(browser, named), {
    origin: program,
    manifests: shown,
    colors: listChartColors(theme),
    ...(before && { supersedes: superseded.map(({ receipt }) => receipt) }),
  });
  const html = Buffer.from(writeChecksum(Buffer.from(withProvenance))).toString();
  const pictures = charts.map(({ picture }) => picture);
  const { fontCss } = assets;
  return { html, sections: sections.length, charts: charts.length, pictures, fontCss, versions, archiveProblems };
}

/** Lists what the last chapter says, as names and values. */
function listOrigin({ parts, versions, period, store, messages }: ReportContent): [string, string][] {
  const facts = parts.flatMap((part) =>
    part.facts.map(({ label, value }): [string, string] => [`${part.title}: ${label}`, value]),
  );
  return [
    [nameReport(store, messages), period ? namePeriod(period, messages) : ""],
    ...facts,
    ...versions.map(({ label, value }): [string, string] => [label, value]),
  ];
}

async function readSections(folder: string, theme: Theme): Promise<Section[]> {
  const all = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const files = all.filter((file) => file.endsWith(".ipynb") && !file.endsWith(".failed.ipynb"));
  if (files.length === 0) {
    throw new TillbookError(
      "NOTEBOOK_INVALID",
      "expected executed notebooks in build/notebooks, got none",
      "make plot",
    );
  }
  files.sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  return collectProblems(files, (file, i) => colorSection(parseNotebook(basename(file, ".ipynb"), texts[i]!), theme));
}

async function readManifests(folder: string): Promise<StageManifests> {
  const stages = ["generate", "import", "aggregate", "plot"] as const;
  const read = stages.map(async (stage) => [stage, await readManifest(stage, folder)] as const);
  return Object.fromEntries((await Promise.all(read)).filter(([, manifest]) => manifest !== undefined));
}

function describeSource(manifests: StageManifests, messages: Messages): string | undefined {
  if (!isSynthetic(manifests)) return undefined;
  return messages.report.syntheticData(String(manifests.generate?.settings.seed));
}

function colorSection(section: Section, theme: Theme): Section {
  const color = (block: Block): Block =>
    block.kind === "figure" ? { ...block, figure: colorFigure(block.figure, theme) } : block;
  const { blocks, firstPage } = section;
  return { ...section, blocks: blocks.map(color), ...(firstPage && { firstPage: firstPage.map(color) }) };
}

function listFigures(section: Section): Figure[] {
  const blocks = [...(section.firstPage ?? []), ...section.blocks];
  return blocks.flatMap((block) => (block.kind === "figure" ? [block.figure] : []));
}

function checkNames(figures: readonly Figure[]): void {
  const names = figures.map((figure) => figure.layout.meta.name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return;
  throw new TillbookError("NOTEBOOK_INVALID", `expected one chart of each name, got two named "${twice}"`, "make plot");
}
