import assert from "node:assert/strict";
import { test } from "node:test";
import { checkManifests, isSame, parseFingerprint, type UncheckedManifests } from "./manifests.js";

function makeManifests(changes: UncheckedManifests = {}): UncheckedManifests {
  const files = [
    { name: "a.csv", sha256: "a", rows: 2, amount_cents: "1250" },
    { name: "b.csv", sha256: "b", rows: 1, amount_cents: "-250" },
  ];
  const wrote = {
    monthly_sales: "1:10.00:5",
    sales_per_cashier: "2:10.00:5",
    time_sales: "3:10.00:5",
    top_articles: "1:4.00:6",
  };
  return {
    generate: { files, rows: 3, amount_cents: "1000", ...changes.generate },
    import: { files, table_fingerprint: "3:10.00:77", changed_since_import: false, ...changes.import },
    aggregate: { read: "3:10.00:77", wrote, ...changes.aggregate },
  };
}

function check(changes: UncheckedManifests): string[] {
  return checkManifests(makeManifests(changes));
}

test("manifests that agree have no finding", () => {
  assert.deepEqual(check({}), []);
});

test("a cent that is lost in any result that counts every sale is a finding; top_articles has a part of them", () => {
  for (const name of ["monthly_sales", "sales_per_cashier", "time_sales"]) {
    const wrote = { ...(makeManifests()["aggregate"]?.["wrote"] as object), [name]: "1:9.99:5" };
    assert.deepEqual(check({ aggregate: { wrote } }), [`cents of ${name}, against sales: expected 1000, got 999`]);
  }
  assert.deepEqual(check({ aggregate: { wrote: { top_articles: "none" } } }), [
    "expected a fingerprint of top_articles, got none",
  ]);
});

test("a row or a cent that is lost between two stages is a finding with both numbers", () => {
  assert.deepEqual(check({ import: { table_fingerprint: "2:10.00:77" } }), [
    "sales when aggregated, against sales when imported: expected 2:10.00:77, got 3:10.00:77",
    "rows of sales, against the files: expected 3, got 2",
  ]);
  assert.deepEqual(check({ import: { table_fingerprint: "3:9.00:77" }, aggregate: { read: "3:9.00:77", wrote: {} } }), [
    "cents of sales, against the files: expected 1000, got 900",
  ]);
  assert.deepEqual(check({ generate: { rows: 4 } }), ["rows of the files, against the settings: expected 4, got 3"]);
  assert.deepEqual(check({ generate: { amount_cents: "1001" } }), ["cents of the files: expected 1001, got 1000"]);
});

test("files that were not generated are not compared with the settings", () => {
  const { generate: _, ...own } = makeManifests();
  assert.deepEqual(checkManifests(own), []);
  assert.deepEqual(check({ generate: { files: [{ sha256: "c" }], rows: 99 } }), []);
});

test("sales that were changed since the import may differ from the files, not from what was aggregated", () => {
  const changed = { import: { table_fingerprint: "2:11.00:78", changed_since_import: true } };
  assert.deepEqual(check({ ...changed, aggregate: { read: "2:11.00:78", wrote: { time_sales: "1:11.00:5" } } }), []);
  assert.equal(check({ ...changed, aggregate: { read: "2:11.00:77", wrote: {} } }).length, 1);
});

test("a manifest or fingerprint that is missing is a finding", () => {
  const { import: _import, ...noImport } = makeManifests();
  const { aggregate: _aggregate, ...noAggregate } = makeManifests();
  for (const manifests of [noImport, noAggregate])
    assert.deepEqual(checkManifests(manifests), ["expected manifests of import and aggregate, found none"]);
  const expected = ["expected fingerprints of sales in the manifests, found none"];
  assert.deepEqual(check({ import: { table_fingerprint: "" } }), expected);
  assert.deepEqual(check({ aggregate: { read: "3:10:77" } }), expected);
});

test("a fingerprint has rows, an amount with two decimals, and a checksum", () => {
  assert.deepEqual(parseFingerprint("12:-3.05:9"), { rows: 12n, cents: -305n, checksum: "9" });
  for (const print of ["12:3.5:9", "12:3.05", "x12:3.05:9", "12:3.05:9 ", undefined])
    assert.equal(parseFingerprint(print), undefined, `${print}`);
});

test("lists of files are the same when their hashes are, in the same order; empty lists are not", () => {
  const [a, b] = ["a", "b"].map((sha256) => ({ name: "x.csv", sha256, rows: 1, amount_cents: "1" })) as [never, never];
  assert.equal(isSame([a, b], [a, b]), true);
  for (const [some, others] of [
    [[a], [b]],
    [
      [a, b],
      [b, a],
    ],
    [[a], [a, b]],
    [[], []],
  ] as const)
    assert.equal(isSame(some, others), false);
});

test("in a store's report all files are one, whose sums are compared", () => {
  const files = { sha256: "all", rows: 3, amount_cents: "1000" };
  assert.deepEqual(check({ import: { files }, generate: { files } }), []);
  assert.deepEqual(check({ import: { files: { ...files, rows: 2 } } }), [
    "rows of sales, against the files: expected 2, got 3",
  ]);
  assert.deepEqual(check({ import: { files: null } }), [
    "rows of sales, against the files: expected 0, got 3",
    "cents of sales, against the files: expected 0, got 1000",
  ]);
});
