import assert from "node:assert/strict";
import { test } from "node:test";
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
  const { sha256, ...sums } = imported.files as unknown as Record<string, unknown>;
  assert.deepEqual(sums, { count: 2, rows: 5, amount_cents: "100" });
  assert.match(String(sha256), /^[0-9a-f]{64}$/);
  assert.equal(imported.first_day, "2026-01-01");
  assert.deepEqual(aggregate.checks, [{ name: "empty_months", rows: 1, first: [] }]);
});

test("a chain's report has the manifests as they are", () => {
  assert.equal(hideNames(manifests), manifests);
});
