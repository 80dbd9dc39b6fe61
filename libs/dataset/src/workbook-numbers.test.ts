import assert from "node:assert/strict";
import { test } from "node:test";
import { findCellFormat, formatNumber } from "./workbook-numbers.js";

test("a format is a date's or a time's by its letters, outside of texts, colours and locales", () => {
  const format = (code: string): string => findCellFormat(164, code);
  assert.deepEqual(
    ["dd.mm.yyyy", "[$-407]d. mmmm yyyy", "yyyy\\-mm\\-dd;@", "mmm yy", "m/d"].map(format),
    Array(5).fill("date"),
  );
  assert.deepEqual(["h:mm", "[h]:mm:ss", "hh:mm AM/PM", "mm:ss.0"].map(format), Array(4).fill("time"));
  assert.deepEqual(["dd.mm.yyyy hh:mm", "m/d/yy h:mm"].map(format), Array(2).fill("datetime"));
  assert.deepEqual(
    ["General", '0.00 "days"', "#,##0.00\\ [$€-407]", "[Red]-0.00", "0.00E+00", "0%", "@", "_-* #,##0.00_d"].map(
      format,
    ),
    Array(8).fill("number"),
  );
  assert.deepEqual(
    [0, 2, 9, 14, 21, 22, 49].map((id) => findCellFormat(id, undefined)),
    [...["number", "number", "number", "date", "time", "datetime", "number"]],
  );
});

test("days are counted from 1900, with Excel's mistake of a 29 February, or from 1904", () => {
  const date = (value: number, isFrom1904 = false): string => formatNumber(value, "date", isFrom1904);
  assert.deepEqual(
    [0, 1, 59, 60, 61].map((day) => date(day)),
    [...["1900-01-00", "1900-01-01", "1900-02-28", "1900-02-29", "1900-03-01"]],
  );
  assert.equal(date(46_082), "2026-03-01");
  assert.equal(date(44_620, true), "2026-03-01");
  assert.equal(date(0, true), "1904-01-01");
});

test("a time is rounded to the second, and stays in its day", () => {
  const both = (value: number): string => formatNumber(value, "datetime", false);
  assert.equal(both(46_082.378472222219), "2026-03-01 09:05:00");
  assert.equal(both(46_082.37847), "2026-03-01 09:05:00");
  assert.equal(both(46_082), "2026-03-01 00:00:00");
  assert.equal(both(46_082.999996), "2026-03-01 23:59:59");
  assert.equal(both(46_082.9999999999), "2026-03-02 00:00:00");
  assert.equal(both(0.378472222), "09:05:00");
  assert.equal(formatNumber(46_082.378472222, "time", false), "09:05:00");
  assert.equal(formatNumber(46_082.378472222, "date", false), "2026-03-01");
});

test("a number has the digits that Excel keeps, and none that could be read in two ways", () => {
  const number = (value: number): string => formatNumber(value, "number", false);
  assert.deepEqual([12.5, 0.1 + 0.2, -3.2, 1234, 0.19, 1e21, 1.5e-7, 4006381333931].map(number), [
    ...["12.5", "0.3", "-3.2", "1234", "0.19", "1000000000000000000000", "0.00000015", "4006381333931"],
  ]);
  assert.equal(number(1.234), "1.2340");
});
