import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { findRoot } from "@tillbook/pipeline";
import { runNx } from "./nx.js";

// Real nx in a workspace of its own, with targets that print what stages print.

let root: string;
before(async () => {
  root = await mkdtemp(join(tmpdir(), "tillbook-nx-"));
  await symlink(join(findRoot(), "node_modules"), join(root, "node_modules"));
  await writeFile(join(root, "package.json"), JSON.stringify({ name: "all" }));
  const nxJson = { analytics: false, neverConnectToCloud: true, useDaemonProcess: false, tui: { enabled: false } };
  await writeFile(join(root, "nx.json"), JSON.stringify(nxJson));
  const command = (code: string): string => `node -e '${code}'`;
  const targets = {
    good: {
      command: command(
        `const { SALES_CSV, SALES_SEED, MYSQL_PASSWORD, NX_DRY_RUN, TILLBOOK_PROGRESS, FORCE_COLOR } = process.env;
        require("fs").writeFileSync("env", [SALES_CSV, SALES_SEED, MYSQL_PASSWORD, NX_DRY_RUN].join());
        require("fs").writeFileSync("terminal", [TILLBOOK_PROGRESS, FORCE_COLOR].join())`,
      ),
    },
    broken: { command: "exit 3" },
    bad: { command: command(`console.error("bad       failed: a [X]\\nbad         try: b"); process.exit(1)`) },
    stay: { command: command(`require("fs").writeFileSync("pid", String(process.pid)); setInterval(() => {}, 1000)`) },
  };
  await writeFile(join(root, "project.json"), JSON.stringify({ name: "all", targets }));
  await writeFile(join(root, ".env"), "SALES_CSV=a b\nSALES_SEED=1\nMYSQL_PASSWORD='pa$HOME'\nNX_DRY_RUN=true\n");
});
after(() => rm(root, { recursive: true, force: true }));

test("a target that ends well is 0, names its tasks, and gets the settings of .env as they are, and those of the call before them", async () => {
  assert.deepEqual(await runNx(root, ["run-many", "-t", "good"], { env: { SALES_SEED: "2" } }), {
    code: 0,
    failure: [],
    tasks: ["all:good"],
  });
  assert.equal(await readFile(join(root, "env"), "utf8"), "a b,2,pa$HOME,");
});

test("what was changed in .env since the start counts where the shell of the start is given", async () => {
  process.env["SALES_CSV"] = "at the start";
  await runNx(root, ["run-many", "-t", "good"], { shell: { PATH: process.env["PATH"], SALES_SEED: "3" } });
  delete process.env["SALES_CSV"];
  assert.equal(await readFile(join(root, "env"), "utf8"), "a b,3,pa$HOME,");
});

test("a target that fails is 1, with the lines that say why", async () => {
  assert.deepEqual(await runNx(root, ["run-many", "-t", "bad"]), {
    code: 1,
    failure: ["bad       failed: a [X]", "bad         try: b"],
    tasks: ["all:bad"],
  });
});

/** Runs a target; gives what was printed. */
async function print(target: string, isTerminal = false, signal?: AbortSignal): Promise<string> {
  const printed: string[] = [];
  const printer = { isTerminal, write: (text: string) => void printed.push(text) };
  await runNx(root, ["run-many", "-t", target], { printer, ...(signal && { signal }) });
  return printed.join("");
}

test("nx's own lines are printed only where it fails by itself", async () => {
  assert.equal(await print("good"), "");
  assert.equal(await print("bad"), "bad       failed: a [X]\nbad         try: b\n");
  const broken = await print("broken");
  assert.match(broken, /^\n NX {3}Running target broken .*\n> nx run all:broken\n/s);
  assert.match(broken, /\nWarning: command "exit 3" .*\n NX {3}Running target broken for project all failed\n/);
});

test("stages count each percent in a terminal, and print no colours", async () => {
  await print("good", true);
  assert.equal(await readFile(join(root, "terminal"), "utf8"), "1,0");
  await print("good");
  assert.equal(await readFile(join(root, "terminal"), "utf8"), ",0");
});

test("an abort ends nx and its targets", async () => {
  const stop = new AbortController();
  const listeners = process.listenerCount("SIGTERM");
  const running = runNx(root, ["run-many", "-t", "stay"], { signal: stop.signal });
  const pid = Number(await waitForFile(join(root, "pid")));
  stop.abort();
  const { code } = await running;
  assert.throws(() => process.kill(pid, 0), { code: "ESRCH" });
  assert.ok(code === 130 || code === 143, String(code));
  assert.equal(process.listenerCount("SIGTERM"), listeners);
});

test("Ctrl-C is left to nx, SIGTERM ends nx and its targets, and both are as before afterwards", async () => {
  const [interrupts, terms] = [process.listeners("SIGINT"), process.listeners("SIGTERM")];
  await rm(join(root, "pid"), { force: true });
  const running = runNx(root, ["run-many", "-t", "stay"]);
  const pid = Number(await waitForFile(join(root, "pid")));
  // called by hand, since others in this process may listen, too
  const [onInterrupt, ...moreInterrupts] = process.listeners("SIGINT").filter((one) => !interrupts.includes(one));
  const [onTerm, ...moreTerms] = process.listeners("SIGTERM").filter((one) => !terms.includes(one));
  assert.deepEqual([moreInterrupts, moreTerms], [[], []]);
  assert.ok(onInterrupt && onTerm);
  onInterrupt("SIGINT");
  await sleep(200);
  process.kill(pid, 0);
  onTerm("SIGTERM");
  const { code, failure } = await running;
  assert.throws(() => process.kill(pid, 0), { code: "ESRCH" });
  assert.ok(code === 130 || code === 143, String(code));
  assert.deepEqual(failure, []);
  assert.deepEqual([process.listeners("SIGINT"), process.listeners("SIGTERM")], [interrupts, terms]);
});

test("nx's own lines are not printed where a signal ended it", async () => {
  await rm(join(root, "pid"), { force: true });
  const stop = new AbortController();
  const printed = print("stay", false, stop.signal);
  await waitForFile(join(root, "pid"));
  stop.abort();
  // the shell of the target may say that it was terminated
  assert.doesNotMatch(await printed, /NX|nx run/);
});

/** Reads a file as soon as it is there and not empty. */
async function waitForFile(file: string): Promise<string> {
  for (;;) {
    const text = await readFile(file, "utf8").catch(() => "");
    if (text !== "") return text;
    await sleep(20);
  }
}
