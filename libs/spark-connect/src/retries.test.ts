import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { status } from "@grpc/grpc-js";
import { createRetries, findWaitMs, isRetriable, retry } from "./retries.js";
import { makeServiceError } from "./test-errors.js";

const unavailable = makeServiceError(status.UNAVAILABLE);
const delayed = (seconds: number, nanos = 0) =>
  makeServiceError(status.UNAVAILABLE, "busy", { RetryInfo: { retryDelay: { seconds, nanos } } });

describe("isRetriable", () => {
  it("holds for a server that cannot be reached or asks for a retry, and for a stream that another replaced", () => {
    assert.equal(isRetriable(unavailable), true);
    assert.equal(isRetriable(makeServiceError(status.INTERNAL, "[INVALID_CURSOR.DISCONNECTED] gone")), true);
    const invited = { RetryInfo: { retryDelay: { seconds: 0, nanos: 0 } } };
    assert.equal(isRetriable(makeServiceError(status.RESOURCE_EXHAUSTED, "busy", invited)), true);
  });

  it("does not hold for other failures", () => {
    for (const error of [
      makeServiceError(status.INTERNAL, "no such table"),
      makeServiceError(status.INVALID_ARGUMENT, "[INVALID_CURSOR.DISCONNECTED] gone"),
      makeServiceError(status.RESOURCE_EXHAUSTED, "busy", { ErrorInfo: { metadata: {} } }),
      new Error("UNAVAILABLE"),
      undefined,
    ])
      assert.equal(isRetriable(error), false);
  });
});

describe("findWaitMs", () => {
  const none = () => 0;

  it("grows from 50 ms by a factor of 4 up to a minute", () => {
    const waits = [0, 1, 2, 3, 5, 6, 14].map((tries) => findWaitMs(unavailable, tries, {}, none));
    assert.deepEqual(waits, [50, 200, 800, 3_200, 51_200, 60_000, 60_000]);
  });

  it("follows the policy", () => {
    const policy = { initialBackoffMs: 10, backoffMultiplier: 3, maxBackoffMs: 50 };
    assert.deepEqual(
      [0, 1, 2].map((tries) => findWaitMs(unavailable, tries, policy, none)),
      [10, 30, 50],
    );
  });

  it("is at least what the server asks for, up to ten minutes", () => {
    assert.equal(findWaitMs(delayed(1, 500_000_001), 0, {}, none), 1_501);
    assert.equal(findWaitMs(delayed(0, 1_000_000), 0, {}, none), 50);
    assert.equal(findWaitMs(delayed(700), 0, {}, none), 600_000);
    assert.equal(findWaitMs(makeServiceError(status.UNAVAILABLE, "", { RetryInfo: {} }), 0, {}, none), 50);
    assert.equal(findWaitMs(new Error("other"), 0, {}, none), 50);
  });

  it("has a random part of up to half a second from 2 s on", () => {
    const half = () => 0.5;
    assert.equal(findWaitMs(delayed(2), 0, {}, half), 2_250);
    assert.equal(findWaitMs(delayed(2), 0, { jitterMs: 100 }, half), 2_050);
    assert.equal(findWaitMs(delayed(1, 999_000_000), 0, {}, half), 1_999);
  });
});

describe("createRetries", () => {
  it("allows as many retries as the policy says, and as many again after a reset", async () => {
    const retries = createRetries({ maxRetries: 2, initialBackoffMs: 0 });
    await retries.next(unavailable);
    await retries.next(unavailable);
    await assert.rejects(retries.next(unavailable), unavailable);
    retries.reset();
    await retries.next(unavailable);
    await retries.next(unavailable);
    await assert.rejects(retries.next(unavailable), unavailable);
  });

  it("rethrows an error that a retry cannot fix, without counting it", async () => {
    const error = new Error("wrong token");
    const retries = createRetries({ maxRetries: 1, initialBackoffMs: 0 });
    await assert.rejects(retries.next(error), error);
    await retries.next(unavailable);
  });

  it("waits longer from retry to retry, and stops waiting when its signal aborts", async () => {
    const retries = createRetries({ initialBackoffMs: 20, backoffMultiplier: 10_000 });
    const started = performance.now();
    await retries.next(unavailable);
    assert.ok(performance.now() - started >= 19);
    const stop = new AbortController();
    const waiting = retries.next(unavailable, stop.signal);
    stop.abort();
    await assert.rejects(waiting, { name: "AbortError" });
    await assert.rejects(createRetries().next(unavailable, AbortSignal.abort()), { name: "AbortError" });
  });
});

describe("retry", () => {
  it("calls until there is an answer, at most the policy's number of times", async () => {
    let calls = 0;
    const fail = (times: number) => async () => {
      calls += 1;
      if (calls <= times) throw unavailable;
      return "answer";
    };
    assert.equal(await retry(fail(2), { maxRetries: 2, initialBackoffMs: 0 }), "answer");
    assert.equal(calls, 3);
    calls = 0;
    await assert.rejects(retry(fail(9), { maxRetries: 2, initialBackoffMs: 0 }), unavailable);
    assert.equal(calls, 3);
  });

  it("passes its signal on to the waits", async () => {
    const failing = async () => {
      throw unavailable;
    };
    await assert.rejects(retry(failing, {}, AbortSignal.abort()), { name: "AbortError" });
  });
});
