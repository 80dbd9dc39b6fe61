import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { tieToParent } from "./parent.js";
import { findRoot } from "./paths.js";

const node = `"${process.execPath}" --import @tillbook/pipeline/tsx --input-type=module -e`;

/** Starts a shell command whose node prints its pid and exit; gives the shell, and the pid when it is printed. */
async function start(command: (script: string) => string, body: string, signal: "SIGTERM" | "SIGKILL" = "SIGTERM") {
  const script = `
    const { endWithParent } = await import("./libs/pipeline/src/parent.ts");
    process.once("SIGTERM", () => { console.log("SIGTERM"); process.exit(); });
    endWithParent("${signal}");
    ${body}`
    .replaceAll('"', '\\"')
    .replaceAll("$", "\\$");
  const shell = spawn("sh", ["-c", command(`${node} "${script}"`)], {
    cwd: findRoot(),
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  const pid = await new Promise<number>((resolve) => {
    shell.stdout.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
      const found = /^pid (\d+)$/m.exec(printed)?.[1];
      if (found) resolve(Number(found));
    });
  });
  return { shell, pid, closed: once(shell.stdout, "close"), printed: () => printed };
}

const stay = `console.log("pid " + process.pid); setInterval(() => {}, 1000);`;

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function killAndWait(shell: ChildProcess, pid: number): Promise<void> {
  shell.kill("SIGKILL");
  const deadline = performance.now() + 20_000;
  while (isThere(pid) && performance.now() < deadline) await sleep(20);
  assert.ok(!isThere(pid), "expected the process to end with its parent");
}

test("a process gets the signal when its parent is gone", async () => {
  const { shell, pid, closed, printed } = await start((script) => `${script}; :`, stay);
  await killAndWait(shell, pid);
  await closed;
  assert.match(printed(), /^SIGTERM$/m);
});

test("a process gets the signal when the parent of the shell between them is gone", async () => {
  const { shell, pid } = await start((script) => `sh -c '${script.replaceAll("'", "'\\''")}; :'; :`, stay);
  await killAndWait(shell, pid);
});

test("a process gets the signal when its parent is gone, which is no shell", async () => {
  const spawnIt = (script: string): string =>
    `require("child_process").spawn("sh", ["-c", ${JSON.stringify(`exec ${script}`)}], { stdio: "inherit" })`;
  const { shell, pid } = await start((script) => `exec "${process.execPath}" -e '${spawnIt(script)}'`, stay);
  await killAndWait(shell, pid);
});

test("a busy process gets it too, where the signal needs no answer", async () => {
  const busy = `console.log("pid " + process.pid); await new Promise((resolve) => setTimeout(resolve, 100)); for (;;);`;
  const { shell, pid } = await start((script) => `${script}; :`, busy, "SIGKILL");
  await killAndWait(shell, pid);
});

test("the watch alone keeps no process alive", async () => {
  const { shell, printed } = await start((script) => script, `console.log("pid " + process.pid);`);
  assert.deepEqual(await once(shell, "exit"), [0, null]);
  assert.doesNotMatch(printed(), /SIGTERM/);
});

test("a command is tied by setpriv where PATH has it, and stays as it is elsewhere", () => {
  const folder = mkdtempSync(join(tmpdir(), "tillbook-parent-"));
  try {
    const path = ["/none", folder].join(delimiter);
    assert.deepEqual(tieToParent("java", ["-x", "y"], "KILL", path), ["java", ["-x", "y"]]);
    writeFileSync(join(folder, "setpriv"), "");
    const tied = ["--pdeathsig", "KILL", "java", "-x", "y"];
    assert.deepEqual(tieToParent("java", ["-x", "y"], "KILL", path), [join(folder, "setpriv"), tied]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
