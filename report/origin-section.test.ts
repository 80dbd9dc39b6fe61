import assert from "node:assert/strict";
import test from "node:test";
import { de, en } from "@tillbook/charts";
import { describeManifests, describeOrigin, isChangedSinceImport, listVersions } from "./origin-section.js";

const files = [{ name: "a.csv", rows: 1200, amount_cents: "123456789", sha256: "a".repeat(64) }];
const settings = { rows: 1200, stores: 8, days: 365, start: "2025-01-01", seed: 1000 };
const generate = { settings, files, rows: 1200, amount_cents: "123456789" };
const imported = {
  files,
  first_day: "2025-01-01",
  last_day: "2025-12-31",
  table_fingerprint: "1200:1234567.89:77",
  changed_since_import: false,
  server_version: "MariaDB 11.4.5",
};
const aggregate = {
  queries: "c".repeat(64),
  read: "10:5.00:77",
  wrote: { monthly_sales: "9600:1234.50:42" },
  spark_version: "4.3.0",
};

test("generated files that were imported are listed once", () => {
  const parts = describeManifests({ generate, import: imported }, en);
  assert.deepEqual(
    parts.map((part) => [part.title, part.tables.length]),
    [
      ["Generated files", 1],
      ["Import", 0],
    ],
  );
});

test("generated files that were not imported are not listed", () => {
  const own = files.map((file) => ({ ...file, sha256: "b".repeat(64) }));
  const parts = describeManifests({ generate, import: { ...imported, files: own } }, en);
  assert.deepEqual(
    parts.map((part) => [part.title, part.tables.length]),
    [["Import", 1]],
  );
});

test("in a store's report files are counted, and rows that a check found are not shown", () => {
  const check = { name: "empty_months", severity: "warn" as const, expect: "none", rows: 2 };
  const checks = [{ ...check, first: [[["store", "Nord"] as [string, string]]] }];
  const plot = { notebooks: {}, charts: {}, store: "Süd" };
  const own = [{ ...files[0]!, name: "nord.csv", sha256: "b".repeat(64) }];
  const manifests = { generate, import: { ...imported, files: own }, aggregate: { ...aggregate, checks }, plot };
  const text = JSON.stringify(describeManifests(manifests, en));
  assert.doesNotMatch(text, /nord/i);
  assert.match(text, /"label":"Files","value":"1"/);
  assert.match(text, /"2 rows"/);
  assert.match(
    JSON.stringify(describeManifests({ ...manifests, plot: { ...plot, store: undefined } }, en)),
    /nord\.csv/,
  );
});

test("of many files the last row sums up those that are not listed", () => {
  const many = Array.from({ length: 1500 }, (_, i) => ({
    ...files[0]!,
    name: `${i}.csv`,
    ...(i > 1490 && { rejected: 2 }),
  }));
  const rows = describeManifests({ import: { ...imported, files: many } }, en)[0]?.tables[0]?.table.rows ?? [];
  assert.equal(rows.length, 50);
  assert.deepEqual(rows[48], ["48.csv", "1,200", "€1,234,567.89", "–", "a".repeat(64)]);
  const rest = "1,451 more, listed in the provenance attached to this report";
  assert.deepEqual(rows[49], [rest, "1,741,200", "€1,791,358,008.39", "18", "–"]);
  const fifty = describeManifests({ import: { ...imported, files: many.slice(0, 50) } }, en);
  assert.equal(fifty[0]?.tables[0]?.table.rows[49]?.[0], "49.csv");
});

test("counts have thousands, money is exact, a seed stays as it is", () => {
  const [part] = describeManifests({ generate }, en);
  const facts = new Map(part?.facts.map(({ label, value }) => [label, value]));
  assert.equal(facts.get("Random seed"), "1000");
  assert.equal(facts.get("Rows"), "1,200");
  assert.ok([...facts.values()].includes("€1,234,567.89"));
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
  const [part] = describeManifests({ aggregate }, en);
  assert.equal(part?.facts[1]?.value, "10 rows, €5.00, checksum 77");
  assert.deepEqual(part?.tables, [
    {
      caption: "Tables written",
      table: {
        columns: [
          { label: "Table", align: "left" },
          { label: "Rows", align: "right" },
          { label: "Amount", align: "right" },
          { label: "Checksum", align: "right" },
        ],
        rows: [["monthly_sales", "9,600", "€1,234.50", "42"]],
      },
    },
  ]);
});

test("each check of the data says what was expected, and what was found", () => {
  const check = { name: "empty_months", severity: "warn" as const, expect: "every store sells something" };
  const checks = [
    {
      ...check,
      rows: 1200,
      first: [
        [
          ["store", "\u202eNord"],
          ["month", "3"],
        ] as [string, string][],
      ],
    },
    { ...check, name: "b", rows: 0, first: [] },
  ];
  const [part] = describeManifests({ aggregate: { ...aggregate, checks } }, en);
  assert.equal(part?.tables[1]?.caption, "Checks of the data");
  assert.deepEqual(part.tables[1].table.rows, [
    ["empty_months", "every store sells something", "1,200 rows, the first: store \u2068\u202eNord\u2069, month 3"],
    ["b", "every store sells something", "as expected"],
  ]);
});

