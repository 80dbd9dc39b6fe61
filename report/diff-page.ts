import { html, type SafeHtml } from "@remix-run/html-template";
import { type KeyFigure, type Messages, nameDay, namePeriod, type Table } from "@tillbook/charts";
import type { Difference } from "@tillbook/provenance";
import { readSubject } from "./archive.js";
import { renderFacts } from "./chapters.js";
import type { TableMoves } from "./compare-tables.js";
import { countMoves, isSame, type ReportDiff, type ReportSide } from "./diff-reports.js";
import { renderBrand, renderDocument } from "./document.js";
import { joinLines } from "./html.js";
import type { Look } from "./look.js";
import { nameLanguage } from "./markdown.js";
import { renderStyle } from "./page-style.js";
import { findPeriod, nameReport } from "./period.js";
import { describeCauses, tabulateFiles, tabulateMonths } from "./restated.js";
import { renderTable } from "./table.js";

/** Most rows of one table. */
const mostRows = 500;

/** Renders what differs between two reports as one HTML document that loads nothing and runs nothing, in the language of `diff`. */
export function renderDiffPage(
  diff: ReportDiff,
  { theme, paper }: Pick<Look, "theme" | "paper">,
  assets: { css: string; fontCss: string },
): string {
  const { messages, was, is } = diff;
  const { restated } = messages;
  const { title } = restated.diff;
  const { store } = readSubject(is.provenance);
  const period = findPeriod(is.provenance.manifests) ?? findPeriod(was.provenance.manifests);
  const of = [nameReport(store, messages), ...(period ? [namePeriod(period, messages)] : [])].join(", ");
  const style = renderStyle({ messages, theme, paper, period, store, charts: new Map() }, assets);
  const chapters = isSame(diff) ? [renderWhy(diff)] : [renderMonths(diff), renderWhy(diff), ...renderSections(diff)];
  return renderDocument({
    messages,
    theme,
    title: `${title}: ${of}`,
    style: html`${style}
/* without a script, the tables have no tools */
.tools{display:none}
.layout{display:block;max-width:1000px}
.cover{break-after:auto;display:block;height:auto;padding-bottom:24px}
main .right{white-space:nowrap}
.facts dd,main td.left{overflow-wrap:anywhere}`,
    body: html`<div class="layout">
<header class="cover">
${renderBrand(theme)}
<div class="title">
<h1>${title}</h1>
<p class="period">${of}</p>
</div>
</header>
<main>
<p><strong>${summarise(diff)}</strong></p>
${joinLines(chapters.filter((chapter) => chapter !== undefined))}
<section id="reports" aria-labelledby="reports-title">
<h2 id="reports-title">${restated.diff.reports}</h2>
${renderSide(restated.diff.earlier, was, messages)}
${renderSide(restated.diff.later, is, messages)}
</section>
</main>
</div>`,
  });
}

/** Says in a sentence how much differs. */
export function summarise(diff: ReportDiff): string {
  const { nothing, unknown, found, onlyMonths } = diff.messages.restated.diff;
  const sections = new Set(diff.tables.map(({ section }) => section)).size;
  if (isSame(diff)) return nothing;
  if (sections > 0) return found(countMoves(diff), sections);
  const months = diff.months.length > 0 ? [onlyMonths(diff.months.length)] : [];
  return [...months, ...(diff.isUnknown ? [unknown] : [])].join(" ");
}

function renderSide(title: string, { file, checksum, provenance }: ReportSide, messages: Messages): SafeHtml {
  const { diff, dataUntil } = messages.restated;
  const { language, origin, manifests } = provenance;
  const last = manifests["import"]?.["last_day"];
  const facts: KeyFigure[] = [
    { label: diff.file, value: file },
    { label: dataUntil, value: typeof last === "string" ? nameDay(last, messages) : "–" },
    { label: diff.language, value: language },
    { label: diff.commit, value: origin.commit },
    { label: diff.checksum, value: checksum },
  ];
  return html`<h3>${title}</h3>\n${renderFacts(facts)}`;
}

