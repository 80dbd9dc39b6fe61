import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { formatManifest, parseManifest, sha256 } from "@tillbook/pipeline";

// The notebooks and manifests that the tests of report/ read are what the stages make of 20,000 sales.

const stages = ["generate", "import", "aggregate", "plot"] as const;

/**
 * Reads what a run has made in `build/`, as the files of `report/fixtures/`. An executed notebook's hash of its inputs is
 * zeroed, since any edit of a source changes it.
 */
export function readFixtures(root: string): Map<string, string> {
  const build = join(root, "build");
  const names = readdirSync(join(build, "notebooks")).sort();
  const notebooks = names.map((name): [string, string] => {
    const text = readFileSync(join(build, "notebooks", name), "utf8");
    return [name, text.replace(/("inputs": ")[0-9a-f]{64}"/, `$1${"0".repeat(64)}"`)];
  });
  const manifests = stages.map((stage): [string, string] => {
    const manifest = JSON.parse(readFileSync(join(build, "manifests", `${stage}.json`), "utf8"));
    if (stage === "plot")
      manifest.notebooks = Object.fromEntries(notebooks.map(([name, text]) => [name, sha256(text)]));
    return [`manifests/${stage}.json`, formatManifest(parseManifest(stage, manifest))];
  });
  return new Map([...manifests, ...notebooks.map(([name, text]): [string, string] => [`notebooks/${name}`, text])]);
}

/** Lists the files of `folder` that are not as `fixtures` has them. */
export function listStale(folder: string, fixtures: ReadonlyMap<string, string>): string[] {
  const present = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  const names = new Set([...present, ...fixtures.keys()]);
  return [...names]
    .filter((name) => !present.includes(name) || readFileSync(join(folder, name), "utf8") !== fixtures.get(name))
    .sort();
}

/** Replaces the files of `folder` by `fixtures`. */
export function writeFixtures(folder: string, fixtures: ReadonlyMap<string, string>): void {
  rmSync(folder, { recursive: true, force: true });
  for (const [name, text] of fixtures) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}
