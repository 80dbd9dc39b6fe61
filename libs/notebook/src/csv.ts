import type { Messages, Table } from "@tillbook/charts";
import { stringify } from "csv-stringify/sync";

/** What a spreadsheet takes for the beginning of a formula (OWASP, CSV Injection). */
const formula = /^[=+\-@\t\r]/;

/** How a language writes numbers: the marks between thousands and before decimals. */
export type NumberMarks = Pick<Messages["numbers"], "group" | "decimal">;

/**
 * Formats the table behind a chart as CSV for other programs: numbers have a decimal point and nothing between thousands,
 * whatever the language, and a name that a spreadsheet would run as a formula gets a `'` in front.
 * @param marks  of the language that the table is in
 */
export function formatCsv(table: Table, marks: NumberMarks): string {
  const rows = table.rows.map((row) =>
    row.map((text, c) => (table.columns[c]?.align === "right" ? formatNumber(text, marks) : guard(text))),
  );
  return stringify([table.columns.map((column) => guard(column.label)), ...rows]);
}

/** E.g. "−1,234.50" in English and "−1.234,50" in German become "-1234.50". */
function formatNumber(text: string, { group, decimal }: NumberMarks): string {
  return text.replaceAll(group, "").replace(decimal, ".").replace("−", "-");
}

function guard(text: string): string {
  return formula.test(text) ? `'${text}` : text;
}
