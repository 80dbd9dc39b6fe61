import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { findPaths, type Paths, sha256 } from "@tillbook/pipeline";
import { checkReports } from "./reports.js";
import { manifests as made, makePdf, makeReport, origin as maker } from "./test-report.js";
import type { VerifyContext } from "./verify.js";

let paths: Paths;
beforeEach(async () => {
  paths = findPaths(await mkdtemp(join(tmpdir(), "tillbook-reports-")));
  await mkdir(paths.report, { recursive: true });
  await mkdir(paths.manifests, { recursive: true });
});
afterEach(() => rm(paths.root, { recursive: true, force: true }));

const origin = { ...maker, versions: { Chromium: "141", "Plotly.js": "3.1" } };
const before = { ...made, plot: { ...made.plot, notebooks: { "1.ipynb": "n", "2.ipynb": "m" } } };

/** Both reports, and the manifests that fit them; `change` makes others of those. */
async function find(change: (manifests: Record<string, object>) => Record<string, object>): Promise<string[]> {
  const html = makeReport(undefined, undefined, { manifests: before, origin });
  await writeFile(join(paths.report, "tillbook.html"), html);
  await writeFile(join(paths.report, "tillbook.pdf"), await makePdf(["a", "b"], { manifests: before, origin }));
  await writeFile(join(paths.manifests, "plot.json"), "plot");
  const manifests = {
    ...before,
    html: { plot: sha256("plot"), sections: 2, charts: 1, chromium_version: "141", plotly_version: "3.1" },
    pdf: { html: sha256(html), pages: 2, chromium_version: "141" },
  };
  return check({ ...manifests, ...change(manifests) });
}

async function check(manifests: object): Promise<string[]> {
  const findings: string[] = [];
  const found = await checkReports({ paths, manifests } as unknown as VerifyContext, findings);
  assert.equal(found, "both reports are unchanged and were made from these manifests");
  return findings;
}

test("reports that were made from the manifests have no finding, whatever the order of the keys", async () => {
  assert.deepEqual(await find(() => ({})), []);
  const { import: imported } = before;
  const { files, table_fingerprint } = imported;
  assert.deepEqual(await find(() => ({ import: { table_fingerprint, files } })), []);
});

test("a manifest that differs from the one inside is named with both reports", async () => {
  const { wrote } = before.aggregate;
  assert.deepEqual(await find(() => ({ aggregate: { read: "3:10.00:78", wrote } })), [
    "build/manifests/aggregate.json differs from the manifest inside build/report/tillbook.html",
    "build/manifests/aggregate.json differs from the manifest inside build/report/tillbook.pdf",
  ]);
  const [file] = before.import.files;
  const files = [{ ...file, name: "b.csv" }];
  assert.equal((await find(() => ({ import: { ...before.import, files } }))).length, 2);
});

test("what the manifest of the HTML says otherwise than the report is found", async () => {
  const of = (more: object): Promise<string[]> => find(({ html }) => ({ html: { ...html, ...more } }));
  assert.deepEqual(await of({ chromium_version: "140" }), [
    "build/report/tillbook.html: expected Chromium 140 as in its manifest, got 141",
  ]);
  assert.deepEqual(await of({ plotly_version: "3.0" }), [
    "build/report/tillbook.html: expected Plotly.js 3.0 as in its manifest, got 3.1",
  ]);
  assert.deepEqual(await of({ charts: 2 }), ["build/manifests/html.json: expected 1 charts as in the report, got 2"]);
  assert.deepEqual(await of({ sections: 3 }), [
    "build/manifests/html.json: expected 2 sections, one for each notebook, got 3",
  ]);
  assert.deepEqual(await of({ plot: "other" }), [
    "build/manifests/html.json: the report was made from another plot.json",
  ]);
});

test("what the manifest of the PDF says otherwise than the report is found", async () => {
  const of = (more: object): Promise<string[]> => find(({ pdf }) => ({ pdf: { ...pdf, ...more } }));
  assert.deepEqual(await of({ chromium_version: "140" }), [
    "build/report/tillbook.pdf: expected Chromium 140 as in its manifest, got 141",
  ]);
  assert.deepEqual(await of({ html: "other" }), [
    "build/manifests/pdf.json: the PDF was printed from another tillbook.html",
  ]);
  assert.deepEqual(await of({ pages: 3 }), ["build/manifests/pdf.json: expected 2 pages as in the PDF, got 3"]);
});

test("a report that was changed is named; one that is missing is left to the check of files", async () => {
  await writeFile(join(paths.report, "tillbook.html"), "<p>hello</p>");
  assert.deepEqual(await check({}), [
    "build/report/tillbook.html: expected the checksum of a Tillbook report, found none",
    "build/report/tillbook.html: expected provenance in the report, found none",
  ]);
});
