import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, test } from "node:test";
import { RowStore, StoreDamaged, type StoredBlock } from "./row-store.js";

const folder = await mkdtemp(join(tmpdir(), "tillbook-store-"));
after(() => rm(folder, { recursive: true }));
beforeEach(() => rm(folder, { recursive: true }));

const invalid = [{ line: 3, column: "amount" as const, expected: "e", got: "g", text: "ä,1" }];
const blocks: StoredBlock[] = [
  {
    hashes: BigUint64Array.of(1n, 1n << 63n),
    days: Int32Array.of(-1, 20_000),
    cents: Float64Array.of(-5, 2 ** 45),
    invalid,
  },
  { hashes: new BigUint64Array(0), days: new Int32Array(0), cents: new Float64Array(0), invalid: [] },
  { hashes: BigUint64Array.of(7n), days: Int32Array.of(3), cents: Float64Array.of(0.5), invalid: [] },
];

test("blocks are read as they were written, by their owner alone", async () => {
  await write("a");
  const store = await RowStore.open(folder);
  assert.deepEqual([...store.read("a")], blocks);
  assert.deepEqual([store.has("a"), store.has("b")], [true, false]);
  assert.equal((await stat(folder)).mode & 0o077, 0);
});

test("what was not ended is not kept", async () => {
  const store = await RowStore.open(folder);
  const writer = store.write("a");
  writer.add(blocks[0] as StoredBlock);
  assert.equal(store.has("a"), false);
  writer.drop();
  assert.deepEqual(await readdir(folder), []);
});

test("every changed byte, and every missing end, is noticed", async () => {
  await write("a");
  const path = join(folder, "a");
  const bytes = await readFile(path);
  const store = await RowStore.open(folder);
  const read = (): unknown => [...store.read("a")];
  for (const at of bytes.keys()) {
    await writeFile(path, bytes.with(at, (bytes[at] ?? 0) ^ 4));
    assert.throws(read, StoreDamaged, `byte ${at}`);
  }
  for (const length of [0, 1, 8, bytes.length - 8, bytes.length - 1]) {
    await writeFile(path, bytes);
    await truncate(path, length);
    assert.throws(read, StoreDamaged, `${length} bytes`);
  }
  await rm(path);
  assert.throws(read, StoreDamaged);
});

test("only what is in use stays, also of killed runs", async () => {
  for (const key of ["a", "b", "c"]) await write(key);
  await writeFile(join(folder, "d.part"), "");
  const failed = await RowStore.open(folder);
  failed.write("e").end();
  await failed.prune(["a", "b"]);
  assert.deepEqual((await readdir(folder)).sort(), ["a", "b", "e"]);
  const store = await RowStore.open(folder);
  [...store.read("b")];
  store.write("f").end();
  await store.prune([]);
  assert.deepEqual((await readdir(folder)).sort(), ["b", "f"]);
});

async function write(key: string): Promise<void> {
  const writer = (await RowStore.open(folder)).write(key);
  for (const block of blocks) writer.add(block);
  writer.end();
}
