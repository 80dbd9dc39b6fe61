import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { formatManifest, sha256File } from "@tillbook/pipeline";
import { hashQueries, readSteps } from "@tillbook/queries";
import type { Check } from "./verify.js";

/** Compares every file below `build/`, except the CSV files, with its hash in the manifest of the stage that wrote it. */
export const checkFiles: Check = async ({ paths, manifests }, findings) => {
  const { plot, html, pdf } = manifests;
  const expected = new Map<string, [hash: string, stage: string]>();
  const add = (folder: string, hashes: Record<string, string>, stage: string): void => {
    for (const [name, hash] of Object.entries(hashes)) expected.set(`${folder}/${name}`, [hash, stage]);
  };
  add("notebooks", plot.notebooks, "plot");
  add("charts", plot.charts, "plot");
  add("charts", html.pictures, "html");
  add("report", { "tillbook.html": html.sha256 }, "html");
  add("report", { "tillbook.pdf": pdf.sha256 }, "pdf");
  for (const [file, [hash, stage]] of expected) {
    const got = await sha256File(join(paths.build, file)).catch(() => undefined);
    if (got === undefined) findings.push(`build/${file} is missing; build/manifests/${stage}.json lists it`);
    else if (got !== hash)
      findings.push(`build/${file} differs from build/manifests/${stage}.json: expected SHA-256 ${hash}, got ${got}`);
  }
  const csv = manifests.import.files.map(({ name }) => `csv/${name}`);
  const known = new Set([...expected.keys(), ...csv]);
  for (const file of await listBuild(paths.build)) {
    if (known.has(file) || /^(manifests|rejects|csv|signed|archive|diff|reports|mail)\//.test(file)) continue;
    findings.push(`build/${file} is in no manifest`);
  }
  return `${expected.size} files have the SHA-256 in their manifests`;
};

/** Checks the bytes of the manifests, so that not even their white space can be changed. */
export const checkManifestFiles: Check = async ({ paths, manifests }, findings) => {
  for (const [stage, manifest] of Object.entries(manifests)) {
    const text = await readFile(join(paths.manifests, `${stage}.json`), "utf8");
    if (text !== formatManifest(manifest))
      findings.push(`build/manifests/${stage}.json was edited: its format differs from what ${stage} writes`);
  }
  return `${Object.keys(manifests).length} manifests are formatted as the stages write them`;
};

/** Compares the hash of the queries with the one in the manifest of aggregate. */
export const checkQueries: Check = async ({ paths, queries, manifests }, findings) => {
  const hash = hashQueries(queries, await readSteps(join(paths.root, "spark")));
  const expected = manifests.aggregate.queries;
  if (hash !== expected)
    findings.push(`spark/*.sql differ from build/manifests/aggregate.json: expected SHA-256 ${expected}, got ${hash}`);
  return `${queries.length} queries are the ones that aggregate ran`;
};

async function listBuild(build: string): Promise<string[]> {
  const entries = await readdir(build, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(build, join(entry.parentPath, entry.name)));
}
