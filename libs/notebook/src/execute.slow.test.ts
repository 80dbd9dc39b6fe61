import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { findPaths } from "@tillbook/pipeline";
import { executeNotebooks, type NamedExecution } from "./execute.js";

// How runs of real kernels end from outside; what a cell itself can do wrong is in faults.long.test.ts.

const root = findPaths().root;
let folder = "";

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tillbook-execute-"));
});
after(() => rm(folder, { recursive: true, force: true }));

/** A notebook that writes its kernel's process id into a file and then keeps the kernel busy. */
function busyNotebook(file: string) {
  const cell = `import { writeFileSync } from "node:fs";\nwriteFileSync(${JSON.stringify(file)}, String(process.pid));`;
  return [{ name: "busy", cells: [cell, "while (true) {}"] }];
}

async function waitForKernel(file: string): Promise<number> {
  for (let turn = 0; turn < 300 && !existsSync(file); turn++) await sleep(100);
  return Number(readFileSync(file, "utf8"));
}

/** Waits for a process that `parent` started, or one of its own did, and whose command line has `mark`. */
async function waitForProcess(parent: number, mark: string): Promise<number> {
  for (let turn = 0; turn < 3000; turn++, await sleep(10)) {
    const pid = listProcesses(parent).find((child) => readProcess(child, "cmdline").includes(mark));
    if (pid !== undefined) return pid;
  }
  throw new Error(`expected a process with ${mark}, found none`);
}

function listProcesses(parent: number): number[] {
  const children = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && / \S (\d+)/.exec(readProcess(Number(name), "stat"))?.[1] === String(parent))
    .map(Number);
  return children.flatMap((child) => [child, ...listProcesses(child)]);
}

/** Reads a file of a process; empty when it is gone. */
function readProcess(pid: number, file: "cmdline" | "stat"): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
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

test("a kernel listens on no port, only on sockets in a folder of its owner's alone, and that is gone after an abort", async () => {
  const file = join(folder, "listening");
  const stop = new AbortController();
  const onDone = async (): Promise<void> => {};
  const options = { root, cellTimeoutS: 60, kernels: 1, signal: stop.signal, onDone };
  const run = executeNotebooks(busyNotebook(file), options);
  const pid = await waitForKernel(file);
  assert.deepEqual(listListening(pid, "tcp"), []);
  const sockets = listListening(pid, "unix");
  assert.equal(sockets.length, 5);
  const place = dirname(sockets[0] ?? "");
  assert.deepEqual(new Set(sockets.map(dirname)), new Set([place]));
  assert.equal(statSync(place).mode & 0o777, 0o700);
  assert.ok(existsSync(join(place, "1.json")), "expected the file with the kernel's key there");
  stop.abort();
  await assert.rejects(run);
  assert.equal(existsSync(place), false);
});

/** Lists what a process listens on: addresses of TCP in hex, or paths of sockets. */
function listListening(pid: number, kind: "tcp" | "unix"): string[] {
  const open = readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`));
  const lines = (kind === "tcp" ? ["tcp", "tcp6"] : ["unix"])
    .flatMap((name) => readFileSync(`/proc/${pid}/net/${name}`, "utf8").split("\n").slice(1))
    .map((line) => line.trim().split(/\s+/));
  // of unix: Num RefCount Protocol Flags Type St Inode Path, flag 0x10000 listens
  const listening =
    kind === "tcp" ? lines.filter((line) => line[3] === "0A") : lines.filter((line) => line[3] === "00010000");
  const [inode, address] = kind === "tcp" ? [9, 1] : [6, 7];
  return listening.filter((line) => open.includes(`socket:[${line[inode]}]`)).map((line) => line[address] ?? "");
}

test("a kernel dies by itself when whoever runs the notebooks is killed", async () => {
  const file = join(folder, "killed");
  const code = `
    import { executeNotebooks } from ${JSON.stringify(join(root, "libs/notebook/src/execute.ts"))};
    const signal = new AbortController().signal;
    await executeNotebooks(${JSON.stringify(busyNotebook(file))}, { root: ${JSON.stringify(root)}, cellTimeoutS: 60, kernels: 1, signal, onDone: async () => {} });`;
  const runner = spawn(process.execPath, ["--import", "@tillbook/pipeline/tsx", "--input-type=module", "-e", code], {
    cwd: root,
  });
  const pid = await waitForKernel(file);
  runner.kill("SIGKILL");
  assert.ok(await isGone(pid, 3000));
});

test("a kernel that is killed while it starts is no fault of set-up", async () => {
  const made: NamedExecution[] = [];
  const run = executeNotebooks(busyNotebook(join(folder, "never")), {
    root,
    cellTimeoutS: 60,
    kernels: 1,
    signal: new AbortController().signal,
    onDone: async (execution) => void made.push(execution),
  });
  process.kill(await waitForProcess(process.pid, "tslab"), "SIGTERM");
  await run;
  const { name, message, hint } = made[0]?.failure ?? {};
  assert.deepEqual([name, hint], ["KernelNotStarted", "make plot"]);
  assert.match(message ?? "", /it was killed$/);
});

test("a signal to the process that runs the notebooks interrupts, and is no bug of Tillbook", async () => {
  const file = join(folder, "interrupted");
  const run = executeNotebooks(busyNotebook(file), {
    root,
    cellTimeoutS: 60,
    kernels: 1,
    signal: new AbortController().signal,
    onDone: async () => {},
  });
  const rejection = assert.rejects(run, { code: "INTERRUPTED", hint: "make plot" });
  const kernel = await waitForKernel(file);
  process.kill(await waitForProcess(process.pid, "execute.py"), "SIGTERM");
  await rejection;
  assert.ok(await isGone(kernel, 3000));
});
