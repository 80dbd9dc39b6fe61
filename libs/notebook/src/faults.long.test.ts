import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { en } from "@tillbook/charts";
import { findPaths, type Paths, type TillbookError } from "@tillbook/pipeline";
import { joinEmbeddedMysql, leaveEmbeddedMysql } from "@tillbook/services";
import { listCode, type Output, parseNotebook } from "./notebook.js";
import { plotNotebooks } from "./plot.js";

// One notebook for each way to fail, run by real kernels on a real database, all together, since a kernel takes seconds to
// start. Notebooks with a wrong type start none, so they are plotted by themselves.

/** Memory of a kernel here, in MB. */
const heapMb = 400;
const floodMb = 50;

const faults: Record<string, string[]> = {
  throws: ['function check(x: number) {\n  // too big\n\n  throw new RangeError("too big: " + x);\n}', "check(1);"],
  rejects: ['console.log("before");\nawait Promise.reject(new Error("awaited"));'],
  floats: ['Promise.reject(new Error("floating"));\nconsole.log(1);'],
  ticks: ['setTimeout(() => {\n  throw new Error("late");\n}, 1);'],
  exits: ["process.exit(0);"],
  leaves: ["setInterval(() => {}, 100);"],
  hoards: ["const hoard: number[][] = [];\nfor (;;) hoard.push(new Array(1_000_000).fill(hoard.length));"],
  dies: ['console.log("alive");', 'process.kill(process.pid, "SIGKILL");'],
  misses: ['import { readTable } from "./tables.js";', 'const table = await readTable("no_such_table");'],
  aborts: ["process.abort();"],
  crashes: ['process.kill(process.pid, "SIGSEGV");\nawait new Promise((done) => setTimeout(done, 1000));'],
  fetches: ['await fetch("http://127.0.0.1:4/");'],
  imports: ['const name = "no-such-package";\nawait import(name);'],
  threads: [
    'import { Worker } from "node:worker_threads";\nnew Worker("setTimeout(() => { throw new Error(\'too big\') }, 100)", { eval: true });',
  ],
  quits: ['import { Worker } from "node:worker_threads";\nnew Worker("process.exit(3)", { eval: true });'],
  lags: [
    'async function work() {\n  await new Promise((done) => setTimeout(done, 50).unref());\n  throw new Error("late");\n}\nvoid work();',
    "",
    "await new Promise((done) => setTimeout(done, 1000));",
  ],
  types: ["const a = 1;", "// a text\nconst b: string = a;"],
  loose: ["function f(x) {\n  return x;\n}"],
  syntax: ["const a = 1;\nconst b = a +;"],
  absent: ['import { nothing } from "./nothing.js";'],
  exports: ["const a = 1;\nexport default a;"],
};

/** What are no faults, and what the last of their cells prints. */
const modules: Record<string, string[]> = {
  awaits: [
    "const six = await (async () => 6)();\nconst { a, ...rest } = await { a: 1, b: 2 };",
    "const rows = [six];\nfor await (const row of rows) console.log({ row, rows, rest });",
    "await [a];",
  ],
  redeclares: [
    'import { readTable } from "./tables.js";\nconst rows = [1];\nlet total = 1;',
    'import { readTable, toRows } from "./tables.js";\nconst rows = ["a"];\ntotal += 1;',
    "[rows, total, typeof readTable, typeof toRows];",
  ],
  declares: [
    "export const a = 1;\nexport enum E {\n  A,\n}\nabstract class Shape {\n  abstract size(): number;\n}",
    "class Square extends Shape {\n  @log size() {\n    return a;\n  }\n}\nfunction log(_: unknown, { kind }: ClassMethodDecoratorContext) {\n  console.log(kind);\n}",
    'import pkg from "./package.json";\nconst { sep } = await import("node:path");\n[new Square().size(), E.A, pkg.name, sep];',
  ],
};

/** What never ends. */
const loops: Record<string, string[]> = {
  spins: ["let turns = 0;\nwhile (true) turns += 1;"],
};

