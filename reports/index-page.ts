import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { html, type SafeHtml } from "@remix-run/html-template";
import {
  formatChange,
  formatCount,
  formatMoney,
  isolateName,
  type Messages,
  namePeriod,
  quantity,
} from "@tillbook/charts";
import { writeFileAtomic } from "@tillbook/pipeline";
import {
  embedFonts,
  joinLines,
  type Look,
  makeScript,
  makeThemeCss,
  renderBrand,
  renderDocument,
} from "@tillbook/report";
import type { CompleteEntry } from "./entries.js";
import type { Failure } from "./make-reports.js";
import type { Part, Parts } from "./parts.js";

/** What the page that leads to all reports shows. */
export interface IndexContent {
  parts: Parts;
  /** Of the parts that have a report, by name. */
  entries: ReadonlyMap<string, CompleteEntry>;
  whole: CompleteEntry;
  failures: readonly Failure[];
  /** With messages in the currency of the sales. */
  look: Look;
  /** The checkout. */
  root: string;
}

/** Writes the page that leads to all reports: one file that loads nothing. The same reports give the same bytes. */
export async function writeIndex(file: string, content: IndexContent): Promise<void> {
  const report = join(content.root, "report");
  const plain = renderIndex(content, { css: "", script: "" });
  const [css, script, fonts] = await Promise.all([
    readFile(join(report, "report.css"), "utf8"),
    readFile(join(content.root, "reports/index-client.js"), "utf8"),
    embedFonts(plain, join(report, "package.json")),
  ]);
  const style = [fonts, css, String(makeThemeCss(content.look.theme)), ownCss].join("\n");
  await writeFileAtomic(file, renderIndex(content, { css: style, script }));
}

/** Renders the page. */
export function renderIndex(content: IndexContent, assets: { css: string; script: string }): string {
  const { parts, entries, failures, look } = content;
  const { messages, theme } = look;
  const { labels, reports, report } = messages;
  const script = makeScript(assets.script);
  const title = reports.title[parts.by];
  const { period, store } = parts.whole.scope;
  const lines = [
    ...(store === undefined ? [] : [nameOf({ name: store }, "store", messages)]),
    namePeriod(period, messages),
  ];
  const { sums } = parts.whole;
  const hasChange = parts.parts.some(({ before }) => before !== undefined);
  const { before } = parts.whole.scope;
  const change =
    parts.by === "month" || before === undefined
      ? reports.changeBefore
      : labels.changeAgainst(namePeriod(before, messages));
  const heads = [
    parts.by === "store" ? labels.store : reports.month,
    labels.revenue,
    labels.sales,
    ...(hasChange ? [change] : []),
  ];
  const listed = parts.parts.filter(({ name }) => entries.has(name ?? ""));
  const orders = [rank(listed, byName), rank(listed, byRevenue), rank(listed, bySales), rank(listed, byChange)];
  return renderDocument({
    messages,
    theme,
    title: `${title}, ${namePeriod(period, messages)}`,
    scripts: [script],
    style: html.raw`${assets.css}`,
    body: html`<div class="layout">
<header class="cover">
${renderBrand(theme)}
<div class="title"><h1>${title}</h1>
${joinLines(lines.map((line) => html`<p class="period">${line}</p>`))}</div>
<dl class="key-figures">
<div><dt>${labels.revenue}</dt><dd class="value">${formatMoney(sums.cents, messages)}</dd></div>
<div><dt>${labels.sales}</dt><dd class="value">${formatCount(Number(sums.sales), messages)}</dd></div>
<div><dt>${report.title}</dt><dd class="value">${renderLinks(content.whole, reports.whole, parts, messages)}</dd></div>
</dl>
</header>
<main>
${failures.length === 0 ? html`<p>${reports.addUp(quantity(listed.length), formatMoney(sums.cents, messages), messages.counts.sales(quantity(Number(sums.sales))))}</p>` : html`<p class="notice" role="note">${reports.failed(messages.list(failures.map(({ name }) => nameOf({ name }, parts.by, messages))))}</p>`}
<div class="scroll" tabindex="0" role="group" aria-label="${title}">
<table>
<thead><tr>${heads.map((head, c) => html`<th scope="col" class="${c === 0 ? "left" : "right"}"><button type="button" aria-label="${reports.sort(head)}">${head}</button></th>`)}<th scope="col" class="left">${reports.files}</th></tr></thead>
<tbody>
${joinLines(listed.map((part, i) => renderRow(part, i)))}
</tbody>
</table>
</div>
</main>
</div>
<script>${html.raw`${script.text}`}</script>`,
  });

  function renderRow(part: Part, place: number): SafeHtml {
    const name = nameOf(part, parts.by, messages);
    const key = (column: number): SafeHtml => html`data-key="${String(orders[column]![place])}"`;
    return html`<tr><th scope="row" class="left" ${key(0)}>${name}</th>
<td class="right" ${key(1)}>${formatMoney(part.sums.cents, messages)}</td>
<td class="right" ${key(2)}>${formatCount(Number(part.sums.sales), messages)}</td>
${hasChange ? html`<td class="right" ${key(3)}>${nameChange(part, messages)}</td>` : ""}
<td class="left files">${renderLinks(entries.get(part.name ?? "")!, name, parts, messages)}</td></tr>`;
  }
}

