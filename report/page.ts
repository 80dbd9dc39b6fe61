import type { Messages } from "@tillbook/charts";
import { checksumPlaceholder } from "@tillbook/provenance";
import type { Script } from "./assets.js";

import { type StaticChart, variableOf } from "./draw-charts.js";
import { escapeHtml } from "./escape-html.js";
import type { Figure, FigureMeta } from "./figure.js";
import type { Look } from "./look.js";
import { type Place, renderInline, renderMarkdown, stripMarkdown } from "./markdown.js";
import type { Block, KeyFigure, Section } from "./notebook.js";
import type { Part } from "./origin-section.js";
import { formatPeriod, type Period } from "./period.js";
import { renderTable, renderText } from "./table.js";
import type { Theme } from "./theme.js";

/** Everything that the report says; the same content gives the same page. */
export interface ReportContent extends Look {
  period: Period | undefined;
  /** One line about the source on the cover, e.g. "Synthetic data, seed 42". */
  source: string | undefined;
  sections: Section[];
  /** The static pictures by name of the figure. */
  charts: ReadonlyMap<string, StaticChart>;
  parts: Part[];
  /** Software and its version. */
  versions: KeyFigure[];
  isChangedSinceImport: boolean;
}

/** The parts of the document around the content. */
export interface PageAssets {
  css: string;
  fontCss: string;
  /** What runs in the page, and Plotly, which that runs later. */
  scripts: { client: Script; plotly: Script };
}

interface Chapter {
  id: string;
  title: string;
  /** HTML after the heading. */
  body: string;
  /** Its charts, for the list of figures. */
  figures: { id: string; title: string }[];
}

/** Renders the report as one HTML document that loads nothing, to be given its checksum. */
export function renderPage(content: ReportContent, assets: PageAssets): string {
  const keyFigures = findKeyFigures(content.sections);
  const chapters = [...content.sections.map((section) => renderSection(section, content)), renderOrigin(content)];
  return `<!doctype html>
<html lang="${content.messages.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${makePolicy(assets)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="author" content="${escapeHtml(content.theme.name)}">
<meta name="tillbook" content="${checksumPlaceholder}">
${content.period ? `<meta name="dcterms.date" content="${content.period.last}">` : ""}
<meta name="description" content="${escapeHtml(describe(content))}">
<title>${escapeHtml(titleOf(content))}</title>
<style>
${assets.fontCss}
${makeColorCss([...content.charts.values()])}
${assets.css}
${makeThemeCss(content.theme)}
${makePaperCss(content.paper)}
${makeRunningHeader(content)}
</style>
</head>
<body>
<div class="layout">
${renderCover(content, keyFigures)}
${renderContents(chapters, content.messages)}
<main>
${chapters.map(renderChapter).join("\n")}
</main>
</div>
<template class="permalink"><a class="permalink" aria-label="${content.messages.report.copyLink}">#</a></template>
<p class="toast" role="status" data-text="${content.messages.report.copied}"></p>
<script type="text/plain" id="plotly">${assets.scripts.plotly.text}</script>
<script>${assets.scripts.client.text}</script>
</body>
</html>
`;
}

/** Makes the document's title, e.g. "Sales report, January to December 2025". */
export function titleOf({ period, messages }: Pick<ReportContent, "period" | "messages">): string {
  return period ? `${messages.report.title}, ${formatPeriod(period, messages)}` : messages.report.title;
}

/** Says in one sentence what the report is about. */
export function describe({ sections }: Pick<ReportContent, "sections">): string {
  return sections.map((section) => stripMarkdown(section.title)).join(" · ");
}

