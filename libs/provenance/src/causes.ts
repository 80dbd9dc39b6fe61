import { compareValues, type Difference } from "./compare-values.js";
import type { Provenance } from "./provenance.js";

/** Why two reports differ, by the manifests in them. Of each pair, the first is then, the second now. */
export interface Causes {
  /** By name: other content, new, no longer there, or the same content read in another way. */
  files: { corrected: FileChange[]; added: FileChange[]; removed: FileChange[]; reread: FileChange[] };
  /** Whether a store's report, which names no files, was made from others. */
  hasOtherFiles: boolean;
  /** Whether rows of the table of sales had been changed after the import, then and now. */
  changedInDatabase: [boolean, boolean];
  /** What made the synthetic sales. */
  settings: Difference[];
  /** Whether other SQL computed the results. */
  hasOtherQueries: boolean;
  /** The program and the software that it ran on. */
  versions: Difference[];
}

/** A source file in two imports; 0 rows where it isn't there. */
export interface FileChange {
  name: string;
  rows: [number, number];
  cents: [bigint, bigint];
  /** How it was read, where that differs. */
  reading: Difference[];
}

type File = Record<string, unknown> & { name: string; sha256: string; rows: number; amount_cents: string };

/** What a manifest of import says of a file besides how it was read. */
const content = new Set(["name", "sha256", "rows", "amount_cents", "rejected", "left_out", "closings"]);

/** Lists what differs in what two reports were made from. */
export function listCauses(was: Provenance, is: Provenance): Causes {
  const [imported, again] = [was.manifests["import"], is.manifests["import"]];
  const generated = [was, is].map(({ manifests }) => manifests["generate"]?.["settings"]);
  return {
    files: compareFiles(listFiles(imported), listFiles(again)),
    hasOtherFiles: hashFiles(imported) !== hashFiles(again),
    changedInDatabase: [imported?.["changed_since_import"] === true, again?.["changed_since_import"] === true],
    settings: generated.includes(undefined) ? [] : compareValues(...(generated as [unknown, unknown])),
    hasOtherQueries: was.manifests["aggregate"]?.["queries"] !== is.manifests["aggregate"]?.["queries"],
    versions: compareValues(was.origin, is.origin),
  };
}

/** Compares two lists of files by name; one that was only renamed is no change. */
function compareFiles(was: readonly File[], is: readonly File[]): Causes["files"] {
  const isSameContent = (file: File, others: readonly File[], known: ReadonlyMap<string, File>): boolean =>
    others.some(({ name, sha256 }) => sha256 === file.sha256 && !known.has(name));
  const [before, now] = [was, is].map((files) => new Map(files.map((file) => [file.name, file])));
  const kept = is.flatMap((file) => {
    const old = before!.get(file.name);
    return old === undefined ? [] : [[old, file] as const];
  });
  const changes = kept.map(([old, file]) => ({ old, file, change: describe(old, file) }));
  return {
    corrected: changes.filter(({ old, file }) => old.sha256 !== file.sha256).map(({ change }) => change),
    reread: changes
      .filter(({ old, file, change }) => old.sha256 === file.sha256 && isReadDifferently(change))
      .map(({ change }) => change),
    added: is
      .filter((file) => !before!.has(file.name) && !isSameContent(file, was, now!))
      .map((file) => describe(undefined, file)),
    removed: was
      .filter((file) => !now!.has(file.name) && !isSameContent(file, is, before!))
      .map((file) => describe(file, undefined)),
  };
}

function isReadDifferently({ rows, cents, reading }: FileChange): boolean {
  return reading.length > 0 || rows[0] !== rows[1] || cents[0] !== cents[1];
}

function describe(was: File | undefined, is: File | undefined): FileChange {
  return {
    name: String((is ?? was)?.name),
    rows: [was?.rows ?? 0, is?.rows ?? 0],
    cents: [BigInt(was?.amount_cents ?? 0), BigInt(is?.amount_cents ?? 0)],
    reading: was && is ? compareValues(readingOf(was), readingOf(is)) : [],
  };
}

function readingOf(file: File): Record<string, unknown> {
  return Object.fromEntries(Object.entries(file).filter(([key]) => !content.has(key)));
}

/** The SHA-256 of the list of files, where their names are hidden. */
function hashFiles(manifest: Record<string, unknown> | undefined): unknown {
  return (manifest?.["files"] as { sha256?: unknown } | undefined)?.sha256;
}

/** Lists the files of a manifest that may have been made by another version. */
function listFiles(manifest: Record<string, unknown> | undefined): File[] {
  const files = manifest?.["files"];
  if (!Array.isArray(files)) return [];
  return files.filter((file) => /^-?\d+$/.test(String(file?.amount_cents)) && Number.isInteger(file.rows));
}
