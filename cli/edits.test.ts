import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type Edits, watchEdits } from "./edits.js";

let root: string;
let edits: Edits;
const forever = new AbortController().signal;
before(async () => {
  root = await mkdtemp(join(tmpdir(), "tillbook-edits-"));
  await Promise.all(["report", "build", "report/node_modules", ".git"].map((name) => mkdir(join(root, name))));
  await writeFile(join(root, "report/report.css"), "a");
  edits = watchEdits(root);
  await sleep(500); // until the watcher knows what is there
});
after(async () => {
  await edits.close();
  await rm(root, { recursive: true });
});

test("files that are changed, new or gone are named together, in order", async () => {
  const next = edits.next(forever);
  await writeFile(join(root, "report/report.css"), "b");
  await writeFile(join(root, "report/a.ts"), "");
  await writeFile(join(root, ".env"), "");
  assert.deepEqual(await next, [".env", "report/a.ts", "report/report.css"]);
  await rm(join(root, "report/a.ts"));
  assert.deepEqual(await edits.next(forever), ["report/a.ts"]);
});

test("what is made, fetched, or left by an editor while it saves is no edit", async () => {
  for (const file of [
    "build/x.html",
    "report/node_modules/x.js",
    ".git/index",
    "report/.x.swp",
    "report/x.css~",
    "4913",
  ]) {
    await writeFile(join(root, file), "");
  }
  await writeFile(join(root, "report/last.ts"), "");
  assert.deepEqual(await edits.next(forever), ["report/last.ts"]);
});

test("waiting ends with the signal", async () => {
  const stop = new AbortController();
  const next = edits.next(stop.signal);
  stop.abort();
  await assert.rejects(next, { name: "AbortError" });
});