/** Links the files of a report, relative to the page. */
function renderLinks({ html: page, pdf }: CompleteEntry, name: string, { by }: Parts, { reports }: Messages): SafeHtml {
  const link = (kind: string, file: string): SafeHtml =>
    html`<a href="${by}s/${encodeURIComponent(file)}" aria-label="${reports.open(kind, name)}">${kind}</a>`;
  return html`${link("HTML", page.file)} ${link("PDF", pdf.file)}`;
}

function nameOf({ name = "" }: Pick<Part, "name">, by: Parts["by"], messages: Messages): string {
  if (by === "store") return name === "" ? messages.labels.noStore : isolateName(messages.nameStore(name));
  const [year, month] = name.split("-").map(Number);
  return messages.calendar.month(year, month ?? 0);
}

/** The change of the revenue; a dash where there was none before, or it was 0 or less. */
function nameChange({ sums, before }: Part, messages: Messages): string {
  if (before === undefined || before.cents <= 0n) return "–";
  return formatChange(quantity(sums.cents), quantity(before.cents), messages);
}

/** The place of each part in an order, from 0; equal ones stay in the order that they have. */
function rank(parts: readonly Part[], compare: (a: Part, b: Part) => number): number[] {
  const order = parts.map((_, i) => i).sort((a, b) => compare(parts[a]!, parts[b]!) || a - b);
  const places: number[] = [];
  for (const [place, i] of order.entries()) places[i] = place;
  return places;
}

const byName = ({ name: a = "" }: Part, { name: b = "" }: Part): number => a.localeCompare(b, "en", { numeric: true });
const byRevenue = (a: Part, b: Part): number => compareNumbers(a.sums.cents, b.sums.cents);
const bySales = (a: Part, b: Part): number => compareNumbers(a.sums.sales, b.sums.sales);
const byChange = (a: Part, b: Part): number => findChange(a) - findChange(b);

function compareNumbers(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function findChange({ sums, before }: Part): number {
  return before === undefined || before.cents <= 0n
    ? Number.NEGATIVE_INFINITY
    : Number(sums.cents) / Number(before.cents);
}

/** What report.css doesn't have. */
const ownCss = `.cover{padding-bottom:32px}
table{width:100%}
thead button{background:none;border:0;color:inherit;cursor:pointer;font:inherit;padding:0;text-align:inherit}
thead th[aria-sort=ascending] button::after{content:" ↑"}
thead th[aria-sort=descending] button::after{content:" ↓"}
.files,.key-figures .value{white-space:nowrap}
.files a+a{margin-left:0.75em}
tbody th{max-width:20em;min-width:6.5em;overflow-wrap:break-word}
@media screen and (max-width:640px){h1{font-size:34px}th,td{padding-left:12px}}
`;
