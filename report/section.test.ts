import assert from "node:assert/strict";
import test from "node:test";
import { figureType } from "@tillbook/notebook";
import { parseNotebook } from "./section.js";

const title = { cell_type: "markdown", metadata: {}, source: ["# Monthly *sales*\n", "\n", "Revenue per month."] };

function notebook(...cells: unknown[]): string {
  return JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells });
}

function code(...outputs: unknown[]): Record<string, unknown> {
  return { cell_type: "code", metadata: {}, source: "show(chart);", execution_count: 1, outputs };
}

function display(data: Record<string, unknown>): Record<string, unknown> {
  return { output_type: "display_data", metadata: {}, data };
}

test("the first heading becomes the title, and what follows it stays, in the order of the notebook", () => {
  const section = parseNotebook(
    "2-monthly-sales",
    notebook(title, code(display({ "text/markdown": ["a ", "b"] })), {
      cell_type: "markdown",
      metadata: {},
      source: "c",
    }),
  );
  const file = "notebooks/2-monthly-sales.ipynb";
  assert.equal(section.name, "2-monthly-sales");
  assert.equal(section.title, "Monthly *sales*");
  assert.deepEqual(section.blocks, [
    { kind: "markdown", markdown: "\nRevenue per month.", source: { where: `${file} cell 1`, attachments: {} } },
    { kind: "markdown", markdown: "a b", source: { where: `${file} cell 2: text/markdown` } },
    { kind: "markdown", markdown: "c", source: { where: `${file} cell 3`, attachments: {} } },
  ]);
});

test("a heading that is closed by # loses it, and one without anything behind it leaves no block", () => {
  const { title, blocks } = parseNotebook(
    "1-a",
    notebook(
      { cell_type: "markdown", metadata: {}, source: "# What is C#? ##\n \n" },
      code(display({ "text/plain": "a" })),
    ),
  );
  assert.equal(title, "What is C#?");
  assert.deepEqual(blocks, [{ kind: "text", text: "a" }]);
});

test("what cells with the tag first-page show is apart from the section, and may be all", () => {
  const tagged = { ...code(display({ "text/plain": "a" })), metadata: { tags: ["first-page"] } };
  const bare = { ...title, source: "# Sales" };
  const { blocks, firstPage } = parseNotebook("1-a", notebook(bare, tagged, code(display({ "text/plain": "b" }))));
  assert.deepEqual(firstPage, [{ kind: "text", text: "a" }]);
  assert.deepEqual(blocks, [{ kind: "text", text: "b" }]);
  assert.deepEqual(parseNotebook("1-a", notebook(bare, tagged)).blocks, []);
  assert.equal(parseNotebook("1-a", notebook(title, code())).firstPage, undefined);
});

test("the sources are those of the code cells, without empty ones", () => {
  const cells = [
    code(display({})),
    { cell_type: "code", metadata: {}, source: " \n" },
    { cell_type: "code", metadata: {}, source: ["a();\n", "b();\n"], execution_count: 2 },
  ];
  assert.deepEqual(parseNotebook("1-a", notebook(title, ...cells)).sources, ["show(chart);", "a();\nb();"]);
});

test("a cell that failed stops the report and is named", () => {
  const failed = code({ output_type: "error", ename: "RangeError", evalue: "", traceback: [] });
  assert.throws(() => parseNotebook("1-a", notebook(title, failed)), {
    code: "NOTEBOOK_INVALID",
    message: "build/notebooks/1-a.ipynb cell 2 failed with RangeError",
    hint: "make plot",
  });
  assert.throws(() => parseNotebook("1-a", notebook(title, failed, code({ output_type: "error" }))), /cell 2 failed/);
});

test("a notebook that was not executed stops the report", () => {
  const message = "build/notebooks/1-a.ipynb: expected an executed notebook, got one that wasn't run";
  const cell = { cell_type: "code", metadata: {}, source: "a;", execution_count: null, outputs: [] };
  assert.throws(() => parseNotebook("1-a", notebook(title, cell, { cell_type: "code", metadata: {}, source: "b;" })), {
    message,
  });
});

test("a notebook of text alone is a section; one that shows nothing stops the report", () => {
  assert.equal(parseNotebook("1-a", notebook(title)).blocks.length, 1);
  const message = "notebooks/1-a.ipynb: expected something to show below the title, got nothing";
  assert.throws(() => parseNotebook("1-a", notebook({ cell_type: "markdown", metadata: {}, source: "# A" }, code())), {
    message,
  });
});

test("a raw cell is shown by the format it is meant for, and left out where that is another program's", () => {
  const parse = (metadata: object): unknown =>
    parseNotebook("1-a", notebook(title, { cell_type: "raw", metadata, source: "a" })).blocks[1];
  const source = { where: "notebooks/1-a.ipynb cell 2", attachments: {} };
  assert.deepEqual(parse({}), { kind: "text", text: "a" });
  assert.deepEqual(parse({ raw_mimetype: "text/html" }), { kind: "html", html: "a", source });
  assert.deepEqual(parse({ format: "text/markdown" }), { kind: "markdown", markdown: "a", source });
  for (const format of ["text/latex", "text/x-rst", "application/pdf"])
    assert.equal(parse({ raw_mimetype: format }), undefined);
});

test("a file that is no notebook, or one without a title, stops the report", () => {
  assert.throws(() => parseNotebook("1-a", "{"), {
    message: /^build\/notebooks\/1-a\.ipynb line 1: expected JSON/,
    hint: "make plot",
  });
  assert.throws(() => parseNotebook("1-a", notebook(code(display({ "text/plain": "x" })))), /starts with "# Title"/);
});

test("a chart without its table stops the report and names the cell", () => {
  const wrong = { data: [], layout: { meta: { name: "a", title: "A", alt: "B" } } };
  assert.throws(() => parseNotebook("1-a", notebook(title, code(), code(display({ [figureType]: wrong })))), {
    code: "NOTEBOOK_INVALID",
    message: /^build\/notebooks\/1-a\.ipynb cell 3: expected layout\.meta\.table/,
  });
});

test("all that can't be shown is named at once", () => {
  const wrong = [{ "text/javascript": "a" }, { "application/pdf": "b" }].map(display);
  const parse = () => parseNotebook("1-a", notebook(title, code(...wrong), code(display({ "video/mp4": "c" }))));
  assert.throws(parse, (error: AggregateError) => {
    const places = error.errors.map(({ message }) => /^notebooks\/1-a\.ipynb (.*): expected/.exec(message)?.[1]);
    assert.deepEqual(places, ["cell 2: text/javascript", "cell 2: application/pdf", "cell 3: video/mp4"]);
    return true;
  });
});
