import assert from "node:assert/strict";
import { test } from "node:test";
import { describeDigits, listDigits, quoteText } from "./digits.js";

test("numbers are listed with their signs, units and groups", () => {
  assert.deepEqual(listDigits("€1,234.56, 41.7%, 12 €, −5 of +3, 1’000, 7 ‰, 2nd, ½, 1:30, $ 9, A4, 10km2"), [
    "€1,234.56",
    "41.7%",
    "12 €",
    "−5",
    "+3",
    "1’000",
    "7 ‰",
    "2nd",
    "½",
    "1:30",
    "$ 9",
    "4",
    "10km2",
  ]);
  assert.deepEqual(listDigits("none, €, %"), []);
  assert.deepEqual(listDigits("ends with 5. Or 6, and 7"), ["5", "6", "7"]);
});

test("five numbers of a text are named, and how many more there are", () => {
  assert.equal(describeDigits(["1", "2", "3", "4", "5"], "x 1"), '1, 2, 3, 4, 5 in "x 1"');
  assert.equal(describeDigits(["1", "2", "3", "4", "5", "6", "7"], "x 1"), '1, 2, 3, 4, 5, and 2 more in "x 1"');
});

test("a long text is quoted round a word, with marks where it goes on", () => {
  const text = `${"a".repeat(100)} word ${"b".repeat(100)}`;
  assert.equal(quoteText(text, "word"), `"…${"a".repeat(59)} word ${"b".repeat(55)}…"`);
  assert.equal(quoteText(text), `"${"a".repeat(100)} word ${"b".repeat(14)}…"`);
  assert.equal(quoteText(`${"a".repeat(100)} word`, "word"), `"…${"a".repeat(59)} word"`);
  assert.equal(quoteText(" some\n  words ", "words"), '"some words"');
  assert.equal(quoteText(`${"a".repeat(100)} two  words`, "two\nwords"), `"…${"a".repeat(59)} two words"`);
  assert.equal(quoteText("a".repeat(120)), `"${"a".repeat(120)}"`);
});
