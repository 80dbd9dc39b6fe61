import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { findRoot } from "@tillbook/pipeline";
import { type Kernels, openKernels } from "./kernels.js";

// One kernel runs all notebooks here; what one leaves behind, the next must not see.

let kernels: Kernels;

before(async () => {
  const signal = new AbortController().signal;
  kernels = await openKernels({ root: findRoot(), cellTimeoutS: 60, kernels: 1, signal });
});
after(() => kernels.close());

/** Runs cells as a notebook; gives what the last one prints. */
async function run(cells: string[], environment?: Record<string, string>): Promise<string> {
  const { cells: made, failure } = await kernels.run(cells, environment);
  assert.equal(failure, undefined);
  return [made.at(-1)?.outputs[0]?.["text"]].flat().join("");
}

test("a notebook sees no name, no global, no patch, no listener and no folder of the one before it", async () => {
  const look = [
    `import { writeFileSync } from "node:fs";
const seen = {
  name: typeof (globalThis as any).__tslab__.exports.leak,
  global: typeof (globalThis as any).leak,
  patched: [typeof ([] as any).leak, Math.random.name, typeof (Object.prototype as any).leak],
  listeners: process.listenerCount("warning"),
  variable: process.env["LEAK"] ?? "none",
  folder: process.cwd().split("/").at(-1),
  pid: process.pid,
};
JSON.stringify(seen);`,
  ];
  const fresh = await run(look);
  await run([
    `var leak = 1;
const globals = globalThis as any;
globals.leak = 1;
(Array.prototype as any).leak = () => 1;
Object.defineProperty(Object.prototype, "leak", { value: 1, configurable: true, enumerable: false });
Math.random = () => 0.5;
process.on("warning", () => {});
process.env["LEAK"] = "yes";
process.chdir("/");`,
  ]);
  assert.equal(await run(look), fresh);
});

test("a notebook loads the modules of the checkout anew", async () => {
  const count = 'import { palette } from "@tillbook/charts";\nconsole.log((palette as unknown as string[]).push("x"));';
  assert.equal(await run([count]), await run([count]));
});

test("a timer that a notebook lets run on is stopped with it", async () => {
  await run(['setInterval(() => console.log("leak"), 5).unref();']);
  assert.equal(await run(['await new Promise((done) => setTimeout(done, 100));\nconsole.log("quiet");']), "quiet\n");
});

test("a promise that a notebook leaves fails no other", async () => {
  await run([
    `const end = Date.now() + 300;
void (async () => {
  while (Date.now() < end) await new Promise((done) => setImmediate(done).unref());
  throw new Error("leak");
})();`,
  ]);
  assert.equal(await run(['await new Promise((done) => setTimeout(done, 600));\nconsole.log("whole");']), "whole\n");
});

test("a notebook sees the variables that it is given, and no other notebook does", async () => {
  const cells = ['console.log(process.env["REPORT_STORE"]);'];
  assert.equal(await run(cells, { REPORT_STORE: "Köln" }), "Köln\n");
  assert.equal(await run(cells), "undefined\n");
});

test("what can't be taken back gets a new kernel, and so does what failed", async () => {
  const pid = ["console.log(process.pid);"];
  const first = await run(pid);
  assert.equal(await run(pid), first);
  await run(['Object.defineProperty(globalThis, "leak", { value: 1 });']);
  const second = await run(pid);
  assert.notEqual(second, first);
  await run(["Object.freeze(Math);"]);
  const third = await run(pid);
  assert.notEqual(third, second);
  const { failure } = await kernels.run(['throw new Error("too big");']);
  assert.equal(failure?.message, "too big");
  assert.notEqual(await run(pid), third);
});

test("what can't be taken back is named", async () => {
  const leak = 'Object.defineProperty(globalThis, "leak", { value: 1 });';
  const { failure } = await kernels.run([leak, "//tillbook:reset\n{}"]);
  assert.equal(failure?.message, "expected to take back leak, which a cell defined for good");
});

test("a kernel that is too busy to be taken back gives way to a new one", async () => {
  const signal = new AbortController().signal;
  const quick = await openKernels({ root: findRoot(), cellTimeoutS: 5, kernels: 1, signal });
  try {
    const busy = `const start = Date.now() + 1000;
void (async () => {
  while (Date.now() < start) await new Promise((done) => setImmediate(done).unref());
  for (;;);
})();`;
    assert.equal((await quick.run([busy])).failure, undefined);
    await setTimeout(2000);
    const { failure, cells } = await quick.run(['console.log("new");']);
    assert.deepEqual([failure, cells[0]?.outputs[0]?.["text"]], [undefined, "new\n"]);
  } finally {
    await quick.close();
  }
});
