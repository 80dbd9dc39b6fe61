import assert from "node:assert/strict";
import test from "node:test";
import { en } from "@tillbook/charts";
import { findPeriod, formatPeriod } from "./period.js";

const imported = {
  files: [],
  first_day: "2023-05-02",
  last_day: "2023-06-01",
  table_fingerprint: "0:0.00:0",
  changed_since_import: false,
  server_version: "MariaDB 11.4.5",
};

test("the period is that of the import", () => {
  assert.deepEqual(findPeriod({ import: imported }), { first: "2023-05-02", last: "2023-06-01" });
});

test("without an import, and without sales, there is no period", () => {
  assert.equal(findPeriod({}), undefined);
  assert.equal(findPeriod({ import: { ...imported, first_day: null, last_day: null } }), undefined);
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
