import assert from "node:assert/strict";
import test from "node:test";
import { de, en } from "@tillbook/charts";
import { findPeriod, nameReport } from "./period.js";

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

test("the report of a period is of that, whatever days the data has", () => {
  const plot = { notebooks: {}, charts: {}, period: { name: "2023-05", first: "2023-05-01", last: "2023-05-31" } };
  const period = { first: "2023-05-01", last: "2023-05-31", unit: "month" };
  assert.deepEqual(findPeriod({ import: imported, plot }), period);
});

test("a report is named by its store; a bare number gets a noun", () => {
  assert.equal(nameReport(undefined, en), "Sales report");
  assert.equal(nameReport("Köln", en), "Sales report for Köln");
  assert.equal(nameReport("381", en), "Sales report for Store 381");
  assert.equal(nameReport("Köln", de), "Verkaufsbericht Köln");
  assert.equal(nameReport("381", de), "Verkaufsbericht Filiale 381");
});
