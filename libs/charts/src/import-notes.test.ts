import assert from "node:assert/strict";
import { test } from "node:test";
import { describeFiles, type ImportedFile, readFileList } from "./import-notes.js";
import { de, en, inCurrency } from "./locale/index.js";

const say = (files: ImportedFile[]): string[] =>
  [en, de].map((messages) => describeFiles(files, inCurrency(messages, "USD")).replaceAll("\u00a0", " "));

test("of plain files nothing is said", () => {
  assert.deepEqual(say(readFileList('[{"name":"a.csv","sha256":"0","rows":1,"amount_cents":"1"}]')), ["", ""]);
});

test("rows that were left out are said with their reasons, of all files together", () => {
  const cancelled = { reason: "Status is Cancelled", rows: 2, amount_cents: "-1250" };
  const files = [
    { left_out: [cancelled, { reason: "row of totals", rows: 1, amount_cents: "123456" }] },
    { left_out: [cancelled] },
  ];
  assert.deepEqual(say(files), [
    "5 rows of the files were left out: Status is Cancelled (4 rows, −$25.00), row of totals (1 row, $1,234.56).",
    "5 Zeilen der Dateien wurden ausgelassen: Status is Cancelled (4 Zeilen, −25,00 $), row of totals (1 Zeile, 1.234,56 $).",
  ]);
});

test("layout, tax, rounding, time zone and closings are said where they are known", () => {
  const file: ImportedFile = {
    profile: "Square items",
    amounts: "net",
    rounding: "half-up",
    timezone: "Europe/Berlin",
    closings: { count: 31, amount_cents: "500" },
  };
  assert.deepEqual(say([file, file]), [
    "The files were read as Square items. The amounts are net, without tax. Amounts with more decimals than their currency has were rounded, half up. Times are those of Europe/Berlin. 62 closings of tills, $10.00 together, agree with the sales to the cent.",
    "Die Dateien wurden als Square items gelesen. Die Beträge sind netto, ohne Steuer. Beträge mit mehr Nachkommastellen, als ihre Währung hat, wurden kaufmännisch gerundet. Uhrzeiten sind die der Zeitzone Europe/Berlin. 62 Kassenabschlüsse, zusammen 10,00 $, stimmen auf den Cent mit den Verkäufen überein.",
  ]);
});

test("files with and without tax are told", () => {
  assert.match(
    say([{ amounts: "net" }, { amounts: "gross" }])[0]!,
    /^The amounts are net in some files and gross in others\.$/,
  );
  assert.match(
    say([{ amounts: "gross" }, {}])[0]!,
    /^In some files the amounts are gross, with tax; the others don't say\.$/,
  );
  assert.match(say([{ rounding: "half-even" }])[0]!, /rounded, half to even\.$/);
});
