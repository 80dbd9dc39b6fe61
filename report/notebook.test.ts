import assert from "node:assert/strict";
import test from "node:test";
import { parseNotebook } from "./notebook.js";

const title = { cell_type: "markdown", source: ["# Monthly *sales*\n", "\n", "Revenue per month."] };

function notebook(...cells: unknown[]): string {
  return JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells });
}

function code(...outputs: unknown[]): Record<string, unknown> {
  return { cell_type: "code", source: "show(chart);", execution_count: 1, outputs };
}

function display(data: Record<string, unknown>): Record<string, unknown> {
  return { output_type: "display_data", metadata: {}, data };
}

test("the first heading becomes the title, and what follows it stays", () => {
  const section = parseNotebook("2-monthly-sales", notebook(title, code(display({ "text/markdown": ["a ", "b"] }))));
  assert.equal(section.title, "Monthly *sales*");
  assert.deepEqual(section.blocks, [
    { kind: "markdown", markdown: "\nRevenue per month." },
    { kind: "markdown", markdown: "a b" },
  ]);
  assert.deepEqual(section.sources, ["show(chart);"]);
});

test("key figures are taken before their Markdown fallback", () => {
  const keyFigures = [{ label: "Sales", value: "3" }];
  const output = display({ "text/markdown": "|Sales|3|", "application/vnd.tillbook.key-figures+json": keyFigures });
  assert.deepEqual(parseNotebook("1-a", notebook(title, code(output))).blocks.at(-1), {
    kind: "key-figures",
    keyFigures,
  });
});

test("a cell that failed stops the report and is named", () => {
  const failed = code({ output_type: "error", ename: "RangeError", evalue: "", traceback: [] });
  assert.throws(() => parseNotebook("1-a", notebook(title, failed)), {
    code: "NOTEBOOK_INVALID",
    message: "1-a.ipynb, cell 2 failed with RangeError",
  });
});

test("a notebook that was not executed stops the report", () => {
  assert.throws(() => parseNotebook("1-a", notebook(title, code())), /expected an executed notebook, got one without/);
});

test("a notebook without a title stops the report", () => {
  assert.throws(() => parseNotebook("1-a", notebook(code(display({ "text/plain": "x" })))), /start with "# Title"/);
});

test("a file that is no notebook stops the report", () => {
  assert.throws(() => parseNotebook("1-a", "{"), /1-a\.ipynb: expected a Jupyter notebook in format 4/);
});

test("a chart without its table stops the report and names the cell", () => {
  const figure = { data: [], layout: { meta: { name: "a", title: "A", alt: "B" } } };
  assert.throws(
    () => parseNotebook("1-a", notebook(title, code(display({ "application/vnd.plotly.v1+json": figure })))),
    { code: "NOTEBOOK_INVALID", message: /^1-a\.ipynb, cell 2: expected layout\.meta\.table/ },
  );
});
