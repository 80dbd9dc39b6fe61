import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { before, test } from "node:test";
import { promisify } from "node:util";
import { findRoot } from "@tillbook/pipeline";

// What nx hashes before it takes a target from its cache, against the files that the target's code imports or names. A byte
// changed in a file that is missing here would leave an old result in place.

const root = findRoot();

interface Target {
  project: string;
  name: string;
  /** The stage's entry file, and files that it reads without naming them in a string. */
  entries: string[];
}

const unnamed: Record<string, string[]> = {
  plot: [
    "libs/notebook/src/kernel.ts",
    "libs/notebook/jupyter/kernels/tslab/kernel.json",
    ...listFolder("notebooks", /\.ipynb$/),
    ...listFolder("spark", /\.scope\.sql$/),
  ],
  html: listFolder("report/themes", /./),
};

const targets: Target[] = ["libs/dataset", "libs/services", "notebooks", "report", "spark", "verify"].flatMap(
  (folder) => {
    const project = JSON.parse(readFileSync(join(root, folder, "project.json"), "utf8"));
    const cached = Object.entries<{ command: string; cache?: boolean }>(project.targets).filter(
      ([, { cache }]) => cache,
    );
    return cached.map(([name, { command }]) => {
      const entry = command.split(" ").find((word) => word.endsWith(".stage.ts"));
      return { project: project.name, name, entries: [String(entry), ...(unnamed[name] ?? [])] };
    });
  },
);

let inputs: Map<string, Set<string>>;
/** Names of the variables that nx hashes, by target. */
const variables = new Map<string, string[]>();
before(async () => {
  const nx = join(root, "node_modules/nx/dist/bin/nx.js");
  const read = async ({ project, name }: Target) => {
    const args = [nx, "show", "target", "inputs", `${project}:${name}`, "--json"];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, maxBuffer: 1 << 26 });
    const { files, environment } = JSON.parse(stdout);
    variables.set(name, environment);
    return [name, new Set<string>(files)] as const;
  };
  inputs = new Map(await Promise.all(targets.map(read)));
});

test("generate, plot, html and pdf are cached", () => {
  assert.deepEqual(targets.map(({ name }) => name).sort(), ["generate", "html", "pdf", "plot"]);
});

test("nx hashes every file that a cached target imports, names or is known to read", () => {
  for (const { name, entries } of targets) {
    const read = followImports(entries);
    assert.ok(read.size > 8, `${name}: ${[...read]}`);
    assert.deepEqual(
      [...read].filter((file) => !inputs.get(name)?.has(file)),
      [],
      name,
    );
  }
});

test("a chart reaches plot, html and pdf; provenance the report; the notebook library the notebooks; none of them the generated files", () => {
  const hashing = (file: string): string[] =>
    targets.map(({ name }) => name).filter((name) => inputs.get(name)?.has(file));
  assert.deepEqual(hashing("libs/charts/src/monthly-sales.ts").sort(), ["html", "pdf", "plot"]);
  assert.deepEqual(hashing("libs/provenance/src/provenance.ts").sort(), ["html", "pdf"]);
  assert.ok(hashing("libs/notebook/src/execute.py").includes("plot"));
  assert.ok(!hashing("libs/notebook/src/plot.ts").includes("generate"));
  assert.deepEqual(hashing("libs/pipeline/src/files.ts").sort(), ["generate", "html", "pdf", "plot"]);
});

test("another period, store or way to name cashiers plots again, and generates nothing; html and pdf read it from the manifest of plot", () => {
  const hashing = (name: string): string[] =>
    [...variables].filter(([, names]) => names.includes(name)).map(([name]) => name);
  for (const name of ["REPORT_PERIOD", "REPORT_STORE", "REPORT_CASHIERS"]) assert.deepEqual(hashing(name), ["plot"]);
});

test("no test, fixture or document is hashed", () => {
  const hashed = new Set([...inputs.values()].flatMap((files) => [...files]));
  assert.deepEqual(
    [...hashed].filter((file) => /\.test\.ts$|(^|\/)test-[^/]*\.ts$|\/(fixtures|expected)\/|\.md$/.test(file)),
    [],
  );
});

test("an import that is not followed would be seen", () => {
  const read = followImports(["report/html.stage.ts"]);
  for (const file of ["report/report.css", "report/client.js", "libs/charts/src/locale/de.ts", "package-lock.json"])
    assert.ok(read.has(file), file);
});

/** Lists the files that sources import or name in a string, and those that these do, relative to the root. */
function followImports(entries: readonly string[]): Set<string> {
  const files = new Set(entries);
  for (const file of files) {
    if (!/\.(ts|js|ipynb)$/.test(file)) continue;
    const text = readFileSync(join(root, file), "utf8");
    for (const [, name = ""] of text.matchAll(/\\?["'`]([\w@./-]+)\\?["'`]/g)) {
      const found = findFile(name, dirname(file));
      if (found !== undefined) files.add(found);
    }
  }
  return files;
}

/** Finds what a string names: a file beside the source or below the root, or a package of ours. */
function findFile(name: string, folder: string): string | undefined {
  const [, lib, path = "."] = /^@tillbook\/([\w-]+)(?:\/(.+))?$/.exec(name) ?? [];
  if (lib !== undefined) {
    const { exports } = JSON.parse(readFileSync(join(root, "libs", lib, "package.json"), "utf8"));
    return normalize(join("libs", lib, exports[path === "." ? "." : `./${path}`]));
  }
  // a package.json is hashed with its folder, or is that of a dependency
  if (!/\.(ts|js|css|py|sql|proto|json|txt)$/.test(name) || name.endsWith("package.json")) return undefined;
  return [join(folder, name), join(folder, name.replace(/\.js$/, ".ts")), name].find(
    (file) => !file.startsWith("..") && !/(^|\/)(node_modules|build)\//.test(file) && existsSync(join(root, file)),
  );
}

function listFolder(folder: string, pattern: RegExp): string[] {
  return readdirSync(join(root, folder))
    .filter((name) => pattern.test(name))
    .map((name) => join(folder, name));
}
