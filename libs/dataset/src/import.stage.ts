import { join } from "node:path";
import { runStage, writeManifest } from "@tillbook/pipeline";
import { checkServer, connectMysql } from "@tillbook/services";
import { describeImport, importSales, tellImport } from "./import.js";
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
    await writeManifest("import", { ...describeImport(result), server_version: server }, paths.manifests);
    const { notes, made } = tellImport(result);
    for (const note of notes) log(note);
    return made;
  } finally {
    await connection.end();
  }
});
