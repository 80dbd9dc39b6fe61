import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Figure } from "@tillbook/charts";
import type { Paths } from "@tillbook/pipeline";
import { parse } from "csv-parse/sync";

/** Compares the JSON and CSV files of a chart with the figure in its notebook. */
export async function compareChartFiles(paths: Paths, figure: Figure, findings: string[]): Promise<void> {
  const { name, table } = figure.layout.meta;
  const json = await readFile(join(paths.charts, `${name}.json`), "utf8").catch(() => "");
  if (json !== `${JSON.stringify(figure, undefined, 1)}\n`)
    findings.push(`build/charts/${name}.json differs from the chart in its notebook`);
  if (table === undefined) return;
  const csv = await readFile(join(paths.charts, `${name}.csv`), "utf8").catch(() => "");
  const rows: string[][] = parse(csv, { bom: true, fromLine: 2, relaxColumnCount: true, relaxQuotes: true });
  const at = table.rows.findIndex((row, i) => normalise(rows[i]) !== normalise(row));
  if (at >= 0)
    findings.push(
      `build/charts/${name}.csv:${at + 2}: expected ${table.rows[at]?.join(", ")} as in the chart's table, got ${rows[at]?.join(", ") ?? "nothing"}`,
    );
}

/** Keeps only the digits, since numbers are formatted differently in a CSV file. */
function normalise(row: readonly string[] | undefined): string {
  return (row ?? [])
    .slice(1)
    .map((cell) => cell.replace(/\D/g, ""))
    .join("|");
}
