import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Metadata, status } from "@grpc/grpc-js";
import { findErrorInfo, findRetryDelayMs, isServiceError, nameStatus } from "./status.js";
import { makeServiceError } from "./test-errors.js";

describe("a failed call", () => {
  it("is known by its number and its details", () => {
    assert.equal(isServiceError(makeServiceError(status.UNAVAILABLE)), true);
    for (const other of [
      Object.assign(new Error(), { code: 14 }),
      Object.assign(new Error(), { details: "" }),
      Object.assign(new Error(), { code: "ECONNRESET", details: "" }),
      { code: 14, details: "" },
      null,
    ])
      assert.equal(isServiceError(other), false);
  });

  it("has the name of its status, or the number of one that is not known", () => {
    assert.equal(nameStatus(makeServiceError(status.UNAUTHENTICATED)), "UNAUTHENTICATED");
    assert.equal(nameStatus(makeServiceError(99)), "99");
  });

  it("carries error info and retry info, each found among the others", () => {
    const both = makeServiceError(13, "", {
      ErrorInfo: { metadata: { errorClass: "X" } },
      RetryInfo: { retryDelay: { seconds: 2, nanos: 1_000_001 } },
    });
    assert.deepEqual(findErrorInfo(both), { reason: "", domain: "", metadata: { errorClass: "X" } });
    assert.equal(findRetryDelayMs(both), 2_002);
    const one = makeServiceError(13, "", { ErrorInfo: { metadata: {} } });
    assert.equal(findRetryDelayMs(one), undefined);
    assert.equal(findErrorInfo(makeServiceError(13)), undefined);
  });

  it("may have no metadata, or details that are no bytes", () => {
    const error = makeServiceError(13);
    const metadata = new Metadata();
    metadata.set("grpc-status-details", "text");
    for (const some of [undefined, metadata])
      assert.equal(findErrorInfo(Object.assign(error, { metadata: some as Metadata })), undefined);
  });
});
