import type { Table } from "@tillbook/charts";
import { stringify } from "csv-stringify/sync";

/** What a spreadsheet takes for the begin of a formula (OWASP, CSV Injection). */
const formula = /^[=+\-@\t\r]/;

/**
 * Formats the table behind a chart as CSV for other programs: numbers have a decimal point and no thousands marks in any
 * language, and a name that a spreadsheet would run as a formula gets a `'` in front.
 */
export function formatCsv(table: Table): string {
  const rows = table.rows.map((row) =>
    row.map((text, c) => (table.columns[c]?.align === "right" ? formatNumber(text) : guard(text))),
  );
  return stringify([table.columns.map((column) => guard(column.label)), ...rows]);
}

/** E.g. "1,234.50" and "1.234,50" become "1234.50". */
function formatNumber(text: string): string {
  return text
    .replace(/[.,](?=\d{3}(\D|$))/g, "")
    .replace(",", ".")
    .replace("−", "-");
}

function guard(text: string): string {
  return formula.test(text) ? `'${text}` : text;
}
