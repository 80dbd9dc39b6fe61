import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Figure } from "@tillbook/charts";
import { figureType, keyFiguresType, type Notebook, type Output } from "@tillbook/notebook";
import { parse } from "csv-parse/sync";
import { listFiles } from "./manifests.js";
import { collectNumbers, type Numbers } from "./numbers.js";
import { findUnknownNumbers, type Marks } from "./unknown-numbers.js";
import type { Check, VerifyContext } from "./verify.js";

/**
 * Looks up every number that the notebooks say, and every number that their charts draw or list, among those that the tables
 * of the results give. It knows nothing of the sentences: that they are those of these tables is seen by `rerunNotebooks`.
 */
export const checkNumbers =
  (marks: Marks): Check =>
  async (context, problems) => {
    const numbers = await collectAll(context);
    let said = 0;
    let drawn = 0;
    const folder = context.paths.notebooks;
    for (const file of (await readdir(folder)).filter((name) => name.endsWith(".ipynb")).sort()) {
      const outputs = await readOutputs(join(folder, file)).catch((error) => {
        problems.push(`build/notebooks/${file} can't be read: ${error.message}`);
        return [];
      });
      for (const text of outputs.flatMap(listTexts)) {
        said++;
        for (const stranger of findUnknownNumbers(text, numbers, marks))
          problems.push(
            `build/notebooks/${file} says ${stranger}, which no table gives, in: ${JSON.stringify(text.slice(0, 120))}`,
          );
      }
      for (const figure of outputs.flatMap(listFigures)) {
        const values = listDrawn(figure);
        drawn += values.length;
        const stranger = values.find((value) => !isDrawable(value, numbers));
        if (stranger !== undefined)
          problems.push(
            `the chart ${figure.layout.meta.name} of build/notebooks/${file} draws ${stranger}, which no table gives`,
          );
        await compareFiles(context, figure, problems);
      }
    }
    return `${said} texts and ${drawn} values in charts have only numbers that the tables give`;
  };

async function collectAll({ paths, connection, manifests }: VerifyContext): Promise<Numbers> {
  const folder = join(paths.root, "spark");
  const queries = (await readdir(folder)).filter((file) => file.endsWith(".sql"));
  const results = await Promise.all(
    queries.map(async (file) => {
      const grain = /^-- grain: *(.*)$/m.exec(await readFile(join(folder, file), "utf8"))?.[1] ?? "";
      return { name: file.slice(0, -4), grain: grain.split(",").map((part) => part.trim()) };
    }),
  );
  const numbers = await collectNumbers(connection, results);
  const imported = manifests["import"] ?? {};
  const files = listFiles(imported);
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  for (const count of [files.length, rows, rows + Number(imported["rejected"] ?? 0)]) numbers.counts.add(BigInt(count));
  for (const value of Object.values(imported)) if (typeof value === "number") numbers.counts.add(BigInt(value));
  return numbers;
}

async function readOutputs(file: string): Promise<Output[]> {
  const { cells } = JSON.parse(await readFile(file, "utf8")) as Notebook;
  return cells.flatMap((cell) => cell.outputs ?? []);
}

/** Sentences, key figures, and what a chart says of itself and lists behind it. */
function listTexts(output: Output): string[] {
  const keyFigures = output.data?.[keyFiguresType];
  if (Array.isArray(keyFigures)) return keyFigures.map(({ label, value, note = "" }) => `${label}: ${value} ${note}`);
  const figures = listFigures(output);
  if (figures.length > 0)
    return figures.flatMap(({ layout: { meta } }) => [
      meta.title,
      meta.alt,
      ...meta.table.rows.map((row) => row.slice(1).join(" | ")),
    ]);
  const markdown = output.data?.["text/markdown"];
  if (markdown === undefined) return [];
  return (Array.isArray(markdown) ? markdown.join("") : String(markdown)).split("\n").filter((line) => line !== "");
}

function listFigures(output: Output): Figure[] {
  const figure = output.data?.[figureType] as Figure | undefined;
  return figure?.layout?.meta === undefined ? [] : [figure];
}

/** Lists the lengths of bars and the heights of areas, in euros; places along the other axis are left out. */
function listDrawn({ data }: Figure): number[] {
  return data.flatMap((trace) => {
    const values = trace["orientation"] === "h" ? trace["x"] : trace["y"];
    if (!Array.isArray(values) || !values.every((value) => typeof value === "number")) return [];
    const isPlace = trace["base"] !== undefined || values.every((value, i) => value === i);
    return isPlace ? [] : values;
  });
}

function isDrawable(value: number, numbers: Numbers): boolean {
  const cents = BigInt(Math.round(value * 100));
  return cents === 0n || numbers.cents.has(cents);
}

/** The chart's own files have the same data. */
async function compareFiles({ paths }: VerifyContext, figure: Figure, problems: string[]): Promise<void> {
  const { name, table } = figure.layout.meta;
  const json = await readFile(join(paths.charts, `${name}.json`), "utf8").catch(() => "");
  if (json !== `${JSON.stringify(figure, undefined, 1)}\n`)
    problems.push(`build/charts/${name}.json is not the chart of its notebook`);
  const csv = await readFile(join(paths.charts, `${name}.csv`), "utf8").catch(() => "");
  const rows: string[][] = parse(csv, { bom: true, fromLine: 2, relaxColumnCount: true, relaxQuotes: true });
  const at = table.rows.findIndex((row, i) => normalise(rows[i]) !== normalise(row));
  if (at >= 0)
    problems.push(`build/charts/${name}.csv, line ${at + 2}, is not the row of its chart: ${rows[at]?.join(",")}`);
}

/** Digits alone, since a CSV file writes numbers otherwise than a page. */
function normalise(row: readonly string[] | undefined): string {
  return (row ?? [])
    .slice(1)
    .map((cell) => cell.replace(/\D/g, ""))
    .join("|");
}
