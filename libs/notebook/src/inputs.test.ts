import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { after, before, test } from "node:test";
import { findPaths, findRoot, type Paths } from "@tillbook/pipeline";
import { hashSharedInputs } from "./inputs.js";

/** What starts a notebook: its kernel, what runs that, and what its cells import. */
const entries = ["notebooks/tables.ts", "libs/notebook/src/kernel.ts", "libs/notebook/src/plot.stage.ts"];

let paths: Paths;
before(() => {
  paths = findPaths(mkdtempSync(join(tmpdir(), "tillbook-inputs-")));
  for (const folder of ["libs", "notebooks"]) {
    const isOurs = (name: string): boolean => !/node_modules|expected|\.png$/.test(name);
    cpSync(join(findRoot(), folder), join(paths.root, folder), { recursive: true, filter: isOurs });
  }
  for (const file of ["package-lock.json", "requirements.txt"]) cpSync(join(findRoot(), file), join(paths.root, file));
  mkdirSync(paths.manifests, { recursive: true });
  writeManifest("import", { files: 3, server_version: "11.4" });
  writeManifest("aggregate", { rows: 5, server_version: "11.4" });
});
after(() => rmSync(paths.root, { recursive: true }));

function writeManifest(stage: string, manifest: object): void {
  writeFileSync(join(paths.manifests, `${stage}.json`), JSON.stringify(manifest));
}

/** Whether the hash is another than the known one while a file is changed. */
async function isInput(file: string, known: string | undefined): Promise<boolean> {
  const path = join(paths.root, file);
  const text = readFileSync(path, "utf8");
  writeFileSync(path, `${text}\n`);
  const changed = await hashSharedInputs(paths, "en");
  writeFileSync(path, text);
  return changed !== known;
}

/** Lists the files of ours that importing a file loads, from the checkout's root. */
function listImported(file: string, imported = new Set<string>()): Set<string> {
  if (imported.has(file)) return imported;
  imported.add(file);
  for (const [, from = ""] of readFileSync(join(findRoot(), file), "utf8").matchAll(/(?:from|import) "([^"]+)"/g)) {
    const target = from.startsWith("@tillbook/")
      ? `libs/${from.slice("@tillbook/".length)}/src/index.ts`
      : relative(".", join(dirname(file), from.replace(/\.js$/, ".ts")));
    if (existsSync(join(findRoot(), target))) listImported(target, imported);
  }
  return imported;
}

test("a change of any file that a notebook runs on is noticed", async () => {
  const imported = [...entries.reduce((all, entry) => listImported(entry, all), new Set<string>())];
  assert.ok(imported.length > 40);
  const others = ["package-lock.json", "requirements.txt", "libs/notebook/src/execute.py"];
  const kernel = "libs/notebook/jupyter/kernels/tslab/kernel.json";
  const known = await hashSharedInputs(paths, "en");
  const missed: string[] = [];
  for (const file of [...imported, ...others, kernel]) if (!(await isInput(file, known))) missed.push(file);
  assert.deepEqual(missed, []);
});

test("a change of a test or of another notebook is none of what all notebooks share", async () => {
  const notebook = readdirSync(join(paths.root, "notebooks")).find((file) => file.endsWith(".ipynb"));
  const known = await hashSharedInputs(paths, "en");
  for (const file of [`notebooks/${notebook}`, "libs/charts/src/money.test.ts"]) {
    assert.ok(!(await isInput(file, known)), file);
  }
});

test("another language, or other tables, are noticed; another server with the same tables is not", async () => {
  const known = await hashSharedInputs(paths, "en");
  assert.notEqual(await hashSharedInputs(paths, "de"), known);
  for (const stage of ["import", "aggregate"]) {
    const manifest = readFileSync(join(paths.manifests, `${stage}.json`), "utf8");
    writeManifest(stage, { ...JSON.parse(manifest), server_version: "9.1" });
    assert.equal(await hashSharedInputs(paths, "en"), known);
    writeManifest(stage, { ...JSON.parse(manifest), rows: 6 });
    assert.notEqual(await hashSharedInputs(paths, "en"), known);
    writeFileSync(join(paths.manifests, `${stage}.json`), manifest);
  }
});

test("without a manifest nothing is known of the tables; one that can't be read is a failure", async () => {
  const file = join(paths.manifests, "aggregate.json");
  writeFileSync(file, "{");
  await assert.rejects(hashSharedInputs(paths, "en"), SyntaxError);
  rmSync(file);
  assert.equal(await hashSharedInputs(paths, "en"), undefined);
  writeManifest("aggregate", {});
  rmSync(join(paths.root, "requirements.txt"));
  await assert.rejects(hashSharedInputs(paths, "en"), { code: "ENOENT" });
});
