import { html, type SafeHtml } from "@remix-run/html-template";
import { headAmounts, type Messages, type Table } from "@tillbook/charts";
import { joinLines } from "./html.js";

/** A table with fewer rows has no search. */
const searchableRows = 9;

/** What a table is called. */
export interface TableNames {
  /** Of its CSV file, without ending, e.g. "monthly-sales"; unique in the page. */
  name: string;
  /** Shown on paper only, where the table may be far from its chart; screen readers read it everywhere. */
  caption: string;
}

/**
 * Renders a table whose first column heads its rows; the row and the column of sums are set off, and hashes are
 * set in the fixed-width font.
 */
export function renderTable({ columns, rows }: Table, messages: Messages, { name, caption }: TableNames): SafeHtml {
  const sums = [messages.labels.all, headAmounts(messages.labels.all, messages)];
  const classes = columns.map(({ align, label }) => (sums.includes(label) ? `${align} sum` : align));
  const head = columns.map(({ label }, c) => html`<th scope="col" class="${classes[c]}">${label}</th>`);
  const body = rows.map((row) => {
    const cells = row.map((text, c) => renderCell(text, c, classes[c] ?? "left"));
    return html`<tr${row[0] === messages.labels.all ? html` class="sum"` : ""}>${cells}</tr>`;
  });
  return html`${openTable({ name, caption }, messages, rows.length)}<caption>${caption}</caption>
<thead><tr>${head}</tr></thead>
<tbody>
${joinLines(body)}
</tbody>${closeTable}`;
}

/** Opens a table in a box that scrolls, below its search and download, which need the page's script. `closeTable` closes both. */
export function openTable({ name, caption }: TableNames, { report }: Messages, rows: number): SafeHtml {
  const named = (tool: string): SafeHtml => html`aria-label="${tool}: ${caption}"`;
  const search = html`<input type="search" placeholder="${report.search}" ${named(report.search)}><output></output>`;
  return html`<div class="tools" data-table="table-${name}" data-file="${name}">${rows >= searchableRows ? search : ""}<button type="button" ${named(report.download)}>${report.download}</button></div>
<div class="scroll" tabindex="0" role="group" aria-label="${caption}"><table id="table-${name}">`;
}

export const closeTable: SafeHtml = html`</table></div>`;

function renderCell(text: string, column: number, className: string): SafeHtml {
  const content = renderText(text);
  return column === 0
    ? html`<th scope="row" class="${className}">${content}</th>`
    : html`<td class="${className}">${content}</td>`;
}

/** Renders a text, a hash in the fixed-width font. */
export function renderText(text: string): SafeHtml {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text) ? html`<code class="hash">${text}</code>` : html`${text}`;
}
