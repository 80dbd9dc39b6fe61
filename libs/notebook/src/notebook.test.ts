import assert from "node:assert/strict";
import { test } from "node:test";
import {
  fillNotebook,
  formatSource,
  listCode,
  listFigures,
  type Notebook,
  parseNotebook,
  readInputs,
} from "./notebook.js";

const committed: Notebook = {
  cells: [
    { cell_type: "markdown", id: "a", metadata: {}, source: ["# Title\n", "text"] },
    { cell_type: "code", id: "b", metadata: {}, source: "f()", outputs: [], execution_count: null },
  ],
  metadata: { kernelspec: { name: "tslab" } },
  nbformat: 4,
  nbformat_minor: 5,
};

test("a notebook that is no JSON, no notebook or has no title is refused by name", () => {
  assert.throws(() => parseNotebook("x.ipynb", "{"), /x\.ipynb: expected JSON/);
  assert.throws(() => parseNotebook("x.ipynb", '{"nbformat":3}'), /notebook format 4/);
  const untitled = { ...committed, cells: committed.cells.slice(1) };
  assert.throws(() => parseNotebook("x.ipynb", JSON.stringify(untitled)), /Markdown that starts with "# Title"/);
});

test("outputs and counts that an editor saved do not change what a notebook is", () => {
  const saved = fillNotebook(committed, [{ outputs: [{ output_type: "stream" }], executionCount: 7 }], "");
  saved.cells[1]!.metadata = { execution: { started: "now" } };
  assert.equal(formatSource(saved), formatSource(committed));
});

test("an executed notebook holds outputs and inputs, and nothing of the moment", () => {
  const chart = { layout: { meta: { name: "x" } } };
  const outputs = [
    {
      output_type: "display_data",
      metadata: { t: 1 },
      transient: {},
      data: { "application/vnd.plotly.v1+json": chart },
    },
  ];
  const filled = fillNotebook(committed, [{ outputs, executionCount: 1 }], "abc");
  assert.deepEqual(listCode(filled)[0]!.outputs, [
    { output_type: "display_data", metadata: {}, data: outputs[0]!.data },
  ]);
  assert.equal(readInputs(filled), "abc");
  assert.deepEqual(listFigures(filled), [chart]);
});
