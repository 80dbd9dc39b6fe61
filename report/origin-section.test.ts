import assert from "node:assert/strict";
import test from "node:test";
import { en } from "@tillbook/charts";
import { describeManifests, isChangedSinceImport, listVersions } from "./origin-section.js";

const files = [{ name: "a.csv", rows: 1200, amount_cents: "123456789", sha256: "a".repeat(64) }];

test("generated files that were imported are listed once", () => {
  const parts = describeManifests({ generate: { settings: { seed: 1000 }, files }, import: { files, rows: 1200 } }, en);
  assert.deepEqual(
    parts.map((part) => [part.title, part.tables.length]),
    [
      ["Generated files", 1],
      ["Import", 0],
    ],
  );
});

test("generated files that were not imported are not listed", () => {
  const own = [{ ...files[0], sha256: "b".repeat(64) }];
  const parts = describeManifests({ generate: { files }, import: { files: own } }, en);
  assert.deepEqual(
    parts.map((part) => part.title),
    ["Import"],
  );
});

test("of many files the last row sums up those that are not listed", () => {
  const many = Array.from({ length: 1500 }, (_, i) => ({
    ...files[0],
    name: `${i}.csv`,
    ...(i > 1490 && { rejected: 2 }),
  }));
  const rows = describeManifests({ import: { files: many } }, en)[0]?.tables[0]?.table.rows ?? [];
  assert.equal(rows.length, 50);
  assert.deepEqual(rows[48], ["48.csv", "1,200", "€1,234,567.89", "–", "a".repeat(64)]);
  const rest = "1,451 more, listed in the provenance attached to this report";
  assert.deepEqual(rows[49], [rest, "1,741,200", "€1,791,358,008.39", "18", "–"]);
});

test("counts have thousands, money is exact, a seed stays as it is", () => {
  const [part] = describeManifests({ generate: { settings: { seed: 1000 }, files } }, en);
  assert.deepEqual(part?.facts, [{ label: "Random seed", value: "1000" }]);
  assert.deepEqual(part?.tables[0]?.table, {
    columns: [
      { label: "File", align: "left" },
      { label: "Rows", align: "right" },
      { label: "Amount", align: "right" },
      { label: "SHA-256", align: "left" },
    ],
    rows: [["a.csv", "1,200", "€1,234,567.89", "a".repeat(64)]],
  });
});

test("fingerprints of tables are read as rows, amount and checksum", () => {
  const [part] = describeManifests(
    { aggregate: { read: "10/5.00/77", wrote: { monthly_sales: "9600:1234.50:42" } } },
    en,
  );
  assert.equal(part?.facts[0]?.value, "10 rows, €5.00, checksum 77");
  assert.deepEqual(part?.tables[0]?.table.rows, [["monthly_sales", "9,600", "€1,234.50", "42"]]);
});

test("versions come out of all manifests, under the names of the software", () => {
  const manifests = { import: { server_version: "11.4.5-MariaDB" }, aggregate: { spark_version: "4.3.0" } };
  assert.deepEqual(listVersions(manifests, { Chromium: "147" }, en), [
    { label: "MySQL server", value: "11.4.5-MariaDB" },
    { label: "Apache Spark", value: "4.3.0" },
    { label: "Chromium", value: "147" },
  ]);
  assert.deepEqual(
    describeManifests(manifests, en).flatMap((part) => part.facts),
    [],
  );
});

test("a change since the import is seen in the manifest of either stage", () => {
  assert.equal(isChangedSinceImport({ import: { changed_since_import: true } }), true);
  assert.equal(isChangedSinceImport({ aggregate: { changed_since_import: true } }), true);
  assert.equal(isChangedSinceImport({ import: { changed_since_import: false } }), false);
});
