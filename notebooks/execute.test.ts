import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { findPaths } from "@tillbook/pipeline";
import { joinEmbeddedMysql, leaveEmbeddedMysql } from "@tillbook/services";
import { type Execution, executeNotebooks } from "./execute.js";

// Real kernels, a real database: all notebooks run in one call, since a kernel takes seconds to start.

const root = findPaths().root;
const notebooks: Record<string, string[]> = {
  throws: ['function check(x: number) {\n  // too big\n\n  throw new RangeError("too big: " + x);\n}', "check(1);"],
  parses: ["const a = 1;\nconst b = a +;"],
  rejects: ['await Promise.reject(new Error("awaited"));'],
  floats: ['Promise.reject(new Error("floating"));\nconsole.log(1);'],
  ticks: ['setTimeout(() => {\n  throw new Error("late");\n}, 300);'],
  exits: ["process.exit(0);"],
  dies: ['process.kill(process.pid, "SIGKILL");'],
  leaves: ["setInterval(() => {}, 100);"],
  spins: ["while (true) {}"],
  misses: ['import { readTable } from "./tables.js";', 'const table = await readTable("no_such_table");'],
  talks: ["for (let i = 0; i < 3000; i++) console.log(i);"],
};
const executions = new Map<string, Execution>();
let folder = "";
let paths = findPaths();

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tillbook-execute-"));
  paths = { ...paths, data: folder };
  const address = await joinEmbeddedMysql(paths, "tillbook");
  for (const name of ["host", "port", "user", "password", "database"] as const) {
    process.env[`MYSQL_${name.toUpperCase()}`] = String(address[name]);
  }
  await executeNotebooks(
    Object.entries(notebooks).map(([name, cells]) => ({ name, cells })),
    {
      root,
      cellTimeoutS: 12,
      kernels: 3,
      signal: new AbortController().signal,
      onDone: async (execution) => void executions.set(execution.name, execution),
    },
  );
});

after(async () => {
  await leaveEmbeddedMysql(paths);
  await rm(folder, { recursive: true, force: true });
});

function expectFailure(name: string, cell: number, line: number | undefined, message: RegExp): void {
  const failure = executions.get(name)?.failure;
  assert.ok(failure, `${name} must fail`);
  assert.deepEqual([failure.cell, failure.line ?? undefined], [cell, line]);
  assert.match(`${failure.name}: ${failure.message}`, message);
}

test("an error is named with its class, and the line of the cell that runs", () => {
  expectFailure("throws", 1, 1, /^RangeError: too big: 1$/);
});

test("a cell that is no TypeScript fails", () => expectFailure("parses", 0, 2, /^TypeScript: Expression expected/));

test("a rejected promise that is awaited fails the cell", () => expectFailure("rejects", 0, 1, /^Error: awaited$/));

test("a rejected promise that nobody awaits fails the cell", () => expectFailure("floats", 0, 1, /^Error: floating/));

test("a throw in a timer fails the cell that set it", () => expectFailure("ticks", 0, 2, /^Error: late/));

test("a cell can't end its kernel and pass", () => {
  expectFailure("exits", 0, 1, /process\.exit\(0\) was called/);
  expectFailure("dies", 0, undefined, /the kernel died/);
});

test("a cell that leaves a timer behind fails", () => expectFailure("leaves", 0, undefined, /a timer went on running/));

test("a cell that never ends is stopped after the time limit", () => {
  expectFailure("spins", 0, undefined, /ran longer than 12 s/);
});

test("a missing table is named, with the command that makes it", () => {
  expectFailure("misses", 1, 1, /no_such_table' doesn't exist/);
  assert.equal(executions.get("misses")?.failure?.hint, "make aggregate");
});

test("thousands of outputs of one cell all arrive", () => {
  const { failure, cells } = executions.get("talks")!;
  assert.equal(failure, undefined);
  const text = cells[0]!.outputs.map((output) => output["text"]).join("");
  assert.equal(text, Array.from({ length: 3000 }, (_, i) => `${i}\n`).join(""));
});

/** A notebook that tells its kernel's process id and then keeps it busy. */
function busyNotebook(file: string) {
  const cell = `import { writeFileSync } from "node:fs";\nwriteFileSync(${JSON.stringify(file)}, String(process.pid));`;
  return [{ name: "busy", cells: [cell, "while (true) {}"] }];
}

async function waitForKernel(file: string): Promise<number> {
  for (let turn = 0; turn < 300 && !existsSync(file); turn++) await sleep(100);
  return Number(readFileSync(file, "utf8"));
}

async function isGone(pid: number, withinMs: number): Promise<boolean> {
  for (const started = performance.now(); performance.now() - started < withinMs; await sleep(50)) {
    try {
      process.kill(pid, 0);
      if (/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"))) return true;
    } catch {
      return true;
    }
  }
  return false;
}

test("an abort leaves no kernel behind and rejects with its reason", async () => {
  const file = join(folder, "aborted");
  const stop = new AbortController();
  const run = executeNotebooks(busyNotebook(file), {
    root,
    cellTimeoutS: 60,
    kernels: 1,
    signal: stop.signal,
    onDone: async () => {},
  });
  const pid = await waitForKernel(file);
  stop.abort(new Error("enough"));
  await assert.rejects(run, /enough/);
  assert.ok(await isGone(pid, 500));
});

test("a kernel dies by itself when whoever runs the notebooks is killed", async () => {
  const file = join(folder, "killed");
  const code = `
    import { executeNotebooks } from ${JSON.stringify(join(root, "notebooks/execute.ts"))};
    const signal = new AbortController().signal;
    await executeNotebooks(${JSON.stringify(busyNotebook(file))}, { root: ${JSON.stringify(root)}, cellTimeoutS: 60, kernels: 1, signal, onDone: async () => {} });`;
  const runner = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", code], { cwd: root });
  const pid = await waitForKernel(file);
  runner.kill("SIGKILL");
  assert.ok(await isGone(pid, 3000));
});
