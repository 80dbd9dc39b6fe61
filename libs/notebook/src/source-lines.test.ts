import assert from "node:assert/strict";
import { test } from "node:test";
import { alignLines } from "./source-lines.js";

test("lines of the JavaScript are traced to the lines of the cell, over comments and blank lines", () => {
  const source = [
    "// reads",
    "",
    "const rows: Row[] = await read('x');",
    "",
    "for (const row of rows) {",
    "  draw(row);",
    "}",
  ];
  const javascript = [
    'const read_1 = require("./read");',
    "exports.rows = await (0, read_1.read)('x');",
    "for (const row of exports.rows) {",
    "    draw(row);",
    "}",
  ];
  assert.deepEqual(alignLines(javascript.join("\n"), source.join("\n")).slice(1, 4), [3, 5, 6]);
});

test("of two equal lines each keeps its own place", () => {
  const source = "f(1);\n\nf(1);";
  assert.deepEqual(alignLines("f(1);\nf(1);", source), [1, 3]);
});
