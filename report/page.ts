import { html, type SafeHtml } from "@remix-run/html-template";
import { type KeyFigure, namePeriod } from "@tillbook/charts";
import { checksumPlaceholder } from "@tillbook/provenance";
import type { Script } from "./assets.js";
import {
  type Chapter,
  nameChapter,
  type OriginContent,
  renderFirstPage,
  renderKeyFigures,
  renderNotice,
  renderOrigin,
  renderSection,
} from "./chapters.js";
import { collectProblems } from "./collect-problems.js";
import { renderBrand, renderDocument } from "./document.js";
import { joinLines } from "./html.js";
import { nameLanguage, stripMarkdown } from "./markdown.js";
import { renderStyle, type StyledContent } from "./page-style.js";
import { nameReport } from "./period.js";
import { drillIds, renderDrill } from "./render-drill.js";
import { type Restated, renderRestated, renderRestatedNotice } from "./restated.js";
import type { Section } from "./section.js";

/** Everything that the report shows; the same content gives the same page. */
export interface ReportContent extends StyledContent, OriginContent {
  /** One line about the source on the cover, e.g. "Synthetic data, seed 42". */
  source: string | undefined;
  sections: Section[];
  /** All tables, as an XLSX file that the page has inside; none while it is made. */
  workbook?: Buffer;
  /** What has changed since an earlier report of the same period. */
  restated?: Restated | undefined;
}

/** Style and scripts of the document. */
export interface PageAssets {
  css: string;
  fontCss: string;
  /** The page's own, and Plotly, which that one runs later. */
  scripts: { client: Script; plotly: Script };
}

const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** Ids that every page has. */
const ownIds = [
  "contents",
  "figures",
  "main",
  "origin",
  "plotly",
  "provenance",
  "restated",
  "restated-title",
  ...drillIds,
];

/** Renders the report as one HTML document that loads nothing, with a placeholder for its checksum. */
export function renderPage(content: ReportContent, assets: PageAssets): string {
  const { messages, period, theme } = content;
  const { client, plotly } = assets.scripts;
  const taken = new Set(ownIds);
  const ids = content.sections.map((section) => nameChapter(section, taken));
  const first = content.sections.filter((section) => section.firstPage !== undefined);
  const firstPages = collectProblems(first, (section) => renderFirstPage(section, content.charts, messages, taken));
  const sections = collectProblems(content.sections, (section, i) =>
    renderSection(section, content.charts, messages, ids[i], taken),
  );
  // beside the data, of which it speaks
  if (content.restated) sections.splice(1, 0, renderRestated(content.restated, messages));
  const chapters = [...sections, renderOrigin(content, messages)];
  const cover = leadOnly(renderCover(content, firstPages), chapters);
  return renderDocument({
    messages,
    theme,
    title: titleOf(content),
    scripts: [client, plotly],
    meta: html`<meta name="tillbook" content="${checksumPlaceholder}">
${period && html`<meta name="dcterms.date" content="${period.last}">`}
<meta name="description" content="${describe(content)}">
`,
    style: renderStyle(content, assets),
    body: html`<a class="skip" href="#main">${messages.report.skip}</a>
<div class="layout">
${cover}
${renderContents(chapters, content)}
<main id="main" tabindex="-1">
${joinLines(chapters.map(renderChapter))}
</main>
</div>
${renderDrill(content.sections, messages)}<template class="permalink"><a class="permalink" aria-label="${messages.report.copyLink}">#</a></template>
<p class="toast" role="status" data-text="${messages.report.copied}"></p>
<p class="spoken" role="status" data-help="${messages.report.seriesHelp}"></p>
<script type="text/plain" id="plotly">${html.raw`${plotly.text}`}</script>
<script>${html.raw`${client.text}`}</script>`,
  });
}

/** Makes the document's title, e.g. "Sales report, January to December 2025", "Sales report for Köln, February 2026". */
function titleOf({ period, store, messages }: Pick<ReportContent, "period" | "store" | "messages">): string {
  const title = nameReport(store, messages);
  return period ? `${title}, ${namePeriod(period, messages)}` : title;
}

/** Lists the titles of the sections in one line, e.g. "The data · Monthly sales". */
function describe({ sections }: Pick<ReportContent, "sections">): string {
  return sections.map((section) => stripMarkdown(section.title)).join(" · ");
}

function renderCover(content: ReportContent, firstPages: readonly SafeHtml[]): SafeHtml {
  const { period, store, source, messages, theme, sections, isChangedSinceImport, restated } = content;
  const lines = [period && namePeriod(period, messages), source].filter((line) => !!line);
  const keyFigures = firstPages.length > 0 ? [] : findKeyFigures(sections);
  return html`<header class="cover">
${renderBrand(theme)}
<div class="title">
<h1>${nameReport(store, messages)}</h1>
${joinLines(lines.map((line, i) => html`<p class="${i === 0 ? "period" : "source-line"}">${line}</p>`))}
</div>
${joinLines(firstPages)}
${keyFigures.length > 0 ? renderKeyFigures(keyFigures) : ""}
${isChangedSinceImport ? renderNotice(messages, true) : ""}
${restated ? renderRestatedNotice(restated, messages) : ""}
</header>`;
}

/** Leaves links to places of the page that are there; of others the text stays, as of a section that was left out. */
function leadOnly(cover: SafeHtml, chapters: readonly Chapter[]): SafeHtml {
  const known = new Set([
    ...chapters.flatMap(({ id, figures }) => [id, ...figures.map((figure) => figure.id)]),
    ...ownIds,
  ]);
  const led = String(cover).replace(/<a href="#([^"]*)">([\s\S]*?)<\/a>/g, (link, id, text) =>
    known.has(id) ? link : text,
  );
  return html.raw`${led}`;
}

/** Finds the first key figures of the report, which the cover shows where no notebook has a first page. */
function findKeyFigures(sections: readonly Section[]): KeyFigure[] {
  const blocks = sections.flatMap((section) => section.blocks);
  return blocks.flatMap((block) => (block.kind === "key-figures" ? [block.keyFigures] : []))[0] ?? [];
}

/** Renders the contents, and for paper the list of figures; `print.ts` fills in the page numbers. */
function renderContents(
  chapters: readonly Chapter[],
  { workbook, messages: { report } }: Pick<ReportContent, "workbook" | "messages">,
): SafeHtml {
  const line = (id: string, title: string | SafeHtml, number?: SafeHtml): SafeHtml =>
    html`<li><a href="#${id}">${number}<span class="text"${nameLanguage(String(title))}>${title}</span><span class="leader" aria-hidden="true"></span> <span class="page" data-page-of="${id}"></span></a></li>`;
  const items = chapters.map(({ id, title }, i) => line(id, title, html`<span class="number">${i + 1}</span>`));
  const figures = chapters.flatMap((chapter) => chapter.figures.map(({ id, title }) => line(id, title)));
  return html`<nav class="contents" aria-labelledby="contents"><h2 id="contents">${report.contents}</h2>
<ol>${joinLines(items)}</ol>
${workbook ? html`<p class="workbook"><a download="tillbook.xlsx" href="data:${xlsxType};base64,${workbook.toString("base64")}">${report.workbook}</a></p>\n` : ""}</nav>
${figures.length > 0 ? html`<nav class="contents figures" aria-labelledby="figures"><h2 id="figures">${report.figures}</h2>\n<ol>${joinLines(figures)}</ol>\n</nav>` : ""}`;
}

function renderChapter({ id, title, body }: Chapter, index: number): SafeHtml {
  return html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title"><span class="number">${index + 1}</span> ${title}</h2>
${body}
</section>`;
}
