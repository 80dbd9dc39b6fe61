import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { findPaths, type Paths, sha256, writeManifest } from "@tillbook/pipeline";
import { isOfPlot, removeOldCharts } from "./made-files.js";

let paths: Paths;
beforeEach(async () => {
  paths = findPaths(await mkdtemp(join(tmpdir(), "tillbook-made-")));
  await mkdir(paths.charts, { recursive: true });
});
afterEach(() => rm(paths.root, { recursive: true }));

const hash = sha256("a");
const versions = { chromium_version: "1", plotly_version: "3" };

test("the charts of plot's manifest stay, each with its pictures, and others go", async () => {
  const kept = ["a.b.json", "a.b.png", "a.b.svg", "c.json", "c.svg"];
  for (const name of [...kept, "old.json", "old.svg", "a.svg", "c.pdf"]) await writeFile(join(paths.charts, name), "");
  await removeOldCharts(paths);
  assert.equal((await readdir(paths.charts)).length, 9);
  await writeManifest("plot", { notebooks: {}, charts: { "a.b.json": hash, "c.json": hash } }, paths.manifests);
  await removeOldCharts(paths);
  assert.deepEqual((await readdir(paths.charts)).sort(), kept);
});

test("a report is of plot's last run when its HTML is, and the PDF is of that HTML", async () => {
  await assert.rejects(isOfPlot(paths), { code: "ENOENT" });
  await mkdir(paths.manifests);
  // whose bytes count, not its content
  await writeFile(join(paths.manifests, "plot.json"), "plot");
  assert.equal(await isOfPlot(paths), false);
  const html = { sha256: sha256("html"), sections: 1, charts: 0, pictures: {}, ...versions };
  const pdf = { sha256: hash, pages: 2, chromium_version: "1" };
  for (const [plotted, printed, expected] of [
    ["plot", "html", true],
    ["other", "html", false],
    ["plot", "other", false],
  ] as const) {
    await writeManifest("html", { ...html, plot: sha256(plotted) }, paths.manifests);
    await rm(join(paths.manifests, "pdf.json"), { force: true });
    assert.equal(await isOfPlot(paths), false);
    await writeManifest("pdf", { ...pdf, html: sha256(printed) }, paths.manifests);
    assert.equal(await isOfPlot(paths), expected, `${plotted}, ${printed}`);
  }
});
