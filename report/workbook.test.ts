import assert from "node:assert/strict";
import test from "node:test";
import { de, en } from "@tillbook/charts";
import type { ShownTable } from "@tillbook/provenance";
import { makeWorkbook, readCell } from "./workbook.js";

const none = new Map();
const readValue = (text: string, messages = en): unknown =>
  (readCell(text, none, messages) as { value: unknown } | null)?.value;

test("numbers, amounts and shares are numbers; rounded ones, ranges, codes and names stay texts", () => {
  assert.deepEqual(
    ["1,234.50", "−€12.05", "12.5%", "+1.5%", "0", ""].map((text) => readValue(text)),
    [1234.5, -12.05, 0.125, 0.015, 0, undefined],
  );
  assert.deepEqual(
    ["1.234,50", "−12,05\u00a0€", "12,5\u00a0%"].map((text) => readValue(text, de)),
    [1234.5, -12.05, 0.125],
  );
  for (const text of ["€3.5k", "7:00–8:00", "007", "Store 381", "=1+1", "–"]) assert.equal(readValue(text), text);
});

test("days and months are dates, in each language", () => {
  const days = new Map([["May 2026", { date: "2026-05-01", hasDay: false }]]);
  assert.deepEqual((readCell("May 2026", days, en) as { value: Date }).value, new Date("2026-05-01"));
});

test("the same tables give the same bytes, whenever they are written, and sheets have names of their own", async () => {
  const table = (name: string): ShownTable => ({
    section: "a",
    title: "A/B: a title that is longer than a sheet's name",
    name,
    columns: ["Month", "Revenue"],
    rows: [["May 2026", "1.00"]],
  });
  const write = (): Promise<Buffer> => makeWorkbook([table("a"), table("b")], [["Commit", "abc"]], en);
  const first = await write();
  await new Promise((resolve) => setTimeout(resolve, 2100)); // the time of an entry counts two seconds
  assert.ok(first.equals(await write()));
});