test("what a check expects is in the language of the report, or marked as English", () => {
  const check = { name: "a", severity: "warn" as const, expect: "nothing is lost", rows: 0, first: [] };
  const checks = [{ ...check, expect_in: { de: "nichts geht verloren" } }, check];
  const [part] = describeManifests({ aggregate: { ...aggregate, checks } }, de);
  assert.deepEqual(
    part?.tables.at(-1)?.table.rows.map(([, expected]) => expected),
    ["nichts geht verloren", "nothing is lost\u00a0[en]"],
  );
});

test("an import says its days, and whether the table was changed since", () => {
  const facts = (more: Partial<typeof imported & { duplicates: number; rejected: number }>): string[][] =>
    describeManifests({ import: { ...imported, ...more } }, en)[0]!.facts.map(({ label, value }) => [label, value]);
  const stored = ["Sales as stored", "1,200 rows, €1,234,567.89, checksum 77"];
  const days = [
    ["First day", "1 January 2025"],
    ["Last day", "31 December 2025"],
  ];
  assert.deepEqual(facts({}), [["Changed since import", "no"], ...days, stored]);
  assert.deepEqual(facts({ changed_since_import: true, duplicates: 1234, rejected: 2 }), [
    ["Changed since import", "yes"],
    [en.manifests.labels.duplicates, "1,234"],
    ...days,
    [en.manifests.labels.rejected, "2"],
    stored,
  ]);
});

test("an empty table has no days", () => {
  const [part] = describeManifests({ import: { ...imported, first_day: null, last_day: null } }, en);
  assert.deepEqual(
    part?.facts.slice(1, 3).map(({ value }) => value),
    ["–", "–"],
  );
});

test("rejected rows have a column where a file has some", () => {
  const [part] = describeManifests({ import: { ...imported, files: [{ ...files[0]!, rejected: 3 }] } }, en);
  const { columns, rows } = part!.tables[0]!.table;
  assert.deepEqual(columns[3], { label: en.manifests.labels.rejected, align: "right" });
  assert.deepEqual([columns.length, rows[0]?.[3]], [5, "3"]);
});

test("charts and notebooks are listed with their hashes", () => {
  const plot = { charts: { "a.json": "c".repeat(64) }, notebooks: { "1-a.ipynb": "d".repeat(64) } };
  const [part] = describeManifests({ plot }, en);
  assert.deepEqual([part?.title, part?.facts], ["Notebooks and charts", []]);
  assert.deepEqual(
    part?.tables.map(({ caption, table }) => [caption, ...table.rows]),
    [
      ["Charts", ["a.json", "c".repeat(64)]],
      ["Notebooks", ["1-a.ipynb", "d".repeat(64)]],
    ],
  );
});

test("the program is a commit, what was changed since, and its lockfiles", () => {
  const origin = {
    commit: "a".repeat(40),
    tree: "changed" as const,
    lockfiles: { "package-lock.json": "b".repeat(64) },
  };
  const { stage, title, facts, tables } = describeOrigin(origin, en);
  assert.deepEqual([stage, title], ["program", "Program"]);
  assert.deepEqual(
    facts.map(({ value }) => value),
    ["a".repeat(40), "changed"],
  );
  assert.deepEqual(tables[0]?.table, {
    columns: [
      { label: "File", align: "left" },
      { label: "SHA-256", align: "left" },
    ],
    rows: [["package-lock.json", "b".repeat(64)]],
  });
});

test("a server that was not asked has no version", () => {
  assert.deepEqual(listVersions({ import: imported }, {}, en), [{ label: "MySQL server", value: "MariaDB 11.4.5" }]);
});

test("versions come out of all manifests, under the names of the software", () => {
  const manifests = { import: imported, aggregate };
  assert.deepEqual(listVersions(manifests, { Chromium: "147" }, en), [
    { label: "MySQL server", value: "MariaDB 11.4.5" },
    { label: "Apache Spark", value: "4.3.0" },
    { label: "Chromium", value: "147" },
  ]);
  const facts = describeManifests(manifests, en).flatMap((part) => part.facts.map(({ value }) => value));
  assert.ok(!facts.includes("4.3.0") && !facts.includes("MariaDB 11.4.5"));
});

test("a change since the import is in the manifest of the import", () => {
  assert.equal(isChangedSinceImport({ import: { ...imported, changed_since_import: true } }), true);
  assert.equal(isChangedSinceImport({ import: imported }), false);
  assert.equal(isChangedSinceImport({}), false);
});
