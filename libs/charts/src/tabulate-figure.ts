import type { Column, Figure, Layout, Table } from "./figure.js";
import type { Messages } from "./locale/index.js";
import { stripMarks } from "./marks.js";
import { formatNumber, formatPercent } from "./numbers.js";

import { Quantity } from "./quantity.js";
import { type Part, readPart, readText, type Series } from "./trace-data.js";

/** More rows than anybody reads; where there are more, the figure must bring a table. */
export const mostRows = 1000;

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
  const named = (parts as Part[]).map((part) => ({ ...part, keys: part.keys.map((key) => ({ ...key, isKey: true })) }));
  const whole = joinParts(named, messages);
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
    return (
      keys.length === 1 &&
      key!.head === first.keys[0]?.head &&
      new Set(key!.cells.map(nameRow)).size === key!.cells.length
    );
  });
  if (isWide) {
    const cells = new Map(parts.flatMap(({ keys }) => keys[0]!.cells.map((cell) => [nameRow(cell), cell])));
    const values = parts.flatMap(({ keys, values }) => {
      const places = new Map(keys[0]!.cells.map((cell, i) => [nameRow(cell), i]));
      return values.map((series) => ({
        ...series,
        cells: [...cells.keys()].map((name) => series.cells[places.get(name) ?? -1]),
      }));
    });
    return [{ ...first.keys[0]!, cells: [...cells.values()] }, ...values];
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

/** What a row is called, whether or not it carries how that was computed. */
function nameRow(cell: unknown): string {
  return stripMarks(String(cell));
}

function isNumber(cell: unknown): cell is number | Quantity {
  return (typeof cell === "number" && Number.isFinite(cell)) || cell instanceof Quantity;
}

/** Whether a column has words, and no numbers in texts. */
function isText(cell: unknown): boolean {
  if (isNumber(cell)) return false;
  return cell === undefined || cell === null || Number.isNaN(Number(stripMarks(String(cell)) || Number.NaN));
}

/** Formats the cells of a column, its numbers all with as many decimals as the longest, at most four. */
function formatCells({ cells, axis, isKey }: Series, messages: Messages): string[] {
  const percent = /^,?\.?(\d?)%$/.exec(axis?.tickformat ?? "");
  const isYear =
    isKey && cells.every((cell) => Number.isInteger(Number(cell)) && Number(cell) > 1900 && Number(cell) < 2100);
  const digits = percent ? Number(percent[1] || 0) : Math.max(0, ...cells.filter(isNumber).map(countDecimals));
  return cells.map((cell) => {
    if (!isNumber(cell) || isYear) return readText(cell);
    if (percent) return formatPercent(cell, messages, digits);
    return `${axis?.tickprefix ?? ""}${formatNumber(cell, digits, messages)}${axis?.ticksuffix ?? ""}`;
  });
}

function countDecimals(number: number | Quantity): number {
  const [, decimals = ""] = /\.(\d+)$/.exec(Number(number).toFixed(4).replace(/0+$/, "")) ?? [];
  return decimals.length;
}
