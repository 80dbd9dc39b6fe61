import assert from "node:assert/strict";
import { test } from "node:test";
import { de } from "./locale/de.js";
import { en } from "./locale/en.js";
import { tabulateMonths } from "./month-table.js";
import { makeMonthRows } from "./test-months.js";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");

test("each month is compared with the month before, as booked and per open day, over the turn of the year", () => {
  const rows = makeMonthRows([
    { year: 2025, month: 12, store: "Ulm", revenue: "150.10", sales: 30, open_days: 10 },
    { year: 2026, month: 1, store: "Ulm", revenue: "60.05", sales: 10, open_days: 8 },
    { year: 2026, month: 1, store: "Köln", revenue: "120.07", sales: 20, open_days: 7 },
  ]);
  assert.deepEqual(plain(tabulateMonths(rows, en)).split("\n"), [
    "| Month | Revenue (€) | Change | Open days | Per open day (€) | Change | Sales | Average line (€) |",
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    "| December 2025 | 150.10 | – | 10 | 15.01 | – | 30 | 5.00 |",
    "| January 2026 | 180.12 | +20.0% | 15 | 12.01 | −20.0% | 30 | 6.00 |",
    "| All | 330.22 | – | 25 | 13.21 | – | 60 | 5.50 |",
  ]);
});

test("a month of which the data has only a part names its days, and takes part in no change", () => {
  const rows = makeMonthRows([
    ...[{ year: 2026, month: 1, store: "Ulm", revenue: "100.00", sales: 7, open_days: 7, first_day: "2026-01-25" }],
    ...[{ year: 2026, month: 2, store: "Ulm", revenue: "398.00", sales: 28, open_days: 20 }],
    ...[{ year: 2026, month: 3, store: "Ulm", revenue: "99.00", sales: 10, open_days: 9, last_day: "2026-03-10" }],
  ]).map((row) => (row.month === 1 ? { ...row, last_day: "2026-01-31" } : row));
  const list = (messages: typeof en): string[] =>
    plain(tabulateMonths(rows, messages, { first: "2026-01-25", last: "2026-03-10", closedWeekdays: [] }))
      .split("\n")
      .slice(2, 5);
  assert.deepEqual(list(en), [
    "| January 2026 (25 to 31) | 100.00 | – | 7 | 14.29 | – | 7 | 14.29 |",
    "| February 2026 | 398.00 | – | 20 | 19.90 | – | 28 | 14.21 |",
    "| March 2026 (1 to 10) | 99.00 | – | 9 | 11.00 | – | 10 | 9.90 |",
  ]);
  assert.match(list(de)[0]!, /^\| Januar 2026 \(25\. bis 31\.\) \| 100,00 \| – \|/);
});

test("a month without sales falls by all of it, and the next has nothing to be compared with", () => {
  const rows = makeMonthRows([
    { year: 2025, month: 1, store: "Ulm", revenue: "10.00", sales: 2 },
    { year: 2025, month: 3, store: "Ulm", revenue: "20.00", sales: 2 },
  ]);
  assert.deepEqual(plain(tabulateMonths(rows, en)).split("\n").slice(3, 5), [
    "| February 2025 | 0.00 | −100.0% | 0 | 0.00 | −100.0% | 0 | 0.00 |",
    "| March 2025 | 20.00 | – | 2 | 10.00 | – | 2 | 10.00 |",
  ]);
});

test("two years are listed by quarter, as in the chart", () => {
  const rows = Array.from({ length: 24 }, (_, i) => {
    return { year: 2025 + Math.floor(i / 12), month: (i % 12) + 1, store: "Ulm", revenue: "1.00", sales: 1 };
  });
  const lines = tabulateMonths(makeMonthRows(rows), en).split("\n");
  assert.match(lines[0]!, /^\| Quarter \|/);
  assert.equal(lines.length, 2 + 8 + 1);
});

test("a change that rounds to zero has no sign, and against nothing or less there is none", () => {
  const months = ["1000.00", "1000.01", "1000.00", "-1.00", "5.00", "0.00", "5.00"].map((revenue, i) => {
    return { year: 2025, month: i + 1, store: "Ulm", revenue, sales: 1 };
  });
  const changes = tabulateMonths(makeMonthRows(months), en)
    .split("\n")
    .slice(2, -1)
    .map((line) => line.split(" | ")[2]);
  assert.deepEqual(changes, ["–", "0.0%", "0.0%", "−100.1%", "–", "−100.0%", "–"]);
});
