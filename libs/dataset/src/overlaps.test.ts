import assert from "node:assert/strict";
import { test } from "node:test";
import type { Overlap } from "./duplicates.js";
import { type ComparedFile, checkOverlaps } from "./overlaps.js";

test("a copy, and a month beside its quarter, are refused with names, days, rows, sum and the next step", () => {
  assert.throws(() => check([[2, 2]], [2, 2]), {
    code: "CSV_INVALID",
    message: "a.csv and b.csv have 2 equal rows on 1 day (2026-03-01) with a sum of 2.00: they would count twice",
    hint: /remove one of them.*"files":\{"b.csv":\{"read":false\}\}.*"equalRows":"count"/,
  });
  const month = Array.from({ length: 31 }, (): [number, number] => [100, 100]);
  assert.throws(() => check(month, [3100, 9000]), {
    message: /3100 equal rows on 31 days \(2026-03-01 to 2026-03-31\) with a sum of 3100\.00/,
  });
});

test("an export until noon beside the whole day is refused, and one with a store of the other", () => {
  assert.throws(
    () =>
      check(
        [
          [100, 100],
          [40, 40],
        ],
        [140, 300],
      ),
    /140 equal rows/,
  );
  assert.throws(() => check([[30, 100]], [100, 100]), /30 equal rows/);
});

test("one whole day among many is refused where the rows of a file differ from each other", () => {
  const days = Array.from({ length: 30 }, (_, i): [number, number] => [i === 7 ? 50 : 0, 50]);
  assert.throws(() => check(days, [1500, 1500]), /50 equal rows on 1 day \(2026-03-08\)/);
  assert.equal(check(days, [1500, 1500], [900, 900]).length, 1);
});

test("rows that are equal by chance are counted, and told", () => {
  assert.deepEqual(check([[3, 500]], [500, 500]), [
    "a.csv and b.csv have 3 equal rows on 1 day (2026-03-01) with a sum of 3.00: counted in both",
  ]);
  // A café without times: many equal rows in each file, some of them as often in both.
  assert.equal(check([[120, 200]], [200, 210], [195, 205]).length, 1);
});

test("a setting of both files allows equal rows", () => {
  assert.equal(check([[2, 2]], [2, 2], [0, 0], [true, true]).length, 1);
  assert.throws(() => check([[2, 2]], [2, 2], [0, 0], [true, false]));
});

/** Checks two files: by day, equal rows, each of 1.00, and rows of the smaller file. */
function check(
  days: [rows: number, of: number][],
  rows: [number, number],
  repeated = [0, 0],
  counts: [boolean, boolean] = [false, false],
): string[] {
  const overlap: Overlap = {
    files: [0, 1],
    days: days.map(([rows, of], i) => ({ day: 20_513 + i, rows, cents: rows * 100, of })),
  };
  const files = ["a.csv", "b.csv"].map(
    (name, i): ComparedFile => ({ name, rows: rows[i] ?? 0, countsEqualRows: counts[i] ?? false }),
  );
  return checkOverlaps({ count: 0, overlaps: [overlap], repeated }, files);
}
