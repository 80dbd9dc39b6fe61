import type { Column, Figure, Layout, Table } from "./figure.js";
import { groupDigits } from "./locale/digits.js";
import type { Messages } from "./locale/index.js";
import { type Part, readPart, readText, type Series } from "./trace-data.js";

/** More rows than anybody reads; where there are more, the figure must bring a table. */
const mostRows = 1000;

/**
 * Makes the table behind a figure from its traces: a row a name and a column a trace, where all traces have the same names, else
 * a row a point. Heads are the titles of axes and the names of traces.
 * @returns undefined where traces have no such data, or more than 1000 rows
 */
export function tabulateFigure(data: Figure["data"], layout: Layout, messages: Messages): Table | undefined {
  const parts = data.map((trace) =>
    readPart(trace as Record<string, unknown>, layout as Record<string, unknown>, messages),
  );
  if (parts.length === 0 || parts.some((part) => part === undefined)) return undefined;
  const whole = joinParts(parts as Part[], messages);
  const rowCount = Math.max(...whole.map(({ cells }) => cells.length));
  if (rowCount === 0 || rowCount > mostRows) return undefined;
  const columns = whole.map(
    ({ head, cells }): Column => ({ label: head, align: cells.every(isText) ? "left" : "right" }),
  );
  const texts = whole.map((series) => formatCells(series, messages));
  return { columns, rows: Array.from({ length: rowCount }, (_, r) => texts.map((column) => column[r] ?? "")) };
}

/** Puts the data of all traces side by side where their rows have the same names, else below each other. */
function joinParts(parts: Part[], { labels }: Messages): Series[] {
  const [first] = parts as [Part, ...Part[]];
  if (parts.length === 1) return [...first.keys, ...first.values];
  const isWide = parts.every(({ keys }) => {
    const [key] = keys;
    return keys.length === 1 && key!.head === first.keys[0]?.head && new Set(key!.cells).size === key!.cells.length;
  });
  if (isWide) {
    const names = [...new Set(parts.flatMap(({ keys }) => keys[0]!.cells))];
    const values = parts.flatMap(({ keys, values }) => {
      const places = new Map(keys[0]!.cells.map((cell, i) => [cell, i]));
      return values.map((series) => ({ ...series, cells: names.map((name) => series.cells[places.get(name) ?? -1]) }));
    });
    return [{ ...first.keys[0]!, cells: names }, ...values];
  }
  const names = parts.flatMap(({ name, values, keys }) => [...(values[0] ?? keys[0])!.cells].map(() => name));
  const stack = (lists: Series[][]): Series[] =>
    lists[0]!.map((series, c) => ({ ...series, cells: lists.flatMap((list) => list[c]?.cells ?? []) }));
  return [
    { head: labels.series, cells: names },
    ...stack(parts.map(({ keys }) => keys)),
    ...stack(parts.map(({ values }) => values)),
  ];
}

function isText(cell: unknown): boolean {
  return (
    cell === undefined ||
    cell === null ||
    (typeof cell === "string" && (cell.trim() === "" || Number.isNaN(Number(cell))))
  );
}

/** Formats the cells of a column, its numbers all with as many decimals as the longest, at most four. */
function formatCells({ cells, axis }: Series, messages: Messages): string[] {
  const percent = /^,?\.?(\d?)%$/.exec(axis?.tickformat ?? "");
  const isYear = cells.every(
    (cell) => typeof cell === "number" && Number.isInteger(cell) && cell > 1900 && cell < 2100,
  );
  const numbers = cells.map((cell) => (typeof cell === "number" ? cell * (percent ? 100 : 1) : undefined));
  const digits = percent ? Number(percent[1] || 0) : Math.max(0, ...numbers.map((number) => countDecimals(number)));
  return cells.map((cell, i) => {
    const number = numbers[i];
    if (number === undefined || isYear) return readText(cell);
    const text = formatNumber(number, digits, messages);
    if (percent) return messages.numbers.percent(text);
    return `${axis?.tickprefix ?? ""}${text}${axis?.ticksuffix ?? ""}`;
  });
}

function countDecimals(number = 0): number {
  const [, decimals = ""] = /\.(\d+)$/.exec(number.toFixed(4).replace(/0+$/, "")) ?? [];
  return decimals.length;
}

function formatNumber(number: number, digits: number, { numbers }: Messages): string {
  const [whole = "0", part] = Math.abs(number).toFixed(digits).split(".");
  const isNegative = Number(number.toFixed(digits)) < 0;
  return `${isNegative ? "−" : ""}${groupDigits(BigInt(whole), numbers.group)}${part ? numbers.decimal + part : ""}`;
}
