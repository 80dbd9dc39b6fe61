import { html, type SafeHtml } from "@remix-run/html-template";
import type { Figure, Meta as FigureMeta, KeyFigure, Messages } from "@tillbook/charts";
import { collectProblems } from "./collect-problems.js";
import type { StaticChart } from "./draw-charts.js";
import { joinLines, toScriptJson } from "./html.js";
import { renderHtml } from "./html-content.js";
import { renderImage } from "./image.js";
import { joinNumbers } from "./join-numbers.js";
import { nameLanguage, renderInline, renderLatex, renderMarkdown, stripMarkdown } from "./markdown.js";
import type { Part } from "./origin-section.js";
import { type Place, takeId } from "./place.js";
import type { Block, Section } from "./section.js";
import { renderTable, renderText } from "./table.js";

/** A numbered part of the report. */
export interface Chapter {
  id: string;
  title: SafeHtml;
  /** What comes after the heading. */
  body: SafeHtml;
  /** Its charts, for the list of figures. */
  figures: { id: string; title: string }[];
}

/**
 * Renders a notebook.
 * @param charts  the static pictures by name of the figure
 * @param id  of the chapter, one of `taken`
 * @param taken  ids of the page so far
 */
export function renderSection(
  section: Section,
  charts: ReadonlyMap<string, StaticChart>,
  messages: Messages,
  id: string = nameChapter(section, new Set()),
  taken: Set<string> = new Set([id]),
): Chapter {
  const place: Place = { id, title: stripMarkdown(section.title), taken, messages };
  const figures = listFigures(section.blocks);
  const body = collectProblems(section.blocks, (block) => renderBlock(block, charts, place, figures.length > 1));
  // the tables behind charts of the first page have no room there
  const firstFigures = listFigures(section.firstPage ?? []);
  const data = firstFigures.map((meta) => renderData(meta, messages, true));
  return {
    id,
    title: renderInline(section.title),
    body: joinLines([...body, ...data, renderSources(section.sources, messages)]),
    figures: [...firstFigures, ...figures].map((meta) => ({ id: `figure-${meta.name}`, title: meta.title })),
  };
}

function listFigures(blocks: readonly Block[]): FigureMeta[] {
  return blocks.flatMap((block) => (block.kind === "figure" ? [block.figure.layout.meta] : []));
}

/** Makes the id of a chapter: "2-monthly-sales" becomes "monthly-sales", with a number if that is taken. */
export function nameChapter({ name }: Pick<Section, "name">, taken: Set<string>): string {
  const id = name.replace(/^\d+-/, "").replace(/[^A-Za-z0-9-]+/g, "-") || name;
  const free = takeId({ id, taken }, "");
  taken.add(`${free}-title`); // of its heading
  return free;
}

/**
 * Renders what a notebook shows on the first page: its key figures large, and headings one level higher than in a section.
 */
export function renderFirstPage(
  section: Section,
  charts: ReadonlyMap<string, StaticChart>,
  messages: Messages,
  taken: Set<string>,
): SafeHtml {
  const place: Place = { id: "first-page", title: stripMarkdown(section.title), taken, messages };
  const blocks = collectProblems(section.firstPage ?? [], (block) =>
    block.kind === "key-figures" ? renderKeyFigures(block.keyFigures) : renderBlock(block, charts, place),
  );
  const raised = String(joinLines(blocks)).replace(/<(\/?)h([34])\b/g, (_, end, level) => `<${end}h${level - 1}`);
  return html`<div class="first-page">${html.raw`${raised}`}</div>`;
}

/** Renders key figures as the cover shows them. */
export function renderKeyFigures(keyFigures: readonly KeyFigure[]): SafeHtml {
  const cards = keyFigures.map(({ label, value, note }) => {
    const small = note ? html`<dd class="note">${note}</dd>` : "";
    return html`<div><dt>${label}</dt><dd class="value">${value}</dd>${small}</div>`;
  });
  return html`<dl class="key-figures">${joinLines(cards)}</dl>`;
}

/** @param isOneOfSeveral  as for `renderData`; undefined leaves the tables behind charts out */
function renderBlock(
  block: Block,
  charts: ReadonlyMap<string, StaticChart>,
  place: Place,
  isOneOfSeveral?: boolean,
): SafeHtml {
  switch (block.kind) {
    case "markdown":
      return renderMarkdown(block.markdown, place, block.source);
    case "html":
      return renderHtml(block.html, place, block.source);
    case "latex":
      return renderLatex(block.latex, place, block.source);
    case "figure": {
      const { meta } = block.figure.layout;
      const chart = renderFigure(block.figure, charts.get(meta.name));
      if (isOneOfSeveral === undefined) return chart;
      // on paper a chart and its table stay together
      return html`<div class="exhibit">${chart}
${renderData(meta, place.messages, isOneOfSeveral)}</div>`;
    }
    case "drill":
      return html``; // `renderDrill` has it at the end of the page
    case "key-figures":
      return renderFacts(block.keyFigures);
    case "picture":
      return html`<div class="picture">${renderImage(block.picture, place, block.source)}</div>`;
    case "text":
      return html`<pre${block.isError ? html` class="error"` : ""}>${block.text}</pre>`;
  }
}