/** What is much, but no fault. */
const floods: Record<string, string[]> = {
  prints: [
    'for (let i = 0; i < 20_000; i++) console.log("line", i);',
    'import * as tslab from "tslab";\nfor (let i = 0; i < 2_000; i++) tslab.display.html("shown " + i);',
    `for (let i = 0; i < ${floodMb}; i++) console.log("x".repeat(999_999));`,
  ],
};

let folder = "";
let paths: Paths;
let lost: Paths;
/** Each failure's message, by the notebook's name. */
let messages = new Map<string, string>();

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tillbook-faults-"));
  const at = (name: string): string => join(folder, name);
  paths = {
    ...findPaths(),
    notebooks: at("faults-executed"),
    charts: at("charts"),
    manifests: at("manifests"),
    data: at("data"),
  };
  lost = { ...paths, data: at("lost") };
  await mkdir(at("data"));
  await mkdir(at("lost"));
  const [lasting, gone] = await Promise.all([paths, lost].map((each) => joinEmbeddedMysql(each, "tillbook")));
  setAddress(lasting!);
  const { pid } = JSON.parse(await readFile(join(lost.data, "mysql-connection.json"), "utf8"));
  faults["loses"] = [
    `Object.assign(process.env, ${JSON.stringify(addressOf(gone!))});\nimport { readQuery } from "./tables.js";`,
    `const slow = readQuery("select sleep(30) as slept");
while ((await readQuery("select count(*) as n from information_schema.processlist where info like 'select sleep%'"))["n"].sum() === 0);
process.kill(${pid}, "SIGKILL");
await slow;`,
  ];
  process.env["NODE_OPTIONS"] = `--max-old-space-size=${heapMb}`;
  const failed = [await plot("faults", faults)];
  delete process.env["NODE_OPTIONS"];
  failed.push(await plot("floods", { ...floods, ...modules }), await plot("loops", loops, 4));
  messages = new Map(failed.flatMap((some) => [...some]));
});

after(async () => {
  await leaveEmbeddedMysql(paths);
  await leaveEmbeddedMysql(lost);
  await rm(folder, { recursive: true, force: true });
});

type Address = Awaited<ReturnType<typeof joinEmbeddedMysql>>;

function addressOf(address: Address): Record<string, string> {
  const names = ["host", "port", "user", "password", "database"] as const;
  return Object.fromEntries(names.map((name) => [`MYSQL_${name.toUpperCase()}`, String(address[name])]));
}

function setAddress(address: Address): void {
  Object.assign(process.env, addressOf(address));
}

/** Plots notebooks; resolves to each failure's message by the notebook's name. */
async function plot(
  name: string,
  notebooks: Record<string, string[]>,
  cellTimeoutS = 120,
): Promise<Map<string, string>> {
  const home = join(folder, name);
  await mkdir(home);
  for (const [notebook, sources] of Object.entries(notebooks)) {
    await writeFile(join(home, `${notebook}.ipynb`), formatFixture(sources));
  }
  const log = (): void => {};
  const signal = new AbortController().signal;
  const made = { ...paths, notebooks: join(folder, `${name}-executed`) };
  try {
    await plotNotebooks({ paths: made, folder: home, cellTimeoutS, messages: en, log, signal });
    return new Map();
  } catch (error) {
    const all: TillbookError[] = error instanceof AggregateError ? error.errors : [error];
    for (const { code } of all) assert.equal(code, "NOTEBOOK_FAILED", String(error));
    return new Map(
      all.map(({ message }) => {
        const [, notebook, text] = /notebooks\/(\w+)\.ipynb (.*)$/.exec(message) ?? [];
        return [String(notebook), String(text)];
      }),
    );
  }
}

function formatFixture(sources: string[]): string {
  const code = { cell_type: "code", metadata: {}, outputs: [], execution_count: null };
  const cells = [
    { cell_type: "markdown", id: "title", metadata: {}, source: "# A way to fail" },
    ...sources.map((source, i) => ({ ...code, id: `cell-${i}`, source })),
  ];
  return JSON.stringify({ cells, metadata: { kernelspec: { name: "tslab" } }, nbformat: 4, nbformat_minor: 5 });
}