function makePolicy({ scripts }: PageAssets): string {
  const hashes = [scripts.client, scripts.plotly].map(({ hash }) => `'sha256-${hash}'`).join(" ");
  return [
    "default-src 'none'",
    `script-src ${hashes}`,
    "style-src 'unsafe-inline'",
    "font-src data:",
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

/** Defines each colour of the charts twice: as drawn, and on screen in dark mode as what stands for it. */
function makeColorCss(charts: readonly StaticChart[]): string {
  const colors = new Map(charts.flatMap((chart) => Object.entries(chart.colors)));
  const define = (values: [string, string][]): string =>
    values.map(([name, value]) => `${variableOf(name)}:${value}`).join(";");
  const light = define([...colors.keys()].map((color) => [color, color]));
  return `:root{${light}}\n@media screen and (prefers-color-scheme:dark){:root{${define([...colors])}}}`;
}

function makeThemeCss({ accent, accentDark }: Theme): string {
  return `:root{--accent:${accent}}\n@media screen and (prefers-color-scheme:dark){:root{--accent:${accentDark}}}`;
}

/** Names the paper, and the height within its margins, which are those of report.css. */
function makePaperCss(paper: Look["paper"]): string {
  // the rows of tables are lower on the shorter paper, so that the year of the first section stays on its page
  const [size, height, row] = paper === "letter" ? ["Letter", 279.4, 0.7] : ["A4", 297, 1.1];
  return `@page{size:${size}}\n:root{--page-height:${height - 46}mm;--row:${row}mm}`;
}

/** CSS can't read the title from the page, so the texts of the running header are set here. */
function makeRunningHeader({ period, messages, theme }: ReportContent): string {
  const left = `${theme.name} · ${messages.report.title}`;
  const right = period ? formatPeriod(period, messages) : "";
  return `@page{@top-left{content:${JSON.stringify(left)}}@top-right{content:${JSON.stringify(right)}}}
@page:first{@top-left{content:none}@top-right{content:none}@bottom-right{content:none}}`;
}

/** The cover has the first key figures of the report. */
function findKeyFigures(sections: readonly Section[]): KeyFigure[] {
  const blocks = sections.flatMap((section) => section.blocks);
  return blocks.flatMap((block) => (block.kind === "key-figures" ? [block.keyFigures] : []))[0] ?? [];
}

function renderCover(content: ReportContent, keyFigures: readonly KeyFigure[]): string {
  const { period, source, messages, theme } = content;
  const lines = [period && formatPeriod(period, messages), source].filter((line) => !!line) as string[];
  return `<header class="cover">
${renderBrand(theme)}
<div class="title">
<h1>${escapeHtml(messages.report.title)}</h1>
${lines.map((line, i) => `<p class="${i === 0 ? "period" : "source-line"}">${escapeHtml(line)}</p>`).join("\n")}
</div>
${keyFigures.length > 0 ? renderKeyFigures(keyFigures) : ""}
${content.isChangedSinceImport ? renderNotice(messages, true) : ""}
</header>`;
}

function renderBrand({ name, logo }: Theme): string {
  const content = logo === undefined ? escapeHtml(name) : `<img src="${logo}" alt="${escapeHtml(name)}">`;
  return `<p class="brand">${content}</p>`;
}

function renderNotice({ report }: Messages, isLinked: boolean): string {
  const link = `<a href="#origin">${escapeHtml(report.origin)}</a>`;
  const details = isLinked ? ` ${report.changedDetails(link)}` : "";
  return `<p class="notice" role="note"><strong>${escapeHtml(report.changed)}</strong> ${escapeHtml(report.changedMeans)}${details}</p>`;
}

function renderKeyFigures(keyFigures: readonly KeyFigure[]): string {
  const cards = keyFigures.map(({ label, value, note }) => {
    const small = note === undefined || note === "" ? "" : `<dd class="note">${escapeHtml(note)}</dd>`;
    return `<div><dt>${escapeHtml(label)}</dt><dd class="value">${escapeHtml(value)}</dd>${small}</div>`;
  });
  return `<dl class="key-figures">${cards.join("\n")}</dl>`;
}

/** Renders named values as a list, one a line. */
function renderFacts(facts: readonly KeyFigure[]): string {
  const lines = facts.map(({ label, value, note }) => {
    const small = note === undefined || note === "" ? "" : ` <span class="note">${escapeHtml(note)}</span>`;
    return `<div><dt>${escapeHtml(label)}</dt><dd>${renderText(value)}${small}</dd></div>`;
  });
  return `<dl class="facts">${lines.join("\n")}</dl>`;
}

/** Renders the contents, and for paper the list of figures; `print.ts` fills in the page numbers. */
function renderContents(chapters: readonly Chapter[], { report }: Messages): string {
  const line = (id: string, title: string, number = ""): string =>
    `<li><a href="#${id}">${number}<span class="text">${title}</span><span class="leader" aria-hidden="true"></span><span class="page" data-page-of="${id}"></span></a></li>`;
  const items = chapters.map(({ id, title }, i) => line(id, title, `<span class="number">${i + 1}</span>`));
  const figures = chapters.flatMap((chapter) => chapter.figures.map(({ id, title }) => line(id, title)));
  return `<nav class="contents" aria-labelledby="contents"><h2 id="contents">${escapeHtml(report.contents)}</h2>
<ol>${items.join("\n")}</ol>
</nav>
${figures.length > 0 ? `<nav class="contents figures" aria-labelledby="figures"><h2 id="figures">${escapeHtml(report.figures)}</h2>\n<ol>${figures.join("\n")}</ol>\n</nav>` : ""}`;
}

function renderChapter({ id, title, body }: Chapter, index: number): string {
  return `<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title"><span class="number">${index + 1}</span> ${title}</h2>
${body}
</section>`;
}

function renderSection(section: Section, content: ReportContent): Chapter {
  const figures = section.blocks.flatMap((block) => (block.kind === "figure" ? [block.figure.layout.meta] : []));
  const place: Place = {
    id: idOf(section),
    title: stripMarkdown(section.title),
    taken: new Set(),
    messages: content.messages,
  };
  const body = section.blocks.map((block) => renderBlock(block, content, place)).join("\n");
  const sources = section.sources.map((source) => `<pre><code>${escapeHtml(source)}</code></pre>`).join("\n");
  const fold =
    sources &&
    `<details class="sources"><summary>${escapeHtml(content.messages.report.sources)}</summary>\n${sources}\n</details>`;
  // after the text, so that a table which takes a page of its own on paper doesn't part the text from its chart
  const data = figures.map((meta) => renderData(meta, content.messages, figures.length > 1));
  return {
    id: idOf(section),
    title: renderInline(section.title),
    body: [body, ...data, fold].join("\n"),
    figures: figures.map((meta) => ({ id: `figure-${meta.name}`, title: escapeHtml(meta.title) })),
  };
}

/** "2-monthly-sales" becomes "monthly-sales". */
function idOf({ name }: Section): string {
  return name.replace(/^\d+-/, "").replace(/[^A-Za-z0-9-]+/g, "-") || name;
}

function renderBlock(block: Block, content: ReportContent, place: Place): string {
  switch (block.kind) {
    case "markdown":
      return renderMarkdown(block.markdown, place);
    case "figure":
      return renderFigure(block.figure, content.charts.get(block.figure.layout.meta.name));
    case "key-figures":
      return renderFacts(block.keyFigures);
    case "picture":
      return `<p><img src="data:image/png;base64,${escapeHtml(block.base64)}" alt=""></p>`;
    case "text":
      return `<pre>${escapeHtml(block.text)}</pre>`;
  }
}

/**
 * Renders the chart in one box: the static pictures give it its size, the script draws the interactive one over them. No
 * `figure` element: Chromium tags that as a picture, which it is not as a whole.
 */
function renderFigure(figure: Figure, chart: StaticChart | undefined): string {
  const { name, title, alt } = figure.layout.meta;
  const label = `role="img" aria-label="${escapeHtml(alt)}"`;
  const place = (svg = ""): string => svg.replace("<svg", `<svg ${label}`);
  return `<div class="figure" id="figure-${name}" role="group" aria-labelledby="figure-${name}-title">
<h3 id="figure-${name}-title">${escapeHtml(title)}</h3>
<div class="chart">
<div class="static"><div class="wide">${place(chart?.wide)}</div><div class="narrow">${place(chart?.narrow)}</div></div>
<div class="interactive" ${label} hidden></div>
<script type="application/json">${escapeJson(figure)}</script>
</div>
</div>`;
}

/** Renders the table behind a chart, folded; one of several says which. */
function renderData({ name, title, table }: FigureMeta, messages: Messages, isOneOfSeveral: boolean): string {
  const caption = messages.report.dataOf(title);
  const label = isOneOfSeveral ? caption : messages.report.data;
  return `<details class="data" id="data-${name}"><summary>${escapeHtml(label)}</summary>
${renderTable(table, messages, { name, caption })}
</details>`;
}

/** Writes JSON that can't end the script element that it is in. */
function escapeJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll("<", "\\u003c")
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029");
}

function renderOrigin({ parts, versions, isChangedSinceImport, messages }: ReportContent): Chapter {
  const { report } = messages;
  const body = parts.map(({ stage, title, facts, tables }) => {
    const inner = tables.map(({ caption, table }, t) => {
      const names = { name: `${stage}-${t + 1}`, caption: `${title}: ${caption}` };
      return `<h4>${escapeHtml(caption)}</h4>${renderTable(table, messages, names)}`;
    });
    return `<div class="part"><h3 id="origin-${stage}">${escapeHtml(title)}</h3>\n${renderFacts(facts)}\n${inner.join("\n")}</div>`;
  });
  return {
    id: "origin",
    title: escapeHtml(report.origin),
    body: `<p>${escapeHtml(report.originText)}</p>
${isChangedSinceImport ? renderNotice(messages, false) : ""}
${body.join("\n")}
<div class="part"><h3 id="origin-versions">${escapeHtml(report.versions)}</h3>
${renderFacts(versions)}
<p class="small">${escapeHtml(report.licences)}</p></div>`,
    figures: [],
  };
}
