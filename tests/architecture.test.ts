import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { findRoot } from "@tillbook/pipeline";

const root = findRoot();
const read = (file: string): string => readFileSync(join(root, file), "utf8");
const tracked = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { cwd: root })
  .toString()
  .trim()
  .split("\n");

test("the arrows in docs/architecture.md are the dependencies in the package.json files", () => {
  const [, picture = ""] = /## One picture\n.*?```mermaid\n(.*?)```/s.exec(read("docs/architecture.md")) ?? [];
  const drawn = [...picture.matchAll(/^ +([\w-]+) --> ([\w-]+)$/gm)].map(([, from, to]) => `${from} --> ${to}`);
  const declared = tracked
    .filter((file) => /^[\w-]+(\/[\w-]+)?\/package\.json$/.test(file) && existsSync(join(root, file)))
    .flatMap((file) => {
      const { name, dependencies = {} } = JSON.parse(read(file));
      return Object.keys({ ...dependencies })
        .filter((dependency) => dependency.startsWith("@tillbook/"))
        .map((dependency) => `${name} --> ${dependency}`.replaceAll("@tillbook/", ""));
    });
  assert.ok(declared.length > 15);
  assert.deepEqual(drawn.sort(), declared.sort());
});

test("nothing imports a stage, the command line or verify, but themselves and tests", () => {
  const imports = tracked
    .filter((file) => file.endsWith(".ts") && existsSync(join(root, file)))
    .filter((file) => !/\.test\.ts$|^(tests|docker|cli|verify)\//.test(file))
    .flatMap((file) =>
      [...read(file).matchAll(/from "(\.[^"]+|@tillbook\/[^"]+)"/g)].map(([, to]) => `${file} imports ${to}`),
    );
  assert.ok(imports.length > 100);
  assert.deepEqual(
    imports.filter((line) => /\.stage\.js$|\/cli\/|\/verify\//.test(line) || line.endsWith("@tillbook/verify")),
    [],
  );
});

test("the README's tree has each folder, and no other", () => {
  const [, tree = ""] = /## Where things are\n\n```\n(.*?)```/s.exec(read("README.md")) ?? [];
  const listed = [...tree.matchAll(/^([\w-]+)\/ /gm)].map(([, name]) => name);
  const folders = new Set(tracked.filter((file) => /^[^./][^/]*\//.test(file)).map((file) => file.split("/")[0]));
  assert.deepEqual(listed.sort(), [...folders, "build"].sort());
  const libs = new Set(tracked.filter((file) => file.startsWith("libs/")).map((file) => file.split("/")[1] ?? ""));
  for (const lib of libs) assert.match(tree, new RegExp(`\\b${lib}\\b`), lib);
});

test("every link in the documents leads to a file that is there, and every document is linked", () => {
  const documents = tracked.filter((file) => file.endsWith(".md") && existsSync(join(root, file)));
  const linked = documents.flatMap((file) =>
    [...read(file).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, to = ""]) => ({
      file,
      to: join(file, "..", to),
    })),
  );
  const broken = linked.filter(({ to }) => !existsSync(join(root, to)));
  assert.deepEqual(broken, []);
  const targets = new Set(linked.map(({ to }) => to));
  const lost = documents.filter((file) => file.startsWith("docs/") && !targets.has(file));
  assert.deepEqual(lost, []);
});

test("what the types of notebooks are checked with is installed without the development packages, as in Compose", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tillbook-types-"));
  try {
    const options = { rootDirs: [join(root, "notebooks")], typeRoots: [join(root, "node_modules/@types")] };
    const include = [join(root, "notebooks/tables.ts"), join(root, "libs/charts/src/index.ts")];
    const config = { extends: join(root, "tsconfig.json"), compilerOptions: options, include, exclude: [] };
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
    const compiler = join(root, "node_modules/typescript/bin/tsc");
    const listed = execFileSync(process.execPath, [compiler, "-p", folder, "--listFilesOnly"]).toString();
    const packages = new Set([...listed.matchAll(/\/(node_modules\/(?:@[^/]+\/)?[^/]+)\//g)].map(([, name]) => name!));
    assert.ok(packages.has("node_modules/mysql2"), listed);
    const { packages: locked } = JSON.parse(read("package-lock.json"));
    // where there is no package such as buffer, Node's own types are taken
    const needed = [...packages].filter((name) => !isBuiltin(name.slice("node_modules/".length)));
    assert.deepEqual(
      needed.filter((name) => locked[name]?.dev === true),
      [],
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});
