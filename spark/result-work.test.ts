import assert from "node:assert/strict";
import { test } from "node:test";
import type { Month } from "./months.js";
import { estimateResultWork, sampleIds } from "./result-work.js";

const month = (...stretches: [first: bigint, rows: number][]): Month =>
  ({
    name: "2026-01",
    rows: stretches.reduce((sum, [, rows]) => sum + rows, 0),
    ids: stretches.map(([first, rows]) => ({ first, last: first + BigInt(rows) - 1n, rows })),
    sum: 0n,
    cents: 0n,
  }) as unknown as Month;

test("the results of many stores are much work, of few sales or few stores they are little", () => {
  assert.equal(estimateResultWork(1_000_000, 400), 8_000_000);
  assert.equal(estimateResultWork(1_000_000, 8), 160_000);
  assert.equal(estimateResultWork(20_000, 400), 200_000);
});

test("a sample of few sales is all of them", () => {
  assert.deepEqual(sampleIds([month([5n, 2], [100n, 1]), month([7n, 3])]), [5n, 6n, 100n, 7n, 8n, 9n]);
  assert.deepEqual(sampleIds([]), []);
});

test("a sample of many is a thousand, as many of each month as it has sales", () => {
  const ids = sampleIds([month([1n, 1_000_000]), month([2_000_001n, 3_000_000])]);
  assert.equal(ids.length, 1000);
  assert.equal(new Set(ids).size, 1000);
  assert.equal(ids.filter((id) => id <= 1_000_000n).length, 250);
  assert.ok(ids.every((id) => (id >= 1n && id <= 1_000_000n) || (id > 2_000_000n && id <= 5_000_000n)));
});
