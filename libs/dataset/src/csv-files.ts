import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join, relative, sep } from "node:path";
import { sha256, sha256File, TillbookError } from "@tillbook/pipeline";
import { glob } from "tinyglobby";

/** A CSV file to import, with its hash. */
export interface CsvFile {
  /** Relative to the folder that has all files, e.g. `store-3.csv` or `2025/store-3.csv`. */
  name: string;
  path: string;
  sha256: string;
  sizeBytes: number;
}

/** The files of a source, ordered by name, and the names beside them that are not read. */
export interface FoundFiles {
  files: CsvFile[];
  ignored: string[];
}

/** The file beside CSV files that describes their format. */
export const columnsFile = "columns.json";

/** Whether a file's name is the one of `columns.json`, also as editors change it. */
export function isColumnsFile(name: string): boolean {
  return /^columns\.json(c|\.txt)?$/i.test(name);
}

const csvName = /\.(csv|tsv|txt)(\.gz)?$/i;
/** Files that are hashed at the same time. */
const hashedAtOnce = 8;

/**
 * Finds and hashes the CSV files of `source`: those of a folder by their names (`.csv`, `.tsv`, `.txt`, also with `.gz`),
 * one file, or those that a glob matches. An absolute path.
 * @throws TillbookError CSV_MISSING with `hint` when there is none
 */
export async function findCsvFiles(source: string, hint: string): Promise<FoundFiles> {
  const { paths, ignored } = await listPaths(source);
  if (paths.length === 0) {
    throw new TillbookError("CSV_MISSING", `expected CSV files in ${source}, found none`, hint);
  }
  const folder = findFolder(paths);
  const named = paths.map((path) => ({ name: relative(folder, path).split(sep).join("/"), path }));
  named.sort((a, b) => (a.name < b.name ? -1 : 1));
  const files: CsvFile[] = [];
  for (let at = 0; at < named.length; at += hashedAtOnce) {
    files.push(...(await Promise.all(named.slice(at, at + hashedAtOnce).map(hashFile))));
  }
  return { files, ignored };
}

/** Computes one hash over the names and hashes of all files, and over `more` that affects the import. */
export function fingerprintFiles(files: readonly CsvFile[], more: readonly string[] = []): string {
  return sha256([...files.map(({ name, sha256 }) => `${sha256}  ${name}\n`), ...more].join(""));
}

async function listPaths(source: string): Promise<{ paths: string[]; ignored: string[] }> {
  const found = await stat(source).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    throw error;
  });
  if (found === undefined) return { paths: await glob(source, { absolute: true, dot: true }), ignored: [] };
  if (!found.isDirectory()) return { paths: [source], ignored: [] };
  const entries = await readdir(source, { withFileTypes: true });
  const isCsv = (entry: (typeof entries)[number]): boolean =>
    !entry.isDirectory() && csvName.test(entry.name) && !isColumnsFile(entry.name);
  const others = entries.filter((entry) => !isCsv(entry) && !isColumnsFile(entry.name) && !entry.name.startsWith("."));
  return {
    paths: entries.filter((entry) => isCsv(entry) && !entry.name.startsWith(".")).map(({ name }) => join(source, name)),
    ignored: others.map((entry) => entry.name + (entry.isDirectory() ? "/" : "")).sort(),
  };
}

/** Finds the innermost folder that holds all paths. */
function findFolder(paths: readonly string[]): string {
  let folder = dirname(paths[0] ?? "");
  while (!paths.every((path) => path.startsWith(folder.endsWith(sep) ? folder : folder + sep)))
    folder = dirname(folder);
  return folder;
}

async function hashFile({ name, path }: { name: string; path: string }): Promise<CsvFile> {
  try {
    return { name, path, sha256: await sha256File(path), sizeBytes: (await stat(path)).size };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== "EACCES" && code !== "EISDIR") throw error;
    throw new TillbookError(
      "CSV_MISSING",
      `cannot read ${basename(path)}: ${message}`,
      "make it readable, then run `make import`",
      {
        cause: error,
      },
    );
  }
}
