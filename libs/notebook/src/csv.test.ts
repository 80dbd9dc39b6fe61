import assert from "node:assert/strict";
import { test } from "node:test";
import { de, en, type Table } from "@tillbook/charts";
import { formatCsv } from "./csv.js";

const columns: Table["columns"] = [
  { label: "Store", align: "left" },
  { label: "All (€)", align: "right" },
];

function format(text: string, marks: { group: string; decimal: string }): string {
  return formatCsv({ columns, rows: [["Ulm", text]] }, marks)
    .split("\n")[1]!
    .replace("Ulm,", "");
}

test("numbers lose what a language puts between thousands, and get a decimal point", () => {
  assert.equal(format("1,234,567.50", en.numbers), "1234567.50");
  assert.equal(format("1.234.567,50", de.numbers), "1234567.50");
  assert.equal(format("1.234", de.numbers), "1234");
  assert.equal(format("1,234", en.numbers), "1234");
  assert.equal(format("12\u202f345,5", { group: "\u202f", decimal: "," }), "12345.5");
  assert.equal(format("7", de.numbers), "7");
});

test("a minus sign becomes the one that programs read", () => {
  assert.equal(format("−1,234.50", en.numbers), "-1234.50");
});

test("texts keep their commas and points, and are quoted where that is needed", () => {
  const table = { columns, rows: [['Ulm, "Süd" 1.234', "−0.50"]] };
  assert.equal(formatCsv(table, en.numbers), 'Store,All (€)\n"Ulm, ""Süd"" 1.234",-0.50\n');
});

test("a name that a spreadsheet would run as a formula is made a text", () => {
  const left = (label: string) => ({ label, align: "left" as const });
  const names = ["=HYPERLINK()", "@SUM(1)", "-3", "+3", "\t=1", "\r=1"].map((name) => [name]);
  const csv = formatCsv({ columns: [left("=1+1")], rows: [...names, ["Käse = 3"]] }, en.numbers);
  assert.equal(csv, "'=1+1\n'=HYPERLINK()\n'@SUM(1)\n'-3\n'+3\n'\t=1\n\"'\r=1\"\nKäse = 3\n");
});
