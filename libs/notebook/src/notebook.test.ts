import assert from "node:assert/strict";
import { test } from "node:test";
import { type Cell, joinLines, listCode, parseNotebook, readSource } from "./notebook.js";

function format(...cells: Partial<Cell>[]): string {
  return JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 });
}

const title = { cell_type: "markdown", source: ["# Title\n", "text"] };
const code = { cell_type: "code", source: "f()" };

test("a notebook is read as it is, and its code cells are listed in their order", () => {
  const notebook = parseNotebook("x.ipynb", format(title, code, title, { ...code, source: ["g();\n", "h()"] }));
  assert.equal(notebook.cells.length, 4);
  assert.deepEqual(listCode(notebook).map(readSource), ["f()", "g();\nh()"]);
});

test("a file that is no JSON, or JSON of something else, is refused by name, with the command that restores it", () => {
  const refusal = { code: "NOTEBOOK_INVALID", hint: "fix a/x.ipynb, or restore it: git checkout -- a/x.ipynb" };
  const refuse = (text: string, message: RegExp): void =>
    assert.throws(() => parseNotebook("a/x.ipynb", text), { ...refusal, message });
  refuse("{", /^a\/x\.ipynb: expected JSON: .*JSON/);
  const format4 = /^a\/x\.ipynb: expected Jupyter's notebook format 4$/;
  for (const other of ["null", "3", '{"nbformat":3,"cells":[]}', '{"nbformat":4,"cells":{}}']) refuse(other, format4);
});

test("a made file that can't be read names the command that makes it again", () => {
  assert.throws(() => parseNotebook("build/x.ipynb", "{", "make plot"), { hint: "make plot" });
});

test("a notebook must start with a title, in Markdown", () => {
  const message = 'x.ipynb: expected the first cell to be Markdown that starts with "# Title"';
  const untitled = [
    format(),
    format(code, title),
    format({ cell_type: "markdown", source: "## Smaller" }),
    format({ cell_type: "markdown", source: "#Title" }),
    format({ cell_type: "markdown", source: "text\n# Title" }),
    format({ cell_type: "code", source: "# Title" }),
  ];
  for (const text of untitled) assert.throws(() => parseNotebook("x.ipynb", text), { message });
});

test("a list of lines is one text, and what is missing an empty one", () => {
  assert.equal(joinLines(["a\n", "b"]), "a\nb");
  assert.equal(joinLines("a"), "a");
  assert.equal(joinLines(undefined), "");
});
