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
});
