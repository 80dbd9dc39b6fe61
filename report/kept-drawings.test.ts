import assert from "node:assert/strict";
import { mkdtemp, readdir, rm, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { keepDrawings } from "./kept-drawings.js";

test("a drawing is found by all that it was drawn from, and removed when it wasn't used for two weeks", async () => {
  const folder = await mkdtemp(join(tmpdir(), "drawings-"));
  try {
    const kept = keepDrawings(join(folder, "new"));
    await kept.removeUnused();
    assert.equal(await kept.find(["a", "b"]), undefined);
    await kept.keep(["a", "b"], "<svg/>");
    await kept.keep(["ab", ""], "<svg><g/></svg>");
    assert.equal(String(await kept.find(["a", "b"])), "<svg/>");
    const old = new Date(Date.now() - 15 * 86_400_000);
    for (const name of await readdir(join(folder, "new"))) await utimes(join(folder, "new", name), old, old);
    await kept.find(["ab", ""]);
    await kept.removeUnused();
    assert.equal(await kept.find(["a", "b"]), undefined);
    assert.equal(String(await kept.find(["ab", ""])), "<svg><g/></svg>");
  } finally {
    await rm(folder, { recursive: true });
  }
});
