import assert from "node:assert/strict";
import { test } from "node:test";
import { lintNotebook } from "./lint.js";
import type { Cell, Notebook } from "./notebook.js";

function makeNotebook(...cells: Partial<Cell>[]): Notebook {
  const made = cells.map((cell) => ({ cell_type: "markdown", metadata: {}, source: "", ...cell }));
  return { cells: made, metadata: {}, nbformat: 4, nbformat_minor: 5 };
}

const digits = (source: string): string[] =>
  lintNotebook(makeNotebook({ source: "# Title" }, { source })).map(
    ({ cell, line, message }) => `${cell}:${line} ${message}`,
  );

test("outputs and an execution count that an editor saved are refused", () => {
  const notebook = makeNotebook(
    { source: "# Title" },
    { cell_type: "code", outputs: [{ output_type: "stream" }], execution_count: 4 },
    { cell_type: "code", outputs: [], execution_count: null },
  );
  assert.deepEqual(lintNotebook(notebook), [
    {
      cell: 2,
      line: undefined,
      message: "expected no saved outputs and no execution count, got 1 saved output and execution count 4",
      hint: ".venv/bin/jupyter nbconvert --clear-output --inplace FILE",
    },
  ]);
});

test("a number typed into Markdown is refused with its line", () => {
  assert.deepEqual(digits("Sales rose.\nTo 1,234.50 euros, in 3 stores"), [
    "2:2 expected numbers to come from a cell, got 1,234.50 typed into Markdown",
  ]);
  assert.equal(digits("in 2025 more").length, 1);
  assert.equal(digits("## The 3 best stores").length, 1);
});

test("dates in headings and the numbers of a list are no numbers of the data", () => {
  assert.deepEqual(digits("## Sales in March 2025, from 2025-03-01 on\n### 31 March 2025"), []);
  assert.deepEqual(digits("1. First\n2) Second\n   10. Third"), []);
  assert.equal(digits("1. First of 3").length, 1);
});
