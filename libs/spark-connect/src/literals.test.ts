import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SparkError } from "./errors.js";
import { createSql, type Parameter, toLiteral } from "./literals.js";

describe("toLiteral", () => {
  it("chooses the smallest SQL type that holds a number exactly", () => {
    assert.deepEqual(toLiteral(2 ** 31 - 1, "x"), { integer: 2147483647 });
    assert.deepEqual(toLiteral(2 ** 31, "x"), { long: "2147483648" });
    assert.deepEqual(toLiteral(-(2 ** 31), "x"), { integer: -2147483648 });
    assert.deepEqual(toLiteral(-(2 ** 31) - 1, "x"), { long: "-2147483649" });
    assert.deepEqual(toLiteral(0, "x"), { integer: 0 });
    assert.deepEqual(toLiteral(0.5, "x"), { double: 0.5 });
    assert.deepEqual(toLiteral(2 ** 53, "x"), { double: 2 ** 53 });
    assert.deepEqual(toLiteral(-0, "x"), { double: -0 });
    assert.deepEqual(toLiteral(Number.NaN, "x"), { double: Number.NaN });
  });

  it("sends a bigint as BIGINT, and as DECIMAL where that is too small", () => {
    assert.deepEqual(toLiteral(-(2n ** 63n), "x"), { long: "-9223372036854775808" });
    assert.deepEqual(toLiteral(2n ** 63n, "x"), { decimal: { value: "9223372036854775808" } });
    assert.deepEqual(toLiteral(2n ** 63n - 1n, "x"), { long: "9223372036854775807" });
    const widest = 10n ** 38n - 1n;
    assert.deepEqual(toLiteral(-widest, "x"), { decimal: { value: String(-widest) } });
    assert.throws(() => toLiteral(-(10n ** 38n), ":x"), isRefused(/^:x: expected at most 38 digits/));
    assert.throws(() => toLiteral(10n ** 38n, ":x"), isRefused(/^:x: expected at most 38 digits, got 1000/));
  });

  it("sends texts, booleans, null, bytes and moments as what they are", () => {
    assert.deepEqual(toLiteral("", "x"), { string: "" });
    assert.deepEqual(toLiteral(false, "x"), { boolean: false });
    assert.deepEqual(toLiteral(null, "x"), { null: { null: {} } });
    assert.deepEqual(toLiteral(Uint8Array.of(1), "x"), { binary: Uint8Array.of(1) });
    assert.deepEqual(toLiteral(new Date(1_500), "x"), { timestamp: "1500000" });
    assert.deepEqual(toLiteral(new Date(-1), "x"), { timestamp: "-1000" });
  });

  it("names the parameter whose value no literal can hold", () => {
    assert.throws(() => toLiteral(new Date(Number.NaN), ":day"), isRefused(/^:day: expected .* got Invalid Date$/));
    assert.throws(() => toLiteral({} as Parameter, "parameter 2"), isRefused(/^parameter 2: expected/));
    assert.throws(() => toLiteral(undefined as unknown as Parameter, ":x"), isRefused(/got undefined$/));
  });
});

describe("createSql", () => {
  it("puts named values, values by their place, or none beside the text", () => {
    const query = "select :a, ?";
    assert.deepEqual(createSql(query), { query, namedArguments: {}, posArguments: [] });
    assert.deepEqual(createSql(query, { a: 1 }), {
      query,
      namedArguments: { a: { literal: { integer: 1 } } },
      posArguments: [],
    });
    assert.deepEqual(createSql(query, ["x", null]), {
      query,
      namedArguments: {},
      posArguments: [{ literal: { string: "x" } }, { literal: { null: { null: {} } } }],
    });
  });

  it("names a value that no literal can hold, by its place from 1 or its name", () => {
    const bad = new Date(Number.NaN);
    assert.throws(() => createSql("", [1, bad]), isRefused(/^parameter 2: expected/));
    assert.throws(() => createSql("", { day: bad }), isRefused(/^:day: expected/));
  });
});

function isRefused(pattern: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof SparkError && pattern.test(error.message);
}