/**
 * Renders a chart in one box: the static pictures give it its size, and the script draws the interactive one over them.
 * It isn't a `figure` element, since Chromium would tag the whole as one picture.
 */
function renderFigure(figure: Figure, chart: StaticChart | undefined): SafeHtml {
  const { name, title, subtitle, alt } = figure.layout.meta;
  const label = html`role="img" aria-label="${alt}"`;
  const place = (svg = ""): SafeHtml => html.raw`${svg.replace("<svg", () => `<svg ${label}`)}`;
  return html`<div class="figure" id="figure-${name}" role="group" aria-labelledby="figure-${name}-title">
<h3 id="figure-${name}-title"${nameLanguage(title)}>${joinNumbers(title)}</h3>
${subtitle === undefined ? "" : html`<p class="subtitle">${subtitle}</p>\n`}<div class="chart">
<div class="static"><div class="wide">${place(chart?.wide)}</div><div class="narrow">${place(chart?.narrow)}</div></div>
<div class="interactive" ${label} hidden></div>
<script type="application/json">${toScriptJson(figure)}</script>
</div>
</div>`;
}

/** Renders the table behind a chart, folded; where a chapter has several, each names its chart. */
function renderData({ name, title, table }: FigureMeta, messages: Messages, isOneOfSeveral: boolean): SafeHtml {
  const caption = messages.report.dataOf(title);
  return html`<details class="data" id="data-${name}"><summary>${isOneOfSeveral ? caption : messages.report.data}</summary>
${renderTable(table, messages, { name, caption })}
</details>`;
}

/** Renders the code of a notebook, folded. */
function renderSources(sources: readonly string[], { report }: Messages): SafeHtml {
  if (sources.length === 0) return html``;
  const blocks = sources.map((source) => html`<pre><code>${source}</code></pre>`);
  return html`<details class="sources"><summary>${report.sources}</summary>\n${joinLines(blocks)}\n</details>`;
}

/** Renders named values as a list, one a line. */
export function renderFacts(facts: readonly KeyFigure[]): SafeHtml {
  const lines = facts.map(({ label, value, note }) => {
    const small = note ? html` <span class="note">${joinNumbers(note)}</span>` : "";
    return html`<div><dt>${label}</dt><dd>${renderText(value)}${small}</dd></div>`;
  });
  return html`<dl class="facts">${joinLines(lines)}</dl>`;
}

/** Content of the last chapter. */
export interface OriginContent {
  parts: readonly Part[];
  /** Software and its version. */
  versions: readonly KeyFigure[];
  isChangedSinceImport: boolean;
  /** Whether letters of Noto are embedded. */
  hasNameFonts: boolean;
}

export function renderOrigin(content: OriginContent, messages: Messages): Chapter {
  const { parts, versions, isChangedSinceImport, hasNameFonts } = content;
  const { report } = messages;
  return {
    id: "origin",
    title: html`${report.origin}`,
    body: html`<p>${report.originText}</p>
${isChangedSinceImport ? renderNotice(messages, false) : ""}
${joinLines(parts.map((part) => renderPart(part, messages)))}
<div class="part"><h3 id="origin-versions">${report.versions}</h3>
${renderFacts(versions)}
<p class="small">${report.licences}${hasNameFonts ? ` ${report.nameFonts}` : ""}</p></div>`,
    figures: [],
  };
}

function renderPart({ stage, title, facts, tables }: Part, messages: Messages): SafeHtml {
  const inner = tables.map(({ caption, table }, t) => {
    const names = { name: `${stage}-${t + 1}`, caption: `${title}: ${caption}` };
    return html`<h4>${caption}</h4>${renderTable(table, messages, names)}`;
  });
  return html`<div class="part"><h3 id="origin-${stage}">${title}</h3>\n${renderFacts(facts)}\n${joinLines(inner)}</div>`;
}

/** Renders the notice that the sales were changed after the import; on the cover it links to the details. */
export function renderNotice({ report }: Messages, isLinked: boolean): SafeHtml {
  const [before, after] = report.changedDetails("\0").split("\0");
  const details = isLinked ? html` ${before}<a href="#origin">${report.origin}</a>${after}` : "";
  return html`<p class="notice" role="note"><strong>${report.changed}</strong> ${report.changedMeans}${details}</p>`;
}
