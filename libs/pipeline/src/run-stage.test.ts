import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "node:test";
import { findRoot } from "./paths.js";

const root = findRoot();
const prelude = `import { runStage, TillbookError } from ${JSON.stringify(join(root, "libs/pipeline/src/index.ts"))};`;

/** Runs a stage as a process of its own and resolves to its exit code and what it printed. */
async function runProcess(body: string, during?: (child: ReturnType<typeof spawn>) => void) {
  const code = `${prelude} await runStage("import", async ({ log, signal }) => { ${body} });`;
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", code], { cwd: root });
  let printed = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
    if (text.includes("started")) during?.(child);
  });
  const [exitCode] = await once(child, "close");
  return { exitCode, printed };
}

test("a stage that ends well says what it made", async () => {
  const { exitCode, printed } = await runProcess(`log("3 files"); return "3 rows";`);
  assert.equal(exitCode, 0);
  assert.match(printed, /^import {4}3 files\nimport {4}done in \d+\.\d s: 3 rows\n$/);
});

test("a failure that can be mended is two lines and exit code 1, without a stack", async () => {
  const { exitCode, printed } = await runProcess(
    `throw new TillbookError("CSV_MISSING", "no files", "make generate");`,
  );
  assert.equal(exitCode, 1);
  assert.equal(printed, "import    failed: no files [CSV_MISSING]\nimport      try: make generate\n");
});

test("a full disk is named, and not taken for a mistake of ours", async () => {
  const { exitCode, printed } = await runProcess(
    `(await import("node:fs")).writeFileSync("/dev/full", "rows"); return "";`,
  );
  assert.equal(exitCode, 1);
  assert.match(printed, /failed: the disk is full: ENOSPC.*\[DISK_FULL\]\nimport {6}try: free space .*\n$/);
});

test("a mistake of ours shows its stack", async () => {
  const { exitCode, printed } = await runProcess(`throw new TypeError("x is not a function");`);
  assert.equal(exitCode, 1);
  assert.match(
    printed,
    /failed: internal error \(a bug in Tillbook, not your data\): TypeError: x is not a function\n +at /s,
  );
});

test("SIGTERM aborts the stage's signal and ends with 143", async () => {
  const wait = `log("started"); const t = setInterval(() => {}, 1000); await new Promise((_, reject) => signal.addEventListener("abort", () => { clearInterval(t); reject(signal.reason); })); return "";`;
  const { exitCode, printed } = await runProcess(wait, (child) => child.kill("SIGTERM"));
  assert.equal(exitCode, 143);
  assert.match(printed, /failed: stopped by SIGTERM \[INTERRUPTED\]/);
});
