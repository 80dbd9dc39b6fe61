import assert from "node:assert/strict";
import { test } from "node:test";
import { createProgress } from "./progress.js";

/** Lists the lines that a progress of so many steps logs. */
function log(stepPercent: number, total: number, steps: readonly number[]): string[] {
  const lines: string[] = [];
  const progress = createProgress((line) => lines.push(line), stepPercent);
  for (const done of steps) progress(done, total);
  return lines;
}

test("each step is logged once, when it is reached, without 0 % and 100 %", () => {
  assert.deepEqual(log(10, 200, [0, 19, 20, 39, 40, 40, 200]), ["10 %", "20 %"]);
  assert.deepEqual(log(1, 200, [1, 2, 3, 4, 198, 199, 200]), ["1 %", "2 %", "99 %"]);
});

test("a step that is passed over is not logged, nor one further back", () => {
  assert.deepEqual(log(10, 100, [55, 30, 61]), ["50 %", "60 %"]);
});

test("nothing to do is no division by zero", () => {
  assert.deepEqual(log(10, 0, [0, 0]), []);
  assert.deepEqual(log(10, 1, [0.5]), ["50 %"]);
});
