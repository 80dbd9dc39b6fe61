import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import fc from "fast-check";
import { markText, startRecording, stopRecording, stripMarks, takeMarks } from "./marks.js";

afterEach(stopRecording);

test("while nothing is recorded, a text is only itself", () => {
  assert.equal(markText("€5", "money", 500n), "€5");
  assert.deepEqual(takeMarks("€5"), { text: "€5", marks: [] });
});

test("a mark survives templates, joins and JSON, and says where its text stands", () => {
  startRecording();
  const marked = JSON.parse(
    JSON.stringify([`😀 ${markText("€5", "money", 5)} of`, markText("7", "count", 7n)].join("\n")),
  );
  const { text, marks } = takeMarks(marked);
  assert.equal(text, "😀 €5 of\n7");
  assert.deepEqual(
    marks.map(({ span, format, quantity }) => [text.slice(...span), format, Number(quantity)]),
    [
      ["€5", "money", 5],
      ["7", "count", 7],
    ],
  );
});

test("a mark in a mark is listed behind it; one that was cut isn't, and leaves nothing behind", () => {
  startRecording();
  const outer = markText(`${markText("2026", "year", 2026)}!`, "month", 1);
  assert.deepEqual(
    takeMarks(outer).marks.map(({ format }) => format),
    ["month", "year"],
  );
  assert.deepEqual(
    takeMarks(outer.slice(0, -2)).marks.map(({ format }) => format),
    ["year"],
  );
  assert.equal(stripMarks(outer.slice(4)), "2026!");
});

test("any texts keep their places, however many are marked", () => {
  const part = fc.tuple(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }));
  fc.assert(
    fc.property(fc.array(part, { maxLength: 50 }), fc.nat(5000), (parts, before) => {
      startRecording();
      for (let i = 0; i < before; i++) markText("", "count", i);
      const marked = parts.map(([plain, number], i) => plain + markText(number, "count", i)).join("");
      const { text, marks } = takeMarks(marked);
      assert.equal(text, parts.flat().join(""));
      assert.deepEqual(
        marks.map(({ span, quantity }) => [text.slice(...span), Number(quantity)]).sort(),
        parts.map(([, number], i) => [number, i]).sort(),
      );
      stopRecording();
    }),
    { numRuns: 50 },
  );
});
