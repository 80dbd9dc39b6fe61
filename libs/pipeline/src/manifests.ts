import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeFileAtomic } from "./files.js";
import { findPaths } from "./paths.js";
import type { Stage } from "./run-stage.js";

/** What a stage read and made: hashes of files, fingerprints of tables, counts. No time and no path of the machine. */
export type Manifest = Record<string, unknown>;

/** Writes `build/manifests/<stage>.json`, with sorted keys, so that equal content means equal bytes. */
export async function writeManifest(stage: Stage, manifest: Manifest, folder = findPaths().manifests): Promise<void> {
  await writeFileAtomic(join(folder, `${stage}.json`), formatManifest(manifest));
}

/** Reads the manifest of a stage; undefined when that stage has not run. */
export async function readManifest(stage: Stage, folder = findPaths().manifests): Promise<Manifest | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, `${stage}.json`), "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Formats plain data as JSON with keys in alphabetical order at every level and a final newline. */
export function formatManifest(manifest: unknown): string {
  return `${JSON.stringify(manifest, sortKeys, 2)}\n`;
}

function sortKeys(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
