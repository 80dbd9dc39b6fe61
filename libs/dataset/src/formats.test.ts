import assert from "node:assert/strict";
import { test } from "node:test";
import { createDateReader, dateFormats, formatExample, isDateFormat, normalizeDateFormat } from "./formats.js";

test("a date of each detected format becomes ISO 8601", () => {
  assert.deepEqual(
    dateFormats.map((format) => createDateReader(format)(formatExample(format))),
    dateFormats.map(() => "2025-01-31"),
  );
});

test("between separators a zero may be missing; without them, none but the first of a day", () => {
  assert.equal(createDateReader("DD.MM.YYYY")("1.2.2025"), "2025-02-01");
  assert.equal(createDateReader("MM/DD/YYYY")("1/2/2025"), "2025-01-02");
  assert.equal(createDateReader("YYYYMMDD")("20250102"), "2025-01-02");
  assert.equal(createDateReader("YYYYMMDD")("2025102"), undefined);
  assert.equal(createDateReader("YYYY-MM-DD")("2025-1-2"), "2025-01-02");
  // A spreadsheet took 01032026 for a number.
  assert.equal(createDateReader("DDMMYYYY")("1032026"), "2026-03-01");
});

test("a year of two digits is one of this century", () => {
  assert.equal(createDateReader("DD.MM.YY")("31.12.07"), "2007-12-31");
  assert.equal(createDateReader("YYMMDD")("071231"), "2007-12-31");
});

test("a date of another format, or with more around it, is not read", () => {
  const read = createDateReader("DD.MM.YYYY");
  for (const text of [
    "31/01/2025",
    "31x01x2025",
    "31.01.25",
    "31.01.20255",
    "131.01.2025",
    "31.01.2025 9",
    "x 31.01.2025",
    "",
  ]) {
    assert.equal(read(text), undefined, text);
  }
  for (const text of ["x2025-01-31", "2025-01-31x", "2025/01/31"]) {
    assert.equal(createDateReader("YYYY-MM-DD")(text), undefined, text);
  }
});

test("a format has a year, a month and a day, each once", () => {
  for (const format of [...dateFormats, "DD.MM.YY", "YY-MM-DD", "DDMMYYYY", "DD MM YYYY"]) {
    assert.equal(isDateFormat(format), true, format);
  }
  for (const format of [
    "tomorrow",
    "",
    "DD.MM",
    "DD.MM.YYY",
    "D.M.YYYY",
    "DD.MM.YYYY.DD",
    "DD,MM,YYYY",
    "DD.MM.YYYY!",
  ]) {
    assert.equal(isDateFormat(format), false, format);
  }
});

test("whole words for months are known in more languages, without changing what shorter ones mean", () => {
  const read = createDateReader("DD MMM YYYY");
  for (const text of [
    "1. března 2026",
    "1 mars 2026",
    "1. marts 2026",
    "1. maaliskuuta 2026",
    "1 martie 2026",
    "1 марта 2026",
  ])
    assert.equal(read(text), "2026-03-01", text);
  assert.equal(read("1 Μαρτίου 2026"), "2026-03-01");
  assert.equal(read("1. Jänner 2026"), "2026-01-01");
  assert.equal(read("1 mar 2026"), "2026-03-01");
  assert.equal(read("1. června 2026"), "2026-06-01");
  assert.equal(read("1. července 2026"), "2026-07-01");
});

test("a month may be a word in nine languages, also shortened", () => {
  const [dayFirst, monthFirst] = [createDateReader("DD MMM YYYY"), createDateReader("MMM DD YYYY")];
  for (const text of [
    "1 March 2026",
    "01-MAR-2026",
    "1. März 2026",
    "1 mrz 2026",
    "1 mars 2026",
    "1 de marzo de 2026",
    "1 mar 2026",
    "1 mrt. 2026",
    "1 marca 2026",
    "1 de março de 2026",
    "1 Mart 2026",
  ]) {
    assert.equal(dayFirst(text), "2026-03-01", text);
  }
  assert.equal(monthFirst("Dec 31, 2025"), "2025-12-31");
  assert.equal(createDateReader("DD MMM YY")("1-juil-26"), "2026-07-01");
  // June or July in French, and no month.
  for (const text of ["1 jui 2026", "1 xyz 2026", "1 ma 2026"]) assert.equal(dayFirst(text), undefined, text);
});

test("the serial days of spreadsheets count from 1900, with a day that never was", () => {
  const read = createDateReader("Excel");
  assert.equal(read("46082"), "2026-03-01");
  assert.equal(read("46082.75"), "2026-03-01");
  for (const text of ["1", "20260301", "32873", "73051"]) assert.equal(read(text), undefined, text);
});

test("formats may be written as in other languages", () => {
  const written = [
    "dd.mm.yyyy",
    "TT.MM.JJJJ",
    "jj/mm/aaaa",
    "DD-MM-JJJJ",
    "DD.MM.RRRR",
    "dd/mm/aaaa",
    "excel",
    "DD-MMM-YY",
  ];
  assert.deepEqual(written.map(normalizeDateFormat), [
    ...["DD.MM.YYYY", "DD.MM.YYYY", "DD/MM/YYYY", "DD-MM-YYYY", "DD.MM.YYYY", "DD/MM/YYYY", "Excel", "DD-MMM-YY"],
  ]);
  assert.equal(normalizeDateFormat("tomorrow"), "tomorrow");
});
