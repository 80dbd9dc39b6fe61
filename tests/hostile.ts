import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { copyCheckout, type Ended } from "./checkout.js";

// `make test-hostile`, as root: another account of the machine takes beforehand what it may take, then tries everything that it
// sees while report, watch and jupyter run in a checkout that it can come to. It must neither get in nor stop anything. The
// machine is one of the test's own (hostile.sh): all its ports are ours, and its /tmp was empty.

const own = process.env["TMPDIR"];
process.env["TMPDIR"] = "/tmp";
process.umask(0o022);
const uid = process.getuid?.();
const root = mkdtempSync("/var/tmp/tillbook-hostile-");
chmodSync(root, 0o755);
const checkout = copyCheckout({}, root);
/** What the other account's code makes when it runs. */
const harm = "/tmp/harm";
const wrong: string[] = [];
const children: ChildProcess[] = [];
try {
  const told = await squat();
  const bystander = start("sleep", ["1000"], { argv0: `--datadir=${join(root, ".data", "mysql")}`, uid: 65534 });

  expectEnd("make report", 0, await watched("report"));
  const byHand = spawnSync(join(root, "node_modules/.bin/nx"), ["run-many", "-t", "generate", "--skip-nx-cache"], {
    cwd: root,
    env: { ...process.env, SALES_ROWS: "1000" },
    encoding: "utf8",
  });
  expectEnd("nx by hand", 0, { code: byHand.status, signal: null, output: byHand.stdout + byHand.stderr });
  expectEnd("make watch", 130, await watched("watch", /^watch +(new report|report unchanged)/m));
  expectEnd("make jupyter", 130, await watched("jupyter", /http:\/\/127\.0\.0\.1:\d+\/lab\?token=\w+/, openKernel));
  await stopPlot();

  if (existsSync(harm)) wrong.push(`code of the other account ran as ${readFileSync(harm, "utf8")}`);
  if (told() !== "") wrong.push(`the other account was told ${told()}`);
  if (bystander.exitCode !== null || bystander.signalCode !== null)
    wrong.push("a process of another account was ended");
  const left = readdirSync("/tmp", { recursive: true, encoding: "utf8" }).filter((path) => /kernel/.test(path));
  if (left.length > 0) wrong.push(`kernels left ${left}`);
  for (const line of wrong) console.log(`hostile   WRONG: ${line}`);
  console.log(`hostile   ${wrong.length === 0 ? "nothing" : wrong.length} wrong`);
  if (wrong.length > 0) process.exitCode = 1;
} finally {
  for (const child of children) child.kill("SIGKILL");
  checkout.remove();
}
process.exit();

/** Has the other account take names, folders, sockets and ports; gives what it was told on the ports. */
async function squat(): Promise<() => string> {
  const code = makeHarmfulCode();
  // what our locks were once: sockets with these names
  const sockets = ["run.lock", "mysql.lock"].map((name) => {
    const hash = createHash("sha256")
      .update(join(root, ".data", name))
      .digest("hex");
    return `tillbook-${hash.slice(0, 24)}`;
  });
  const output = startAccount("squat", JSON.stringify({ uid, code, sockets, ports: [8417, 8888] }));
  while (!output().includes("ready")) {
    if (children.at(-1)?.exitCode !== null) throw new Error("expected the other account to take its names");
    await sleep(20);
  }
  // else nothing here could fail
  runPlainTsx("/tmp");
  if (!existsSync(harm)) throw new Error("expected plain tsx to run the other account's code");
  rmSync(harm);
  rmSync(join(code, ".."), { recursive: true });
  return () => output().replace("ready\n", "");
}

/** Has tsx fill a cache, and adds harm to each file of it. */
function makeHarmfulCode(): string {
  const folder = mkdtempSync("/tmp/cache-");
  chmodSync(folder, 0o755);
  runPlainTsx(folder);
  const cache = join(folder, `tsx-${uid}`);
  for (const name of readdirSync(cache)) {
    const file = join(cache, name);
    const { code, ...rest } = JSON.parse(readFileSync(file, "utf8"));
    const bad = `process.getBuiltinModule("node:fs").writeFileSync("${harm}", String(process.getuid()));`;
    writeFileSync(file, JSON.stringify({ code: bad + code, ...rest }));
  }
  return cache;
}

