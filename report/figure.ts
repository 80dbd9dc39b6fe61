import type { Figure, Meta as FigureMeta, Table } from "@tillbook/charts";
import { TillbookError } from "@tillbook/pipeline";

/** The trace types that Plotly draws as SVG, by the smallest bundle that has them. */
const basicTraces = new Set(["scatter", "bar", "pie"]);
const cartesianTraces = new Set([
  ...basicTraces,
  "box",
  "contour",
  "heatmap",
  "histogram",
  "histogram2d",
  "histogram2dcontour",
  "image",
  "scatterternary",
  "violin",
]);

/**
 * Checks that an output of a notebook is a figure that the report can show.
 * @param where  file and cell, for the message
 * @throws TillbookError NOTEBOOK_INVALID naming what is missing
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
  const unknown = data.map(typeOf).find((type) => !cartesianTraces.has(type));
  if (unknown !== undefined) throw invalid(where, `traces that Plotly draws as SVG, got "${unknown}"`);
  return value as Figure;
}

function isTable(table: Partial<Table> | undefined): boolean {
  const { columns, rows } = table ?? {};
  if (!Array.isArray(columns) || !Array.isArray(rows)) return false;
  return rows.every((row) => Array.isArray(row) && row.length === columns.length);
}

/** Names the smallest Plotly bundle, a file of plotly.js/dist, that draws all figures. */
export function choosePlotlyBundle(figures: readonly Figure[]): string {
  const isBasic = figures.every((figure) => figure.data.every((trace) => basicTraces.has(typeOf(trace))));
  return isBasic ? "plotly-basic.min.js" : "plotly-cartesian.min.js";
}

function typeOf(trace: Record<string, unknown>): string {
  return String(trace["type"] ?? "scatter");
}

function invalid(where: string, expected: string): TillbookError {
  return new TillbookError("NOTEBOOK_INVALID", `${where}: expected ${expected}`, "make plot");
}
