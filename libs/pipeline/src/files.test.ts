import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { explainSystemError, TillbookError } from "./errors.js";
import { makePrivateFolder, sha256, sha256File, writeFileAtomic } from "./files.js";
import { findPaths, findRoot } from "./paths.js";

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tillbook-files-"));
});
after(() => rm(folder, { recursive: true }));

test("a hash is the SHA-256 in hex, of a text, of bytes, and of a file of several megabytes", async () => {
  const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"; // FIPS 180-2, B.1
  assert.equal(sha256("abc"), abc);
  assert.equal(sha256(new Uint8Array([97, 98, 99])), abc);
  const file = join(folder, "long");
  await writeFile(file, "x".repeat(3_000_000));
  assert.equal(await sha256File(file), sha256("x".repeat(3_000_000)));
});

test("a file is written with its folders, its mode, and nothing left beside it, also when it can't be put in place", async () => {
  const file = join(folder, "a/b/c.txt");
  await writeFileAtomic(file, "1", { mode: 0o600 });
  await writeFileAtomic(file, "2");
  assert.equal(await readFile(file, "utf8"), "2");
  await writeFileAtomic(join(folder, "a/secret"), "", { mode: 0o600 });
  assert.equal((await stat(join(folder, "a/secret"))).mode & 0o777, 0o600);
  await mkdir(join(folder, "a/d"));
  await assert.rejects(writeFileAtomic(join(folder, "a/d"), "x"), { code: /EISDIR|ENOTEMPTY|EEXIST/ });
  assert.deepEqual((await readdir(join(folder, "a"))).sort(), ["b", "d", "secret"]);
  assert.deepEqual(await readdir(join(folder, "a/b")), ["c.txt"]);
});

test("the root is the folder with nx.json, at or above where one is; elsewhere there is none", async () => {
  await writeFile(join(folder, "nx.json"), "{}");
  await mkdir(join(folder, "x/y"), { recursive: true });
  assert.equal(findRoot(join(folder, "x/y")), folder);
  assert.equal(findRoot(folder), folder);
  assert.throws(() => findRoot("/"), /no nx.json found/);
});

test("all that is made is below build/", () => {
  assert.deepEqual(findPaths("/r"), {
    root: "/r",
    build: "/r/build",
    csv: "/r/build/csv",
    manifests: "/r/build/manifests",
    notebooks: "/r/build/notebooks",
    charts: "/r/build/charts",
    report: "/r/build/report",
    cache: "/r/.cache",
    data: "/r/.data",
  });
});

test("a full disk and a full quota are explained, any other error stays as it is", () => {
  for (const code of ["ENOSPC", "EDQUOT"]) {
    const cause = Object.assign(new Error("no space"), { code });
    const error = explainSystemError(cause);
    assert.ok(error instanceof TillbookError);
    assert.deepEqual([error.code, error.message, error.cause], ["DISK_FULL", "the disk is full: no space", cause]);
    assert.equal(error.hint, "free space on the disk that holds build/, then run the same command again");
    assert.deepEqual([error.name, error.details], ["TillbookError", []]);
  }
  const other = Object.assign(new Error("x"), { code: "EACCES" });
  assert.equal(explainSystemError(other), other);
});

test("a private folder is closed to others, also one that was there and open", async () => {
  const place = join(folder, "a", "b");
  await makePrivateFolder(place);
  assert.equal((await stat(place)).mode & 0o777, 0o700);
  await chmod(place, 0o755);
  await makePrivateFolder(place);
  assert.equal((await stat(place)).mode & 0o777, 0o700);
});
