import assert from "node:assert/strict";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { before } from "node:test";
import type { Figure } from "@tillbook/charts";
import type { Browser } from "playwright";
import { readAssets } from "../../report/assets.js";
import { drawCharts, type StaticChart, variableOf } from "../../report/draw-charts.js";
import { listTraceTypes } from "../../report/figure.js";
import { takePngs } from "../../report/pictures.js";
import { openBench, reportFolder } from "./bench.js";

// The figures that libs/charts expects, as pictures: the wide ones in light, the narrow ones in dark, to the pixel.

const folder = join(import.meta.dirname, "../../libs/charts/src/expected");

let browser: Browser;
let names: string[];
let charts: StaticChart[];
let fontCss: string;

before(async () => {
  browser = (await openBench()).browser;
  const files = (await readdir(folder)).filter((file) => file.endsWith(".json") && !file.endsWith("-changed.json"));
  names = files.sort().map((file) => file.slice(0, -".json".length));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, `${name}.json`), "utf8")));
  const figures = texts.map((text) => JSON.parse(text) as Figure);
  const assets = await readAssets(reportFolder, listTraceTypes(figures), texts.join(""), "en");
  fontCss = assets.fontCss;
  charts = await drawCharts(browser, figures, assets);
});

/** Compares PNGs byte by byte; Chromium writes the same pixels as the same bytes. */
async function expectPictures(pngs: readonly Uint8Array[], suffix: string): Promise<void> {
  const wrong: string[] = [];
  for (const [i, png] of pngs.entries()) {
    const expected = join(folder, `${names[i]}-${suffix}.png`);
    const changed = join(folder, `${names[i]}-${suffix}-changed.png`);
    if (process.env["UPDATE_EXPECTED"] === "1") await writeFile(expected, png);
    await rm(changed, { force: true });
    const known = await readFile(expected).catch(() => undefined);
    if (known?.equals(png)) continue;
    await writeFile(changed, png);
    wrong.push(changed);
  }
  assert.deepEqual(wrong, [], "pictures that are not as expected; UPDATE_EXPECTED=1 accepts them");
}

test("each chart is drawn as expected on a light page", async () => {
  const light = charts.map(({ colors }) => defineColors(Object.keys(colors).map((color) => [color, color])));
  const css = `${fontCss} ${light.join(" ")}`;
  await expectPictures(
    await takePngs(
      browser,
      charts.map(({ wide }) => wide),
      css,
      1,
    ),
    "light",
  );
});

test("each chart is drawn as expected on a phone's dark page", async () => {
  const dark = charts.map(({ colors }) => defineColors(Object.entries(colors)));
  const css = `${fontCss} body{background:#15181d} ${dark.join(" ")}`;
  await expectPictures(
    await takePngs(
      browser,
      charts.map(({ narrow }) => narrow),
      css,
      1,
    ),
    "dark",
  );
});

test("a picture for slides is the same twice, and says in itself what it shows", async () => {
  const svgs = charts.map(({ picture }) => picture.svg);
  const [first, second] = [await takePngs(browser, svgs, fontCss, 2), await takePngs(browser, svgs, fontCss, 2)];
  assert.deepEqual(first, second);
  assert.ok(
    svgs.every((svg) =>
      /^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^>]*><title>[^<]+<\/title><desc>/.test(svg),
    ),
  );
  assert.ok(svgs.every((svg) => /Inter, Segoe UI, Helvetica Neue, Arial, sans-serif/.test(svg) && !/var\(/.test(svg)));
});

function defineColors(colors: readonly [string, string][]): string {
  return `:root{${colors.map(([color, value]) => `${variableOf(color)}:${value}`).join(";")}}`;
}
