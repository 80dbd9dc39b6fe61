import assert from "node:assert/strict";
import { relative } from "node:path";
import { test } from "node:test";
import vm from "node:vm";
import { markText, startRecording, stopRecording } from "@tillbook/charts";
import { describeLeftovers, describeTypeError, explainThrown } from "./cell-failure.js";

const source = "// reads\nconst a: number = 1;\n\n  fail(a);";
const cell = { source, javascript: "const a = 1;\nfail(a);", script: "cell-7.js" };

function makeError(stack: string, more: object = {}): Error {
  return Object.assign(new RangeError("too big"), { stack: `RangeError: too big\n${stack}`, ...more });
}

test("an error is explained with its class, its message and the line of the cell that its stack leads to", () => {
  const error = makeError("    at fail (/x/tables.ts:9:1)\n    at cell-7.js:2:1\n    at cell-7.js:1:1");
  assert.deepEqual(explainThrown(error, cell), {
    name: "RangeError",
    message: "too big",
    line: 4,
    hint: undefined,
    trace: [
      "RangeError: too big",
      "line 4: fail(a);",
      `at ${relative(process.cwd(), "/x/tables.ts")} line 9 in fail`,
      "at cell [7] line 4",
      "at cell [7] line 2",
    ],
  });
});

test("a formatted number in a message has no marks", () => {
  startRecording();
  const message = `expected ${markText("€5", "money", 5n)}`;
  stopRecording();
  assert.ok(message.length > "expected €5".length);
  assert.equal(explainThrown(new Error(message), cell).message, "expected €5");
});

test("the places are those that a reader knows: cells and what they import, not the kernel's, Node's or a package's", () => {
  const stack = [
    "    at node:internal/timers:1:1",
    "    at async Proxy.load (/x/node_modules/y/z.js:1:1)",
    "    at run (/x/libs/notebook/src/kernel.ts:1:1)",
    "    at async Proxy.sum (cell-3.js:1:1)",
    "    at Object.<anonymous> (cell-7.js:2:1)",
    "    at cell-9.js:1:1",
  ].join("\n");
  const earlier = { source: "\nsum();", javascript: "sum();", script: "cell-3.js" };
  const { trace } = explainThrown(makeError(stack), cell, { runs: [earlier, cell] });
  assert.deepEqual(trace.slice(2), ["at cell [3] line 2 in sum", "at cell [7] line 4"]);
});

test("an error has its causes' messages, each once, and not the list of who required a module", () => {
  const refused = new AggregateError([new Error("refused 127.0.0.1"), new Error("refused ::1")]);
  const error = new TypeError("fetch failed", { cause: refused });
  assert.equal(explainThrown(error, cell).message, "fetch failed: refused 127.0.0.1, refused ::1");
  const same = new Error("gone: refused", { cause: new Error("refused") });
  assert.equal(explainThrown(same, cell).message, "gone: refused");
  const required = new Error("Cannot find module 'x'\nRequire stack:\n- /a/b.js");
  assert.equal(explainThrown(required, cell).message, "Cannot find module 'x'");
  const circular = new Error("round");
  circular.cause = circular;
  assert.equal(explainThrown(circular, cell).message, "round");
});

test("an error whose stack does not lead into the cell has the line that waited for it", () => {
  assert.equal(explainThrown(makeError("    at node:net:1:1"), cell, { awaitedAt: 2 }).line, 4);
  assert.equal(explainThrown(makeError("    at cell-7.js:1:1"), cell, { awaitedAt: 2 }).line, 2);
});

test("a stack that does not lead into the cell, or no JavaScript of it, gives no line", () => {
  for (const stack of ["    at cell-6.js:2:1", "    at /x/tables.ts:2:1"]) {
    const { line, trace } = explainThrown(makeError(stack), cell);
    assert.deepEqual([line, trace[0]], [undefined, "RangeError: too big"]);
  }
  const unknown = { ...cell, javascript: "" };
  assert.equal(explainThrown(makeError("    at cell-7.js:1:1"), unknown).line, undefined);
  assert.equal(explainThrown(makeError("", { stack: undefined }), cell).line, undefined);
  // a line that tslab added has no source
  const added = { ...cell, javascript: 'Object.defineProperty("__esModule");\nfail(a);' };
  assert.equal(explainThrown(makeError("    at cell-7.js:1:1"), added).line, undefined);
});

test("where it was thrown is added, unless it was by the cell's own statements", () => {
  const { message, trace } = explainThrown(makeError(""), cell, { where: "in a timer" });
  assert.equal(message, "too big (in a timer)");
  assert.deepEqual(trace, ["RangeError: too big (in a timer)"]);
});

test("a hint that the error has is the next command; anything but a text is none", () => {
  assert.equal(explainThrown(makeError("", { hint: "make aggregate" }), cell).hint, "make aggregate");
  assert.equal(explainThrown(makeError("", { hint: "make aggregate" }), cell).trace.at(-1), "try: make aggregate");
  assert.equal(explainThrown(makeError("", { hint: 3 }), cell).hint, undefined);
});

test("an error of another realm is an error, and what is none is shown as it is", () => {
  const foreign = vm.runInNewContext('new TypeError("foreign")');
  assert.ok(!(foreign instanceof Error));
  assert.deepEqual(explainThrown(foreign, cell).trace, ["TypeError: foreign"]);
  for (const [thrown, shown] of [
    ["a", "'a'"],
    [undefined, "undefined"],
    [null, "null"],
    [{ b: 1 }, "{ b: 1 }"],
  ]) {
    const { name, message } = explainThrown(thrown, cell);
    assert.deepEqual([name, message], ["Thrown", `${shown} was thrown, which is no Error`]);
  }
});

test("an error of TypeScript's in the cell has its line; in a file that the cell imports, that file and line", () => {
  assert.deepEqual(
    describeTypeError({ start: { line: 1, character: 6 }, messageText: "Cannot find name 'b'." }, source),
    {
      name: "TypeScript",
      message: "Cannot find name 'b'.",
      line: 2,
      hint: undefined,
      trace: ["TypeScript: Cannot find name 'b'.", "line 2: const a: number = 1;"],
    },
  );
  const imported = describeTypeError(
    { fileName: "tables.ts", start: { line: 2, character: 0 }, messageText: "No." },
    source,
  );
  assert.deepEqual([imported.message, imported.line], ["tables.ts:3:1: No.", undefined]);
  assert.deepEqual(imported.trace, ["TypeScript: tables.ts:3:1: No."]);
});

test("what a cell left running is named once each, with what to do", () => {
  const describe = (...kinds: string[]): string => describeLeftovers(kinds).message;
  assert.equal(describe("Timeout", "Immediate", "Timeout"), "the cell ended, but left a timer running");
  assert.equal(
    describe("Timeout", "TCPSocketWrap", "NoTimeout"),
    "the cell ended, but left a timer and a connection or file (TCPSocketWrap) and a connection or file (NoTimeout) running",
  );
  assert.deepEqual(describeLeftovers(["Timeout"]), {
    name: "Unfinished",
    message: "the cell ended, but left a timer running",
    line: undefined,
    hint: "await what the cell starts, and close what it opens",
    trace: ["the cell ended, but left a timer running"],
  });
});
