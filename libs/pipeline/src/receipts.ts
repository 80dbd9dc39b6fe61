import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeFileAtomic } from "./files.js";
import { findPaths } from "./paths.js";
import type { Stage } from "./run-stage.js";

/** What a stage read and made: hashes of files, fingerprints of tables, counts. No time and no path of the machine. */
export type Receipt = Record<string, unknown>;

/** Writes `build/receipts/<stage>.json`, with sorted keys, so that equal content means equal bytes. */
export async function writeReceipt(stage: Stage, receipt: Receipt, folder = findPaths().receipts): Promise<void> {
  await writeFileAtomic(join(folder, `${stage}.json`), formatReceipt(receipt));
}

/** Reads the receipt of a stage; undefined when that stage has not run. */
export async function readReceipt(stage: Stage, folder = findPaths().receipts): Promise<Receipt | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, `${stage}.json`), "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Formats plain data as JSON with keys in alphabetical order at every level and a final newline. */
export function formatReceipt(receipt: unknown): string {
  return `${JSON.stringify(receipt, sortKeys, 2)}\n`;
}

function sortKeys(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
