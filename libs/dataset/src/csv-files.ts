import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { sha256, sha256File, TillbookError } from "@tillbook/pipeline";

/** A CSV file to import, as it was when it was hashed. */
export interface CsvFile {
  /** Without its folder. */
  name: string;
  path: string;
  sha256: string;
  sizeBytes: number;
}

/**
 * Finds and hashes all `*.csv` in a folder, in order of their names.
 * @throws TillbookError CSV_MISSING when there is none
 */
export async function findCsvFiles(folder: string): Promise<CsvFile[]> {
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const names = entries.filter((name) => name.endsWith(".csv")).sort();
  if (names.length === 0) {
    throw new TillbookError("CSV_MISSING", `expected CSV files in ${folder}, found none`, "make generate writes them");
  }
  return Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      return { name, path, sha256: await sha256File(path), sizeBytes: (await stat(path)).size };
    }),
  );
}

/** Computes one hash over the names and the hashes of all files. */
export function fingerprintFiles(files: readonly CsvFile[]): string {
  return sha256(files.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join(""));
}
