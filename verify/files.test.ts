import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { findPaths, findRoot, formatManifest, type Manifests, sha256 } from "@tillbook/pipeline";
import { hashQueries, readQueries, readSteps } from "@tillbook/queries";
import { checkFiles, checkManifestFiles, checkQueries } from "./files.js";
import type { Check, VerifyContext } from "./verify.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tillbook-files-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const contents = {
  "notebooks/1.ipynb": "notebook",
  "charts/sales.json": "chart",
  "charts/sales.svg": "picture",
  "report/tillbook.html": "html",
  "report/tillbook.pdf": "pdf",
};

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, "build", file)), { recursive: true });
  await writeFile(join(folder, "build", file), text);
}

/** A build/ with one file of each kind, and the manifests that list them. */
async function prepare(): Promise<VerifyContext> {
  for (const [file, text] of Object.entries(contents)) await write(file, text);
  const hash = (file: keyof typeof contents): string => sha256(contents[file]);
  const manifests = {
    import: { files: [{ name: "a.csv" }] },
    plot: {
      notebooks: { "1.ipynb": hash("notebooks/1.ipynb") },
      charts: { "sales.json": hash("charts/sales.json") },
    },
    html: { sha256: hash("report/tillbook.html"), pictures: { "sales.svg": hash("charts/sales.svg") } },
    pdf: { sha256: hash("report/tillbook.pdf") },
  } as unknown as Manifests;
  return { paths: findPaths(folder), manifests } as VerifyContext;
}

async function find(check: Check, context: VerifyContext): Promise<string[]> {
  const findings: string[] = [];
  await check(context, findings);
  return findings;
}

test("files that have the hashes in their manifests are right, and so are those that no manifest lists by rights", async () => {
  const context = await prepare();
  await write("csv/a.csv", "sales");
  for (const kind of ["manifests", "rejects", "csv", "signed", "archive", "diff", "reports", "mail"])
    await write(`${kind}/other`, "text");
  const findings: string[] = [];
  assert.equal(await checkFiles(context, findings), "5 files have the SHA-256 in their manifests");
  assert.deepEqual(findings, []);
});

test("a file that was changed is named with the manifest of the stage that wrote it, and both hashes", async () => {
  const context = await prepare();
  const stages = ["plot", "plot", "html", "html", "pdf"];
  for (const [i, [file, text]] of Object.entries(contents).entries()) {
    await write(file, "changed");
    assert.deepEqual(await find(checkFiles, context), [
      `build/${file} differs from build/manifests/${stages[i]}.json: expected SHA-256 ${sha256(text)}, got ${sha256("changed")}`,
    ]);
    await rm(join(folder, "build", file));
    assert.deepEqual(await find(checkFiles, context), [
      `build/${file} is missing; build/manifests/${stages[i]}.json lists it`,
    ]);
    await write(file, text);
  }
});

test("a file too many is found, in a folder of the stages, beside them, and in one whose name only ends like theirs", async () => {
  const context = await prepare();
  await write("notebooks/2.ipynb", "new");
  await write("notes.txt", "new");
  await write("old/mail/1.eml", "new");
  assert.deepEqual((await find(checkFiles, context)).sort(), [
    "build/notebooks/2.ipynb is in no manifest",
    "build/notes.txt is in no manifest",
    "build/old/mail/1.eml is in no manifest",
  ]);
});

test("a manifest whose white space was changed is named", async () => {
  const context = await prepare();
  for (const [stage, manifest] of Object.entries(context.manifests))
    await write(`manifests/${stage}.json`, formatManifest(manifest));
  const findings: string[] = [];
  const found = await checkManifestFiles(context, findings);
  assert.deepEqual([found, findings], ["4 manifests are formatted as the stages write them", []]);
  await write("manifests/plot.json", `${formatManifest(context.manifests.plot)} `);
  assert.deepEqual(await find(checkManifestFiles, context), [
    "build/manifests/plot.json was edited: its format differs from what plot writes",
  ]);
});

test("queries other than those that aggregate ran are found by their hash", async () => {
  const root = findRoot();
  const queries = await readQueries(join(root, "spark"));
  const hash = hashQueries(queries, await readSteps(join(root, "spark")));
  const of = (expected: string): VerifyContext =>
    ({ paths: findPaths(root), queries, manifests: { aggregate: { queries: expected } } }) as unknown as VerifyContext;
  const findings: string[] = [];
  const found = await checkQueries(of(hash), findings);
  assert.deepEqual([found, findings], [`${queries.length} queries are the ones that aggregate ran`, []]);
  assert.deepEqual(await find(checkQueries, of("other")), [
    `spark/*.sql differ from build/manifests/aggregate.json: expected SHA-256 other, got ${hash}`,
  ]);
});
