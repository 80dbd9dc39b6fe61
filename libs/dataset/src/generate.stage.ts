import { rm } from "node:fs/promises";
import { join } from "node:path";
import { runStage, writeManifest } from "@tillbook/pipeline";
import { generateSales, removeSales } from "./generate.js";
import { totalCents } from "./sales-file.js";
import { findSource } from "./source.js";

await runStage("generate", async ({ settings: { data, salesCsv }, paths, log, progress, signal }) => {
  if (salesCsv !== undefined) {
    findSource(salesCsv, paths);
    await removeSales(paths.csv);
    await rm(join(paths.manifests, "generate.json"), { force: true });
    return "nothing, since SALES_CSV names the files";
  }
  log(`${data.rows} rows, ${data.stores} stores, ${data.days} days from ${data.start} on, seed ${data.seed}`);
  const files = await generateSales(data, { folder: paths.csv, progress, signal });
  await writeManifest("generate", {
    settings: data,
    files,
    rows: data.rows,
    amount_cents: String(totalCents(files)),
  });
  return `${data.rows} rows in ${files.length} files`;
});
