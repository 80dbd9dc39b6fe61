import { join } from "node:path";
import type { Figure } from "@tillbook/charts";
import { removeOthers, sha256, TillbookError, writeFileAtomic } from "@tillbook/pipeline";
import { formatCsv, type NumberMarks } from "./csv.js";

/**
 * Writes each chart into a folder as JSON and its table as CSV, and removes files of other charts.
 * @returns SHA-256 of each file by its name
 * @throws TillbookError NOTEBOOK_INVALID when a name is unfit for a file
 */
export async function writeCharts(
  figures: readonly Figure[],
  folder: string,
  marks: NumberMarks,
): Promise<Record<string, string>> {
  const files = formatCharts(figures, marks);
  // the report adds pictures
  const pictures = figures.flatMap(({ layout: { meta } }) => [`${meta.name}.svg`, `${meta.name}.png`]);
  await removeOthers(folder, new Set([...files.keys(), ...pictures]));
  for (const [file, text] of files) await writeFileAtomic(join(folder, file), text);
  return Object.fromEntries([...files].map(([file, text]) => [file, sha256(text)]));
}

function formatCharts(figures: readonly Figure[], marks: NumberMarks): Map<string, string> {
  const files = new Map<string, string>();
  for (const figure of figures) {
    const { name, table } = figure.layout.meta;
    if (!/^[a-z0-9-]+$/.test(name)) {
      const message = `expected a chart's name like "monthly-sales", got "${name}"`;
      throw new TillbookError("NOTEBOOK_INVALID", message, "change layout.meta.name of that chart");
    }
    files.set(`${name}.json`, `${JSON.stringify(figure, undefined, 1)}\n`);
    files.set(`${name}.csv`, formatCsv(table, marks));
  }
  return files;
}
