import assert from "node:assert/strict";
import { test } from "node:test";
import { quantity } from "./quantity.js";
import { addCells, addColumns, addSigns, type Cell, expectRows, groupRows, tally } from "./tally.js";

const rows = [
  { store: "b", month: 1, revenue: "2.50", sales: 2 },
  { store: "a", month: 0, revenue: "1.00", sales: 1 },
  { store: "b", month: 1, revenue: "-0.50", sales: 3 },
];
const read = ({ revenue, sales }: Cell): [revenue: number, sales: number] => [Number(revenue), Number(sales)];
const place = (store: string): number => ["a", "b"].indexOf(store);

test("rows are added up by group and series, and what has no rows is zero", () => {
  const matrix = tally(
    rows,
    2,
    2,
    (row) => row.month,
    (row) => place(row.store),
  );
  assert.deepEqual(
    matrix.map((cells) => cells.map(read)),
    [
      [
        [1, 1],
        [0, 0],
      ],
      [
        [0, 0],
        [2, 5],
      ],
    ],
  );
  assert.deepEqual(addColumns(matrix).map(read), [
    [1, 1],
    [2, 5],
  ]);
  assert.deepEqual(read(addCells(matrix[1]!)), [2, 5]);
  assert.deepEqual(read(addCells([])), [0, 0]);
  assert.deepEqual(addColumns([]), []);
});

test("a row that has no place in the chart is named", () => {
  const find = (group: number, series: number) => () =>
    tally(
      rows,
      1,
      1,
      () => group,
      () => series,
    );
  const message = /expected a row that fits the chart, got \{"store":"b","month":1,"revenue":"2.50","sales":2\}/;
  assert.throws(find(1, 0), message);
  assert.throws(find(0, 1), message);
  assert.throws(find(-1, 0), message);
});

test("nothing is not drawn", () => {
  assert.throws(() => expectRows([]), /expected at least one row to draw, got none/);
  assert.doesNotThrow(() => expectRows([1]));
});

test("amounts of both signs are added up apart", () => {
  const cells = [3, -1, 0, 2, -0.5].map((revenue) => ({ revenue: quantity(revenue), sales: quantity(1) }));
  const { above, below } = addSigns(cells);
  assert.deepEqual([above, below].map(Number), [5, -1.5]);
});

test("rows are grouped in the order of their keys", () => {
  assert.deepEqual(
    groupRows(rows, (row) => row.store).map(({ key, rows, ...cell }) => [key, rows.length, ...read(cell)]),
    [
      ["a", 1, 1, 1],
      ["b", 2, 2, 5],
    ],
  );
  assert.deepEqual(
    groupRows(
      [10, 9, 11, 9].map((hour) => ({ hour, revenue: "1.00", sales: 1 })),
      (row) => row.hour,
    ).map(({ key }) => key),
    [9, 10, 11],
  );
});
