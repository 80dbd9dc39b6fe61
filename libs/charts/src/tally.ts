import { type Quantity, quantity, sum } from "./quantity.js";

/** Revenue and sales of one group and one series. */
export interface Cell {
  /** In whole units of the currency. */
  revenue: Quantity;
  sales: Quantity;
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
  const matrix = Array.from({ length: groups }, () => Array.from({ length: series }, (): R[] => []));
  for (const row of rows) {
    const cell = matrix[findGroup(row)]?.[findSeries(row)];
    if (!cell) throw new Error(`expected a row that fits the chart, got ${JSON.stringify(row)}`);
    cell.push(row);
  }
  return matrix.map((cells) => cells.map(addRows));
}

/**
 * Refuses to draw nothing, since a chart of nothing would look like a result.
 * @throws Error when there are no rows
 */
export function expectRows(rows: readonly unknown[]): void {
  if (rows.length === 0) throw new Error("expected at least one row to draw, got none");
}

/** Adds up rows. */
export function addRows(rows: readonly Row[]): Cell {
  return { revenue: sum(rows, "revenue"), sales: sum(rows, "sales") };
}

/** Reads a row. */
export function readCell(row: Row): Cell {
  return { revenue: quantity(row, "revenue"), sales: quantity(row, "sales") };
}

/** Adds up cells. */
export function addCells(cells: readonly Cell[]): Cell {
  return { revenue: sum(cells.map(({ revenue }) => revenue)), sales: sum(cells.map(({ sales }) => sales)) };
}

/** Adds up the revenue above zero and that below: where bars of both signs that are stacked end. */
export function addSigns(cells: readonly Cell[]): { above: Quantity; below: Quantity } {
  const add = (sign: number): Quantity => addCells(cells.filter(({ revenue }) => revenue.sign === sign)).revenue;
  return { above: add(1), below: add(-1) };
}

/** Adds up each column of a matrix. */
export function addColumns(matrix: readonly (readonly Cell[])[]): Cell[] {
  return (matrix[0] ?? []).map((_, column) => addCells(matrix.flatMap((row) => row[column] ?? [])));
}

/** Adds up the rows of each key, in the order of the keys. */
export function groupRows<R extends Row, K extends string | number>(
  rows: readonly R[],
  getKey: (row: R) => K,
): (Cell & { key: K; rows: R[] })[] {
  const groups = new Map<K, R[]>();
  for (const row of rows) {
    const group = groups.get(getKey(row));
    if (group === undefined) groups.set(getKey(row), [row]);
    else group.push(row);
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, group]) => ({ key, rows: group, ...addRows(group) }));
}
