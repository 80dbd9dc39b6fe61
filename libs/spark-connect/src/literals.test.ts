import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SparkError } from "./errors.js";
import { type Parameter, toLiteral } from "./literals.js";

describe("toLiteral", () => {
  it("chooses the smallest SQL type that holds a number exactly", () => {
    assert.deepEqual(toLiteral(2 ** 31 - 1, "x"), { integer: 2147483647 });
    assert.deepEqual(toLiteral(2 ** 31, "x"), { long: "2147483648" });
    assert.deepEqual(toLiteral(0.5, "x"), { double: 0.5 });
    assert.deepEqual(toLiteral(2 ** 53, "x"), { double: 2 ** 53 });
    assert.deepEqual(toLiteral(-0, "x"), { double: -0 });
    assert.deepEqual(toLiteral(Number.NaN, "x"), { double: Number.NaN });
  });

  it("sends a bigint as BIGINT, and as DECIMAL where that is too small", () => {
    assert.deepEqual(toLiteral(-(2n ** 63n), "x"), { long: "-9223372036854775808" });
    assert.deepEqual(toLiteral(2n ** 63n, "x"), { decimal: { value: "9223372036854775808" } });
    assert.throws(() => toLiteral(10n ** 38n, ":x"), isRefused(/^:x: expected at most 38 digits, got 1000/));
  });

  it("names the parameter whose value no literal can hold", () => {
    assert.throws(() => toLiteral(new Date(Number.NaN), ":day"), isRefused(/^:day: expected .* got Invalid Date$/));
    assert.throws(() => toLiteral({} as Parameter, "parameter 2"), isRefused(/^parameter 2: expected/));
    assert.throws(() => toLiteral(undefined as unknown as Parameter, ":x"), isRefused(/got undefined$/));
  });
});

function isRefused(pattern: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof SparkError && pattern.test(error.message);
}
