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
    const { pdf, pages } = await printReport(browser, htmlFile, readEpoch(process.env["SOURCE_DATE_EPOCH"]));
    await writeFileAtomic(join(paths.report, "tillbook.pdf"), pdf);
    await writeManifest("pdf", { sha256: sha256(pdf), pages, chromium_version: browser.version() });
    return `build/report/tillbook.pdf, ${formatSize(pdf.byteLength)}, ${pages} pages`;
  });
});

/** Reads SOURCE_DATE_EPOCH (reproducible-builds.org), seconds since 1970. */
function readEpoch(text: string | undefined): number | undefined {
  if (text === undefined || text === "") return undefined;
  if (/^\d{1,11}$/.test(text)) return Number(text);
  throw new TillbookError(
    "SETTING_INVALID",
    `SOURCE_DATE_EPOCH must be seconds since 1970, got ${JSON.stringify(text)}`,
    "unset SOURCE_DATE_EPOCH to date the PDF by the last day of the data",
  );
}
