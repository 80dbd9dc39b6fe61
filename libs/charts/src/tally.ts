import { parseCents } from "./money.js";

/** Revenue and sales of one group and one series. */
export interface Cell {
  cents: bigint;
  sales: number;
}

interface Row {
  revenue: string;
  sales: number;
}

/**
 * Adds rows up into a matrix of `groups` × `series` cells; combinations without rows are zero.
 * @throws Error when there are no rows
 */
export function tally<R extends Row>(
  rows: readonly R[],
  groups: number,
  series: number,
  findGroup: (row: R) => number,
  findSeries: (row: R) => number,
): Cell[][] {
  expectRows(rows);
  const matrix = Array.from({ length: groups }, () => Array.from({ length: series }, makeCell));
  for (const row of rows) {
    const cell = matrix[findGroup(row)]?.[findSeries(row)];
    if (!cell) throw new Error(`expected a row that fits the chart, got ${JSON.stringify(row)}`);
    addTo(cell, { cents: parseCents(row.revenue), sales: Number(row.sales) });
  }
  return matrix;
}

/**
 * Refuses to draw nothing, since a chart of nothing would look like a result.
 * @throws Error when there are no rows
 */
export function expectRows(rows: readonly unknown[]): void {
  if (rows.length === 0) throw new Error("expected at least one row to draw, got none");
}

/** Adds up cells. */
export function addCells(cells: readonly Cell[]): Cell {
  return cells.reduce<Cell>(addTo, makeCell());
}

/** Adds up what is above zero and what is below, in cents: where bars of both signs that are stacked end. */
export function addSigns(cells: readonly Cell[]): { above: bigint; below: bigint } {
  const add = (some: readonly Cell[]): bigint => addCells(some).cents;
  return { above: add(cells.filter(({ cents }) => cents > 0n)), below: add(cells.filter(({ cents }) => cents < 0n)) };
}

/** Adds up each column of a matrix. */
export function addColumns(matrix: readonly (readonly Cell[])[]): Cell[] {
  return (matrix[0] ?? []).map((_, column) => addCells(matrix.map((row) => row[column] ?? makeCell())));
}

/** Adds up the rows of each key, in the order of the keys. */
export function groupRows<R extends Row, K extends string | number>(
  rows: readonly R[],
  getKey: (row: R) => K,
): (Cell & { key: K })[] {
  const groups = new Map<K, Cell>();
  for (const row of rows) {
    const cell = groups.get(getKey(row)) ?? makeCell();
    groups.set(getKey(row), addTo(cell, { cents: parseCents(row.revenue), sales: Number(row.sales) }));
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, cell]) => ({ key, ...cell }));
}

function makeCell(): Cell {
  return { cents: 0n, sales: 0 };
}

function addTo(sum: Cell, cell: Cell): Cell {
  sum.cents += cell.cents;
  sum.sales += cell.sales;
  return sum;
}
