import assert from "node:assert/strict";
import { test } from "node:test";
import { findDifference } from "./rerun-notebooks.js";

test("the first line that differs is named with both texts, a missing one as nothing", () => {
  assert.equal(findDifference("a\nb\n", "a\nb\n"), undefined);
  assert.equal(findDifference("a\n  b\nc", "a\n  x\ny"), "2: expected b, got x");
  assert.equal(findDifference("a\nb", "a"), "2: expected b, got nothing");
  assert.equal(findDifference("a", "a\nb"), "2: expected nothing, got b");
  assert.equal(findDifference("x".repeat(201), ""), `1: expected ${"x".repeat(200)}, got `);
  const [long, other] = [`${"x".repeat(300)}yes`, `${"x".repeat(300)}no`];
  assert.equal(findDifference(long, other), `1: expected …${"x".repeat(40)}yes, got …${"x".repeat(40)}no`);
});
