import { findCsvFiles, findSource } from "@tillbook/dataset";
import { type Paths, readManifest, type Settings, TillbookError } from "@tillbook/pipeline";
import type { Connection } from "mysql2/promise";
import type { Manifests } from "./manifests.js";
import type { VerifyContext } from "./verify.js";

/**
 * Gathers what the checks look at.
 * @throws TillbookError VERIFY_FAILED when a stage has left no manifest, or one that can't be read
 */
export async function readContext(
  settings: Pick<Settings, "mysql" | "salesCsv">,
  paths: Paths,
  connection: Connection,
): Promise<VerifyContext> {
  const manifests = await readManifests(paths, settings.salesCsv !== undefined);
  const { files } = await findCsvFiles(findSource(settings.salesCsv, paths), "make report");
  const csvPaths = new Map(files.map(({ name, path }) => [name, path]));
  return { paths, connection, manifests, csvPaths };
}

/** Files of one's own are not generated, so that stage leaves no manifest. */
async function readManifests(paths: Paths, hasOwnFiles: boolean): Promise<Manifests> {
  const stages = ["generate", "import", "aggregate", "plot", "html", "pdf"] as const;
  const manifests: Manifests = {};
  for (const stage of stages) {
    const manifest = await readManifest(stage, paths.manifests).catch((error) => {
      throw fail(`build/manifests/${stage}.json can't be read: ${error.message}`);
    });
    if (manifest === undefined && stage === "generate" && hasOwnFiles) continue;
    if (manifest === undefined) throw fail(`expected a report to verify, found no build/manifests/${stage}.json`);
    manifests[stage] = manifest;
  }
  return manifests;
}

function fail(message: string): TillbookError {
  return new TillbookError("VERIFY_FAILED", message, "make report");
}
