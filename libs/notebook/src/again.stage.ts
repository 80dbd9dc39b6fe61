import { join } from "node:path";
import { locales } from "@tillbook/charts";
import { findChoice, findPaths, formatFailure, readSettings } from "@tillbook/pipeline";
import { plotNotebooks } from "./plot.js";

// `node --import tsx libs/notebook/src/again.stage.ts <folder>`: runs every notebook into a folder, whatever is up to date,
// for `make verify`.

const folder = process.argv[2] ?? "";
const paths = {
  ...findPaths(),
  build: folder,
  notebooks: join(folder, "notebooks"),
  charts: join(folder, "charts"),
};
try {
  const { report, cellTimeoutS } = readSettings();
  await plotNotebooks({
    paths,
    messages: findChoice("REPORT_LOCALE", report.locale, locales),
    cellTimeoutS,
    log: () => {},
    signal: new AbortController().signal,
  });
} catch (error) {
  console.error(formatFailure(error).join("\n"));
  process.exitCode = 1;
}
