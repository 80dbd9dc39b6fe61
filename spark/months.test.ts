import assert from "node:assert/strict";
import { test } from "node:test";
import { findAskedPeriod } from "@tillbook/queries";
import { findChange, findCut, isInMonths, isSmall, type Month } from "./months.js";

const month = (name: string, checksum = "1"): Month => ({ name, rows: 1, amount: "1.00", checksum, ids: [] });
const asked = findAskedPeriod("2025-01-31/2025-03-14");
const [daysBefore, yearBefore] = ["2024-12-19/2025-01-30", "2024-01-31/2024-03-14"];

test("a month that is new, corrected or gone changes itself, its quarter, its year and all", () => {
  const before = { months: { "2024-12": "1:1.00:1", "2025-01": "1:1.00:1", "2025-02": "1:1.00:1" }, asked: undefined };
  assert.deepEqual(findChange(before, [month("2024-12"), month("2025-01"), month("2025-02")], undefined), {
    months: [],
    periods: [],
  });
  assert.deepEqual(findChange(before, [month("2025-01"), month("2025-02", "2"), month("2025-04")], undefined), {
    months: ["2024-12", "2025-02", "2025-04"],
    periods: ["2024-12", "2024-Q4", "2024", "all", "2025-02", "2025-Q1", "2025", "2025-04", "2025-Q2"],
  });
});

test("asked days, and those that they are compared with, change when they are others, or when one of their months does", () => {
  const before = { months: { "2025-03": "1:1.00:1", "2025-04": "1:1.00:1" }, asked: asked?.name };
  const change = (months: Month[], now = asked) => findChange(before, months, now).periods;
  assert.deepEqual(change([month("2025-03"), month("2025-04")]), []);
  assert.deepEqual(change([month("2025-03", "2"), month("2025-04")]).at(-1), "2025-01-31/2025-03-14");
  assert.deepEqual(change([month("2024-03"), month("2025-03"), month("2025-04")]).at(-1), yearBefore);
  assert.equal(change([month("2025-03"), month("2025-04", "2")]).includes("2025-01-31/2025-03-14"), false);
  const own = [asked?.name, daysBefore, yearBefore];
  assert.deepEqual(findChange(before, [month("2025-03"), month("2025-04")], undefined).periods, own);
  assert.deepEqual(change([month("2025-03"), month("2025-04")], findAskedPeriod("2025-03-02/2025-03-03")), [
    ...own,
    "2025-03-02/2025-03-03",
    "2025-02-28/2025-03-01",
    "2024-03-02/2024-03-03",
  ]);
});

test("a period cuts the months of which it has some days", () => {
  assert.ok(asked);
  assert.deepEqual(
    ["2024-12", "2025-01", "2025-02", "2025-03", "2025-04"].map((name) => findCut(name, asked)),
    [
      undefined,
      { first: "2025-01-31", last: "2025-01-31" },
      undefined,
      { first: "2025-03-01", last: "2025-03-14" },
      undefined,
    ],
  );
});

test("a condition names months, of none it is false", () => {
  assert.equal(isInMonths([]), "false");
  assert.equal(isInMonths(["2024-12", "2025-01"]), "((year = 2024 and month = 12) or (year = 2025 and month = 1))");
});

test("rows are replaced where at most half of all sales changed", () => {
  const month = (rows: number): Month => ({ name: "2025-01", rows, amount: "0.00", checksum: "0", ids: [] });
  assert.equal(isSmall([month(5)], [month(5), month(5)]), true);
  assert.equal(isSmall([month(6)], [month(6), month(5)]), false);
});