function renderWhy({ causes, messages }: ReportDiff): SafeHtml {
  const { restated, manifests } = messages;
  const { diff } = restated;
  const parts: SafeHtml[] = [];
  const add = (title: string, ...content: SafeHtml[]): void => {
    if (content.length > 0) parts.push(html`<h3>${title}</h3>`, ...content);
  };
  const differences = (name: string, list: readonly Difference[], caption: string): SafeHtml[] =>
    list.length === 0 ? [] : [renderTable(tabulateDifferences(list, messages), messages, { name, caption })];
  const files = tabulateFiles(causes, messages, mostRows);
  if (files.rows.length > 0)
    add(diff.files, renderTable(files, messages, { name: "files", caption: restated.filesCaption }));
  const reading = Object.values(causes.files)
    .flat()
    .flatMap(({ name, reading }) => reading.map((one) => ({ ...one, path: `${name}: ${one.path}` })));
  add(diff.reading, ...differences("reading", reading, diff.reading));
  const [then, now] = causes.changedInDatabase;
  add(
    diff.database,
    ...(then ? [html`<p>${diff.databaseThen}</p>`] : []),
    ...(now ? [html`<p>${diff.databaseNow}</p>`] : []),
  );
  add(diff.settings, ...differences("settings", causes.settings, diff.settings));
  if (causes.hasOtherQueries) add(diff.queries, html`<p>${diff.queriesDiffer}</p>`);
  add(diff.versions, ...differences("versions", causes.versions, diff.versions));
  const why = describeCauses(causes, messages).join(", ");
  const said = why === "" ? diff.noCause : `${why.charAt(0).toUpperCase()}${why.slice(1)}.`;
  return html`<section id="why" aria-labelledby="why-title">
<h2 id="why-title">${diff.why}</h2>
<p>${parts.length === 0 ? diff.noCause : said}</p>
${joinLines(parts)}
</section>`;

  function tabulateDifferences(list: readonly Difference[], { restated }: Messages): Table {
    return {
      columns: [diff.name, restated.was, restated.is].map((label) => ({ label, align: "left" })),
      rows: list.map(({ path, here, there }) => [
        manifests.labels[path as keyof typeof manifests.labels] ?? path,
        String(here ?? "–"),
        String(there ?? "–"),
      ]),
    };
  }
}

function renderMonths({ months, messages }: ReportDiff): SafeHtml | undefined {
  if (months.length === 0) return undefined;
  const { diff } = messages.restated;
  const table = renderTable(tabulateMonths(months, messages), messages, { name: "months", caption: diff.months });
  return html`<section id="months" aria-labelledby="months-title">\n<h2 id="months-title">${diff.months}</h2>\n${table}\n</section>`;
}

function renderSections({ tables, messages }: ReportDiff): SafeHtml[] {
  const sections = new Map<string, TableMoves[]>();
  for (const table of tables) sections.set(table.section, [...(sections.get(table.section) ?? []), table]);
  return [...sections].map(([id, list]) => {
    const title = list[0]?.title ?? id;
    const kinds = list.map((table) => nameKind(table, messages));
    // of several, each has its own name
    const titles = kinds.map((kind, t) =>
      kinds.filter((other) => other === kind).length > 1 ? `${kind}: ${list[t]?.name}` : kind,
    );
    return html`<section id="section-${id}" aria-labelledby="section-${id}-title">
<h2 id="section-${id}-title"${nameLanguage(title)}>${title}</h2>
${joinLines(list.map((table, t) => renderMoves(table, titles[t] ?? "", `${id}-${t + 1}`, messages)))}
</section>`;
  });
}

function nameKind({ name }: TableMoves, { report, restated }: Messages): string {
  if (name.startsWith("key-figures-")) return restated.diff.keyFigures;
  return /-table(?:-\d+)?$/.test(name) ? restated.diff.table : report.data;
}

function renderMoves(table: TableMoves, title: string, id: string, messages: Messages): SafeHtml {
  const { diff } = messages.restated;
  const isList = table.name.startsWith("key-figures-");
  const only = table.only && html`<p>${table.only === "then" ? diff.onlyThen : diff.onlyNow}</p>`;
  const names = { name: id, caption: `${title}: ${table.title}` };
  return html`<h3>${title}</h3>\n${only ?? renderTable(tabulateMoves(table, isList, messages), messages, names)}`;
}

function tabulateMoves({ moves }: TableMoves, isList: boolean, messages: Messages): Table {
  const { restated, labels } = messages;
  const { diff } = restated;
  const shown = moves.slice(0, mostRows);
  const rest = moves.length - shown.length;
  return {
    columns: [
      { label: diff.row, align: "left" },
      ...(isList ? [] : [{ label: diff.column, align: "left" as const }]),
      ...[restated.was, restated.is, labels.change].map((label) => ({ label, align: "right" as const })),
    ],
    rows: [
      ...shown.map(({ row, column, was, is, change }) => [
        row,
        ...(isList ? [] : [column === "" ? diff.wholeRow : column]),
        was ?? diff.missing,
        is ?? diff.missing,
        change ?? "",
      ]),
      ...(rest > 0 ? [[diff.moreRows(rest), ...(isList ? [] : [""]), "", "", ""]] : []),
    ],
  };
}
