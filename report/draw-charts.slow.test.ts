import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { listFigures, parseNotebook } from "@tillbook/notebook";
import { findPaths, sha256 } from "@tillbook/pipeline";
import type { Browser } from "playwright";
import { readAssets } from "./assets.js";
import { openBrowser } from "./browser.js";
import { drawCharts, openDrawer } from "./draw-charts.js";
import { keepDrawings } from "./kept-drawings.js";

let browser: Browser;

before(async () => {
  browser = await openBrowser({ chromium: undefined }, findPaths());
});
after(() => browser?.close());

const notebooks = join(import.meta.dirname, "fixtures/notebooks");
const figures = readdirSync(notebooks).flatMap((file) =>
  listFigures(parseNotebook(file, readFileSync(join(notebooks, file), "utf8"), "make fixtures")),
);

test("a chart is drawn alike, whatever its page has drawn before", async () => {
  assert.ok(figures.length > 3);
  const assets = await readAssets(import.meta.dirname, ["bar"], "", "en");
  const drawer = openDrawer(browser);
  for (const figure of [...figures, ...figures.toReversed()]) {
    const drawn = await drawer.draw([figure], assets);
    if (figure === figures[0] || figure === figures[2])
      assert.deepEqual(drawn, await drawCharts(browser, [figure], assets));
  }
  await drawer.close();
});

test("a chart that was drawn before is taken as it was, and drawn again where figure, script or fonts are others", async () => {
  const folder = mkdtempSync(join(tmpdir(), "drawings-"));
  const assets = await readAssets(import.meta.dirname, ["bar"], "", "en");
  const [figure] = figures;
  const draw = async (changed: Partial<typeof assets> = {}, drawn = figure!): Promise<string[]> => {
    const before = readdirSync(folder);
    await drawCharts(browser, [drawn], { ...assets, ...changed }, keepDrawings(folder));
    return readdirSync(folder).filter((file) => !before.includes(file));
  };
  try {
    const fresh = await drawCharts(browser, [figure!], assets);
    const made = await draw();
    assert.equal(made.length, 2, "wide and narrow");
    assert.deepEqual(await drawCharts(browser, [figure!], assets, keepDrawings(folder)), fresh);
    const other = '<svg viewBox="0 0 1 1"><g id="kept"/></svg>';
    for (const file of made) writeFileSync(join(folder, file), sha256(other) + other);
    const [kept] = await drawCharts(browser, [figure!], assets, keepDrawings(folder));
    assert.match(kept!.wide, /id="kept"/);
    assert.deepEqual(await draw(), []);
    assert.equal((await draw({ client: `${assets.client}\n` })).length, 2);
    assert.equal((await draw({ fontCss: "b{font-weight:700}" })).length, 2);
    const changed = { ...figure!, layout: { ...figure!.layout, width: 400 } };
    assert.equal((await draw({}, changed)).length, 2);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
