import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { onAbort, sleep } from "./abort.js";

describe("onAbort", () => {
  it("calls back each that still listens, once, without Node's warning of too many listeners", async () => {
    const stop = new AbortController();
    const called: number[] = [];
    const warnings: Error[] = [];
    const onWarning = (warning: Error): void => void warnings.push(warning);
    process.on("warning", onWarning);
    const stops = Array.from({ length: 20 }, (_, index) => onAbort(stop.signal, () => called.push(index)));
    for (const unlisten of stops.slice(2)) unlisten();
    await nextTurn();
    process.off("warning", onWarning);
    stop.abort();
    assert.deepEqual(called, [0, 1]);
    assert.deepEqual(warnings, []);
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
