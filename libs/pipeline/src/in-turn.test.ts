import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { inTurn } from "./in-turn.js";

test("one work begins when the one before has ended, well or not", async () => {
  const told: string[] = [];
  const work = inTurn(async (name: string, ms: number) => {
    told.push(`${name} begins`);
    await sleep(ms);
    told.push(`${name} ends`);
    if (name === "b") throw new Error("b failed");
    return name;
  });
  const [a, b, c] = await Promise.allSettled([work("a", 20), work("b", 5), work("c", 0)]);
  assert.deepEqual(told, ["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
  assert.deepEqual([a.status, b.status, c.status], ["fulfilled", "rejected", "fulfilled"]);
  assert.equal(c.status === "fulfilled" && c.value, "c");
});
