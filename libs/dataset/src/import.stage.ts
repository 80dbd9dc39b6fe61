import { join } from "node:path";
import { runStage, writeManifest } from "@tillbook/pipeline";
import { connectMysql, refreshKnown } from "@tillbook/services";
import { describeImport, formatImport, importSales } from "./import.js";
import { findSource } from "./source.js";

/** The embedded server takes so long to tidy up behind a row that was removed, in ms; on an idle machine 0.002. */
const tidyingMsPerRow = 0.004;

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
    // the server is stopped at the end of the run; a later stage leaves it time enough
    if ((process.env["TILLBOOK_TARGET"] ?? "import") === "import")
      await refreshKnown(connection, paths, 1000 + tidyingMsPerRow * result.table.rows);
    return made;
  } finally {
    await connection.end();
  }
});
