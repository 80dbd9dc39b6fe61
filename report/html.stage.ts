import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { findPaths, runStage, type StageContext, sha256, writeFileAtomic, writeManifest } from "@tillbook/pipeline";
import type { Browser } from "playwright";
import { openBrowser, workIn } from "./browser.js";
import { buildReport } from "./build-report.js";
import { checkAssets } from "./check-assets.js";
import { drawCharts } from "./draw-charts.js";
import { keepDrawings, noDrawings } from "./kept-drawings.js";
import { readLook } from "./look.js";
import { readOrigin } from "./origin.js";
import { writePictures } from "./pictures.js";
import { formatSize } from "./size.js";

// The argument is a folder to use instead of build/: make verify builds the report again in one.
const [build] = process.argv.slice(2);

/** Opens the browser, or gives the one that is open since an earlier run. */
async function findBrowser({ settings, paths, signal, keep }: StageContext): Promise<Browser> {
  const { browser } = await keep("browser", async () => {
    const browser = await openBrowser(settings, paths, signal);
    return { browser, isOpen: () => browser.isConnected(), close: () => browser.close() };
  });
  return browser;
}

async function makeHtml(context: StageContext): Promise<string> {
  const { settings, log, signal } = context;
  const { root } = context.paths;
  const paths = findPaths(root, build);
  await checkAssets(import.meta.dirname);
  // what make verify builds again is drawn again
  const kept = build === undefined ? keepDrawings(join(paths.cache, "drawings")) : noDrawings;
  const look = await readLook(settings.report, paths);
  return workIn(await findBrowser(context), signal, async (browser) => {
    const report = await buildReport(
      browser,
      paths,
      import.meta.dirname,
      look,
      await readOrigin(root),
      (figures, assets) => drawCharts(browser, figures, assets, kept),
    );
    const { html, sections, charts, versions } = report;
    for (const problem of report.archiveProblems) log(`NOTE: ${look.archive}: ${problem}`);
    const pictures = await writePictures(browser, report.pictures, report.fontCss, paths.charts, kept);
    await kept.removeUnused();
    await writeFileAtomic(join(paths.report, "tillbook.html"), html);
    const { chromium: chromium_version, plotly: plotly_version } = versions;
    const plot = sha256(await readFile(join(paths.manifests, "plot.json")));
    const manifest = { sha256: sha256(html), plot, sections, charts, pictures, chromium_version, plotly_version };
    await writeManifest("html", manifest, paths.manifests);
    return `build/report/tillbook.html, ${formatSize(Buffer.byteLength(html))}, ${sections} notebooks, ${charts} charts`;
  });
}

await runStage("html", makeHtml, { warm: async (context) => void (await findBrowser(context)) });
