import assert from "node:assert/strict";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { formatReceipt, readReceipt, writeReceipt } from "./receipts.js";

test("equal content is equal text, in whatever order it was put together", () => {
  assert.equal(formatReceipt({ b: { d: 1, c: [2, 1] }, a: "x" }), formatReceipt({ a: "x", b: { c: [2, 1], d: 1 } }));
  assert.notEqual(formatReceipt({ a: [1, 2] }), formatReceipt({ a: [2, 1] }));
});

test("a receipt is read as it was written, nothing is left beside it, and a missing one is undefined", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tillbook-receipts-"));
  try {
    await writeReceipt("import", { rows: 3 }, folder);
    assert.deepEqual(await readReceipt("import", folder), { rows: 3 });
    assert.deepEqual(await readdir(folder), ["import.json"]);
    assert.equal(await readReceipt("plot", folder), undefined);
  } finally {
    await rm(folder, { recursive: true });
  }
});
