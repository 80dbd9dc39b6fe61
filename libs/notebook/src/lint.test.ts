import assert from "node:assert/strict";
import { test } from "node:test";
import { lintNotebook } from "./lint.js";
import type { Cell, Notebook } from "./notebook.js";

function makeNotebook(...cells: Partial<Cell>[]): Notebook {
  const made = cells.map((cell) => ({ cell_type: "markdown", metadata: {}, source: "", ...cell }));
  return { cells: made, metadata: {}, nbformat: 4, nbformat_minor: 5 };
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
  const hint = "make format";
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
      hint: "write the sentence in a code cell, with say(); where it is a name or an example, write it as `code`",
    },
  ]);
  assert.deepEqual(lintNotebook(makeNotebook({ cell_type: "code", source: "const a = 3;" })), []);
});
