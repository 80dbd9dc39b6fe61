import { locales } from "@tillbook/charts";
import { findChoice, readManifest, runStage, writeManifest } from "@tillbook/pipeline";
import { connectMysql, readMonthSums } from "@tillbook/services";
import { listLacking, plotNotebooks } from "./plot.js";

await runStage("plot", async ({ settings, paths, log, signal }) => {
  const messages = findChoice("REPORT_LOCALE", settings.report.locale, locales);
  const imported = await readManifest("import", paths.manifests);
  const lacking = imported === undefined ? [] : listLacking(imported);
  const { cellTimeoutS, isStrict } = settings;
  const plotted = await plotNotebooks({ paths, log, signal, messages, lacking, cellTimeoutS, isStrict });
  const connection = await connectMysql(settings.mysql, paths);
  const months = await readMonthSums(connection, {}).finally(() => connection.end());
  await writeManifest("plot", { ...plotted, ...(months && { months }) });
  const charts = Object.keys(plotted.charts).filter((file) => file.endsWith(".json")).length;
  return `${Object.keys(plotted.notebooks).length} notebooks, ${charts} charts`;
});
