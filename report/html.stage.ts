import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { findPaths, runStage, sha256, writeFileAtomic, writeManifest } from "@tillbook/pipeline";
import { withBrowser } from "./browser.js";
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

await runStage("html", async ({ settings, paths: { root }, log, signal }) => {
  const paths = findPaths(root, build);
  await checkAssets(import.meta.dirname);
  // what make verify builds again is drawn again
  const kept = build === undefined ? keepDrawings(join(paths.cache, "drawings")) : noDrawings;
  const look = await readLook(settings.report, paths);
  return withBrowser(settings, paths, signal, async (browser) => {
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
});
