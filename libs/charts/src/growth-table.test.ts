import assert from "node:assert/strict";
import { test } from "node:test";
import { parsePeriod } from "@tillbook/pipeline";
import { tabulateGrowth } from "./growth-table.js";
import { en } from "./locale/index.js";
import { makeMonthRows } from "./test-months.js";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");
const rows = makeMonthRows([
  { year: 2025, month: 2, store: "Ulm", revenue: "100.00", sales: 20, open_days: 10 },
  { year: 2026, month: 1, store: "Ulm", revenue: "200.00", sales: 30, open_days: 10 },
  { year: 2026, month: 2, store: "Ulm", revenue: "110.00", sales: 10, open_days: 10 },
  { year: 2026, month: 2, store: "Köln", revenue: "20.00", sales: 20, open_days: 10 },
  { year: 2026, month: 3, store: "Ulm", revenue: "9.00", sales: 3, open_days: 3, last_day: "2026-03-03" },
]);
const data = { first: "2025-01-01", last: "2026-03-03", closedWeekdays: [] };
const tabulate = (some: typeof rows, period: string): string[] =>
  plain(tabulateGrowth(some, { period: parsePeriod(period)!, data }, en)).split("\n");

test("months are compared per open day with the month before, with a year before, and like for like", () => {
  assert.deepEqual(tabulate(rows, "2026-03"), [
    "| Month | Open days | Revenue (€) | Per open day (€) | Change on the line above | Change on the year before | Like for like |",
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    "| January 2026 | 10 | 200.00 | 20.00 | – | – | – |",
    "| February 2026 | 20 | 130.00 | 6.50 | −67.5% | −35.0% | +10.0% |",
    "| March 2026 (1 to 3) | 3 | 9.00 | 3.00 | – | – | – |",
  ]);
});

test("without a previous year there are no columns for it, and one month is no table", () => {
  assert.deepEqual(tabulate(rows.slice(1, 3), "2026-02")[0]!.split(" | ").length, 5);
  assert.deepEqual(tabulate(rows.slice(1, 2), "2026-01"), [""]);
});
