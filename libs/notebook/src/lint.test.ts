import assert from "node:assert/strict";
import { test } from "node:test";
import { lintNotebook } from "./lint.js";
import type { Cell, Notebook } from "./notebook.js";

function makeNotebook(...cells: Partial<Cell>[]): Notebook {
  const made = cells.map((cell) => ({ cell_type: "markdown", metadata: {}, source: "", ...cell }));
  return { cells: made, metadata: {}, nbformat: 4, nbformat_minor: 5 };
}

function findDigits(source: string): string[] {
  const problems = lintNotebook(makeNotebook({ source: "# Title" }, { source }));
  return problems.map(({ cell, line, message }) => `${cell}:${line} ${/got (\S+) typed/.exec(message)?.[1]}`);
}

test("outputs and an execution count that an editor saved are refused, with the command that clears them", () => {
  const output = { output_type: "stream" };
  const notebook = makeNotebook(
    { source: "# Title" },
    { cell_type: "code", outputs: [output], execution_count: 4 },
    { cell_type: "code", outputs: [], execution_count: null },
    { cell_type: "code" },
    { cell_type: "code", outputs: [output, output] },
    { cell_type: "code", execution_count: 0 },
  );
  const hint = ".venv/bin/jupyter nbconvert --clear-output --inplace FILE";
  const expected = "expected no saved outputs and no execution count";
  assert.deepEqual(lintNotebook(notebook), [
    { cell: 2, line: undefined, message: `${expected}, got 1 saved output and execution count 4`, hint },
    { cell: 5, line: undefined, message: `${expected}, got 2 saved outputs`, hint },
    { cell: 6, line: undefined, message: `${expected}, got execution count 0`, hint },
  ]);
});

test("a number typed into Markdown is refused with its line, and with what to do instead", () => {
  const source = "Sales rose.\nTo 1,234.50 euros, in 3 stores";
  assert.deepEqual(lintNotebook(makeNotebook({ source: "# Title" }, { source })), [
    {
      cell: 2,
      line: 2,
      message: "expected numbers to come from a cell, got 1,234.50 typed into Markdown",
      hint: "write the sentence in a code cell, with say()",
    },
  ]);
  assert.deepEqual(findDigits("in 2025 more\n\nfrom 9:30 on"), ["2:1 2025", "2:3 9:30"]);
  assert.deepEqual(findDigits("## The 3 best stores"), ["2:1 3"]);
  assert.deepEqual(lintNotebook(makeNotebook({ cell_type: "code", source: "const a = 3;" })), []);
});

test("dates in headings are no numbers of the data", () => {
  const dates = ["in 2025", "in March 2025", "on 31 March 2025", "on 1 May 2025", "from 2025-03 to 2025-04-30"];
  for (const date of dates) {
    assert.deepEqual(findDigits(`## Sales ${date}`), []);
    assert.equal(findDigits(`Sales ${date}`).length, 1);
    assert.equal(findDigits(`####### Sales ${date}`).length, 1);
    assert.equal(findDigits(`#Sales ${date}`).length, 1);
    assert.equal(findDigits(`    # Sales ${date}`).length, 1);
  }
  assert.deepEqual(findDigits("   ###### Sales in 2024 and 2025"), []);
  for (const number of ["20250", "12025", "31 Martch", "March 31", "202"]) {
    assert.equal(findDigits(`# Sales ${number}`).length, 1, number);
  }
});

test("the numbers of an ordered list are no numbers of the data", () => {
  assert.deepEqual(findDigits("1. First\n2) Second\n   10. Third"), []);
  assert.deepEqual(findDigits("1. First of 3"), ["2:1 3"]);
  assert.deepEqual(findDigits("1.First"), ["2:1 1"]);
  assert.deepEqual(findDigits("as 1. First"), ["2:1 1"]);
});
