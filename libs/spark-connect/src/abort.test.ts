import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { onAbort, sleep } from "./abort.js";

describe("onAbort", () => {
  it("calls back once for each that still listens, by one listener for all", async () => {
    const stop = new AbortController();
    const called: number[] = [];
    const warned = once(process, "warning").then(() => called.push(-1));
    const stops = Array.from({ length: 20 }, (_, index) => onAbort(stop.signal, () => called.push(index)));
    await nextTurn();
    for (const unlisten of stops.slice(2)) unlisten();
    stop.abort();
    assert.deepEqual(called, [0, 1]);
    process.emitWarning("the end of waiting");
    await warned;
  });

  it("of no signal does nothing", () => {
    onAbort(undefined, () => assert.fail())();
  });
});

describe("sleep", () => {
  it("ends when its time is over, or with the signal's reason", async () => {
    const stop = new AbortController();
    await sleep(1, stop.signal);
    const sleeping = sleep(60_000, stop.signal);
    stop.abort(new Error("wake up"));
    await assert.rejects(sleeping, /wake up/);
    await assert.rejects(sleep(1, stop.signal), /wake up/);
  });
});
