import { join } from "node:path";
import { runStage, writeReceipt } from "@tillbook/pipeline";
import { checkServer, connectMysql } from "@tillbook/services";
import { describeImport, importSales } from "./import.js";
import { countRejected } from "./sales-file.js";
import { findSource } from "./source.js";

await runStage("import", async ({ settings, paths, log, progress, signal }) => {
  const { mysql, importMode: mode, rejects, salesCsv } = settings;
  const connection = await connectMysql(mysql, paths);
  try {
    const result = await importSales(connection, {
      source: findSource(salesCsv, paths),
      sourceHint: salesCsv
        ? "set SALES_CSV to a folder, a file or a glob such as 'tills/*.csv'"
        : "make generate writes them",
      mode,
      rejectsFolder: join(paths.build, "rejects"),
      rejects,
      log,
      progress,
      signal,
    });
    const server = await checkServer(connection);
    await writeReceipt("import", { ...describeImport(result), server_version: server }, paths.receipts);
    if (result.action === "kept") {
      log("NOTE: sales was changed in the database since its import, and is kept as it is");
      log("  SALES_IMPORT=always make import loads the files again");
    }
    const rejected = countRejected(result.files);
    if (rejected > 0)
      log(`NOTE: ${rejected} rows were not imported; build/rejects has them with file, line and reason`);
    const { rows } = result.table;
    return result.action === "loaded"
      ? `${rows} rows from ${result.files.length} files`
      : `${result.action}, ${rows} rows`;
  } finally {
    await connection.end();
  }
});
