import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Figure, Messages } from "@tillbook/charts";
import { figureType, keyFiguresType, type Notebook, type Output } from "@tillbook/notebook";
import { parse } from "csv-parse/sync";
import { collectNumbers, type Numbers } from "./numbers.js";
import { findUnknownNumbers } from "./unknown-numbers.js";
import type { Check, VerifyContext } from "./verify.js";

/**
 * Looks up every number in the texts and charts of the notebooks among those that the results give. It does not understand the
 * sentences; `rerunNotebooks` finds a changed word.
 */
export const checkNumbers: Check = async (context, findings) => {
  const numbers = await collectAll(context);
  let textCount = 0;
  let valueCount = 0;
  const folder = context.paths.notebooks;
  for (const file of (await readdir(folder)).filter((name) => name.endsWith(".ipynb")).sort()) {
    const outputs = await readOutputs(join(folder, file)).catch((error) => {
      findings.push(`cannot read build/notebooks/${file}: ${error.message}`);
      return [];
    });
    for (const text of outputs.flatMap(listTexts)) {
      textCount++;
      for (const unknown of findUnknownNumbers(text, numbers, context.messages))
        findings.push(
          `build/notebooks/${file}: unknown number ${unknown}, no table gives it, in ${JSON.stringify(text.slice(0, 120))}`,
        );
    }
    for (const figure of outputs.flatMap(listFigures)) {
      const values = listDrawn(figure);
      valueCount += values.length;
      const unknown = values.find((value) => !isDrawable(value, numbers, context.messages));
      if (unknown !== undefined)
        findings.push(
          `build/notebooks/${file}: unknown number ${unknown}, no table gives it, in the chart ${figure.layout.meta.name}`,
        );
      await compareFiles(context, figure, findings);
    }
  }
  return `${textCount} texts and ${valueCount} values in charts have only numbers that the tables give`;
};

async function collectAll({ connection, queries, manifests, messages }: VerifyContext): Promise<Numbers> {
  const numbers = await collectNumbers(connection, queries, messages.numbers.currency.scale);
  const imported = manifests.import;
  const { files, rejected = 0 } = imported;
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  for (const count of [files.length, rows, rows + rejected]) numbers.things.add(BigInt(count));
  addSums(numbers, files);
  const texts = files.flatMap(({ profile = "", timezone = "", left_out = [] }) => [
    ...[profile, timezone],
    ...left_out.map(({ reason }) => reason),
  ]);
  numbers.names.unshift(...texts.filter((text) => /\d/.test(text)));
  for (const value of Object.values(imported)) if (typeof value === "number") numbers.things.add(BigInt(value));
  return numbers;
}

/** Adds the sums, over all files, of what was left out and of what closings of tills say. */
function addSums(numbers: Numbers, files: VerifyContext["manifests"]["import"]["files"]): void {
  const sums = new Map<string, { count: number; cents: bigint }>();
  const add = (what: string, count: number, cents: string): void => {
    const sum = sums.get(what) ?? { count: 0, cents: 0n };
    sums.set(what, { count: sum.count + count, cents: sum.cents + BigInt(cents) });
  };
  for (const { left_out = [], closings } of files) {
    if (closings !== undefined) add("closings", closings.count, closings.amount_cents);
    for (const { reason, rows, amount_cents } of left_out) {
      add("left out", rows, amount_cents);
      add(`left out: ${reason}`, rows, amount_cents);
    }
  }
  for (const { count, cents } of sums.values()) {
    numbers.things.add(BigInt(count));
    numbers.cents.add(cents);
  }
}

async function readOutputs(file: string): Promise<Output[]> {
  const { cells } = JSON.parse(await readFile(file, "utf8")) as Notebook;
  return cells.flatMap((cell) => cell.outputs ?? []);
}

/** Lists sentences and key figures, and of a chart its title, its text alternative and the rows of its table. */
export function listTexts(output: Output): string[] {
  const keyFigures = output.data?.[keyFiguresType];
  if (Array.isArray(keyFigures)) return keyFigures.map(({ label, value, note = "" }) => `${label}: ${value} | ${note}`);
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

/** Lists the lengths of bars and the heights of areas, in whole units of the currency, without the positions on the other axis. */
export function listDrawn({ data }: Figure): number[] {
  return data.flatMap((drawn) => {
    const trace = drawn as Record<string, unknown>;
    const values = trace["orientation"] === "h" ? trace["x"] : trace["y"];
    if (!Array.isArray(values) || !values.every((value) => typeof value === "number")) return [];
    const isPosition = trace["base"] !== undefined || values.every((value, i) => value === i);
    return isPosition ? [] : values;
  });
}

function isDrawable(value: number, numbers: Numbers, { numbers: { currency } }: Messages): boolean {
  const cents = BigInt(Math.round(value * 10 ** currency.scale));
  return cents === 0n || numbers.cents.has(cents);
}

/** Compares the JSON and CSV files of a chart with the figure in its notebook. */
async function compareFiles({ paths }: VerifyContext, figure: Figure, findings: string[]): Promise<void> {
  const { name, table } = figure.layout.meta;
  const json = await readFile(join(paths.charts, `${name}.json`), "utf8").catch(() => "");
  if (json !== `${JSON.stringify(figure, undefined, 1)}\n`)
    findings.push(`build/charts/${name}.json differs from the chart in its notebook`);
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
