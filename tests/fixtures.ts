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

/**
 * Lists the files of `folder` that are not as `fixtures` has them. Who adds or edits a query or notebook need not make them
 * again: only the results of notebooks whose cells are the same count, and only tables that both know.
 */
export function listStale(folder: string, fixtures: ReadonlyMap<string, string>): string[] {
  const present = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
  const before = new Map(present.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
  const isEdited = (name: string): boolean =>
    name.startsWith("notebooks/") && readCells(before.get(name)) !== readCells(fixtures.get(name));
  const edited = new Set([...before.keys(), ...fixtures.keys()].filter(isEdited));
  const charts = [...edited].flatMap((name) => [before.get(name), fixtures.get(name)]).flatMap(listCharts);
  const pick = (files: ReadonlyMap<string, string>, others: ReadonlyMap<string, string>, name: string): string => {
    const text = files.get(name) ?? "";
    if (name === "manifests/plot.json") return pickPlot(text, edited, new Set(charts));
    return name === "manifests/aggregate.json" ? pickAggregate(text, others.get(name)) : text;
  };
  return present
    .filter((name) => !edited.has(name))
    .filter((name) => pick(before, fixtures, name) !== pick(fixtures, before, name));
}

function readCells(notebook = '{"cells":[]}'): string {
  const { cells } = JSON.parse(notebook) as { cells: { source: unknown }[] };
  return JSON.stringify(cells.map(({ source }) => source));
}

function listCharts(notebook = ""): string[] {
  return [...notebook.matchAll(/"meta": \{\s*"name": "([\w-]+)"/g)].map(([, name = ""]) => name);
}

/** A manifest of plot without the results of edited notebooks. */
function pickPlot(text: string, edited: ReadonlySet<string>, charts: ReadonlySet<string>): string {
  const manifest = JSON.parse(text) as Record<"notebooks" | "charts", Record<string, string>>;
  const notebooks = Object.entries(manifest.notebooks).filter(([name]) => !edited.has(`notebooks/${name}`));
  const files = Object.entries(manifest.charts).filter(([name]) => !charts.has(name.replace(/\.\w+$/, "")));
  return JSON.stringify({ ...manifest, notebooks, charts: files });
}

/** A manifest of aggregate without the queries' hash and the checks of one's own, and with the tables that another has, too. */
function pickAggregate(text: string, other = ""): string {
  const { queries: _, checks: __, ...manifest } = JSON.parse(text);
  const tables = JSON.parse(other).wrote;
  const both = Object.entries(manifest.wrote).filter(([name]) => name in tables);
  return JSON.stringify({ ...manifest, wrote: both });
}

/** Replaces the files of `folder` by `fixtures`. */
export function writeFixtures(folder: string, fixtures: ReadonlyMap<string, string>): void {
  rmSync(folder, { recursive: true, force: true });
  for (const [name, text] of fixtures) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}
