import assert from "node:assert/strict";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { formatManifest, readManifest, writeManifest } from "./manifests.js";

test("equal content is equal text, in whatever order it was put together", () => {
  assert.equal(formatManifest({ b: { d: 1, c: [2, 1] }, a: "x" }), formatManifest({ a: "x", b: { c: [2, 1], d: 1 } }));
  assert.notEqual(formatManifest({ a: [1, 2] }), formatManifest({ a: [2, 1] }));
});

test("a manifest is read as it was written, nothing is left beside it, and a missing one is undefined", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tillbook-manifests-"));
  try {
    await writeManifest("import", { rows: 3 }, folder);
    assert.deepEqual(await readManifest("import", folder), { rows: 3 });
    assert.deepEqual(await readdir(folder), ["import.json"]);
    assert.equal(await readManifest("plot", folder), undefined);
  } finally {
    await rm(folder, { recursive: true });
  }
});
