import assert from "node:assert/strict";
import { test } from "node:test";
import { type CountedRow, describeFiles, type ImportedFile, readFileList } from "./import-notes.js";
import { de, en, inCurrency } from "./locale/index.js";

const say = (files: ImportedFile[], leftOut: CountedRow[] = [], closings: CountedRow[] = []): string[] =>
  [en, de].map((messages) =>
    describeFiles(files, leftOut, closings, inCurrency(messages, "USD")).replaceAll("\u00a0", " "),
  );

test("of plain files nothing is said", () => {
  assert.deepEqual(say(readFileList('[{"name":"a.csv","sha256":"0","rows":1,"amount_cents":"1"}]')), ["", ""]);
});

test("rows that were left out are said with their reasons", () => {
  const leftOut = [
    { reason: "Status is Cancelled", row_count: 4, cents: -2500 },
    { reason: "row of totals", row_count: 1, cents: 123456 },
    { reason: "day before 2025-01-31", row_count: 1, cents: 0 },
    { reason: "Cancelled at is not empty", row_count: 1, cents: 0 },
  ];
  assert.deepEqual(say([{}], leftOut), [
    "7 rows of the files were left out: Status is Cancelled (4 rows, −$25.00), row of totals (1 row, $1,234.56), day before 2025-01-31 (1 row, $0.00), Cancelled at is not empty (1 row, $0.00).",
    "7 Zeilen der Dateien wurden ausgelassen: Status ist Cancelled (4 Zeilen, −25,00 $), Summenzeile (1 Zeile, 1.234,56 $), Tag vor dem 31.01.2025 (1 Zeile, 0,00 $), Cancelled at ist nicht leer (1 Zeile, 0,00 $).",
  ]);
});

test("layout, tax, rounding, time zone and closings are said where they are known", () => {
  const file: ImportedFile = {
    profile: "Square items",
    amounts: "net",
    rounding: "half-up",
    timezone: "Europe/Berlin",
  };
  assert.deepEqual(say([file, file], [], [{ reason: "", row_count: 62, cents: 1000 }]), [
    "The files were read as Square items. The amounts are net, without tax. Amounts with more decimal places than their currency has were rounded half up. Times are in the time zone Europe/Berlin. 62 till closings, $10.00 together, agree with the sales to the cent.",
    "Die Dateien wurden als Square items gelesen. Die Beträge sind netto, ohne Steuer. Beträge mit mehr Nachkommastellen, als ihre Währung hat, wurden kaufmännisch gerundet. Alle Uhrzeiten gelten für die Zeitzone Europe/Berlin. 62 Kassenabschlüsse, zusammen 10,00 $, stimmen auf den Cent genau mit den Verkäufen überein.",
  ]);
});

test("files that name no currency are told", () => {
  assert.deepEqual(say([{ lacks_currency: true }]), [
    "The files name no currency; their amounts are taken to be in euros.",
    "Die Dateien nennen keine Währung; ihre Beträge werden als Euro gelesen.",
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
  assert.match(say([{ rounding: "half-even" }])[0]!, /rounded half to even\.$/);
});
