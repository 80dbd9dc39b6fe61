import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { afterEach, beforeEach } from "node:test";
import { sha256 } from "@tillbook/pipeline";
import { readOrigin } from "./origin.js";

let folder: string;
const files = ["package-lock.json", "requirements.txt", "requirements-spark.txt"];
const lockfiles = Object.fromEntries(files.map((file) => [file, sha256(file)]));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tillbook-origin-"));
  for (const file of files) await writeFile(join(folder, file), file);
});

afterEach(() => rm(folder, { recursive: true }));

function git(...args: string[]): string {
  const person = ["-c", "user.name=A", "-c", "user.email=a@example.org"];
  return execFileSync("git", [...person, ...args], { cwd: folder, encoding: "utf8" }).trim();
}

function commitAll(): string {
  git("init", "--quiet");
  git("add", ".");
  git("commit", "--quiet", "-m", "A");
  return git("rev-parse", "HEAD");
}

test("the origin is the commit, and the hashes of the lockfiles", async () => {
  const commit = commitAll();
  assert.deepEqual(await readOrigin(folder), { commit, tree: "clean", lockfiles });
});

test("a file that is not committed counts as a change", async () => {
  const commit = commitAll();
  await writeFile(join(folder, "new.ts"), "");
  assert.deepEqual(await readOrigin(folder), { commit, tree: "changed", lockfiles });
});

test("without git the commit is unknown, even within a checkout of something else", async () => {
  commitAll();
  const copy = await mkdtemp(join(folder, "copy-"));
  for (const file of files) await writeFile(join(copy, file), file);
  assert.deepEqual(await readOrigin(copy), { commit: "unknown", tree: "unknown", lockfiles });
});

test("an image knows the commit that it was built from", async () => {
  const commit = "c".repeat(40);
  await writeFile(join(folder, "origin.json"), JSON.stringify({ commit, tree: "clean" }));
  assert.deepEqual(await readOrigin(folder), { commit, tree: "clean", lockfiles });
});
