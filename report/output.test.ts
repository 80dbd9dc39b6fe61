import assert from "node:assert/strict";
import test from "node:test";
import { drillType, figureType, keyFiguresType } from "@tillbook/notebook";
import type { TillbookError } from "@tillbook/pipeline";
import { parseOutput as parse } from "./output.js";
import type { Block } from "./section.js";

const where = "build/notebooks/1-a.ipynb cell 2";

function parseOutput(output: object): Block[] {
  return parse({ output_type: "display_data", ...output }, where);
}

function parseData(data: Record<string, unknown>, metadata: object = {}): Block[] {
  return parseOutput({ data, metadata });
}

const table = { columns: [{ label: "A", align: "left" }], rows: [["1"]] };
const figure = { data: [], layout: { meta: { name: "a", title: "A", alt: "B", table } } };

test("of an output the richest form is taken that the report knows", () => {
  const keyFigures = [
    { label: "Sales", value: "3" },
    { label: "Stores", value: "1", note: "in 2025" },
  ];
  const drill = { months: [], stores: [] };
  const source = (type: string) => ({ source: { where: `notebooks/1-a.ipynb cell 2: ${type}` } });
  const picture = (type: string) => ({
    kind: "picture" as const,
    picture: { type, content: "ab", alt: undefined, width: undefined, height: undefined },
    ...source(type),
  });
  const forms: [type: string, content: unknown, block: Block][] = [
    [figureType, figure, { kind: "figure", figure } as Block],
    [keyFiguresType, keyFigures, { kind: "key-figures", keyFigures }],
    [drillType, drill, { kind: "drill", drill }],
    ["text/html", ["<b>a", "</b>"], { kind: "html", html: "<b>a</b>", ...source("text/html") }],
    ["text/markdown", ["**a**", "b"], { kind: "markdown", markdown: "**a**b", ...source("text/markdown") }],
    ["text/latex", "$x$", { kind: "latex", latex: "$x$", ...source("text/latex") }],
    ["image/svg+xml", ["a", "b"], picture("image/svg+xml")],
    ["image/png", ["a", "b"], picture("image/png")],
    ["image/jpeg", "ab", picture("image/jpeg")],
    ["image/gif", "ab", picture("image/gif")],
    ["image/webp", "ab", picture("image/webp")],
    ["application/json", { a: [1] }, { kind: "text", text: '{\n  "a": [\n    1\n  ]\n}' }],
    ["text/plain", ["a\n", "b"], { kind: "text", text: "a\nb" }],
  ];
  for (const [i, [, , block]] of forms.entries()) {
    const data = Object.fromEntries([...forms.slice(i)].reverse().map(([type, content]) => [type, content]));
    assert.deepEqual(parseData(data), [block]);
  }
  assert.deepEqual(parseData({}), []);
});

test("an output that would be missing stops the report, and its cell and form are named with what to do", () => {
  const failures: [Record<string, unknown>, string, RegExp][] = [
    [{ "text/javascript": "alert(1)" }, "text/javascript", /runs no scripts/],
    [
      { "application/javascript": "alert(1)", "text/plain": "<Javascript object>" },
      "application/javascript",
      /runs no scripts/,
    ],
    [{ "application/pdf": "JVBERi0=" }, "application/pdf", /SVG or PNG, and use showPicture/],
    [
      { "application/vnd.vegalite.v5+json": {}, "text/plain": "<VegaLite>" },
      "application/vnd.vegalite.v5+json",
      /docs\/notebooks\.md/,
    ],
    [
      { "text/html": "<script>draw()</script> <style>b{}</style>", "text/plain": "chart" },
      "text/html",
      /nothing but scripts/,
    ],
    [{ "video/mp4": "AAAA" }, "video/mp4", /docs\/notebooks\.md/],
  ];
  for (const [data, type, hint] of failures) {
    assert.throws(
      () => parseData(data),
      (error: TillbookError) => {
        assert.equal(
          error.message,
          `notebooks/1-a.ipynb cell 2: ${type}: expected an output that a report can show, got none`,
        );
        assert.match(error.hint ?? "", hint);
        return error.code === "NOTEBOOK_INVALID";
      },
    );
  }
});

test("another form stands for one that a report can't show, if it is more than text", () => {
  const [block] = parseData({ "application/vnd.vegalite.v5+json": {}, "image/png": "ab", "text/plain": "<VegaLite>" });
  assert.equal(block?.kind, "picture");
});

test("the text alternative and size of a picture are in the metadata of its form, or of the output", () => {
  const read = (metadata: object) => {
    const [block] = parseData({ "image/png": "ab" }, metadata);
    return block?.kind === "picture" && [block.picture.alt, block.picture.width];
  };
  assert.deepEqual(read({ "image/png": { alt: "A", width: 5 }, alt: "B" }), ["A", 5]);
  assert.deepEqual(read({ alt: "B" }), ["B", undefined]);
});

test("what a cell prints is shown as a terminal leaves it, and errors are told apart", () => {
  const print = (name: string, text: string[]): Block[] => parseOutput({ output_type: "stream", name, text });
  assert.deepEqual(print("stdout", ["1\n", "2\n"]), [{ kind: "text", text: "1\n2\n" }]);
  assert.deepEqual(print("stdout", ["\u001b[31mred\u001b[0m\r\n", "10 %\r50 %\rdone\n"]), [
    { kind: "text", text: "red\ndone\n" },
  ]);
  assert.deepEqual(print("stderr", ["a"]), [{ kind: "text", text: "a", isError: true }]);
  assert.deepEqual(print("stdout", ["\n"]), []);
});

test("an error is one of its cell", () => {
  assert.throws(() => parseOutput({ output_type: "error" }), /cell 2 failed with an error$/);
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
    assert.throws(() => parseData({ [keyFiguresType]: value }), {
      code: "NOTEBOOK_INVALID",
      message: /^build\/notebooks\/1-a\.ipynb cell 2: expected key figures with label and value/,
    });
  }
});

test("sums by store and month that lack a month stop the report and name the cell", () => {
  const months = [{ month: 24312, name: "January 2026", isWhole: true }];
  const store = { store: "Ulm", name: "Ulm", revenue: [1], openDays: [1], receipts: [1], refunded: [0] };
  assert.deepEqual(parseData({ [drillType]: { months, stores: [store] } }), [
    { kind: "drill", drill: { months, stores: [store] } },
  ]);
  for (const value of [undefined, {}, { months }, { months, stores: [{ ...store, refunded: [] }] }])
    assert.throws(() => parseData({ [drillType]: value }), {
      code: "NOTEBOOK_INVALID",
      message: /^build\/notebooks\/1-a\.ipynb cell 2: expected months, and stores with a sum for each/,
    });
});
