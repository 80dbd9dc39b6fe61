import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { findRoot } from "./paths.js";
import { formatSeconds } from "./run-stage.js";

const root = findRoot();
const prelude = `import { runStage, TillbookError } from ${JSON.stringify(join(root, "libs/pipeline/src/index.ts"))};`;

/** Runs a stage as a process of its own and resolves to its exit code and what it printed. */
async function runProcess(
  body: string,
  during?: (child: ReturnType<typeof spawn>) => void,
  env: Record<string, string> = {},
) {
  const code = `${prelude} await runStage("import", async ({ log, signal, progress, settings, paths }) => { ${body} });`;
  const child = spawn(process.execPath, ["--import", "@tillbook/pipeline/tsx", "--input-type=module", "--eval", code], {
    cwd: root,
    env: { ...process.env, ...env },
  });
  let printed = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
    if (text.includes("started")) during?.(child);
  });
  const [exitCode] = await once(child, "close");
  return { exitCode, printed };
}

test("a stage that ends well prints what it made, and its time goes into the file that make names", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tillbook-run-stage-"));
  const TILLBOOK_TIMES = join(folder, "times");
  try {
    const { exitCode, printed } = await runProcess(`log("3 files"); return "3 rows";`, undefined, { TILLBOOK_TIMES });
    assert.equal(exitCode, 0);
    assert.match(printed, /^import {4}3 files\nimport {4}done in \d+\.\d s: 3 rows\n$/);
    assert.match(readFileSync(TILLBOOK_TIMES, "utf8"), /^\{"stage":"import","ms":\d+\}\n$/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a channel of a program that started make is no parent that asks for runs", async () => {
  const code = `${prelude} await runStage("import", async () => "3 rows");`;
  const args = ["--import", "@tillbook/pipeline/tsx", "--input-type=module", "--eval", code];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "ignore", "pipe", "ipc"] });
  let printed = "";
  child.stderr!.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
  });
  const [exitCode] = await once(child, "close", { signal: AbortSignal.timeout(60_000) });
  assert.equal(exitCode, 0);
  assert.match(printed, /^import {4}done in \d+\.\d s: 3 rows\n$/);
});

test("a stage gets the settings and the paths, and its progress is a line at each 10 %, or at each percent", async () => {
  const body = `for (const done of [0, 5, 10, 11]) progress(done, 100); return settings.data.rows + " " + paths.build;`;
  const { printed } = await runProcess(body, undefined, { SALES_ROWS: "7" });
  assert.match(printed, /^import {4}10 %\nimport {4}done in .*: 7 /);
  assert.ok(printed.endsWith(`: 7 ${join(root, "build")}\n`));
  const each = await runProcess(body, undefined, { TILLBOOK_PROGRESS: "1" });
  assert.match(each.printed, /^import {4}5 %\nimport {4}10 %\nimport {4}11 %\nimport {4}done/);
});

test("an invalid setting of any stage fails before the stage runs", async () => {
  const env = { REPORT_THEME: "nope", SOURCE_DATE_EPOCH: "tomorrow" };
  const { exitCode, printed } = await runProcess(`log("runs"); return "";`, undefined, env);
  assert.equal(exitCode, 1);
  assert.match(printed, /^import {4}failed: REPORT_THEME must be .*, got "nope" \[SETTING_INVALID\]\n/);
  assert.match(
    printed,
    /\nimport {6}SOURCE_DATE_EPOCH must be .*, got "tomorrow"\nimport {6}try: set REPORT_THEME in \.env/,
  );
  assert.doesNotMatch(printed, /runs/);
});

test("a failure that a user can fix is two lines and exit code 1, without a stack", async () => {
  const { exitCode, printed } = await runProcess(
    `throw new TillbookError("CSV_MISSING", "no files", "make generate");`,
  );
  assert.equal(exitCode, 1);
  assert.equal(printed, "import    failed: no files [CSV_MISSING]\nimport      try: make generate\n");
});

test("a full disk is named, not reported as an internal error", async () => {
  const { exitCode, printed } = await runProcess(
    `(await import("node:fs")).writeFileSync("/dev/full", "rows"); return "";`,
  );
  assert.equal(exitCode, 1);
  assert.match(printed, /failed: the disk is full: ENOSPC.*\[DISK_FULL\]\nimport {6}try: free space .*\n$/);
});

test("an internal error is printed with its stack", async () => {
  const { exitCode, printed } = await runProcess(`throw new TypeError("x is not a function");`);
  assert.equal(exitCode, 1);
  assert.match(
    printed,
    /failed: internal error \(a bug in Tillbook, not your data\): TypeError: x is not a function\nimport +at /s,
  );
});

test("SIGTERM aborts the stage's signal and ends with 143", async () => {
  const wait = `log("started"); const t = setInterval(() => {}, 1000); await new Promise((_, reject) => signal.addEventListener("abort", () => { clearInterval(t); reject(signal.reason); })); return "";`;
  const { exitCode, printed } = await runProcess(wait, (child) => child.kill("SIGTERM"));
  assert.equal(exitCode, 143);
  assert.match(printed, /failed: stopped by SIGTERM \[INTERRUPTED\]/);
});

test("Ctrl-C ends with 130, and a failure after it is not what is printed", async () => {
  const wait = `log("started"); const t = setInterval(() => {}, 1000); await new Promise((_, reject) => signal.addEventListener("abort", () => { clearInterval(t); reject(new Error("later")); })); return "";`;
  const { exitCode, printed } = await runProcess(wait, (child) => child.kill("SIGINT"));
  assert.equal(exitCode, 130);
  assert.match(printed, /failed: stopped by SIGINT \[INTERRUPTED\]\nimport {6}try: make import\n$/);
  assert.doesNotMatch(printed, /later/);
});

test("a failure whose signal comes a moment later is an interruption: nx ends a stage's own processes first", async () => {
  const { exitCode, printed } = await runProcess(`log("started"); throw new Error("a child died");`, (child) => {
    child.kill("SIGTERM");
  });
  assert.equal(exitCode, 143);
  assert.match(printed, /^import {4}failed: stopped by SIGTERM \[INTERRUPTED\]\nimport {6}try: make import$/m);
});

test("a duration has one decimal", () => {
  assert.equal(formatSeconds(3149), "3.1 s");
  assert.equal(formatSeconds(0), "0.0 s");
});

test("names in log lines and failures reach a terminal as text, on lines that look like no other stage's", async () => {
  const body = `log("51 gro\\u00df\\u202e.csv \\x1b[2J\\nplot ok"); throw new TillbookError("CSV_INVALID", "bad\\nplot      failed: \\u2067", "make x");`;
  const { printed } = await runProcess(body);
  assert.equal(
    printed,
    [
      "import    51 groß\\u202e.csv \\u001b[2J\\u000aplot ok",
      "import    failed: bad",
      "import      plot      failed: \\u2067 [CSV_INVALID]",
      "import      try: make x",
      "",
    ].join("\n"),
  );
});
