import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { findPaths, runStage, sha256, TillbookError, writeFileAtomic, writeManifest } from "@tillbook/pipeline";
import { withBrowser } from "./browser.js";
import { printReport } from "./print.js";
import { formatSize } from "./size.js";

// The argument is a folder to use instead of build/: make verify builds the report again in one.
const [build] = process.argv.slice(2);

await runStage("pdf", async ({ settings, paths: { root }, signal }) => {
  const paths = findPaths(root, build);
  const htmlFile = join(paths.report, "tillbook.html");
  if (!existsSync(htmlFile)) {
    throw new TillbookError("SETUP_MISSING", "expected build/report/tillbook.html, got none", "make report");
  }
  return withBrowser(settings, paths, signal, async (browser) => {
    const { pdf, pages } = await printReport(browser, htmlFile, settings.report.epochSeconds);
    await writeFileAtomic(join(paths.report, "tillbook.pdf"), pdf);
    const html = sha256(await readFile(htmlFile));
    const manifest = { sha256: sha256(pdf), html, pages, chromium_version: browser.version() };
    await writeManifest("pdf", manifest, paths.manifests);
    return `build/report/tillbook.pdf, ${formatSize(pdf.byteLength)}, ${pages} pages`;
  });
});
