import { html, type SafeHtml } from "@remix-run/html-template";
import { headAmounts, type Messages, type Table } from "@tillbook/charts";
import { joinLines } from "./html.js";
import { joinNumbers } from "./join-numbers.js";

/** A table with fewer rows has no search. */
const searchableRows = 9;

/** Most columns on paper: the first ones, and the last, which may be a sum. */
const paperColumns = 8;

/** A longer table has only so many of its first and its last rows on paper. */
const mostPaperRows = 40;
const paperEnds = 10;

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
  const classes = columns.map(({ align, label }, c) =>
    [align, ...(sums.includes(label) ? ["sum"] : []), ...(isScreenOnly(c, columns.length) ? ["extra"] : [])].join(" "),
  );
  // an empty head is none
  const head = columns.map(({ label }, c) =>
    label === ""
      ? html`<td class="${classes[c]}">&nbsp;</td>`
      : html`<th scope="col" class="${classes[c]}">${label}</th>`,
  );
  const body = rows.map((row, r) => {
    const cells = row.map((text, c) => renderCell(text, c, classes[c] ?? "left"));
    const kinds = [row[0] === messages.labels.all && "sum", isScreenOnlyRow(r, rows.length) && "extra"].filter(Boolean);
    return html`<tr${kinds.length === 0 ? "" : html` class="${kinds.join(" ")}"`}>${cells}</tr>`;
  });
  return html`${openTable({ name, caption }, messages, rows.length)}<caption>${caption}</caption>
<thead><tr>${head}</tr></thead>
<tbody>
${joinLines(body)}
</tbody>${closeTable}${renderMore(rows.length, columns.length, messages)}`;
}

/** Whether a column is left out on paper, where a wider table couldn't be read. */
export function isScreenOnly(column: number, columns: number): boolean {
  return columns > paperColumns && column >= paperColumns - 1 && column < columns - 1;
}

/** Whether a row of a long table is left out on paper. */
export function isScreenOnlyRow(row: number, rows: number): boolean {
  return rows > mostPaperRows && row >= paperEnds && row < rows - paperEnds;
}

/** Says on paper how many rows and columns are left out there. */
export function renderMore(rows: number, columns: number, { report }: Messages): SafeHtml {
  const more = [
    ...(rows > mostPaperRows ? [report.moreRows(rows - 2 * paperEnds)] : []),
    ...(columns > paperColumns ? [report.moreColumns(columns - paperColumns)] : []),
  ];
  return more.length === 0 ? html`` : html`\n${joinLines(more.map((text) => html`<p class="more small">${text}</p>`))}`;
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
  // Chromium would leave out an empty cell of the PDF's table, whose rows had too few
  const content = text === "" ? html`&nbsp;` : renderText(text);
  return column === 0
    ? html`<th scope="row" class="${className}">${content}</th>`
    : html`<td class="${className}">${content}</td>`;
}

/** Renders a text, a hash in the fixed-width font, a number on one line. */
export function renderText(text: string): SafeHtml {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text) ? html`<code class="hash">${text}</code>` : joinNumbers(text);
}
