import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { makeSocketFolder } from "./socket-folder.js";

test("a folder for sockets is its owner's alone, and in the folder for temporary files", async () => {
  const folder = await makeSocketFolder(10);
  assert.equal((await stat(folder)).mode & 0o777, 0o700);
  assert.equal(dirname(folder), tmpdir());
  await rm(folder, { recursive: true });
});

test("a socket's address has at most 107 bytes, however long TMPDIR is", async () => {
  const before = process.env["TMPDIR"];
  const deep = join(await mkdtemp(join(tmpdir(), "tillbook-deep-")), "x".repeat(100));
  await mkdir(deep);
  process.env["TMPDIR"] = deep;
  try {
    const folder = await makeSocketFolder(60);
    assert.ok(Buffer.byteLength(folder) + 1 + 60 <= 107, folder);
    assert.equal((await stat(folder)).mode & 0o777, 0o700);
    await rm(folder, { recursive: true });
  } finally {
    process.env["TMPDIR"] = before;
    await rm(dirname(deep), { recursive: true });
  }
});
