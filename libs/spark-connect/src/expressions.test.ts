import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { orderBy } from "./expressions.js";

describe("orderBy", () => {
  const read = (text: string): string[] => {
    const { child, direction, nullOrdering } = orderBy(text);
    assert.ok("expressionString" in child);
    return [
      child.expressionString.expression,
      direction.slice("SORT_DIRECTION_".length),
      nullOrdering.slice("SORT_NULLS_".length),
    ];
  };

  it("takes the order from the end, and has nulls as the smallest values", () => {
    assert.deepEqual(read("a"), ["a", "ASCENDING", "FIRST"]);
    assert.deepEqual(read("a DESC"), ["a", "DESCENDING", "LAST"]);
    assert.deepEqual(read("a + 1 asc nulls last"), ["a + 1", "ASCENDING", "LAST"]);
    assert.deepEqual(read("a desc\n nulls first "), ["a", "DESCENDING", "FIRST"]);
    assert.deepEqual(read("a nulls last"), ["a", "ASCENDING", "LAST"]);
  });

  it("leaves a column alone whose name ends like an order", () => {
    assert.deepEqual(read("desc"), ["desc", "ASCENDING", "FIRST"]);
    assert.deepEqual(read("`a desc`"), ["`a desc`", "ASCENDING", "FIRST"]);
  });
});
