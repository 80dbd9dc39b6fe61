import { runStage, writeReceipt } from "@tillbook/pipeline";
import { plotNotebooks } from "./plot.js";

await runStage("plot", async ({ settings, paths, log, signal }) => {
  const plotted = await plotNotebooks({ paths, log, signal, cellTimeoutS: settings.cellTimeoutS });
  await writeReceipt("plot", { ...plotted });
  const charts = Object.keys(plotted.charts).filter((file) => file.endsWith(".json")).length;
  return `${Object.keys(plotted.notebooks).length} notebooks, ${charts} charts`;
});