/** Outputs of the n-th code cell, from 0, of a notebook that failed; none may have its good name. */
function readHalf(name: string, cell: number): Output[] {
  assert.ok(!existsSync(join(paths.notebooks, `${name}.ipynb`)));
  return readOutputs(`${name}.failed.ipynb`, cell);
}

function readOutputs(file: string, cell: number): Output[] {
  const notebook = parseNotebook(file, readFileSync(join(paths.notebooks, file), "utf8"));
  return listCode(notebook)[cell]?.outputs ?? [];
}

/** Outputs of the n-th code cell, from 0, of the notebook that prints much. */
function readPrinted(cell: number): Output[] {
  return readOutputs("../floods-executed/prints.ipynb", cell);
}

function readText(outputs: readonly Output[]): string {
  return outputs.map((output) => output["text"]).join("");
}

test("a throw names cell, line, source line and error", () => {
  assert.equal(messages.get("throws"), "cell 3 line 1: RangeError: too big: 1, in: check(1);");
  assert.equal(readHalf("throws", 1).at(-1)?.["ename"], "RangeError");
});

test("a wrong type, none, or what is no TypeScript fails before a kernel starts, and doesn't keep others from running", () => {
  assert.equal(
    messages.get("types"),
    "cell 3 line 2: TypeScript: Type 'number' is not assignable to type 'string'., in: const b: string = a;",
  );
  assert.match(messages.get("loose")!, /^cell 2 line 1: TypeScript: Parameter 'x' implicitly has an 'any' type/);
  assert.equal(messages.get("syntax"), "cell 2 line 2: TypeScript: Expression expected., in: const b = a +;");
  assert.match(messages.get("absent")!, /^cell 2 line 1: TypeScript: Cannot find module '\.\/nothing\.js'/);
  assert.match(messages.get("exports")!, /^cell 2 line 2: TypeScript: a cell exports nothing/);
  const made = readdirSync(paths.notebooks).join();
  assert.ok(!/types|loose|syntax|absent|exports/.test(made) && made.includes("throws.failed.ipynb"));
});

test("a rejected promise that is awaited fails the cell, and its earlier outputs stay", () => {
  assert.equal(
    messages.get("rejects"),
    'cell 2 line 2: Error: awaited, in: await Promise.reject(new Error("awaited"));',
  );
  assert.equal(readText(readHalf("rejects", 0).slice(0, 1)), "before\n");
});

test("a rejected promise that nobody awaits fails the cell that made it", () => {
  assert.equal(
    messages.get("floats"),
    'cell 2 line 1: Error: floating (in a promise without await), in: Promise.reject(new Error("floating"));',
  );
  assert.equal(readHalf("floats", 0).at(-1)?.["ename"], "Error");
});

test("a throw in a timer fails the cell that set it", () => {
  assert.equal(
    messages.get("ticks"),
    'cell 2 line 2: Error: late (in a timer or callback), in: throw new Error("late");',
  );
  assert.equal(readHalf("ticks", 0).at(-1)?.["ename"], "Error");
});

test("process.exit fails the cell, with 0 too", () => {
  assert.match(
    messages.get("exits")!,
    /^cell 2 line 1: Error: a cell must not end the kernel, but called process\.exit\(0\), in/,
  );
  assert.equal(readHalf("exits", 0).at(-1)?.["ename"], "Error");
});

test("process.abort fails the cell, and a crash of the kernel is named by its signal", () => {
  assert.match(
    messages.get("aborts")!,
    /^cell 2 line 1: Error: a cell must not end the kernel, but called process\.abort\(\)/,
  );
  assert.equal(messages.get("crashes"), "cell 2: DeadKernel: the kernel died: SIGSEGV ended it");
});

test("an error's cause is named, at the line that waited", () => {
  assert.match(
    messages.get("fetches")!,
    /^cell 2 line 1: TypeError: fetch failed: connect ECONNREFUSED 127\.0\.0\.1:4, in/,
  );
  assert.match(
    messages.get("imports")!,
    /^cell 2 line 2: Error: Cannot find module 'no-such-package', in: await import/,
  );
});

