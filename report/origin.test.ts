import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
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

test("a query counts as a change where the user's own settings of git hide it, an editor's file does not", async () => {
  const commit = commitAll();
  git("config", "status.showUntrackedFiles", "no");
  git("config", "core.excludesFile", join(folder, ".git/mine"));
  await writeFile(join(folder, ".git/mine"), "*.swp\n*.json\nhidden.sql\n");
  await mkdir(join(folder, ".vscode"));
  for (const file of ["query.sql.swp", ".vscode/settings.json"]) await writeFile(join(folder, file), "");
  assert.equal((await readOrigin(folder)).tree, "clean");
  for (const [file, clear] of [
    ["new.sql", () => rm(join(folder, "new.sql"))],
    ["hidden.sql", () => rm(join(folder, "hidden.sql"))],
  ] as const) {
    await writeFile(join(folder, file), "select 1");
    assert.deepEqual(await readOrigin(folder), { commit, tree: "changed", lockfiles });
    await clear();
  }
  assert.equal((await readOrigin(folder)).tree, "clean");
});

test("a file that git was told to overlook counts as a change", async () => {
  commitAll();
  for (const flag of ["assume-unchanged", "skip-worktree"]) {
    git("update-index", `--${flag}`, "requirements.txt");
    assert.equal((await readOrigin(folder)).tree, "changed");
    git("update-index", `--no-${flag}`, "requirements.txt");
    assert.equal((await readOrigin(folder)).tree, "clean");
  }
});

test("the commit is that of the checkout, whatever repository the user's shell names", async () => {
  const commit = commitAll();
  const other = await mkdtemp(join(folder, ".other-"));
  for (const command of [
    "init --quiet",
    "-c user.name=A -c user.email=a@example.org commit --quiet --allow-empty -m B",
  ])
    execFileSync("git", command.split(" "), { cwd: other });
  await writeFile(join(folder, "new.sql"), "select 1");
  const strange = { GIT_DIR: join(other, ".git"), GIT_WORK_TREE: other, GIT_INDEX_FILE: join(other, "index") };
  Object.assign(process.env, strange);
  try {
    assert.deepEqual(await readOrigin(folder), { commit, tree: "changed", lockfiles });
  } finally {
    for (const name of Object.keys(strange)) delete process.env[name];
  }
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
