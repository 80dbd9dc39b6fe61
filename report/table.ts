import type { Messages } from "@tillbook/charts";
import { escapeHtml } from "./escape-html.js";
import type { Table } from "./figure.js";

/** A table with fewer rows is seen at a glance, and needs no search. */
const searchableRows = 9;

/** What a table is called. */
export interface TableNames {
  /** Of its CSV file, without ending, e.g. "monthly-sales"; unique in the page. */
  name: string;
  /** Shown on paper only, where the table may be far from what it belongs to; read aloud everywhere. */
  caption: string;
}

/**
 * Renders a table whose first column heads its rows; the row and the column of sums are set off, and hashes are
 * set in the fixed-width font.
 */
export function renderTable({ columns, rows }: Table, messages: Messages, { name, caption }: TableNames): string {
  const sums = [messages.labels.all, messages.numbers.inEuros(messages.labels.all)];
  const classes = columns.map(({ align, label }) => [align, sums.includes(label) ? "sum" : ""].join(" ").trim());
  const head = columns.map((column, c) => `<th scope="col" class="${classes[c]}">${escapeHtml(column.label)}</th>`);
  const body = rows.map((row) => {
    const cells = row.map((text, c) => renderCell(text, c, classes[c] ?? "left"));
    return `<tr${row[0] === messages.labels.all ? ' class="sum"' : ""}>${cells.join("")}</tr>`;
  });
  return `${openTable({ name, caption }, messages, rows.length)}<caption>${escapeHtml(caption)}</caption>
<thead><tr>${head.join("")}</tr></thead>
<tbody>
${body.join("\n")}
</tbody>${closeTable}`;
}

/** Opens a table in a box that scrolls, below the tools that a script brings to life. `closeTable` closes both. */
export function openTable({ name, caption }: TableNames, { report }: Messages, rows: number): string {
  const named = (tool: string): string => `aria-label="${escapeHtml(`${tool}: ${caption}`)}"`;
  const search = `<input type="search" placeholder="${report.search}" ${named(report.search)}><output></output>`;
  return `<div class="tools" data-table="table-${name}" data-file="${name}">${rows >= searchableRows ? search : ""}<button type="button" ${named(report.download)}>${report.download}</button></div>
<div class="scroll" tabindex="0" role="group" aria-label="${escapeHtml(caption)}"><table id="table-${name}">`;
}

export const closeTable = "</table></div>";

function renderCell(text: string, column: number, className: string): string {
  const content = renderText(text);
  return column === 0
    ? `<th scope="row" class="${className}">${content}</th>`
    : `<td class="${className}">${content}</td>`;
}

/** Renders a text, a hash in the fixed-width font. */
export function renderText(text: string): string {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text) ? `<code class="hash">${text}</code>` : escapeHtml(text);
}
