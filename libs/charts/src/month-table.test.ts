import assert from "node:assert/strict";
import { test } from "node:test";
import { en } from "./locale/en.js";
import { tabulateMonths } from "./month-table.js";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");

test("each month is compared with the month before, over the turn of the year, to the cent", () => {
  const table = tabulateMonths(
    [
      { year: 2025, month: 12, store: "Ulm", revenue: "150.10", sales: 30 },
      { year: 2026, month: 1, store: "Ulm", revenue: "60.05", sales: 10 },
      { year: 2026, month: 1, store: "Köln", revenue: "120.07", sales: 20 },
    ],
    en,
  );
  assert.deepEqual(plain(table).split("\n"), [
    "| Month | Revenue (€) | Change | Sales | Change | Average (€) | Change |",
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    "| December 2025 | 150.10 | – | 30 | – | 5.00 | – |",
    "| January 2026 | 180.12 | +20.0% | 30 | 0.0% | 6.00 | +20.0% |",
    "| All | 330.22 | – | 60 | – | 5.50 | – |",
  ]);
});

test("a month without sales falls by all of it, and the next has nothing to be compared with", () => {
  const table = tabulateMonths(
    [
      { year: 2025, month: 1, store: "Ulm", revenue: "10.00", sales: 2 },
      { year: 2025, month: 3, store: "Ulm", revenue: "20.00", sales: 2 },
    ],
    en,
  );
  const lines = plain(table).split("\n").slice(3, 5);
  assert.deepEqual(lines, [
    "| February 2025 | 0.00 | −100.0% | 0 | −100.0% | 0.00 | −100.0% |",
    "| March 2025 | 20.00 | – | 2 | – | 10.00 | – |",
  ]);
});

test("two years are listed by quarter, as in the chart", () => {
  const rows = Array.from({ length: 24 }, (_, i) => {
    return { year: 2025 + Math.floor(i / 12), month: (i % 12) + 1, store: "Ulm", revenue: "1.00", sales: 1 };
  });
  const lines = tabulateMonths(rows, en).split("\n");
  assert.match(lines[0]!, /^\| Quarter \|/);
  assert.equal(lines.length, 2 + 8 + 1);
});

test("a change that rounds to zero has no sign, and against nothing or less there is none", () => {
  const months = ["1000.00", "1000.01", "1000.00", "-1.00", "5.00", "0.00", "5.00"].map((revenue, i) => {
    return { year: 2025, month: i + 1, store: "Ulm", revenue, sales: 1 };
  });
  const changes = tabulateMonths(months, en)
    .split("\n")
    .slice(2, -1)
    .map((line) => line.split(" | ")[2]);
  assert.deepEqual(changes, ["–", "0.0%", "0.0%", "−100.1%", "–", "−100.0%", "–"]);
});
