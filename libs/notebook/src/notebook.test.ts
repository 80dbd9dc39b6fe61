import assert from "node:assert/strict";
import { test } from "node:test";
import type { TillbookError } from "@tillbook/pipeline";
import { type Cell, joinLines, listCode, parseNotebook, readSource } from "./notebook.js";

function format(...cells: Partial<Cell>[]): string {
  return JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 });
}

const title = { cell_type: "markdown", metadata: {}, source: ["# Title\n", "text"] };
const code = { cell_type: "code", metadata: {}, source: "f()" };

test("a notebook is read as it is, and its code cells are listed in their order", () => {
  const notebook = parseNotebook("x.ipynb", format(title, code, title, { ...code, source: ["g();\n", "h()"] }));
  assert.equal(notebook.cells.length, 4);
  assert.deepEqual(listCode(notebook).map(readSource), ["f()", "g();\nh()"]);
});

function refuse(content: string | Uint8Array, message: string, hint?: RegExp): void {
  assert.throws(
    () => parseNotebook("a/x.ipynb", content),
    (error: TillbookError) => {
      assert.deepEqual([error.code, error.message], ["NOTEBOOK_INVALID", message]);
      if (hint) assert.match(error.hint, hint);
      return true;
    },
  );
}

test("a file that is no JSON is refused with its line; a conflict that git left first", () => {
  refuse('{\n "cells": [],\n "a" 1\n}', 'a/x.ipynb line 3: expected JSON, got: "a" 1', /git checkout -- a\/x\.ipynb$/);
  refuse("{", "a/x.ipynb line 1: expected JSON, got: {");
  refuse("{\n}\nx", "a/x.ipynb line 3: expected JSON, got: x");
  const conflict = '{\n "a": 1,\n<<<<<<< HEAD\n "b": 2\n=======\n "b": 3\n>>>>>>> x\n}';
  refuse(conflict, "a/x.ipynb line 3: expected JSON, got: <<<<<<< HEAD");
});

test("JSON of something else is refused, with the command that converts an older notebook", () => {
  for (const other of ["null", "3", '{"nbformat":3,"cells":[]}', '{"nbformat":4,"cells":{}}']) {
    refuse(other, "a/x.ipynb: expected Jupyter's notebook format 4", /nbconvert --to notebook --inplace a\/x\.ipynb$/);
  }
});

test("a file that is not UTF-8 is refused with its line, not read with broken letters", () => {
  const text = format(title, { ...code, source: "say('Käse')" }).replaceAll(",", ",\n");
  const line = text.split("\n").findIndex((part) => part.includes("Käse")) + 1;
  const lost = text.split("\n")[line - 1]!.replace("ä", "\uFFFD");
  refuse(
    Buffer.from(text, "latin1"),
    `a/x.ipynb line ${line}: expected UTF-8, got: ${lost}`,
    /^save it as UTF-8, e\.g\. iconv/,
  );
  assert.doesNotThrow(() => parseNotebook("a/x.ipynb", Buffer.from(text)));
});

test("what the format requires of a notebook and its cells is named where it lacks", () => {
  const refuseCell = (cell: object, message: string): void => refuse(format(title, cell), message, /text editor/);
  refuseCell({ ...code, metadata: undefined }, 'a/x.ipynb cell 2: expected "metadata": {}, got none');
  refuseCell({ ...code, source: undefined }, 'a/x.ipynb cell 2: expected "source", got none');
  refuseCell({ ...code, cell_type: "sql" }, 'a/x.ipynb cell 2: expected "cell_type" code, markdown or raw, got sql');
  refuse('{"nbformat":4,"cells":[]}', 'a/x.ipynb: expected "metadata", got none');
});

test("a made file that can't be read names the command that makes it again", () => {
  assert.throws(() => parseNotebook("build/x.ipynb", "{", "make plot"), { hint: "make plot" });
});

test("a notebook must start with a title, in Markdown", () => {
  const message = 'a/x.ipynb: expected the first cell to be Markdown that starts with "# Title"';
  const untitled = [
    format(),
    format(code, title),
    format({ ...title, source: "## Smaller" }),
    format({ ...title, source: "#Title" }),
    format({ ...title, source: "text\n# Title" }),
    format({ ...code, source: "# Title" }),
  ];
  for (const text of untitled) refuse(text, message, /^add such a cell at the top/);
});

test("a list of lines is one text, and what is missing an empty one", () => {
  assert.equal(joinLines(["a\n", "b"]), "a\nb");
  assert.equal(joinLines("a"), "a");
  assert.equal(joinLines(undefined), "");
});
