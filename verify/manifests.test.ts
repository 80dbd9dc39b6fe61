import assert from "node:assert/strict";
import { test } from "node:test";
import { checkManifests, type Manifests } from "./manifests.js";

function makeManifests(): Manifests {
  const files = [
    { name: "a.csv", sha256: "a", rows: 2, amount_cents: "1250" },
    { name: "b.csv", sha256: "b", rows: 1, amount_cents: "-250" },
  ];
  return {
    generate: { files, rows: 3, amount_cents: "1000" },
    import: { files, table_fingerprint: "3:10.00:77", changed_since_import: false },
    aggregate: { read: "3:10.00:77", wrote: { monthly_sales: "1:10.00:5", top_articles: "1:4.00:6" } },
  };
}

test("manifests that agree have nothing to say", () => {
  assert.deepEqual(checkManifests(makeManifests()), []);
});

test("a row or a cent that is lost between two stages is named", () => {
  const manifests = makeManifests();
  Object.assign(manifests["aggregate"] ?? {}, { wrote: { monthly_sales: "1:9.99:5" } });
  assert.deepEqual(checkManifests(manifests), ["cents of monthly_sales, against sales: expected 1000, got 999"]);
  Object.assign(manifests["import"] ?? {}, { table_fingerprint: "2:10.00:77" });
  assert.match(checkManifests(manifests).join("\n"), /rows of sales, against the files: expected 3, got 2/);
});

test("sales that were changed since the import need not be those of the files", () => {
  const manifests = makeManifests();
  const changed = "3:11.00:78";
  Object.assign(manifests["import"] ?? {}, { table_fingerprint: changed, changed_since_import: true });
  Object.assign(manifests["aggregate"] ?? {}, { read: changed, wrote: { monthly_sales: "1:11.00:5" } });
  assert.deepEqual(checkManifests(manifests), []);
});
