import assert from "node:assert/strict";
import { test } from "node:test";
import { describeFailure } from "./failure.js";

const cell = (cell_type: string, source: string | string[]) => ({ cell_type, source, metadata: {} });
const notebook = {
  cells: [cell("markdown", "# A"), cell("code", "one"), cell("markdown", "b"), cell("code", ["two\n", "  three();\n"])],
  metadata: {},
  nbformat: 4,
  nbformat_minor: 5,
};

function describe(failure: { cell: number; line?: number; hint?: string; name?: string; message?: string }) {
  const { message, hint, code } = describeFailure(
    { name: "1-x", notebook },
    { name: "TypeError", message: "no", ...failure },
  );
  assert.equal(code, "NOTEBOOK_FAILED");
  return { message, hint };
}

test("a failure names notebook, cell, line, error and source line; cells count from 1, Markdown included", () => {
  const { message } = describe({ cell: 1, line: 2 });
  assert.equal(message, "notebooks/1-x.ipynb cell 4 line 2: TypeError: no, in: three();");
  assert.match(describe({ cell: 0, line: 1 }).message, /^notebooks\/1-x\.ipynb cell 2 line 1: TypeError: no, in: one$/);
});

test("a failure whose line is unknown, or empty, quotes none", () => {
  assert.equal(describe({ cell: 1 }).message, "notebooks/1-x.ipynb cell 4: TypeError: no");
  assert.equal(describe({ cell: 1, line: 3 }).message, "notebooks/1-x.ipynb cell 4 line 3: TypeError: no");
});

test("a kernel that does not start fails before the first cell", () => {
  const { message } = describe({ cell: -1, name: "KernelNotStarted" });
  assert.equal(message, "notebooks/1-x.ipynb before its first cell: KernelNotStarted: no");
});

test("a message of several lines is printed as one", () => {
  assert.match(
    describe({ cell: 0, message: "expected a\n   b, \n\ngot c" }).message,
    /: TypeError: expected a b, got c$/,
  );
});

test("the next command is the failure's own, else to fix a type, or to run the notebook by hand", () => {
  assert.equal(describe({ cell: 0, hint: "make aggregate" }).hint, "make aggregate");
  assert.equal(describe({ cell: 0, name: "TypeScript" }).hint, "make jupyter, and fix notebooks/1-x.ipynb");
  assert.equal(
    describe({ cell: 0 }).hint,
    "make jupyter, and run its cells one by one; its outputs so far are in build/notebooks/1-x.failed.ipynb",
  );
});
