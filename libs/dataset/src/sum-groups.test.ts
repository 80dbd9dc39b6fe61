import assert from "node:assert/strict";
import { test } from "node:test";
import { SumGroups } from "./sum-groups.js";

function countSums(...blocks: number[][]): number {
  const groups = new SumGroups();
  for (const block of blocks) groups.add(Float64Array.from(block));
  return groups.finish();
}

test("rows that all belong to a group with its sum below are found, also across blocks", () => {
  assert.equal(countSums([1250, 250, 1500, 300, 400, 700]), 2);
  assert.equal(countSums([1250, 250], [1500, 300], [300]), 2, "a group may have one row");
  assert.equal(countSums([500, 500, 1000, 300, 300]), 2, "the second row is no sum of the first");
  assert.equal(countSums([1250, 250, 1500, 300, 400, 700, 2200]), 3, "a sum of all groups may follow");
});

test("sums by chance divide no file", () => {
  assert.equal(countSums([1250, 250, 1500, 300, 400]), 0);
  assert.equal(countSums([100, 100, 100, 100, 100, 100]), 0);
  assert.equal(countSums([500, 500, 300, 300, 200, 200]), 0, "the same amount twice is no sum");
  assert.equal(countSums([100, 200, 300]), 0, "a small file");
  assert.equal(countSums([100, -100, 0, 200, -200, 0]), 0);
  assert.equal(countSums([]), 0);
});
