import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatRanges, parseRanges } from "./row-ranges.js";

test("rows are written as ranges, and every nth row as one", () => {
  assert.equal(formatRanges([14, 0, 1, 2, 3]), "0-3,14");
  assert.equal(formatRanges([24, 3, 10, 17, 5]), "3,5,10-24/7");
  assert.equal(formatRanges([]), "");
  assert.equal(formatRanges([7, 9]), "7,9");
});

test("ranges give the rows that they were written of", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(200)), (rows) => {
      const sorted = [...rows].sort((a, b) => a - b);
      assert.deepEqual(parseRanges(formatRanges(rows)), sorted);
    }),
  );
});

test("what are no ranges is refused", () => {
  assert.throws(() => parseRanges("1-x"), /^Error: expected rows such as "0-11,14", got "1-x"$/);
  assert.throws(() => parseRanges("1-9/0"), /got "1-9\/0"$/);
});
