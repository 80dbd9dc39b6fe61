import { join } from "node:path";
import { runStage, sha256, writeFileAtomic, writeManifest } from "@tillbook/pipeline";
import { withBrowser } from "./browser.js";
import { buildReport } from "./build-report.js";
import { readLook } from "./look.js";
import { readOrigin } from "./origin.js";
import { writePictures } from "./pictures.js";
import { formatSize } from "./size.js";

await runStage("html", async ({ settings, paths, signal }) => {
  const look = await readLook(settings.report, paths);
  return withBrowser(settings, paths, signal, async (browser) => {
    const report = await buildReport(browser, paths, import.meta.dirname, look, await readOrigin(paths.root));
    const { html, sections, charts, versions } = report;
    const pictures = await writePictures(browser, report.pictures, report.fontCss, paths.charts);
    await writeFileAtomic(join(paths.report, "tillbook.html"), html);
    await writeManifest("html", {
      sha256: sha256(html),
      sections,
      charts,
      pictures,
      chromium_version: versions.chromium,
      plotly_version: versions.plotly,
    });
    return `build/report/tillbook.html, ${formatSize(Buffer.byteLength(html))}, ${sections} notebooks, ${charts} charts`;
  });
});
