import assert from "node:assert/strict";
import { test } from "node:test";
import { sha256 } from "@tillbook/pipeline";
import { hideNames } from "./hide-names.js";

const files = [
  { name: "ulm.csv", sha256: "0", rows: 2, amount_cents: "150" },
  { name: "koeln.csv", sha256: "1", rows: 3, amount_cents: "-50" },
];
const manifests = {
  import: { files, first_day: "2026-01-01" },
  aggregate: { checks: [{ name: "empty_months", rows: 1, first: [[["store", "Ulm"]]] }] },
  plot: { notebooks: {} },
};

test("a store's report names no file and no row that a check found; sums and hash stay", () => {
  const { import: imported, aggregate } = hideNames({ ...manifests, plot: { notebooks: {}, store: "Köln" } });
  assert.doesNotMatch(JSON.stringify([imported, aggregate]), /ulm|koeln/i);
  const sums = { count: 2, rows: 5, amount_cents: "100" };
  assert.deepEqual(imported.files, { ...sums, sha256: sha256(JSON.stringify(files)) });
  assert.equal(imported.first_day, "2026-01-01");
  assert.deepEqual(aggregate.checks, [{ name: "empty_months", rows: 1, first: [] }]);
});

test("manifests without files and checks stay as they are in a store's report, too", () => {
  const store = { import: { last_day: null }, plot: { store: "", charts: {} } };
  assert.deepEqual(hideNames(store), store);
});

test("a chain's report has the manifests as they are", () => {
  assert.deepEqual(hideNames({ import: { files } }), { import: { files } });
  assert.equal(hideNames(manifests), manifests);
});
