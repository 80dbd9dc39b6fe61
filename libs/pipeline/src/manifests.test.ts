import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { formatManifest, type Manifests, readManifest, writeManifest } from "./manifests.js";
import { findRoot } from "./paths.js";

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tillbook-manifests-"));
});
after(() => rm(folder, { recursive: true }));

const hash = "0123456789abcdef".repeat(4);
const manifests: Manifests = {
  generate: {
    settings: { rows: 2, stores: 1, days: 1, start: "2025-01-01", seed: 0 },
    files: [{ name: "a.csv", sha256: hash, rows: 2, amount_cents: "-5" }],
    rows: 2,
    amount_cents: "-5",
  },
  import: {
    files: [{ name: "a.csv", sha256: hash, rows: 2, amount_cents: "-5", rejected: 1 }],
    rejected: 1,
    duplicates: 0,
    first_day: "2025-01-01",
    last_day: null,
    table_fingerprint: "2:-0.05:77",
    changed_since_import: true,
    server_version: "MariaDB 11.4.5",
  },
  aggregate: { queries: hash, read: "2:-0.05:77", wrote: { monthly_sales: "1:0.00:0" }, spark_version: "4.3.0" },
  plot: { notebooks: { "a.ipynb": hash }, charts: {} },
  html: {
    sha256: hash,
    plot: hash,
    sections: 1,
    charts: 0,
    pictures: {},
    chromium_version: "147",
    plotly_version: "3.7.0",
  },
  pdf: { sha256: hash, html: hash, pages: 2, chromium_version: "147" },
};

test("equal content is equal text, in whatever order it was put together", () => {
  assert.equal(formatManifest({ b: { d: 1, c: [2, 1] }, a: "x" }), formatManifest({ a: "x", b: { c: [2, 1], d: 1 } }));
  assert.notEqual(formatManifest({ a: [1, 2] }), formatManifest({ a: [2, 1] }));
  assert.equal(formatManifest({ b: null, a: [{ d: 1, c: 2 }] }), formatManifest({ a: [{ c: 2, d: 1 }], b: null }));
  assert.equal(formatManifest({ b: 1, a: [] }), '{\n  "a": [],\n  "b": 1\n}\n');
});

test("each manifest is read as it was written, its keys in order, nothing is left beside it, and a missing one is undefined", async () => {
  for (const stage of Object.keys(manifests) as (keyof Manifests)[]) {
    await writeManifest(stage, manifests[stage], folder);
    const read = await readManifest(stage, folder);
    assert.deepEqual(read, manifests[stage]);
    assert.equal(formatManifest(read), `${JSON.stringify(read, undefined, 2)}\n`);
  }
  assert.deepEqual(
    (await readdir(folder)).sort(),
    Object.keys(manifests)
      .map((stage) => `${stage}.json`)
      .sort(),
  );
  assert.equal(await readManifest("plot", join(folder, "none")), undefined);
});

test("a manifest that its stage didn't write is MANIFEST_INVALID, with each fault and the next command", async () => {
  const read = async (stage: keyof Manifests, change: object | string): Promise<string> => {
    const text = typeof change === "string" ? change : JSON.stringify({ ...manifests[stage], ...change });
    await writeFile(join(folder, `${stage}.json`), text);
    const failure = await readManifest(stage, folder).then(
      () => assert.fail(`expected ${text} to be refused`),
      (error) => error,
    );
    assert.equal(failure.code, "MANIFEST_INVALID");
    assert.equal(failure.hint, `remove it, then run \`make ${stage}\``);
    return failure.message.replace(`build/manifests/${stage}.json is invalid: `, "");
  };
  assert.match(await read("pdf", "{"), /JSON/);
  assert.match(await read("pdf", "null"), /^it: /);
  assert.match(await read("pdf", { pages: "2" }), /^pages: .*number.*"2"/);
  assert.match(await read("pdf", { pages: -1, sha256: "" }), /^sha256: .*; pages: /);
  assert.match(await read("pdf", { pages: 1.5 }), /^pages: /);
  assert.match(await read("pdf", { chromium_version: undefined }), /chromium_version/);
  assert.match(await read("pdf", { more: 1 }), /more/);
  assert.match(await read("plot", { charts: { "a.json": "12" } }), /^charts\.a\.json: expected a SHA-256$/);
  assert.match(await read("plot", { charts: { "a.json": `${hash}0` } }), /expected a SHA-256/);
  assert.match(
    await read("import", { table_fingerprint: "2:5:77" }),
    /^table_fingerprint: expected rows:amount:checksum$/,
  );
  assert.match(await read("import", { table_fingerprint: "2:5.00:77:" }), /^table_fingerprint: /);
  assert.match(await read("import", { first_day: "2025-02-30x" }), /^first_day: expected a day$/);
  assert.match(await read("import", { changed_since_import: "false" }), /^changed_since_import: /);
  assert.match(await read("generate", { amount_cents: "1.5" }), /^amount_cents: expected whole cents$/);
  assert.match(
    await read("generate", { files: [{ name: "a.csv", sha256: hash, amount_cents: "1" }] }),
    /^files\.0\.rows: /,
  );
});

test("the report's fixtures are manifests of their stages", async () => {
  const fixtures = join(findRoot(), "report/fixtures/manifests");
  for (const stage of ["generate", "import", "aggregate", "plot"] as const) {
    const manifest = await readManifest(stage, fixtures);
    assert.equal(formatManifest(manifest), await readFile(join(fixtures, `${stage}.json`), "utf8"));
  }
});
