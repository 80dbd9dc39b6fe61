import assert from "node:assert/strict";
import { test } from "node:test";
import { makeTable, tabulateAmounts } from "./data-table.js";
import { en } from "./locale/en.js";
import { readAmount } from "./money.js";
import { quantity } from "./quantity.js";

const cells = (...cents: bigint[]) => cents.map((cents) => ({ revenue: readAmount(cents, en), sales: quantity(1) }));

test("a table of amounts has the sum of each row behind it, and the sums of all rows below", () => {
  const lines = [
    { name: "May", cells: cells(110n, 220n) },
    { name: "June", cells: cells(-10n, 5n) },
  ];
  assert.deepEqual(tabulateAmounts("Month", ["Ulm", "Bonn"], lines, en), {
    columns: [
      { label: "Month", align: "left" },
      { label: "Ulm (€)", align: "right" },
      { label: "Bonn (€)", align: "right" },
      { label: "All (€)", align: "right" },
    ],
    rows: [
      ["May", "1.10", "2.20", "3.30"],
      ["June", "−0.10", "0.05", "−0.05"],
      ["All", "1.00", "2.25", "3.25"],
    ],
  });
});

test("the sums may be those of more than the rows", () => {
  const { rows } = tabulateAmounts("Month", ["Ulm"], [{ name: "May", cells: cells(100n) }], en, cells(500n));
  assert.deepEqual(rows, [
    ["May", "1.00", "1.00"],
    ["All", "5.00", "5.00"],
  ]);
});

test("the sum is the last row of any table", () => {
  assert.deepEqual(makeTable([], [1, 2], 3, (line) => [`${line}`]).rows, [["1"], ["2"], ["3"]]);
});
