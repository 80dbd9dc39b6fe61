import assert from "node:assert/strict";
import { test } from "node:test";
import {
  createAmountReader,
  createDateReader,
  dateFormats,
  findDecimalMark,
  formatExample,
  isDateFormat,
  readTime,
  splitTimestamp,
} from "./formats.js";

test("a date of each detected format becomes ISO 8601", () => {
  assert.deepEqual(
    dateFormats.map((format) => createDateReader(format)(formatExample(format))),
    dateFormats.map(() => "2025-01-31"),
  );
});

test("between separators a zero may be missing; without them, and in ISO 8601, none", () => {
  assert.equal(createDateReader("DD.MM.YYYY")("1.2.2025"), "2025-02-01");
  assert.equal(createDateReader("MM/DD/YYYY")("1/2/2025"), "2025-01-02");
  assert.equal(createDateReader("YYYYMMDD")("20250102"), "2025-01-02");
  assert.equal(createDateReader("YYYYMMDD")("2025102"), undefined);
  assert.equal(createDateReader("YYYY-MM-DD")("2025-1-2"), undefined);
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
    "31.01.2025 ",
    " 31.01.2025",
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

test("times are read with or without seconds, and with AM or PM", () => {
  const read = [
    "9:05",
    "09:05:59",
    "9:05 AM",
    "12:05 am",
    "12:05 PM",
    "1:05:09 pm",
    "11:59PM",
    "09:05:00.000",
    "24:00",
  ];
  assert.deepEqual(read.map(readTime), [
    ...["09:05", "09:05:59", "09:05", "00:05", "12:05", "13:05:09", "23:59", "09:05:00", "24:00"],
  ]);
  for (const text of [
    "0:05 AM",
    "13:05 PM",
    "9:5",
    "9",
    "9:60",
    "x9:05",
    "9:05x",
    "9:05:60",
    "109:05",
    "9:05:00.5",
    "",
  ]) {
    assert.equal(readTime(text), undefined, text);
  }
});

test("a date with a time is split at the spaces or the T", () => {
  assert.deepEqual(splitTimestamp("31.01.2025 9:05"), { date: "31.01.2025", time: "9:05" });
  assert.deepEqual(splitTimestamp("2025-01-31T09:05:59"), { date: "2025-01-31", time: "09:05:59" });
  assert.deepEqual(splitTimestamp("2025-01-31  09:05 PM"), { date: "2025-01-31", time: "09:05 PM" });
  for (const text of ["2025-01-31", "2025-01-31 x", " 09:05", "2025-01-3109:05"])
    assert.equal(splitTimestamp(text), undefined);
});

test("amounts lose their thousands separators, and signs go first", () => {
  const [point, comma] = [createAmountReader("."), createAmountReader(",")];
  const read = [
    "1234.5",
    "1,234.50",
    "1 234.5",
    "1'234.5",
    "€12.50",
    "€ 12.50",
    "12.50 €",
    "12.50EUR",
    "3.20-",
    "-€3.20",
    "€-3.20",
    "+7",
    "−7",
  ];
  assert.deepEqual(read.map(point), [
    ...[
      "1234.5",
      "1234.50",
      "1234.5",
      "1234.5",
      "12.50",
      "12.50",
      "12.50",
      "12.50",
      "-3.20",
      "-3.20",
      "-3.20",
      "7",
      "-7",
    ],
  ]);
  assert.deepEqual(["1.234.567,5", "1.234", "12,50 €", "-0,5", "7"].map(comma), [
    "1234567.5",
    "1234",
    "12.50",
    "-0.5",
    "7",
  ]);
});

test("what is not an amount is not read", () => {
  const point = createAmountReader(".");
  for (const text of [
    "",
    "x",
    "1,23.5",
    "12,3456",
    "1,234'567",
    "-3-",
    "+3-",
    "1.",
    ".5",
    "1.5.5",
    "1e3",
    "12.50 $",
    "x1",
    "1234,567",
  ]) {
    assert.equal(point(text), undefined, text);
  }
  assert.equal(createAmountReader(",")("1.5"), undefined);
});

test("an amount shows its decimal mark where it can be read in one way only", () => {
  assert.deepEqual(["12.50", "12,50", "1,234.50", "1.234,50", "12.5", "1.234.567", "1,234,567"].map(findDecimalMark), [
    ".",
    ",",
    ".",
    ",",
    ".",
    ",",
    ".",
  ]);
  assert.deepEqual(["1.234", "1,234", "-1.234"].map(findDecimalMark), ["either", "either", "either"]);
  assert.deepEqual(["7", "x", "", "1 234", "x.y"].map(findDecimalMark), [
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
