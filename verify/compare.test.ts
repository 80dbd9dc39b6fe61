import assert from "node:assert/strict";
import { test } from "node:test";
import type { Provenance } from "@tillbook/provenance";
import { compareProvenance } from "./compare.js";

const provenance: Provenance = {
  checksum: "",
  format: 1,
  language: "en",
  origin: { commit: "c1", tree: "clean", lockfiles: { "package-lock.json": "l1" }, versions: { Node: "20.20.2" } },
  manifests: {
    generate: {
      amount_cents: "100",
      settings: { seed: 42 },
      rows: 10,
      files: [{ name: "sales-01.csv", sha256: "f1", rows: 10 }],
    },
    import: { mysql_version: "11.4", files: [{ name: "sales-01.csv", sha256: "f1" }], table_fingerprint: "10:1.00:1" },
    aggregate: { queries: "q1", read: "10:1.00:1", wrote: { monthly_sales: "1:1.00:1" } },
    plot: { notebooks: { "1-the-data.ipynb": "n1" }, charts: { "monthly-sales.json": "c1" } },
  },
  lines: ["a", "b"],
  colors: { "#332288": "#332288" },
  charts: { "monthly-sales": { data: "d1", picture: "p1" } },
  pages: ["p1", "p2"],
};

test("two provenances of the same report have no difference", () => {
  assert.deepEqual(compareProvenance(provenance, structuredClone(provenance)), { first: undefined, reasons: [] });
});

test("the first stage whose output differs is named, with the setting that differs and not what follows from it", () => {
  const other = structuredClone(provenance);
  const files = [{ name: "sales-01.csv", sha256: "f2", rows: 10 }];
  other.manifests["generate"] = { amount_cents: "200", settings: { seed: 43 }, rows: 10, files };
  other.manifests["import"] = { ...other.manifests["import"], table_fingerprint: "10:2.00:1" };
  assert.deepEqual(compareProvenance(provenance, other), {
    first: "generate wrote different output: files/sales-01.csv/sha256 is f1 here, f2 there",
    reasons: ["generate: settings/seed is 42 here, 43 there"],
  });
});

test("other queries are named where aggregate wrote another table, and so is another program", () => {
  const other = structuredClone(provenance);
  other.origin = { ...other.origin, commit: "c2", versions: { Node: "22.1.0" } };
  other.manifests["aggregate"] = { queries: "q2", read: "10:1.00:1", wrote: { monthly_sales: "1:1.00:2" } };
  assert.deepEqual(compareProvenance(provenance, other), {
    first: "aggregate wrote different output: wrote/monthly_sales is 1:1.00:1 here, 1:1.00:2 there",
    reasons: [
      "aggregate: queries is q1 here, q2 there",
      "the program: commit is c1 here, c2 there",
      "the program: versions/Node is 20.20.2 here, 22.1.0 there",
    ],
  });
});

test("each output of a stage is named where it is the first that differs; what went in is a reason", () => {
  const change = (stage: string, values: Record<string, unknown>) => {
    const other = structuredClone(provenance);
    other.manifests[stage] = { ...other.manifests[stage], ...values };
    return compareProvenance(provenance, other);
  };
  const outputs = {
    generate: ["amount_cents"],
    import: ["table_fingerprint", "first_day", "last_day", "duplicates", "rejected", "changed_since_import"],
    aggregate: ["wrote", "checks"],
    plot: ["notebooks", "charts"],
  };
  for (const [stage, keys] of Object.entries(outputs))
    for (const key of keys)
      assert.match(String(change(stage, { [key]: "x" }).first), RegExp(`^${stage} wrote different output: ${key}`));
  assert.deepEqual(change("import", { mysql_version: "12.0" }), {
    first: undefined,
    reasons: ["import: mysql_version is 11.4 here, 12.0 there"],
  });
  assert.deepEqual(change("import", { rejects: 1 }).reasons, ["import: rejects is nothing here, 1 there"]);
});

test("where all stages made the same, the first line, chart or page that differs is named", () => {
  const change = (changes: Partial<Provenance>) => compareProvenance(provenance, { ...provenance, ...changes });
  const german = change({ language: "de", lines: ["a", "c"] });
  assert.deepEqual(german, { first: "html: line 2 of the text differs", reasons: ["language is en here, de there"] });
  assert.equal(change({ lines: ["a"] }).first, "html: line 2 of the text differs");
  const drawn = change({ charts: { "monthly-sales": { data: "d1", picture: "p2" } } });
  assert.equal(drawn.first, "html: a chart differs: monthly-sales/picture is p1 here, p2 there");
  assert.equal(change({ pages: ["p1", "p3"] }).first, "pdf: page 2 differs");
  const { pages: _, ...html } = provenance;
  assert.equal(compareProvenance(provenance, html).first, undefined);
});
