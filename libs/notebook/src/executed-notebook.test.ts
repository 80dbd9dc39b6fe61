import assert from "node:assert/strict";
import { test } from "node:test";
import { fillNotebook, formatNotebook, readInputs } from "./executed-notebook.js";
import type { Notebook } from "./notebook.js";

const committed: Notebook = {
  cells: [
    { cell_type: "markdown", id: "a", metadata: { tags: ["x"] }, source: ["# Title\n", "text"] },
    { cell_type: "code", id: "b", metadata: { tags: ["y"] }, source: ["f()"], outputs: [], execution_count: null },
    { cell_type: "code", id: "c", metadata: {}, source: ["g()"], outputs: [], execution_count: null },
  ],
  metadata: { kernelspec: { name: "tslab" }, author: "somebody" },
  nbformat: 4,
  nbformat_minor: 5,
};

const text = { output_type: "stream", name: "stdout", text: "1\n" };

test("an executed notebook has the results of its code cells in their order, and null where a cell did not run", () => {
  const { cells } = fillNotebook(committed, [{ outputs: [text, text], executionCount: 7 }], "abc");
  assert.deepEqual(cells, [
    committed.cells[0],
    { ...committed.cells[1], outputs: [text, text], execution_count: 7 },
    { ...committed.cells[2], outputs: [], execution_count: null },
  ]);
});

test("an executed notebook holds nothing of the moment or the machine, but how its numbers were computed", () => {
  const moment = { execution: { started: "now" }, trusted: true };
  const [title, first, second] = committed.cells as [(typeof committed.cells)[0], (typeof committed.cells)[0], object];
  const saved = {
    ...committed,
    cells: [
      { ...title, metadata: { ...title.metadata, ...moment } },
      { ...first, metadata: { ...first.metadata, ...moment } },
      second as typeof first,
    ],
  };
  const shown = {
    output_type: "display_data",
    metadata: { "text/plain": {} },
    transient: { id: 1 },
    data: { "text/plain": "x" },
  };
  const evidence = { ...shown, metadata: { tillbook: { sources: ["select 1"], expressions: [], numbers: [] } } };
  const result = { output_type: "execute_result", metadata: { own: true }, transient: {}, data: {} };
  const filled = fillNotebook(saved, [{ outputs: [shown, evidence, result], executionCount: 1 }], "abc");
  assert.deepEqual(
    filled.cells.map(({ metadata }) => metadata),
    [{ tags: ["x"] }, { tags: ["y"] }, {}],
  );
  assert.deepEqual(filled.cells[1]?.outputs, [
    { output_type: "display_data", metadata: { "text/plain": {} }, data: { "text/plain": "x" } },
    {
      output_type: "display_data",
      metadata: { tillbook: { sources: ["select 1"], expressions: [], numbers: [] } },
      data: { "text/plain": "x" },
    },
    { output_type: "execute_result", metadata: { own: true }, data: {} },
  ]);
});

test("an executed notebook says what kernel it needs, in which language it is, and what it was made from", () => {
  const filled = fillNotebook(committed, [], "abc");
  assert.deepEqual(filled.metadata, {
    kernelspec: { name: "tslab" },
    language_info: { name: "typescript", file_extension: ".ts", mimetype: "text/typescript" },
    tillbook: { inputs: "abc" },
  });
  assert.equal(readInputs(filled), "abc");
  assert.equal(readInputs(committed), undefined);
  assert.deepEqual([filled.nbformat, filled.nbformat_minor], [4, 5]);
});

test("a notebook is formatted as Jupyter does", () => {
  const text = formatNotebook({ cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 });
  assert.equal(text, '{\n "cells": [],\n "metadata": {},\n "nbformat": 4,\n "nbformat_minor": 5\n}\n');
});
