import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { endProcess, findFreePort, findRunning, isRunning, isServing, listensOn, spawnServer } from "./process.js";

const folder = mkdtempSync(join(tmpdir(), "tillbook-process-"));
after(() => rmSync(folder, { recursive: true }));
const logFile = join(folder, "log");

const wait = "setInterval(() => {}, 1000)";

function isInCommandLine(pid: number | undefined, mark: string): boolean {
  return existsSync(`/proc/${pid}/cmdline`) && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(mark);
}

/** Starts a node that runs code and prints "up" when it does; its last argument is `mark`. */
async function start(code: string, mark: string): Promise<number> {
  const child = spawn(process.execPath, ["-e", `${code}; console.log("up"); ${wait}`, "--", mark], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  await once(child.stdout, "data");
  return Number(child.pid);
}

test("a server writes into its log file, which only its owner can read, and has a session of its own", async () => {
  const code = `console.log("out", process.cwd(), process.env.A); console.error("err")`;
  const server = spawnServer(process.execPath, ["-e", code], { logFile, cwd: folder, env: { A: "a" } });
  await once(server, "exit");
  assert.deepEqual(readFileSync(logFile, "utf8").split("\n").sort(), ["", "err", `out ${folder} a`]);
  assert.equal(statSync(logFile).mode & 0o777, 0o600);
  const other = spawnServer("sleep", ["60"], { logFile });
  assert.equal(readFileSync(logFile, "utf8"), "");
  const session = readFileSync(`/proc/${other.pid}/stat`, "utf8").split(" ")[5];
  assert.equal(session, String(other.pid));
  assert.equal(readlinkSync(`/proc/${other.pid}/fd/0`), "/dev/null");
  other.kill("SIGKILL");
  await once(other, "exit");
});

test("a server that is tied to its parent ends with it, another doesn't", async () => {
  const code = (isTied: boolean): string => `
    const { readFileSync } = await import("node:fs");
    const { spawnServer } = await import("./libs/services/src/process.ts");
    const server = spawnServer("sleep", ["60"], { logFile: ${JSON.stringify(logFile)}, diesWithParent: ${isTied} });
    while (!readFileSync("/proc/" + server.pid + "/cmdline", "utf8").startsWith("sleep")) await new Promise(setImmediate);
    console.log(server.pid);
    setInterval(() => {}, 1000);`;
  for (const isTied of [true, false]) {
    const parent = spawn(
      process.execPath,
      ["--import", "@tillbook/pipeline/tsx", "--input-type=module", "-e", code(isTied)],
      {
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    const [text] = await once(parent.stdout.setEncoding("utf8"), "data");
    parent.kill("SIGKILL");
    await once(parent, "exit");
    const pid = Number(text);
    if (isTied) while (isRunning(pid, "sleep")) await sleep(10);
    assert.equal(isRunning(pid, "sleep"), !isTied);
    await endProcess(pid, "sleep", 0);
  }
});

test("a process runs while it is there and has the mark; a zombie doesn't", async () => {
  const pid = await start("", "mark-a");
  assert.equal(isRunning(pid, "mark-a"), true);
  assert.equal(isRunning(pid, "mark-b"), false);
  // its parent never waits for it
  const parent = spawn("sh", ["-c", "sleep 0 & echo $!; exec sleep 60"], { stdio: ["ignore", "pipe", "ignore"] });
  const [zombie] = await once(parent.stdout.setEncoding("utf8"), "data");
  while (!/\) Z /.test(readFileSync(`/proc/${Number(zombie)}/stat`, "utf8"))) await new Promise(setImmediate);
  assert.equal(isRunning(Number(zombie), ""), false);
  parent.kill("SIGKILL");
  await endProcess(pid, "mark-a", 5000);
  assert.equal(isRunning(pid, "mark-a"), false);
  assert.equal(isRunning(2 ** 30, ""), false);
});

test("processes are found by their program and a whole argument", async () => {
  const mark = `--datadir=${folder}`;
  const pid = await start("", mark);
  assert.deepEqual(findRunning(process.execPath, [mark, "other"]), [pid]);
  assert.deepEqual(findRunning(process.execPath, [mark.slice(0, -1)]), []);
  await endProcess(pid, mark, 5000);
  assert.deepEqual(findRunning(process.execPath, [mark]), []);
});

test("another program with the argument is not found, nor one of another account", async () => {
  const mark = `--datadir=${folder}`;
  const link = join(folder, "link");
  symlinkSync(process.execPath, link);
  const other = spawn("sleep", ["60"], { argv0: mark, stdio: "ignore" });
  // an account of its own needs root
  const foreign = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : undefined;
  const stranger = foreign && spawn("sleep", ["60"], { ...foreign, argv0: mark, cwd: "/", stdio: "ignore" });
  const pid = await start("", mark);
  if (stranger) while (!isInCommandLine(stranger.pid, mark)) await sleep(10);
  assert.deepEqual(findRunning(link, [mark]), [pid]);
  assert.equal(isRunning(stranger?.pid ?? 0, mark), false);
  // as it is not believed to run, it is not killed either
  await endProcess(stranger?.pid ?? 2 ** 30, mark, 0);
  if (stranger) assert.equal(isInCommandLine(stranger.pid, mark), true);
  stranger?.kill("SIGKILL");
  other.kill("SIGKILL");
  await endProcess(pid, mark, 5000);
});

test("a server that was seen to listen is taken to do so until its process ends, and no longer", async () => {
  const [text, program] = [
    `const server = require("node:net").createServer().listen(0, "127.0.0.1", () => console.log(server.address().port))`,
    process.execPath,
  ];
  const child = spawn(program, ["-e", text], { stdio: ["ignore", "pipe", "inherit"] });
  const [data] = await once(child.stdout, "data");
  const [pid, port] = [child.pid!, Number(String(data))];
  assert.equal(isServing(pid, port + 1), false);
  assert.equal(isServing(pid, port), true);
  // whoever looks again reads one small file of the process
  const begun = performance.now();
  for (let i = 0; i < 100; i++) assert.equal(isServing(pid, port), true);
  const again = performance.now() - begun;
  const looked = performance.now();
  for (let i = 0; i < 100; i++) listensOn(pid, port);
  assert.ok(again < performance.now() - looked);
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
  assert.equal(isServing(pid, port), false);
});

test("a process listens on its own port, and not on one that another process has", async () => {
  const [own, other] = [createServer(), createServer()];
  await once(own.listen(0, "127.0.0.1"), "listening");
  const port = (own.address() as AddressInfo).port;
  const pid = await start("", "mark-e");
  assert.equal(listensOn(process.pid, port), true);
  assert.equal(listensOn(pid, port), false);
  assert.equal(listensOn(2 ** 30, port), false);
  // connected is not listening
  const client = connect(port, "127.0.0.1");
  await once(client, "connect");
  own.close();
  assert.equal(listensOn(process.pid, port), false);
  client.destroy();
  await once(other.listen(0, "::1"), "listening");
  assert.equal(listensOn(process.pid, (other.address() as AddressInfo).port), true);
  other.close();
  await endProcess(pid, "mark-e", 5000);
});

test("a process that ignores SIGTERM is killed when the patience is over, and one that is gone is no error", async () => {
  const stubborn = await start(`process.on("SIGTERM", () => {})`, "mark-c");
  const started = performance.now();
  await endProcess(stubborn, "mark-c", 300);
  assert.ok(performance.now() - started >= 300);
  assert.equal(isRunning(stubborn, "mark-c"), false);
  await endProcess(stubborn, "mark-c", 0);
});

test("a process that ends at SIGTERM has time for it", async () => {
  const file = join(folder, "ended");
  const pid = await start(
    `process.on("SIGTERM", () => setTimeout(() => { require("fs").writeFileSync(${JSON.stringify(file)}, "well"); process.exit(); }, 100))`,
    "mark-d",
  );
  await endProcess(pid, "mark-d", 20_000);
  assert.equal(readFileSync(file, "utf8"), "well");
});

test("a process that exits is waited for until its last thread is gone, though it has no command line by then", async () => {
  const pid = await start("globalThis.memory = Buffer.alloc(1_500_000_000, 1)", "mark-f");
  await endProcess(pid, "mark-f", 20_000);
  assert.ok(!existsSync(`/proc/${pid}`) || readdirSync(`/proc/${pid}/task`).length <= 1);
});

test("a free port can be listened on, and two are not the same", async () => {
  const ports = await Promise.all([findFreePort(), findFreePort()]);
  assert.notEqual(ports[0], ports[1]);
  const server = createServer().listen(ports[0], "127.0.0.1");
  await once(server, "listening");
  server.close();
});
