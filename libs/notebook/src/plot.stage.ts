import { locales } from "@tillbook/charts";
import { findChoice, runStage, writeManifest } from "@tillbook/pipeline";
import { plotNotebooks } from "./plot.js";

await runStage("plot", async ({ settings, paths, log, signal }) => {
  const messages = findChoice("REPORT_LOCALE", settings.report.locale, locales);
  const plotted = await plotNotebooks({ paths, log, signal, messages, cellTimeoutS: settings.cellTimeoutS });
  await writeManifest("plot", { ...plotted });
  const charts = Object.keys(plotted.charts).filter((file) => file.endsWith(".json")).length;
  return `${Object.keys(plotted.notebooks).length} notebooks, ${charts} charts`;
});
