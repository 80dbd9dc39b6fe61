import { type CsvFile, fingerprintFiles } from "./csv-files.js";
import { hashProfiles } from "./profiles.js";

/**
 * Computes one hash over all that decides what an import makes of files: their names and hashes, those of each `columns.json`, the
 * layouts of systems, and whether invalid rows are kept.
 */
export function fingerprintImport(
  files: readonly Pick<CsvFile, "name" | "sha256">[],
  columnsHashes: readonly string[],
  rejects: "stop" | "keep",
): string {
  return fingerprintFiles(files, [
    ...columnsHashes,
    `${hashProfiles()}  profiles\n`,
    ...(rejects === "keep" ? ["rejects kept\n"] : []),
  ]);
}
