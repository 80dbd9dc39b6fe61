import assert from "node:assert/strict";
import { test } from "node:test";
import { compareValues } from "./compare-values.js";

test("equal values do not differ, in whatever order their keys are", () => {
  assert.deepEqual(compareValues({ a: 1, b: [{ name: "x", c: null }] }, { b: [{ c: null, name: "x" }], a: 1 }), []);
  assert.deepEqual(compareValues(undefined, undefined), []);
});

test("what differs is named by its keys, and by the names or places of items of a list", () => {
  const here = { a: { b: 1 }, files: [{ name: "x.csv", rows: 1 }], list: ["p", "q"], gone: true };
  const there = { a: { b: "1" }, files: [{ name: "x.csv", rows: 2 }], list: ["p", "r"], added: null };
  assert.deepEqual(compareValues(here, there), [
    { path: "a/b", here: 1, there: "1" },
    { path: "files/x.csv/rows", here: 1, there: 2 },
    { path: "list/1", here: "q", there: "r" },
    { path: "gone", here: true, there: undefined },
    { path: "added", here: undefined, there: null },
  ]);
});

test("a value alone has an empty path, also where the other is none", () => {
  assert.deepEqual(compareValues(1, 2), [{ path: "", here: 1, there: 2 }]);
  assert.deepEqual(compareValues(null, 2), [{ path: "", here: null, there: 2 }]);
  assert.deepEqual(compareValues([null], [undefined]), [{ path: "0", here: null, there: undefined }]);
});
