import { type Column, makeColumns, type Table } from "./figure.js";
import type { Messages } from "./locale/index.js";
import { formatAmount, headAmounts } from "./money.js";
import { addCells, addColumns, type Cell } from "./tally.js";
import { isolateName } from "./text.js";

/** Makes the table behind a chart: its lines, and below them their sum. */
export function makeTable<L>(columns: Column[], lines: readonly L[], sum: L, format: (line: L) => string[]): Table {
  return { columns, rows: [...lines, sum].map(format) };
}

/** A row of amounts: one cell a series. */
export interface Line {
  name: string;
  cells: readonly Cell[];
}

/**
 * Makes the table behind a chart of amounts: a row a line, a column a series and one for their sum, and below the sum of all.
 * @param label  head of the names
 * @param series  names of the series
 * @param sums  what the last row has, one cell a series; by default the sums of the lines
 */
export function tabulateAmounts(
  label: string,
  series: readonly string[],
  lines: readonly Line[],
  messages: Messages,
  sums: readonly Cell[] = addColumns(lines.map(({ cells }) => cells)),
): Table {
  const { labels } = messages;
  return makeTable<Line>(
    makeColumns(
      [label],
      [...series.map(isolateName), labels.all].map((name) => headAmounts(name, messages)),
    ),
    lines,
    { name: labels.all, cells: sums },
    ({ name, cells }) => [name, ...[...cells, addCells(cells)].map(({ revenue }) => formatAmount(revenue, messages))],
  );
}
