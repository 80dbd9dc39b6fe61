import assert from "node:assert/strict";
import { test } from "node:test";
import { makeHourAxis, makeMoneyAxis, makeSteps, makeWordAxis } from "./axis.js";
import { en } from "./locale/en.js";

const ticks = (...values: bigint[]): unknown => makeMoneyAxis(values, en)["ticktext"];

test("an axis of money starts at zero and has round steps that reach its highest value", () => {
  const { range, tickvals } = makeMoneyAxis([35_000_000n, 120_000_000n], en);
  assert.deepEqual(ticks(35_000_000n, 120_000_000n), [
    "€0",
    "€200k",
    "€400k",
    "€600k",
    "€800k",
    "€1M",
    "€1.2M",
    "€1.4M",
  ]);
  assert.deepEqual(tickvals, [0, 200_000, 400_000, 600_000, 800_000, 1_000_000, 1_200_000, 1_400_000]);
  assert.deepEqual(range, [0, 1_236_000]);
});

test("an axis of money goes below zero only for what was given back", () => {
  const { range, tickvals } = makeMoneyAxis([-5_000n, 20_000n], en);
  assert.deepEqual(range, [-57.5, 207.5]);
  assert.deepEqual(tickvals, [-100, -50, 0, 50, 100, 150, 200, 250]);
  assert.deepEqual(ticks(-5_000n), ["−€60", "−€50", "−€40", "−€30", "−€20", "−€10", "€0", "€10"]);
});

test("an axis of money leaves as much room as it is told to, and some where all is zero", () => {
  assert.deepEqual(makeMoneyAxis([10_000n], en, 0.5)["range"], [0, 150]);
  assert.deepEqual(makeMoneyAxis([-10_000n], en, 0.5)["range"], [-150, 50]);
  assert.deepEqual(makeMoneyAxis([0n], en)["range"], [0, 0.01]);
  assert.deepEqual(ticks(0n), ["€0", "€1"]);
});

test("steps of an axis are 1, 2, 2.5 or 5 times a power of ten, and whole euros", () => {
  const step = (highest: bigint): unknown => (ticks(highest) as string[])[1];
  assert.deepEqual([699n, 700n, 1_399n, 1_400n, 3_499n, 3_500n, 7_000n, 14_000n, 17_500n, 35_000n].map(step), [
    "€1",
    "€2",
    "€2",
    "€5",
    "€5",
    "€10",
    "€20",
    "€25",
    "€50",
    "€100",
  ]);
});

test("an axis of words has room for a half on both sides, and for the places that are free", () => {
  const { range, tickvals, ticktext } = makeWordAxis(["a", "b"]);
  assert.deepEqual(
    [range, tickvals, ticktext],
    [
      [-0.5, 1.5],
      [0, 1],
      ["a", "b"],
    ],
  );
  assert.deepEqual(makeWordAxis(["a", "b"], 4)["range"], [-1.5, 2.5]);
  assert.deepEqual(makeWordAxis(["a", "b", "c"], 2)["range"], [-0.5, 2.5]);
});

test("an axis of hours has both ends, and of a long day every second hour", () => {
  const day = makeHourAxis(8, 10, en);
  assert.deepEqual(
    [day["range"], day["tickvals"]],
    [
      [8, 10],
      [8, 9, 10],
    ],
  );
  assert.deepEqual(day["ticktext"], ["8:00", "9:00", "10:00"]);
  assert.deepEqual(makeHourAxis(6, 21, en)["tickvals"], [6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21]);
  assert.deepEqual(makeHourAxis(6, 22, en)["tickvals"], [6, 8, 10, 12, 14, 16, 18, 20, 22]);
});

test("steps begin at zero, hold the lowest and the highest value, and are at most eight", () => {
  assert.deepEqual(makeSteps([0n, 650n], 10n), [0n, 100n, 200n, 300n, 400n, 500n, 600n]);
  assert.deepEqual(makeSteps([50n, 70n], 10n), [0n, 20n, 40n, 60n]);
  assert.deepEqual(makeSteps([-200n, -50n], 10n), [-200n, -150n, -100n, -50n, 0n]);
  assert.deepEqual(makeSteps([120n, -150n, 30n], 10n), [-150n, -100n, -50n, 0n, 50n, 100n]);
  assert.deepEqual(makeSteps([190n], 10n), [0n, 50n, 100n, 150n]);
  assert.deepEqual(makeSteps([], 100n), [0n]);
});
