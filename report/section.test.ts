import assert from "node:assert/strict";
import test from "node:test";
import { figureType, keyFiguresType } from "@tillbook/notebook";
import { type Block, parseNotebook } from "./section.js";

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

/** The blocks of a notebook that has nothing but its title and one output. */
function parseOutput(output: unknown): Block[] {
  return parseNotebook("1-a", notebook({ cell_type: "markdown", source: "# A" }, code(output))).blocks;
}

const table = { columns: [{ label: "A", align: "left" }], rows: [["1"]] };
const figure = { data: [], layout: { meta: { name: "a", title: "A", alt: "B", table } } };

test("the first heading becomes the title, and what follows it stays, in the order of the notebook", () => {
  const section = parseNotebook(
    "2-monthly-sales",
    notebook(title, code(display({ "text/markdown": ["a ", "b"] })), { cell_type: "markdown", source: "c" }),
  );
  assert.equal(section.name, "2-monthly-sales");
  assert.equal(section.title, "Monthly *sales*");
  assert.deepEqual(section.blocks, [
    { kind: "markdown", markdown: "\nRevenue per month." },
    { kind: "markdown", markdown: "a b" },
    { kind: "markdown", markdown: "c" },
  ]);
});

test("a heading that is closed by # loses it, and one without anything behind it leaves no block", () => {
  const { title, blocks } = parseNotebook(
    "1-a",
    notebook({ cell_type: "markdown", source: "# What is C#? ##\n \n" }, code(display({}))),
  );
  assert.equal(title, "What is C#?");
  assert.deepEqual(blocks, []);
});

test("the sources are those of the code cells, without empty ones", () => {
  const cells = [
    code(display({})),
    { cell_type: "code", source: " \n" },
    { cell_type: "code", source: ["a();\n", "b();\n"] },
  ];
  assert.deepEqual(parseNotebook("1-a", notebook(title, ...cells)).sources, ["show(chart);", "a();\nb();"]);
});

test("of an output the richest form is taken that the report knows", () => {
  const keyFigures = [
    { label: "Sales", value: "3" },
    { label: "Stores", value: "1", note: "in 2025" },
  ];
  const forms: [type: string, content: unknown, block: Block][] = [
    [figureType, figure, { kind: "figure", figure } as Block],
    [keyFiguresType, keyFigures, { kind: "key-figures", keyFigures }],
    ["text/markdown", ["**a**", "b"], { kind: "markdown", markdown: "**a**b" }],
    ["image/png", ["iVBO\n", "Rw0K\n"], { kind: "picture", base64: "iVBORw0K" }],
    ["text/plain", ["a\n", "b"], { kind: "text", text: "a\nb" }],
  ];
  for (const [i, [, , block]] of forms.entries()) {
    const data = Object.fromEntries([...forms.slice(i)].reverse().map(([type, content]) => [type, content]));
    assert.deepEqual(parseOutput(display(data)), [block]);
  }
  assert.deepEqual(parseOutput(display({ "text/html": "<b>a</b>" })), []);
  assert.deepEqual(parseOutput(display({ "text/markdown": "" })), [{ kind: "markdown", markdown: "" }]);
});

test("what a cell prints is shown as text", () => {
  const printed = { output_type: "stream", name: "stdout", text: ["1\n", "2\n"] };
  assert.deepEqual(parseOutput(printed), [{ kind: "text", text: "1\n2\n" }]);
});

test("a cell that failed stops the report and is named", () => {
  const failed = code({ output_type: "error", ename: "RangeError", evalue: "", traceback: [] });
  assert.throws(() => parseNotebook("1-a", notebook(title, failed)), {
    code: "NOTEBOOK_INVALID",
    message: "build/notebooks/1-a.ipynb cell 2 failed with RangeError",
    hint: "make plot",
  });
  assert.throws(() => parseNotebook("1-a", notebook(title, failed, code({ output_type: "error" }))), /cell 2 failed/);
  assert.throws(() => parseOutput({ output_type: "error" }), /cell 2 failed with an error$/);
});

test("a notebook that was not executed stops the report", () => {
  const message = "build/notebooks/1-a.ipynb: expected an executed notebook, got one without outputs";
  assert.throws(() => parseNotebook("1-a", notebook(title, code(), { cell_type: "code", source: "" })), { message });
});

test("a file that is no notebook, or one without a title, stops the report", () => {
  assert.throws(() => parseNotebook("1-a", "{"), {
    message: /^build\/notebooks\/1-a\.ipynb: expected JSON/,
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

test("key figures without a label or a value stop the report and name the cell", () => {
  const wrong = [
    {},
    [{ label: "A" }],
    [{ value: "1" }],
    [{ label: "A", value: 1 }],
    [{ label: "A", value: "1", note: 2 }],
    [{ label: "A", value: "1" }, { label: "B" }],
  ];
  for (const value of wrong) {
    assert.throws(() => parseOutput(display({ [keyFiguresType]: value })), {
      code: "NOTEBOOK_INVALID",
      message: /^build\/notebooks\/1-a\.ipynb cell 2: expected key figures with label and value/,
    });
  }
});
