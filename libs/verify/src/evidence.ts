import { findCsvFiles, findSource } from "@tillbook/dataset";
import { type Paths, readReceipt, type Settings, TillbookError } from "@tillbook/pipeline";
import type { Connection } from "mysql2/promise";
import type { Receipts } from "./receipts.js";
import type { Evidence } from "./verify.js";

/**
 * Gathers what the checks look at.
 * @throws TillbookError VERIFY_FAILED when a stage has left no receipt, or one that can't be read
 */
export async function gatherEvidence(
  settings: Pick<Settings, "mysql" | "salesCsv">,
  paths: Paths,
  connection: Connection,
): Promise<Evidence> {
  const receipts = await readReceipts(paths, settings.salesCsv !== undefined);
  const { files } = await findCsvFiles(findSource(settings.salesCsv, paths), "make report");
  const csvPaths = new Map(files.map(({ name, path }) => [name, path]));
  return { paths, connection, receipts, csvPaths };
}

/** Files of one's own are not generated, so that stage leaves no receipt. */
async function readReceipts(paths: Paths, hasOwnFiles: boolean): Promise<Receipts> {
  const stages = ["generate", "import", "aggregate", "plot", "html", "pdf"] as const;
  const receipts: Receipts = {};
  for (const stage of stages) {
    const receipt = await readReceipt(stage, paths.receipts).catch((error) => {
      throw fail(`build/receipts/${stage}.json can't be read: ${error.message}`);
    });
    if (receipt === undefined && stage === "generate" && hasOwnFiles) continue;
    if (receipt === undefined) throw fail(`expected a report to verify, found no build/receipts/${stage}.json`);
    receipts[stage] = receipt;
  }
  return receipts;
}

function fail(message: string): TillbookError {
  return new TillbookError("VERIFY_FAILED", message, "make report");
}