test("a worker thread's error fails the cell that started it, and so does one that ends by itself", () => {
  assert.match(messages.get("threads")!, /^cell 2 line 2: Error: too big \(in a worker thread\)/);
  assert.match(messages.get("quits")!, /^cell 2 line 2: Error: it ended with exit code 3 \(in a worker thread\)/);
});

test("what fails after its cell has ended names that cell, not the one that runs by then", () => {
  assert.equal(
    messages.get("lags"),
    'cell 2 line 3: Error: late (in a promise without await), in: throw new Error("late");',
  );
});

test("a kernel runs what the check of types accepts: await anywhere, names declared again, exports, enums, decorators", () => {
  const print = (name: string): string => readText(readOutputs(`../floods-executed/${name}.ipynb`, 2));
  assert.deepEqual(
    ["awaits", "redeclares", "declares"].map((name) => messages.get(name)),
    [undefined, undefined, undefined],
  );
  assert.equal(print("awaits"), "[ 1 ]\n");
  assert.equal(print("redeclares"), "[ [ 'a' ], 2, 'function', 'function' ]\n");
  assert.equal(print("declares"), "[ 1, 0, '@tillbook/notebooks', '/' ]\n");
});

test("a timer that goes on running fails the cell that left it", () => {
  assert.equal(messages.get("leaves"), "cell 2: Unfinished: the cell ended, but left a timer running");
  assert.equal(readHalf("leaves", 0).at(-1)?.["ename"], "Unfinished");
});

test("an endless loop is stopped after the time limit", () => {
  assert.match(messages.get("spins")!, /^cell 2: Timeout: the cell ran longer than 4 s$/);
  assert.deepEqual(readOutputs("../loops-executed/spins.failed.ipynb", 0), []);
});

test("a cell that takes all memory fails, and the message says so", () => {
  assert.match(messages.get("hoards")!, /^cell 2: DeadKernel: the kernel died: .*heap out of memory/);
  readHalf("hoards", 0);
});

test("a killed kernel fails the cell that ran, and its earlier outputs stay", () => {
  assert.equal(messages.get("dies"), "cell 3: DeadKernel: the kernel died: it was killed");
  assert.equal(readText(readHalf("dies", 0)), "alive\n");
});

test("a missing table is named", () => {
  assert.match(messages.get("misses")!, /^cell 3 line 1: TillbookError: Table .*no_such_table' doesn't exist/);
  readHalf("misses", 1);
});

test("MySQL gone during a query fails the cell, at the line that waits for it", () => {
  assert.match(messages.get("loses")!, /^cell 3 line 4: TillbookError: MySQL went away.*, in: await slow;$/);
  readHalf("loses", 1);
});

test("20,000 lines arrive whole", () => {
  assert.equal(messages.get("prints"), undefined);
  const expected = Array.from({ length: 20_000 }, (_, i) => `line ${i}\n`).join("");
  assert.ok(readText(readPrinted(0)) === expected);
});

test("2,000 displays arrive whole, in order", () => {
  const shown = readPrinted(1).map((output) => output.data?.["text/html"]);
  assert.deepEqual(
    shown,
    Array.from({ length: 2_000 }, (_, i) => `shown ${i}`),
  );
});

test("50 MB of output arrive whole", () => {
  assert.equal(readText(readPrinted(2)).length, floodMb * 1_000_000);
});

test("docs/notebooks.md has each message as it is printed", async () => {
  const text = await readFile(join(findPaths().root, "docs/notebooks.md"), "utf8");
  const documented = [...text.matchAll(/^\|[^|]*\| 1 \| `(.*)` \|$/gm)].map(([, message]) => message);
  assert.deepEqual(documented.sort(), [...messages.values()].map(shorten).sort());
});

/** Without what differs from machine to machine. */
function shorten(message: string): string {
  return message.replace(
    /(DeadKernel: the kernel died: FATAL ERROR: ).*? (Allocation failed)/,
    "$1Reached heap limit $2",
  );
}
