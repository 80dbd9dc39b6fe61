import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { sha256 } from "@tillbook/pipeline";
import { findCsvFiles } from "./csv-files.js";
import { KnownHashes } from "./known-hashes.js";

let folder: string;
let hashesFile: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tillbook-hashes-"));
  hashesFile = join(folder, "known-files.json");
});
after(() => rm(folder, { recursive: true }));

/** Writes a file whose last change is long enough ago. */
async function write(text: string, name = "a.csv"): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  await sleep(40);
  return path;
}

/** Asks for the hash of a file, and says whether it was read for that. */
async function ask(path: string): Promise<{ sha256: string; wasRead: boolean }> {
  const hashes = await KnownHashes.open(hashesFile);
  let wasRead = false;
  const found = await hashes.find(path, "", async () => {
    wasRead = true;
    const content = await readFile(path);
    return { sha256: sha256(content), sizeBytes: content.length };
  });
  await hashes.keep(hashesFile);
  return { sha256: found.sha256, wasRead };
}

test("a file is read once, and again after somebody wrote to it, even if its size and time are as before", async () => {
  const path = await write("one");
  assert.deepEqual(await ask(path), { sha256: sha256("one"), wasRead: true });
  assert.deepEqual(await ask(path), { sha256: sha256("one"), wasRead: false });
  const { atime, mtime } = await stat(path);
  await write("two");
  await utimes(path, atime, mtime);
  await sleep(40);
  assert.deepEqual(await ask(path), { sha256: sha256("two"), wasRead: true });
  assert.deepEqual(await ask(path), { sha256: sha256("two"), wasRead: false });
});

test("the hash of a file whose last change may not be its last at that time is not kept", async () => {
  const path = await write("young");
  await utimes(path, new Date(), new Date(Date.now() + 60_000));
  assert.equal((await ask(path)).wasRead, true);
  assert.equal((await ask(path)).wasRead, true);
  await utimes(path, new Date(), new Date(0));
  await sleep(40);
  assert.equal((await ask(path)).wasRead, true);
  assert.equal((await ask(path)).wasRead, false);
});

test("hashes that are damaged, of another version or missing are made again", async () => {
  const path = await write("one");
  await ask(path);
  assert.equal((await stat(hashesFile)).mode & 0o777, 0o600);
  const content = await readFile(hashesFile, "utf8");
  for (const damaged of [content.slice(1), "", "null", content.replace('"version":1', '"version":2')]) {
    await writeFile(hashesFile, damaged);
    assert.equal((await ask(path)).wasRead, true);
  }
});

test("files whose hashes are known are found as they are, and one that is gone is not kept", async () => {
  const source = await mkdtemp(join(folder, "tills-"));
  const [a, b] = [join(source, "a.csv"), join(source, "b.csv")];
  await writeFile(a, "1");
  await writeFile(b, "2");
  await sleep(40);
  const read = await findCsvFiles(source, "");
  assert.deepEqual(await findCsvFiles(source, "", hashesFile), read);
  assert.deepEqual(await findCsvFiles(source, "", hashesFile), read);
  await rm(b);
  assert.deepEqual((await findCsvFiles(source, "", hashesFile)).files, [read.files[0]]);
  assert.doesNotMatch(await readFile(hashesFile, "utf8"), /b\.csv/);
});
