import assert from "node:assert/strict";
import test, { before } from "node:test";
import { openBench } from "./bench.js";
import { readReportWorkbook } from "./read-workbook.js";

// The workbook that the page has inside.

let sheets: Map<string, string[][]>;

before(async () => {
  sheets = await readReportWorkbook((await openBench()).html);
});

test("each table is a sheet with real numbers and dates, and the last one says where they are from", () => {
  assert.ok(sheets.size >= 8, [...sheets.keys()].join(", "));
  const monthly = sheets.get("How much is sold store-months")!;
  const [head, first] = monthly;
  assert.equal(head![0], "Month");
  assert.match(first![0]!, /^2025-01-01/);
  assert.equal(first![1], "60.17");
  const about = [...sheets].at(-1)!;
  assert.equal(about[0], "How this report was made");
  assert.ok(about[1].some(([name]) => name === "Node.js"));
});

test("the sums of a sheet are those of its rows", () => {
  const [, ...rows] = sheets.get("What sells best top-articles")!;
  const cents = (text: string | undefined): number => Math.round(Number(text) * 100);
  const sum = rows.slice(0, -1).reduce((all, row) => all + cents(row.at(-1)), 0);
  assert.equal(sum, cents(rows.at(-1)!.at(-1)));
});
