import assert from "node:assert/strict";
import { test } from "node:test";
import { findTypeErrors } from "./check-types.js";

const notebooks = [
  { name: "1-a", cells: ["one\ntwo", "three", "four\nfive\n", "six"] },
  { name: "2-b", cells: ["one"] },
];

function find(...lines: string[]) {
  return [...findTypeErrors(lines.join("\n"), notebooks)].map(([name, { cell, line }]) => [name, cell, line]);
}

test("an error is traced from the module's line to the cell and its line", () => {
  const places = [1, 2, 3, 4, 5, 6, 7].map((line) => find(`1-a.ts(${line},9): error TS1: x`)[0]?.slice(1));
  assert.deepEqual(places, [
    [0, 1],
    [0, 2],
    [1, 1],
    [2, 1],
    [2, 2],
    [2, 3],
    [3, 1],
  ]);
});

test("an error behind the last cell, e.g. of a bracket that never closes, belongs to that cell", () => {
  assert.deepEqual(find("1-a.ts(9,1): error TS1005: '}' expected."), [["1-a", 3, 3]]);
});

test("the first error of each notebook counts, and what is printed besides doesn't", () => {
  const output = [
    "1-a.ts(2,1): error TS2322: Type 'number' is not assignable to type 'string'.",
    "  The expected type comes from here.",
    "2-b.ts(1,5): error TS2304: Cannot find name 'x'.",
    "1-a.ts(3,1): error TS2304: Cannot find name 'y'.",
  ];
  assert.deepEqual(
    [...findTypeErrors(output.join("\n"), notebooks)],
    [
      ["1-a", { cell: 0, line: 2, name: "TypeScript", message: "Type 'number' is not assignable to type 'string'." }],
      ["2-b", { cell: 0, line: 1, name: "TypeScript", message: "Cannot find name 'x'." }],
    ],
  );
  assert.deepEqual(find(""), []);
});

test("an error outside of the notebooks, with which nothing can be checked, is a failure with all that was printed", () => {
  const outputs = [
    "error TS5083: Cannot read file 'tsconfig.json'.",
    "../../notebooks/tables.ts(3,1): error TS2304: Cannot find name 'z'.",
  ];
  for (const output of outputs) {
    assert.throws(() => findTypeErrors(output, notebooks), { message: `cannot check the notebooks: ${output}` });
  }
});
