import assert from "node:assert/strict";
import test from "node:test";
import { en } from "@tillbook/charts";
import { findPeriod, formatPeriod } from "./period.js";

const files = [{ name: "a.csv", sha256: "1" }];
const generate = { settings: { start: "2024-02-01", days: 29 }, files };

test("the period is that of the import, where it says so", () => {
  const manifest = { first_day: "2023-05-02", last_day: "2023-06-01" };
  assert.deepEqual(findPeriod({ generate, import: manifest }), { first: "2023-05-02", last: "2023-06-01" });
});

test("the period of imported generated files is that of their settings, both days included", () => {
  assert.deepEqual(findPeriod({ generate, import: { files } }), { first: "2024-02-01", last: "2024-02-29" });
});

test("settings of files that were not imported say nothing", () => {
  assert.equal(findPeriod({ generate, import: { files: [{ name: "b.csv", sha256: "2" }] } }), undefined);
});

test("whole months are named without days, and one year once", () => {
  assert.equal(formatPeriod({ first: "2025-01-01", last: "2025-12-31" }, en), "January to December 2025");
  assert.equal(formatPeriod({ first: "2024-02-01", last: "2024-02-29" }, en), "February 2024");
  assert.equal(formatPeriod({ first: "2024-12-01", last: "2025-01-31" }, en), "December 2024 to January 2025");
});

test("other periods are named by their days", () => {
  assert.equal(formatPeriod({ first: "2025-01-03", last: "2025-02-09" }, en), "3 January to 9 February 2025");
  assert.equal(formatPeriod({ first: "2025-01-03", last: "2025-01-03" }, en), "3 January 2025");
});
