import type { Words } from "@tillbook/charts";
import type { Table } from "./figure.js";
import { escapeHtml } from "./markdown.js";

/**
 * Renders a table whose first column heads its rows; the row and the column of sums are set off, and hashes are
 * set in the fixed-width font.
 * @param caption  shown on paper only, where the table may be far from what it belongs to
 */
export function renderTable({ columns, rows }: Table, words: Words, caption?: string): string {
  const sums = [words.labels.all, words.numbers.inEuros(words.labels.all)];
  const classes = columns.map(({ align, label }) => [align, sums.includes(label) ? "sum" : ""].join(" ").trim());
  const head = columns.map((column, c) => `<th scope="col" class="${classes[c]}">${escapeHtml(column.label)}</th>`);
  const body = rows.map((row) => {
    const cells = row.map((text, c) => renderCell(text, c, classes[c] ?? "left"));
    return `<tr${row[0] === words.labels.all ? ' class="sum"' : ""}>${cells.join("")}</tr>`;
  });
  return `<div class="scroll" tabindex="0" role="group" aria-label="${escapeHtml(words.report.table)}"><table>${caption ? `<caption>${escapeHtml(caption)}</caption>` : ""}
<thead><tr>${head.join("")}</tr></thead>
<tbody>
${body.join("\n")}
</tbody></table></div>`;
}

function renderCell(text: string, column: number, className: string): string {
  const content = renderText(text);
  return column === 0
    ? `<th scope="row" class="${className}">${content}</th>`
    : `<td class="${className}">${content}</td>`;
}

/** Renders a text, a hash in the fixed-width font. */
export function renderText(text: string): string {
  return /^[0-9a-f]{64}$/.test(text) ? `<code class="hash">${text}</code>` : escapeHtml(text);
}
