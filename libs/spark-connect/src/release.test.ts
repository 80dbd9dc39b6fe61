import assert from "node:assert/strict";
import { it } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Channel } from "./channel.js";
import { createRelease } from "./release.js";

it("responses are released one call at a time, an operation always; a call that fails is ignored", async () => {
  const asked: unknown[][] = [];
  let answer: (error?: Error) => void = () => {};
  const call = (...question: unknown[]): Promise<void> => {
    asked.push(question);
    return new Promise((resolve, reject) => {
      answer = (error) => (error ? reject(error) : resolve());
    });
  };
  const release = createRelease({ call } as unknown as Channel, "op");
  const until = (responseId: string) => ["ReleaseExecute", { operationId: "op", releaseUntil: { responseId } }, 10_000];
  release.until("r1");
  release.until("r2");
  assert.deepEqual(asked, [until("r1")]);
  answer(new Error("gone"));
  await nextTurn();
  release.until("r3");
  assert.deepEqual(asked, [until("r1"), until("r3")]);
  release.all();
  assert.deepEqual(asked.at(-1), ["ReleaseExecute", { operationId: "op", releaseAll: {} }, 10_000]);
  answer(new Error("gone"));
  await nextTurn();
});
