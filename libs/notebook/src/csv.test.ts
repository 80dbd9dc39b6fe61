import assert from "node:assert/strict";
import { test } from "node:test";
import { formatCsv } from "./csv.js";

test("numbers lose their thousands separators, texts keep their commas and are quoted", () => {
  const table = {
    columns: [
      { label: "Store", align: "left" as const },
      { label: "All (€)", align: "right" as const },
    ],
    rows: [['Ulm, "Süd"', "−1,234.50"]],
  };
  assert.equal(formatCsv(table), 'Store,All (€)\n"Ulm, ""Süd""",-1234.50\n');
  assert.match(formatCsv({ ...table, rows: [["Ulm", "−1.234.567,50"]] }), /,-1234567\.50\n$/);
  assert.match(formatCsv({ ...table, rows: [["Ulm", "1.234.567"]] }), /,1234567\n$/);
});

test("a name that a spreadsheet would run as a formula is made a text", () => {
  const left = (label: string) => ({ label, align: "left" as const });
  const table = { columns: [left("=1+1")], rows: [["=HYPERLINK()"], ["@SUM(1)"], ["-3"], ["Käse = 3"]] };
  assert.equal(formatCsv(table), "'=1+1\n'=HYPERLINK()\n'@SUM(1)\n'-3\nKäse = 3\n");
});
