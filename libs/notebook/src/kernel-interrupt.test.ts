import assert from "node:assert/strict";
import { test } from "node:test";
import { waitForAwaits } from "./kernel-interrupt.js";

test("each await goes through wait, with its line outside of functions; nested ones and the lines stay", () => {
  const cell = [
    "const a = await f(await g(1), [await h]);",
    "async function k() {",
    "    return await (async () => 6)();",
    "}",
    "for await (const x of xs) {",
    "    await x.y;",
    "}",
  ].join("\n");
  assert.deepEqual(waitForAwaits(cell).split("\n"), [
    "const a = await __tslab__.wait(f(await __tslab__.wait(g(1), 1), [await __tslab__.wait(h, 1)]), 1);",
    "async function k() {",
    "    return await __tslab__.wait((async () => 6)());",
    "}",
    "for await (const x of __tslab__.waitForEach(xs, 5)) {",
    "    await __tslab__.wait(x.y, 6);",
    "}",
  ]);
});

test("an await of an await keeps its order, and a text that only looks like one stays", () => {
  assert.equal(waitForAwaits("await await p;"), "await __tslab__.wait(await __tslab__.wait(p, 1), 1);");
  assert.equal(waitForAwaits('"await x"; // await y'), '"await x"; // await y');
});
