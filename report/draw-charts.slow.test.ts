import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { listFigures, parseNotebook } from "@tillbook/notebook";
import { findPaths } from "@tillbook/pipeline";
import type { Browser } from "playwright";
import { readAssets } from "./assets.js";
import { openBrowser } from "./browser.js";
import { drawCharts, openDrawer } from "./draw-charts.js";

let browser: Browser;

before(async () => {
  browser = await openBrowser({ chromium: undefined }, findPaths());
});
after(() => browser?.close());

test("a chart is drawn alike, whatever its page has drawn before", async () => {
  const folder = join(import.meta.dirname, "fixtures/notebooks");
  const figures = readdirSync(folder).flatMap((file) =>
    listFigures(parseNotebook(file, readFileSync(join(folder, file), "utf8"), "make fixtures")),
  );
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
