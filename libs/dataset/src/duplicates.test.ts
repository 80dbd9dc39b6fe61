import assert from "node:assert/strict";
import { test } from "node:test";
import { DuplicateCounter, hashValue } from "./duplicates.js";
import { createRandom } from "./random.js";

test("of n equal hashes n - 1 are counted, also when there are more than fit into memory's share", async () => {
  const counter = new DuplicateCounter();
  const random = createRandom(1, 1);
  const different = BigUint64Array.from({ length: 700_000 }, (_, i) => (BigInt(random()) << 32n) | BigInt(i));
  counter.add(different);
  counter.add(different.subarray(0, 1000));
  counter.add(different.subarray(999, 1000));
  assert.equal(await counter.count(), 1001);
});

test("duplicates are found among few hashes, and not in an empty counter", async () => {
  const counter = new DuplicateCounter();
  assert.equal(await counter.count(), 0);
  const few = new DuplicateCounter();
  few.add(BigUint64Array.of(5n, 5n, 6n, 5n << 32n));
  assert.equal(await few.count(), 1);
});

test("a value's hash is that of its meaning, and of its column", () => {
  assert.deepEqual(hashValue("amount", "7.5"), hashValue("amount", "7.50"));
  assert.deepEqual(hashValue("sold_at", "9:05"), hashValue("sold_at", "09:05:00"));
  assert.notDeepEqual(hashValue("amount", "7.5"), hashValue("amount", "7.05"));
  assert.notDeepEqual(hashValue("store", "Butter"), hashValue("article", "Butter"));
});
