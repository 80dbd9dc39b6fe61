import assert from "node:assert/strict";
import { test } from "node:test";
import { addCells, addColumns, addSigns, expectRows, groupRows, tally } from "./tally.js";

const rows = [
  { store: "b", month: 1, revenue: "2.50", sales: 2 },
  { store: "a", month: 0, revenue: "1.00", sales: 1 },
  { store: "b", month: 1, revenue: "-0.50", sales: 3 },
];
const place = (store: string): number => ["a", "b"].indexOf(store);

test("rows are added up by group and series, and what has no rows is zero", () => {
  const matrix = tally(
    rows,
    2,
    2,
    (row) => row.month,
    (row) => place(row.store),
  );
  assert.deepEqual(matrix, [
    [
      { cents: 100n, sales: 1 },
      { cents: 0n, sales: 0 },
    ],
    [
      { cents: 0n, sales: 0 },
      { cents: 200n, sales: 5 },
    ],
  ]);
  assert.deepEqual(addColumns(matrix), [
    { cents: 100n, sales: 1 },
    { cents: 200n, sales: 5 },
  ]);
  assert.deepEqual(addCells(matrix[1]!), { cents: 200n, sales: 5 });
  assert.deepEqual(addCells([]), { cents: 0n, sales: 0 });
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
  const cells = [300n, -100n, 0n, 200n, -50n].map((cents) => ({ cents, sales: 1 }));
  assert.deepEqual(addSigns(cells), { above: 500n, below: -150n });
});

test("rows are grouped in the order of their keys", () => {
  assert.deepEqual(
    groupRows(rows, (row) => row.store),
    [
      { key: "a", cents: 100n, sales: 1 },
      { key: "b", cents: 200n, sales: 5 },
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
