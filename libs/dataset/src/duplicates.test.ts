import assert from "node:assert/strict";
import { test } from "node:test";
import { DuplicateCounter, hashValue } from "./duplicates.js";
import { createRandom } from "./random.js";

test("of n equal hashes n - 1 are counted, also when there are more than fit into memory's share", async () => {
  const counter = new DuplicateCounter();
  const random = createRandom(1, 1);
  const different = BigUint64Array.from({ length: 700_000 }, (_, i) => (BigInt(random()) << 32n) | BigInt(i));
  counter.add(0, rowsOf(different));
  counter.add(0, rowsOf(different.subarray(0, 1000)));
  counter.add(0, rowsOf(different.subarray(999, 1000)));
  const { count, overlaps, repeated } = await counter.count();
  assert.deepEqual([count, overlaps, repeated], [1001, [], [2001]]);
});

test("duplicates are found among few hashes, and not in an empty counter", async () => {
  const counter = new DuplicateCounter();
  assert.equal((await counter.count()).count, 0);
  const few = new DuplicateCounter();
  few.add(0, rowsOf(BigUint64Array.of(5n, 5n, 6n, 5n << 32n, 5n + (1n << 20n))));
  assert.equal((await few.count()).count, 1);
});

test("rows that two files have equally often are shared, with their days and sums", async () => {
  const counter = new DuplicateCounter();
  const hashes = BigUint64Array.from({ length: 300_000 }, (_, i) => BigInt(i) * 0x9e3779b97f4a7c15n);
  const days = Int32Array.from(hashes, (_, i) => 20_000 + (i % 3));
  counter.add(0, rowsOf(hashes, days));
  counter.add(1, rowsOf(hashes.subarray(0, 7), days));
  counter.add(2, rowsOf(hashes.subarray(5, 7), days.subarray(5)));
  counter.add(2, rowsOf(hashes.subarray(6, 7), days.subarray(6)));
  const { count, overlaps, repeated } = await counter.count();
  assert.equal(count, 10);
  assert.deepEqual(repeated, [0, 0, 2]);
  assert.deepEqual(
    overlaps.map(({ files, days }) => [files, days.map(({ day, rows, cents, of }) => [day, rows, cents, of])]).sort(),
    [
      [
        [0, 1],
        [
          [20_000, 3, 300, 3],
          [20_001, 2, 200, 2],
          [20_002, 2, 200, 2],
        ],
      ],
      [
        [0, 2],
        [
          [20_000, 0, 0, 2],
          [20_002, 1, 100, 1],
        ],
      ],
      [
        [1, 2],
        [
          [20_000, 0, 0, 2],
          [20_002, 1, 100, 1],
        ],
      ],
    ],
  );
});

function rowsOf(hashes: BigUint64Array, days = new Int32Array(hashes.length)) {
  return { hashes, days, cents: new Float64Array(hashes.length).fill(100) };
}

test("a value's hash is that of its meaning, and of its column", () => {
  assert.deepEqual(hashValue("amount", "7.5"), hashValue("amount", "7.50"));
  assert.deepEqual(hashValue("sold_at", "9:05"), hashValue("sold_at", "09:05:00"));
  assert.notDeepEqual(hashValue("amount", "7.5"), hashValue("amount", "7.05"));
  assert.notDeepEqual(hashValue("store", "Butter"), hashValue("article", "Butter"));
});
