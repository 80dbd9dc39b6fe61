import assert from "node:assert/strict";
import { test } from "node:test";
import { type IdRange, joinIds, joinStretches } from "./id-ranges.js";

test("stretches of like length become one range, whose tasks are as long as the shortest of them", () => {
  assert.deepEqual(joinStretches([0n, 100n, 300n, 350n]), [{ first: 0n, end: 350n, tasks: 7 }]);
});

test("a stretch far longer than its neighbours is a range of its own", () => {
  const far = 10n ** 12n;
  assert.deepEqual(joinStretches([1n, 101n, 201n, far, far + 100n, far + 200n]), [
    { first: 1n, end: 201n, tasks: 2 },
    { first: 201n, end: far, tasks: 1 },
    { first: far, end: far + 200n, tasks: 2 },
  ]);
});

test("neighbours of up to 8 times the length are joined, and a rest of a task is a task", () => {
  assert.deepEqual(joinStretches([0n, 10n, 90n]), [{ first: 0n, end: 90n, tasks: 9 }]);
  assert.deepEqual(joinStretches([0n, 10n, 91n]), [
    { first: 0n, end: 10n, tasks: 1 },
    { first: 10n, end: 91n, tasks: 1 },
  ]);
  assert.deepEqual(joinStretches([0n, 80n, 90n, 171n]), [
    { first: 0n, end: 90n, tasks: 9 },
    { first: 90n, end: 171n, tasks: 1 },
  ]);
  assert.deepEqual(joinStretches([0n, 10n, 25n]), [{ first: 0n, end: 25n, tasks: 3 }]);
});

test("ranges are at most 200, together hold every id, and none twice", () => {
  const bounds = Array.from({ length: 2_001 }, (_, i) => BigInt(Math.floor(i / 2)) * 10n ** 9n + BigInt(i % 2) * 100n);
  const ranges = joinStretches(bounds);
  assert.ok(ranges.length <= 200, `${ranges.length} ranges`);
  assert.equal(joinStretches(bounds.slice(0, 201)).length, 200);
  assert.deepEqual(joinStretches(bounds.slice(0, 202)), [
    { first: 0n, end: 100_000_000_000n, tasks: 100 },
    { first: 100_000_000_000n, end: 100_000_000_100n, tasks: 1 },
  ]);
  assert.equal(ranges[0]?.first, bounds[0]);
  assert.equal(ranges.at(-1)?.end, bounds.at(-1));
  assert.ok(ranges.slice(1).every(({ first }: IdRange, i) => first === ranges[i]?.end));
});

test("stretches of ids that overlap or follow without a large gap are one, whatever their order", () => {
  assert.deepEqual(
    joinIds([
      { first: 20_013n, last: 20_029n, rows: 5 },
      { first: 1n, last: 10n, rows: 10 },
      { first: 10_011n, last: 10_012n, rows: 2 },
      { first: 2n, last: 3n, rows: 2 },
      { first: 20_025n, last: 20_040n, rows: 3 },
      { first: 30_042n, last: 30_042n, rows: 1 },
    ]),
    [
      { first: 1n, last: 20_040n, rows: 22 },
      { first: 30_042n, last: 30_042n, rows: 1 },
    ],
  );
});
