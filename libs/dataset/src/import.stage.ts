import { runStage, writeReceipt } from "@tillbook/pipeline";
import { checkServer, connectMysql } from "@tillbook/services";
import { describeImport, importSales } from "./import.js";

await runStage("import", async ({ settings: { mysql, importMode: mode }, paths, log, progress, signal }) => {
  const connection = await connectMysql(mysql, paths);
  try {
    const result = await importSales(connection, { folder: paths.csv, mode, progress, signal });
    const server = await checkServer(connection);
    await writeReceipt("import", { ...describeImport(result), server_version: server }, paths.receipts);
    if (result.action === "kept") {
      log("NOTE: sales was changed in the database since its import, and is kept as it is");
      log("  SALES_IMPORT=always make import loads the files again");
    }
    const { rows } = result.table;
    return result.action === "loaded"
      ? `${rows} rows from ${result.files.length} files`
      : `${result.action}, ${rows} rows`;
  } finally {
    await connection.end();
  }
});
