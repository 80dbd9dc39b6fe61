import assert from "node:assert/strict";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { separateTimers } from "./kernel-timers.js";

test("files that come and change while a kernel is up are found by the next cell, without an error", async () => {
  separateTimers();
  const { createConverter } = createRequire(import.meta.url)("tslab/dist/converter.js");
  const cwd = process.cwd();
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "tillbook-timers-")));
  const errors: unknown[] = [];
  const onError = (error: unknown): void => void errors.push(error);
  process.on("uncaughtException", onError).chdir(folder);
  const watched: string[] = [];
  const converter = createConverter({ _fileWatcher: (file: string) => watched.push(file) });
  try {
    writeFileSync("there.ts", "export const a = 1;");
    const cell = 'import { a } from "./there";\nimport { b } from "./later";\nconst sum = a + b;';
    assert.equal(converter.convert("", cell).diagnostics.length, 1, "later.ts is not there yet");
    writeFileSync("later.ts", "export const b = 2;");
    writeFileSync("there.ts", "export const a = 2;");
    const deadline = performance.now() + 20_000;
    while (watched.length === 0 && performance.now() < deadline) await sleep(20);
    assert.ok(watched.length > 0);
    while (converter.convert("", cell).diagnostics.length > 0 && performance.now() < deadline) await sleep(20);
    assert.deepEqual(converter.convert("", cell).diagnostics, []);
    assert.deepEqual(errors, []);
  } finally {
    converter.close();
    process.off("uncaughtException", onError).chdir(cwd);
    rmSync(folder, { recursive: true });
  }
});
