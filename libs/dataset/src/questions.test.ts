import assert from "node:assert/strict";
import { test } from "node:test";
import { askAboutEqualRows, limitToFiles, makePatterns, OpenQuestion, type Question } from "./questions.js";

const question: Question = {
  files: ["us.csv"],
  line: 1,
  problem: 'sold_on may have the day or the month first, e.g. "03/01/2026"',
  ask: 'What does "03/01/2026" mean?',
  choices: [{ label: "3 January 2026", settings: { date: "DD/MM/YYYY" } }],
};

test("the failure of an import names file, line, value and what to write", () => {
  const { message, hint } = new OpenQuestion({ ...question, otherwise: "correct the file" });
  assert.equal(message, 'us.csv:1: sold_on may have the day or the month first, e.g. "03/01/2026"');
  assert.equal(
    hint,
    'correct the file; or set it in a columns.json beside the file: {"date":"DD/MM/YYYY"} (3 January 2026); `make inspect` asks and writes it',
  );
  assert.equal(new OpenQuestion({ ...question, choices: [], otherwise: "correct the file" }).hint, "correct the file");
});

test("an answer leaves files of other layouts as they are", () => {
  assert.deepEqual(limitToFiles(question, ["us.csv"], []), question);
  assert.deepEqual(limitToFiles(question, ["us.csv"], ["de.csv"]).choices[0]?.settings, {
    files: { "us.csv": { date: "DD/MM/YYYY" } },
  });
});

test("files of one layout get a pattern that no other file matches, or else their names", () => {
  assert.deepEqual(makePatterns(["2026/till-1.csv", "till-22.csv"], ["shop.csv"]), ["till-*.csv"]);
  assert.deepEqual(makePatterns(["till-1.csv", "till-2.csv"], ["till-3.csv"]), ["till-1.csv", "till-2.csv"]);
  assert.deepEqual(makePatterns(["a.csv", "b.csv"], ["c.txt"]), ["a.csv", "b.csv"]);
  assert.deepEqual(makePatterns(["aba.csv", "ab.csv"], ["x.csv"]), ["ab*.csv"]);
  assert.deepEqual(makePatterns(["export.zip/items.csv"], ["b.csv"]), ["items.csv"]);
  assert.deepEqual(makePatterns(["sales.xlsx/Jan", "sales.xlsx/Feb"], ["b.csv"]), ["sales.xlsx"]);
});

test("of two files with the same sales, either can be left out, unless both have one name", () => {
  const labels = (one: string, other: string) =>
    askAboutEqualRows(one, other, { problem: "" }).question.choices.map(({ label }) => label);
  const both = "different sales: count both";
  assert.deepEqual(labels("a.csv", "b.csv"), [
    "the same sales: leave out b.csv",
    "the same sales: leave out a.csv",
    both,
  ]);
  assert.deepEqual(labels("1/a.csv", "2/a.csv"), [both]);
  assert.deepEqual(labels("a.xlsx/Jan", "a.xlsx/Feb"), [
    "the same sales: read only Jan",
    "the same sales: read only Feb",
    both,
  ]);
});
