import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type Edits, historyFile, watchEdits } from "./edits.js";

let root: string;
let edits: Edits;
const forever = new AbortController().signal;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "tillbook-edits-"));
  for (const name of ["report/node_modules", "build", "static", "dist", "__pycache__", ".git/logs"])
    await mkdir(join(root, name), { recursive: true });
  await writeFile(join(root, "report/report.css"), "a");
  edits = await watchEdits(root);
});
afterEach(async () => {
  await edits.close();
  await rm(root, { recursive: true });
});

/** Collects edits until `last` is among them: the system may report those of one moment in two parts. */
async function collect(last: string): Promise<string[]> {
  const files = new Set<string>();
  while (!files.has(last)) for (const file of await edits.next(forever)) files.add(file);
  return [...files].sort();
}

test("files that are changed, new or gone are named, in order, and only once", async () => {
  await writeFile(join(root, "report/report.css"), "b");
  await writeFile(join(root, "report/a.ts"), "");
  await writeFile(join(root, ".env"), "");
  await writeFile(join(root, "z.ts"), "");
  assert.deepEqual(await collect("z.ts"), [".env", "report/a.ts", "report/report.css", "z.ts"]);
  await rm(join(root, "report/a.ts"));
  assert.deepEqual(await edits.next(forever), ["report/a.ts"]);
});

test("edits that follow each other closely are named together, sorted", async () => {
  const next = edits.next(forever);
  for (const name of ["c.ts", "b.ts", "a.ts"]) await writeFile(join(root, name), "");
  const first = await next;
  assert.deepEqual(first, [...first].sort());
  assert.deepEqual(first.length === 3 ? first : [...first, ...(await edits.next(forever))].sort(), [
    "a.ts",
    "b.ts",
    "c.ts",
  ]);
});

test("files are named together while git writes those of another branch", async () => {
  const lock = join(root, ".git/index.lock");
  await writeFile(lock, "");
  const next = edits.next(forever);
  await writeFile(join(root, "a.ts"), "");
  // longer than edits that follow each other closely
  await sleep(300);
  await writeFile(join(root, "b.ts"), "");
  await sleep(300);
  await rm(lock);
  assert.deepEqual(await next, ["a.ts", "b.ts"]);
});

test("an edit is named soon where git writes nothing", async () => {
  const started = performance.now();
  await writeFile(join(root, "a.ts"), "");
  assert.deepEqual(await edits.next(forever), ["a.ts"]);
  assert.ok(performance.now() - started < 5000);
});

test("what is built, fetched, or left by an editor while it saves is no edit", async () => {
  const others = ["build/x.html", "static/x", "dist/x", "__pycache__/x", "report/node_modules/x.js", ".git/index"];
  for (const file of [...others, "report/.x.swp", "report/x.css~", "x.part", "x.tmp", "4913", ".env.swp"])
    await writeFile(join(root, file), "");
  await writeFile(join(root, "report/last.ts"), "");
  assert.deepEqual(await collect("report/last.ts"), ["report/last.ts"]);
});

test("a commit and another branch are seen by git's history, and nothing else of git's is", async () => {
  for (const file of [".git/HEAD", ".git/logs/other", historyFile]) await writeFile(join(root, file), "a");
  assert.deepEqual(await collect(historyFile), [historyFile]);
});

test("waiting ends with the signal, before an edit and while more are awaited", async () => {
  const stop = new AbortController();
  const next = edits.next(stop.signal);
  stop.abort();
  await assert.rejects(next, { name: "AbortError" });
  await writeFile(join(root, "report/a.ts"), "");
  await assert.rejects(edits.next(stop.signal), { name: "AbortError" });
});

test("what can't be watched is an error that says what to do, at the start and later, however often it is told", async () => {
  // links to themselves, in place of a system that watches no more folders
  const expected = {
    code: "WATCH_FAILED",
    message: /^cannot watch the sources: ELOOP\b/,
    hint: /fs\.inotify\.max_user_watches$/,
  };
  const told = assert.rejects(edits.next(forever), expected);
  for (const name of ["a", "b"]) await symlink(name, join(root, name));
  await told;
  await assert.rejects(edits.next(forever), expected);
  await assert.rejects(watchEdits(root), expected);
});
