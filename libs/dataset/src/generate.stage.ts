import { runStage, writeReceipt } from "@tillbook/pipeline";
import { generateSales } from "./generate.js";
import { totalCents } from "./sales-file.js";

await runStage("generate", async ({ settings: { data }, paths, log, progress, signal }) => {
  log(`${data.rows} rows, ${data.stores} stores, ${data.days} days from ${data.start} on, seed ${data.seed}`);
  const files = await generateSales(data, { folder: paths.csv, progress, signal });
  await writeReceipt("generate", {
    settings: data,
    files,
    rows: data.rows,
    amount_cents: String(totalCents(files)),
  });
  return `${data.rows} rows in ${files.length} files`;
});
