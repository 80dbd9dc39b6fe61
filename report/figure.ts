import { checkFigure, type Figure, type Meta as FigureMeta, type Table } from "@tillbook/charts";
import { TillbookError } from "@tillbook/pipeline";

/**
 * Checks that an output of a notebook is a figure that the report can show.
 * @param where  file and cell, for the message
 * @throws TillbookError NOTEBOOK_INVALID naming what is missing or what Plotly would not draw
 */
export function parseFigure(value: unknown, where: string): Figure {
  const { data, layout } = (value ?? {}) as Partial<Figure>;
  if (!Array.isArray(data)) throw invalid(where, "a Plotly figure with data and layout");
  const meta: Partial<FigureMeta> = layout?.meta ?? {};
  for (const field of ["name", "title", "alt"] as const) {
    if (typeof meta[field] !== "string") throw invalid(where, `layout.meta.${field}, a text`);
  }
  if (!/^[a-z0-9-]+$/.test(meta.name ?? "")) throw invalid(where, "layout.meta.name of letters, digits and hyphens");
  if (!isTable(meta.table)) throw invalid(where, "layout.meta.table with as many cells in each row as columns");
  checkFigure(value as Figure, where);
  return value as Figure;
}

function isTable(table: Partial<Table> | undefined): boolean {
  const { columns, rows } = table ?? {};
  if (!Array.isArray(columns) || !Array.isArray(rows)) return false;
  return rows.every((row) => Array.isArray(row) && row.length === columns.length);
}

/** Lists the types of traces of all figures, each once. */
export function listTraceTypes(figures: readonly Figure[]): string[] {
  return [...new Set(figures.flatMap(({ data }) => data.map((trace) => String(trace["type"] ?? "scatter"))))].sort();
}

function invalid(where: string, expected: string): TillbookError {
  const hint = "show it by show() of notebooks/tables.ts, which completes a figure; then make plot";
  return new TillbookError("NOTEBOOK_INVALID", `${where}: expected ${expected}`, hint);
}
