import assert from "node:assert/strict";
import test from "node:test";
import { formatProgress } from "./progress.js";

test("progress has the count, the time of each of the latest reports, and what is left at that pace", () => {
  assert.equal(formatProgress([2000], 1, 457), "1 of 457, 2.0 s each, about 15 min left");
  assert.equal(formatProgress([2000, 4000], 102, 110), "102 of 110, 2.0 s each, about 16 s left");
  // a slow start counts no longer
  const ends = [60_000, ...Array.from({ length: 40 }, (_, i) => 61_000 + 1000 * i)];
  assert.equal(formatProgress(ends, 41, 41 + 60), "41 of 101, 1.0 s each, about 60 s left");
  assert.equal(formatProgress([10_000], 1, 10_001), "1 of 10001, 10.0 s each, about 27.8 h left");
});
