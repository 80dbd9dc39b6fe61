import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Channel } from "./channel.js";
import { SparkError } from "./errors.js";
import { toSparkError } from "./failure.js";
import type { ErrorMessage, FetchErrorDetailsResponse } from "./messages.js";
import { makeServiceError } from "./test-errors.js";

/** A channel whose server answers one question, which is noted. */
function makeChannel(answer: FetchErrorDetailsResponse | Error, asked: unknown[] = []): Channel {
  const call = async (...question: unknown[]): Promise<unknown> => {
    asked.push(question);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { call, close: () => {} } as unknown as Channel;
}

async function describeError(error: unknown, channel: Channel): Promise<SparkError> {
  const described = await toSparkError(error, channel);
  assert.ok(described instanceof SparkError);
  return described;
}

const message = (text: string, more: Partial<ErrorMessage> = {}): ErrorMessage => ({
  errorTypeHierarchy: ["java.lang.Bad", "java.lang.Throwable"],
  message: text,
  ...more,
});

const info = { metadata: { errorId: "e1", errorClass: "SHORT", sqlState: "42000", messageParameters: '{"a":"b"}' } };
const failed = makeServiceError(13, "short text", { ErrorInfo: info });

describe("toSparkError", () => {
  it("asks the server for the whole story", async () => {
    const asked: unknown[] = [];
    const context = { objectType: "VIEW", objectName: "v", startIndex: 7, stopIndex: 9, fragment: "1/0" };
    const sparkThrowable = {
      errorClass: "DIVIDE_BY_ZERO",
      sqlState: "22012",
      messageParameters: { config: "ansi" },
      queryContexts: [context],
    };
    const answer = {
      rootErrorIdx: 1,
      errors: [message("cause"), message("whole text", { sparkThrowable, causeIdx: 0 })],
    };
    const error = await describeError(failed, makeChannel(answer, asked));
    assert.deepEqual(asked, [["FetchErrorDetails", { errorId: "e1" }, 10_000]]);
    assert.equal(error.message, "whole text");
    assert.equal(error.errorClass, "DIVIDE_BY_ZERO");
    assert.equal(error.sqlState, "22012");
    assert.equal(error.grpcCode, "INTERNAL");
    assert.deepEqual(error.messageParameters, { config: "ansi" });
    assert.deepEqual(error.queryContexts, [
      { fragment: "1/0", start: 7, stop: 9, objectType: "VIEW", objectName: "v" },
    ]);
    assert.equal((error.cause as SparkError).message, "cause");
    assert.equal((error.cause as SparkError).grpcCode, "INTERNAL");
  });

  it("takes the first error where the server names no root, and the type of one without a message", async () => {
    const error = await describeError(failed, makeChannel({ errors: [message("")] }));
    assert.equal(error.message, "java.lang.Bad");
    assert.equal(error.cause, undefined);
    const untyped = await describeError(failed, makeChannel({ errors: [message("", { errorTypeHierarchy: [] })] }));
    assert.equal(untyped.message, "failed without a message");
  });

  it("ends where causes go round in a circle", async () => {
    const errors = [message("a", { causeIdx: 1 }), message("b", { causeIdx: 0 })];
    const error = await describeError(failed, makeChannel({ rootErrorIdx: 0, errors }));
    assert.equal((error.cause as SparkError).message, "b");
    assert.equal((error.cause as SparkError).cause, undefined);
  });

  it("has what came with the status when the server gives no details", async () => {
    for (const channel of [makeChannel(new Error("gone")), makeChannel({ errors: [] })]) {
      const error = await describeError(failed, channel);
      assert.equal(error.message, "short text");
      assert.equal(error.errorClass, "SHORT");
      assert.equal(error.sqlState, "42000");
      assert.equal(error.grpcCode, "INTERNAL");
      assert.deepEqual(error.messageParameters, { a: "b" });
      assert.equal(error.cause, failed);
    }
  });

  it("asks nothing where there is no error id, and takes parameters that are no JSON for none", async () => {
    const asked: unknown[] = [];
    const channel = makeChannel(new Error("not asked"), asked);
    const bare = await describeError(makeServiceError(14, "down"), channel);
    assert.deepEqual([bare.message, bare.errorClass, bare.grpcCode], ["down", undefined, "UNAVAILABLE"]);
    const broken = makeServiceError(13, "", { ErrorInfo: { metadata: { messageParameters: "{" } } });
    const error = await describeError(broken, channel);
    assert.deepEqual([error.message, error.messageParameters], ["13 ", {}]);
    assert.deepEqual(asked, []);
  });

  it("leaves anything but a failed call as it is", async () => {
    const error = new Error("other");
    assert.equal(await toSparkError(error, makeChannel(error)), error);
  });
});

describe("SparkError", () => {
  it("has its details, and undefined for what is empty", () => {
    const error = new SparkError("text", { errorClass: "", sqlState: "", grpcCode: "INTERNAL" });
    assert.deepEqual(
      [error.name, error.message, error.errorClass, error.sqlState, error.grpcCode],
      ["SparkError", "text", undefined, undefined, "INTERNAL"],
    );
    assert.deepEqual([error.messageParameters, error.queryContexts], [{}, []]);
    assert.equal("cause" in error, false);
  });
});
