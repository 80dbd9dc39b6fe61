import { join } from "node:path";
import { runStage, writeManifest } from "@tillbook/pipeline";
import { connectMysql } from "@tillbook/services";
import { describeImport, formatImport, importSales } from "./import.js";
import { findSource } from "./source.js";

await runStage("import", async ({ settings, paths, log, progress, signal }) => {
  const { mysql, importMode: mode, rejects, salesCsv } = settings;
  const connection = await connectMysql(mysql, paths);
  try {
    const result = await importSales(connection, {
      source: findSource(salesCsv, paths),
      sourceHint: salesCsv
        ? "set SALES_CSV to a folder, a file or a glob such as 'tills/*.csv'"
        : "run `make generate` to make sample sales",
      mode,
      paths,
      rejectsFolder: join(paths.build, "rejects"),
      rejects,
      ...(salesCsv !== undefined && { today: new Date().toISOString().slice(0, 10) }),
      log,
      progress,
      signal,
    });
    await writeManifest("import", { ...describeImport(result), server_version: result.server }, paths.manifests);
    const { notes, made } = formatImport(result);
    for (const note of notes) log(note);
    return made;
  } finally {
    await connection.end();
  }
});
