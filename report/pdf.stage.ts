import { existsSync } from "node:fs";
import { join } from "node:path";
import { runStage, sha256, TillbookError, writeFileAtomic, writeManifest } from "@tillbook/pipeline";
import { withBrowser } from "./browser.js";
import { printReport } from "./print.js";
import { formatSize } from "./size.js";

await runStage("pdf", async ({ settings, paths, signal }) => {
  const htmlFile = join(paths.report, "tillbook.html");
  if (!existsSync(htmlFile)) {
    throw new TillbookError("SETUP_MISSING", "expected build/report/tillbook.html, got none", "make report");
  }
  return withBrowser(settings, paths, signal, async (browser) => {
    const { pdf, pages } = await printReport(browser, htmlFile, settings.report.epochSeconds);
    await writeFileAtomic(join(paths.report, "tillbook.pdf"), pdf);
    await writeManifest("pdf", { sha256: sha256(pdf), pages, chromium_version: browser.version() });
    return `build/report/tillbook.pdf, ${formatSize(pdf.byteLength)}, ${pages} pages`;
  });
});
