import type { Table } from "@tillbook/charts";
import { stringify } from "csv-stringify/sync";

/** Formats the table behind a chart as CSV; numbers without thousands separators, so that other programs read them. */
export function formatCsv(table: Table): string {
  const rows = table.rows.map((row) =>
    row.map((text, c) => (table.columns[c]?.align === "right" ? text.replaceAll(",", "").replace("−", "-") : text)),
  );
  return stringify([table.columns.map((column) => column.label), ...rows]);
}
