import assert from "node:assert/strict";
import { test } from "node:test";
import { formatAs } from "./formats.js";
import { de, en } from "./locale/index.js";
import { startRecording, stopRecording, takeMarks } from "./marks.js";
import { formatCell, formatIsoCell } from "./plain-numbers.js";

test("a value is said with all its decimals, in the language's way, and without groups", () => {
  const row = {
    revenue: "277371.60",
    negative: "-0.05",
    whole: 1234567,
    big: 9007199254740993n,
    small: 1e-7,
    large: 1.5e21,
  };
  const names = ["revenue", "negative", "whole", "big", "small", "large"] as const;
  assert.deepEqual(
    names.map((name) => formatCell(row, name, de)),
    ["277371,60", "−0,05", "1234567", "9007199254740993", "0,0000001", "1500000000000000000000"],
  );
});

test("what a mark names says the same text again", () => {
  startRecording();
  const row = { share: "0.1250", day: "2026-03-01", whole: -3 };
  for (const marked of [formatCell(row, "share", en), formatCell(row, "whole", en), formatIsoCell(row, "day")]) {
    const { text, marks } = takeMarks(marked);
    assert.equal(formatAs(marks[0]!.format, marks[0]!.quantity, en), text);
    assert.deepEqual(marks[0]!.span, [0, text.length]);
  }
  stopRecording();
});
