import assert from "node:assert/strict";
import test from "node:test";
import { formatSize } from "./size.js";

test("a size is said in kB below a megabyte, and in MB from there on", () => {
  assert.equal(formatSize(0), "1 kB");
  assert.equal(formatSize(312_499), "312 kB");
  assert.equal(formatSize(999_400), "999 kB");
  assert.equal(formatSize(1_000_000), "1.0 MB");
  assert.equal(formatSize(1_449_000), "1.4 MB");
});
