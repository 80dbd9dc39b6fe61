import assert from "node:assert/strict";
import { test } from "node:test";
import { alignLines } from "./source-lines.js";

function align(javascript: string[], source: string[]): number[] {
  return alignLines(javascript.join("\n"), source.join("\n"));
}

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
  assert.deepEqual(align(javascript, source).slice(1, 4), [3, 5, 6]);
});

test("lines that only export a name take none from the line that uses it", () => {
  const source = ["const name = 'x';", "await import(name);"];
  const javascript = [
    "exports.name = exports.tsLastExpr = void 0;",
    "const name = 'x';",
    "exports.name = name;",
    "exports.tsLastExpr = await Promise.resolve(name).then(s => __importStar(require(s)));",
  ];
  assert.deepEqual(align(javascript, source), [0, 1, 0, 2]);
});

test("of equal lines each keeps its own place", () => {
  assert.deepEqual(align(["f(1);", "f(1);"], ["f(1);", "", "f(1);"]), [1, 3]);
  assert.deepEqual(align(["f(1);", "g(2);", "f(1);"], ["f(1);", "g(2);", "f(1);"]), [1, 2, 3]);
});

test("of the lines that share words the likest is taken", () => {
  assert.deepEqual(
    align(["draw(best, of, all);"], ["draw(worst, of, none);", "draw(best, of, all);", "draw(all);"]),
    [2],
  );
  assert.deepEqual(align(["a(b);"], ["a(b, c, d, e);", "a(b, c);"]), [2]);
  assert.deepEqual(align(["a(x, x);"], ["a(x);", "a(x, x);"]), [2]);
});

test("a line without words, or with none of the cell's, has no line", () => {
  assert.deepEqual(align(["}", "other();", "f();", ""], ["f();"]), [0, 0, 1, 0]);
  assert.deepEqual(align(["f();"], [""]), [0]);
});

test("words that tslab adds make no line like another", () => {
  const source = ["let x = 1;", "y;"];
  assert.deepEqual(align(["exports.const = 1;", "exports.tsLastExpr = exports.y;"], source), [1, 2]);
  assert.deepEqual(align(["const tsLastExpr2 = exports.var;"], ["const a = 1;", "exports.b"]), [0]);
});

test("words of any language and their order count", () => {
  assert.deepEqual(align(["größe(ß);"], ["gr(e);", "größe(ß);"]), [2]);
});
