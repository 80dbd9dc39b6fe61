import { readdir, readFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { formatManifest, sha256, sha256File } from "@tillbook/pipeline";
import { listFiles } from "./manifests.js";
import type { Check } from "./verify.js";

/** Compares every file below `build/`, but the CSV files, with the hash in the manifest of the stage that made it. */
export const checkFiles: Check = async ({ paths, manifests }, problems) => {
  const { plot = {}, html = {}, pdf = {}, import: imported = {} } = manifests;
  const expected = new Map<string, [hash: unknown, stage: string]>();
  const add = (folder: string, hashes: unknown, stage: string): void => {
    for (const [name, hash] of Object.entries((hashes ?? {}) as object))
      expected.set(`${folder}/${name}`, [hash, stage]);
  };
  add("notebooks", plot["notebooks"], "plot");
  add("charts", plot["charts"], "plot");
  add("charts", html["pictures"], "html");
  add("report", { "tillbook.html": html["sha256"] }, "html");
  add("report", { "tillbook.pdf": pdf["sha256"] }, "pdf");
  for (const [file, [hash, stage]] of expected) {
    const got = await sha256File(join(paths.build, file)).catch(() => undefined);
    if (got === undefined) problems.push(`build/${file} is missing; ${stage} made it`);
    else if (got !== hash)
      problems.push(
        `build/${file} is not what build/manifests/${stage}.json says: expected SHA-256 ${hash}, got ${got}`,
      );
  }
  const csv = listFiles(imported).map(({ name }) => `csv/${name}`);
  const known = new Set([...expected.keys(), ...csv]);
  for (const file of await listBuild(paths.build)) {
    if (known.has(file) || /^(manifests|rejects|csv)\//.test(file)) continue;
    problems.push(`build/${file} was made by no stage`);
  }
  return `${expected.size} files are what their stages made`;
};

/** Checks that the manifests are written as the stages write them, so that no byte of them can be another. */
export const checkManifestFiles: Check = async ({ paths, manifests }, problems) => {
  for (const [stage, manifest] of Object.entries(manifests)) {
    const text = await readFile(join(paths.manifests, `${stage}.json`), "utf8");
    if (text !== formatManifest(manifest))
      problems.push(`build/manifests/${stage}.json is not written as its stage writes it`);
  }
  return `${Object.keys(manifests).length} manifests are written as the stages write them`;
};

/** Hashes the queries as the manifest of aggregate has them. */
export const checkQueries: Check = async ({ paths, manifests }, problems) => {
  const folder = join(paths.root, "spark");
  const names = (await readdir(folder)).filter((file) => file.endsWith(".sql")).sort();
  const texts = await Promise.all(
    [...names, "steps/rollup.sql"].map(
      async (file) => `${basename(file, ".sql")}\n${await readFile(join(folder, file), "utf8")}`,
    ),
  );
  if (sha256(texts.join("\n")) !== manifests["aggregate"]?.["queries"])
    problems.push("spark/*.sql are not the queries that aggregate ran");
  return `${names.length} queries are those that aggregate ran`;
};

async function listBuild(build: string): Promise<string[]> {
  const entries = await readdir(build, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(build, join(entry.parentPath, entry.name)));
}
