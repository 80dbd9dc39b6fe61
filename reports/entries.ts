import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { formatManifest, sha256File, writeFileAtomic } from "@tillbook/pipeline";
import * as v from "valibot";
import { nameFile } from "./name-file.js";

const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const digits = v.pipe(v.string(), v.regex(/^-?\d+$/));
const file = v.strictObject({ file: v.string(), sha256: hash });

const schema = v.strictObject({
  /** A store's name, or a month; absent for the whole. */
  name: v.optional(v.string()),
  /** What the report was made from, as one hash. Without it, it is being made: its files are ours, but not to be used. */
  inputs: v.optional(hash),
  html: v.optional(file),
  pdf: v.optional(file),
  /** What the report says. */
  revenue_cents: v.optional(digits),
  sales: v.optional(digits),
});

/** What is known of a report: written beside its files as `<name>.json`, at last. */
export type Entry = v.InferOutput<typeof schema>;

/** The entry of a report that is there. */
export type CompleteEntry = Required<Omit<Entry, "name">> & Pick<Entry, "name">;

/** Reads the entries of a folder, by the name of their files without ending; whatever else is in it isn't ours. */
export async function readEntries(folder: string): Promise<Map<string, Entry>> {
  const files = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const entries = new Map<string, Entry>();
  for (const name of files.filter((name) => name.endsWith(".json")).sort()) {
    const [slug, entry] = [name.slice(0, -".json".length), await readEntry(join(folder, name))];
    if (entry !== undefined && nameReport(entry.name) === slug) entries.set(slug, entry);
  }
  return entries;
}

/** Names the files of the whole's report, or of a part's. */
export function nameReport(part: string | undefined): string {
  return part === undefined ? "all" : nameFile(part);
}

async function readEntry(path: string): Promise<Entry | undefined> {
  try {
    return v.parse(schema, JSON.parse(await readFile(path, "utf8")));
  } catch {
    return undefined;
  }
}

/** Writes the entry of a report, whole or not at all. */
export async function writeEntry(folder: string, slug: string, entry: Entry): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFileAtomic(join(folder, `${slug}.json`), formatManifest(entry));
}

/** Tells whether a report is there that was made from these inputs, with its files as they were written. */
export async function isComplete(folder: string, entry: Entry | undefined, inputs: string): Promise<boolean> {
  if (entry?.inputs !== inputs || entry.html === undefined || entry.pdf === undefined) return false;
  for (const { file, sha256 } of [entry.html, entry.pdf]) {
    const found = await sha256File(join(folder, file)).catch(() => undefined);
    if (found !== sha256) return false;
  }
  return true;
}

/** Removes a report: its files, and at last its entry. */
export async function removeReport(folder: string, slug: string): Promise<void> {
  for (const ending of ["html", "pdf", "json"]) await rm(join(folder, `${slug}.${ending}`), { force: true });
}
