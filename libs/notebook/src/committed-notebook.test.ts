import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { findRoot } from "@tillbook/pipeline";
import { formatCommitted } from "./committed-notebook.js";
import type { Notebook } from "./notebook.js";
import { readNotebooks } from "./notebook-files.js";

/** What JupyterLab has saved after a run, and some characters that end a line in Python. */
const saved = {
  nbformat: 4,
  metadata: {
    language_info: { name: "typescript", version: "3.7.2", mimetype: "text/typescript", file_extension: ".ts" },
    kernelspec: { name: "tslab", language: "typescript", display_name: "TypeScript" },
  },
  nbformat_minor: 5,
  cells: [
    { source: "# Title\r\nÄ\u2028b\x85c\n", cell_type: "markdown", metadata: { tags: ["a"] }, id: "a" },
    {
      id: "b",
      cell_type: "code",
      source: ["const a = 1;\n", "a"],
      metadata: { trusted: true, execution: { "iopub.status.idle": "1" }, tags: [] },
      outputs: [{ output_type: "stream", name: "stdout", text: ["1"] }],
      execution_count: 3,
    },
    { id: "c", cell_type: "code", source: "", metadata: {}, outputs: [], execution_count: null },
  ],
} as unknown as Notebook;

test("a notebook is written as Jupyter writes it, without what a run has left", () => {
  const text = formatCommitted(saved);
  const { cells, metadata } = JSON.parse(text);
  assert.deepEqual(cells[1], {
    cell_type: "code",
    execution_count: null,
    id: "b",
    metadata: { tags: [] },
    outputs: [],
    source: ["const a = 1;\n", "a"],
  });
  assert.deepEqual(Object.keys(metadata.language_info), ["file_extension", "mimetype", "name"]);
  const write = "import nbformat, sys; sys.stdout.write(nbformat.writes(nbformat.reads(sys.stdin.read(), 4)) + '\\n')";
  const python = join(findRoot(), ".venv/bin/python");
  assert.equal(execFileSync(python, ["-c", write], { input: text, encoding: "utf8" }), text);
  assert.equal(formatCommitted(JSON.parse(text)), text);
});

test("the notebooks are committed as they are written here, so that opening and saving one leaves git clean", async () => {
  const folder = join(findRoot(), "notebooks");
  const { notebooks } = await readNotebooks(folder);
  assert.ok(notebooks.length > 0);
  for (const { name, notebook } of notebooks) {
    assert.equal(
      readFileSync(join(folder, `${name}.ipynb`), "utf8"),
      formatCommitted(notebook),
      `${name}: make format`,
    );
  }
});