/** Loads a stage's sources; the stage itself ends at once, at a setting. */
function runPlainTsx(TMPDIR: string): void {
  const env = { ...process.env, TMPDIR, SALES_ROWS: "none" };
  for (const source of ["libs/dataset/src/generate.stage.ts", "cli/run.ts"])
    spawnSync(process.execPath, ["--import", "tsx", source], { cwd: root, env, stdio: "ignore" });
}

/** Runs a target while the other account looks on; once `isUp` was printed, and `meanwhile` is done, Ctrl-C ends it. */
async function watched(target: string, isUp?: RegExp, meanwhile?: (address: string) => Promise<void>): Promise<Ended> {
  const scanner = startAccount("scan", root);
  const running = checkout.start(target);
  if (isUp !== undefined) {
    await running.printed(isUp);
    await meanwhile?.(isUp.exec(running.output())?.[0] ?? "");
    // it has looked at what is up now
    const known = scanner().length;
    for (let turn = 0; turn < 100 && scanner().length === known; turn++) await sleep(100);
    process.kill(-(running.child.pid ?? 0), "SIGINT");
  }
  const ended = await running.ended;
  const last = children.at(-1);
  last?.kill("SIGTERM");
  if (last && last.exitCode === null) await once(last, "exit");
  const lines = scanner().trim().split("\n");
  if (!/^\d+ looks$/.test(lines.at(-1) ?? "") || !lines.some((text) => text.startsWith("closed port")))
    wrong.push(`${target}: expected the other account to look to the end and to find ports, got ${lines}`);
  for (const line of lines.filter((text) => text.startsWith("OPEN"))) wrong.push(`${target}: ${line}`);
  for (const line of [...new Set(lines.filter((text) => !text.startsWith("OPEN")))].sort())
    console.log(`hostile   ${target}: ${line}`);
  return ended;
}

/** Starts a kernel in JupyterLab and waits until it says that it is idle. */
async function openKernel(address: string): Promise<void> {
  const { origin, searchParams } = new URL(address);
  const headers = { Authorization: `token ${searchParams.get("token")}`, "Content-Type": "application/json" };
  const body = JSON.stringify({ kernel: { name: "tslab" }, name: "x", path: "1-the-data.ipynb", type: "notebook" });
  const started = await fetch(`${origin}/api/sessions`, { method: "POST", headers, body });
  const { kernel } = (await started.json()) as { kernel: { id: string } };
  const client = new WebSocket(
    `${origin.replace("http", "ws")}/api/kernels/${kernel.id}/channels?token=${searchParams.get("token")}`,
  );
  await once(client, "message");
  client.close();
}

/** Ends a run by SIGTERM while its kernels work. */
async function stopPlot(): Promise<void> {
  const running = checkout.start("plot", { REPORT_LOCALE: "de" });
  await running.printed(/^plot +1-the-data done|^plot +2-monthly-sales done/m);
  process.kill(-(running.child.pid ?? 0), "SIGTERM");
  await running.ended;
  const left = (await checkout.leftovers()).filter((line) => !/^\d+ --datadir=/.test(line));
  if (left.length > 0) wrong.push(`processes left after SIGTERM: ${left}`);
}

function expectEnd(what: string, code: number, ended: Ended): void {
  // make itself says 2, or ends by the signal
  const isAsExpected = code === 0 ? ended.code === 0 : ended.code !== 0;
  if (!isAsExpected) wrong.push(`${what} ended with ${ended.code ?? ended.signal}:\n${ended.output}`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what the other account sends
  if (/[\x00-\x08\x0b-\x1f]/.test(ended.output)) wrong.push(`${what} printed control characters`);
  if (/waiting for/.test(ended.output)) wrong.push(`${what} waited for somebody`);
}

/** Starts the other account's part; gives what it has printed. */
function startAccount(task: string, argument: string): () => string {
  const program = join(import.meta.dirname, "hostile-account.ts");
  const child = start(process.execPath, ["--import", "@tillbook/pipeline/tsx", program, task, argument], {});
  let output = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  return () => output;
}

function start(command: string, args: string[], options: { argv0?: string; uid?: number }): ChildProcess {
  const env = { ...process.env, TMPDIR: own };
  const child = spawn(command, args, {
    ...options,
    env,
    cwd: import.meta.dirname,
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  return child;
}
