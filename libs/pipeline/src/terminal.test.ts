import assert from "node:assert/strict";
import { test } from "node:test";
import { escapeControls } from "./terminal.js";

test("control characters, marks of direction and separators of lines are shown as JSON writes them, all else as it is", () => {
  assert.equal(escapeControls("51 groß\u202e\x1b[2J\r\n\u2028"), "51 groß\\u202e\\u001b[2J\\u000d\\u000a\\u2028");
  assert.equal(escapeControls("a\tKöln 🥐 שלום €5"), "a\tKöln 🥐 שלום €5");
  for (const mark of "\u061c\u200e\u200f\u202a\u2066\u2069\x7f\x9b")
    assert.match(escapeControls(mark), /^\\u[0-9a-f]{4}$/);
});
