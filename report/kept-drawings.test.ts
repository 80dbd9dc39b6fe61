import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
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

test("a damaged drawing is none, and nothing is kept where the folder can't be made", async () => {
  const folder = await mkdtemp(join(tmpdir(), "drawings-"));
  try {
    const kept = keepDrawings(folder);
    await kept.keep(["a"], "<svg/>");
    const file = join(folder, (await readdir(folder))[0]!);
    const whole = await readFile(file);
    for (const damaged of ["", whole.subarray(0, 20), whole.subarray(0, -1), Buffer.from(`${whole} `)]) {
      await writeFile(file, damaged);
      assert.equal(await kept.find(["a"]), undefined);
    }
    await writeFile(file, whole);
    assert.equal(String(await kept.find(["a"])), "<svg/>");
    const nowhere = keepDrawings(join(file, "below"));
    await nowhere.keep(["a"], "<svg/>");
    assert.equal(await nowhere.find(["a"]), undefined);
    await nowhere.removeUnused();
  } finally {
    await rm(folder, { recursive: true });
  }
});
