import { randomBytes } from "node:crypto";
import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makePrivateFolder, sha256, sha256File } from "@tillbook/pipeline";
import { isRunning } from "@tillbook/services";

/** The file in a part's folder that says which files it has; Spark reads no file whose name begins so. */
const list = "_files.json";

/** Of each file of a part its SHA-256. */
type Files = Record<string, string>;

/** Names a part by all that its content depends on: so what has this name is what would be computed again. */
export function namePart(...causes: readonly string[]): string {
  return sha256(JSON.stringify(causes)).slice(0, 32);
}

/** Whether a part is there with all its files as they were written. */
export async function hasPart(folder: string, name: string): Promise<boolean> {
  try {
    const files: Files = JSON.parse(await readFile(join(folder, name, list), "utf8"));
    for (const [file, hash] of Object.entries(files))
      if ((await sha256File(join(folder, name, file))) !== hash) return false;
    return true;
  } catch (error) {
    if (error instanceof SyntaxError || ["ENOENT", "ENOTDIR", "EISDIR"].includes((error as { code: string }).code))
      return false;
    throw error;
  }
}

/** Makes room to write parts: a folder that is none of theirs, and not there yet. */
export async function startParts(folder: string): Promise<string> {
  await makePrivateFolder(folder);
  return join(folder, `new-${process.pid}-${randomBytes(4).toString("hex")}`);
}

/** Takes what was written into a folder as a part, in one step. */
export async function keepPart(written: string, folder: string, name: string): Promise<void> {
  const names = (await readdir(written)).filter((file) => file.endsWith(".parquet"));
  const files: Files = {};
  for (const file of names.sort()) files[file] = await sha256File(join(written, file));
  await writeFile(join(written, list), JSON.stringify(files));
  await rm(join(folder, name), { recursive: true, force: true });
  await rename(written, join(folder, name));
}

/** Removes all parts but some, and what killed runs left. */
export async function removeUnused(folder: string, used: readonly string[]): Promise<void> {
  for (const name of await readdir(folder)) {
    const owner = /^new-(\d+)-/.exec(name)?.[1];
    const isOurs =
      owner === undefined ? /^[0-9a-f]{32}$/.test(name) && !used.includes(name) : !isRunning(Number(owner), "node");
    if (isOurs) await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** Writes the place of some parts for a `from` of Spark's: its Parquet files, in one scan. */
export function readParquet(folder: string, names: readonly string[]): string {
  const path = `file://${folder.replaceAll(/[[\]{}*?,\\]/g, "\\$&")}/{${names.join(",")}}`;
  return `parquet.\`${path.replaceAll("`", "``")}\``;
}

/** Writes a folder as a text of Spark's SQL. */
export function quoteFolder(folder: string): string {
  return `'file://${folder.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
