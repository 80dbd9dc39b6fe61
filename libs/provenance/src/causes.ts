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

interface File {
  name: string;
  sha256: string;
  rows: number;
  cents: bigint;
  /** How it was read, and what was left out. */
  reading: Record<string, unknown>;
  /** Of the rows that count for the report: their fingerprint, or the file's hash. */
  content: string;
  /** How many these are, and their sum. */
  counted: { rows: number; cents: bigint };
}

/** What a manifest of import says of a file besides how it was read. */
const content = new Set(["name", "sha256", "rows", "amount_cents", "rejected", "left_out", "closings"]);

/** Lists what differs in what two reports were made from. */
export function listCauses(was: Provenance, is: Provenance): Causes {
  const [imported, again] = [was.manifests["import"], is.manifests["import"]];
  const generated = [was, is].map(({ manifests }) => manifests["generate"]?.["settings"]);
  const inPeriod = [was, is].map(({ manifests }) => manifests["plot"]?.["period_files"]);
  const [before = [], now = []] = [imported, again].map((manifest, i) =>
    listFiles(manifest, inPeriod.includes(undefined) ? undefined : (inPeriod[i] as Record<string, string>)),
  );
  return {
    files: compareFiles(before, now),
    hasOtherFiles: hashFiles(imported) !== hashFiles(again),
    changedInDatabase: [imported?.["changed_since_import"] === true, again?.["changed_since_import"] === true],
    settings: generated.includes(undefined) ? [] : compareValues(...(generated as [unknown, unknown])),
    hasOtherQueries: was.manifests["aggregate"]?.["queries"] !== is.manifests["aggregate"]?.["queries"],
    versions: compareValues(was.origin, is.origin),
  };
}

/** Compares two lists of files by name; one that was only renamed is no change. */
function compareFiles(was: readonly File[], is: readonly File[]): Causes["files"] {
  const [before, now] = [was, is].map((files) => new Map(files.map((file) => [file.name, file]))) as [
    Map<string, File>,
    Map<string, File>,
  ];
  const isRenamed = (file: File, others: readonly File[], known: ReadonlyMap<string, File>): boolean =>
    others.some(({ name, sha256 }) => sha256 === file.sha256 && !known.has(name));
  const kept = is.flatMap((file) => {
    const old = before.get(file.name);
    return old === undefined ? [] : [[old, file] as const];
  });
  const isReread = ([old, file]: readonly [File, File]): boolean =>
    old.rows !== file.rows || old.cents !== file.cents || compareValues(old.reading, file.reading).length > 0;
  const [same, others] = [true, false].map((wanted) =>
    kept.filter(([old, file]) => (old.sha256 === file.sha256) === wanted),
  );
  return {
    corrected: others!.filter(([old, file]) => old.content !== file.content).map((pair) => describe(...pair)),
    reread: same!.filter(isReread).map((pair) => describe(...pair)),
    added: is
      .filter(({ name }) => !before.has(name))
      .filter((file) => !isRenamed(file, was, now))
      .map((file) => describe(undefined, file)),
    removed: was
      .filter(({ name }) => !now.has(name))
      .filter((file) => !isRenamed(file, is, before))
      .map((file) => describe(file, undefined)),
  };
}

function describe(was: File | undefined, is: File | undefined): FileChange {
  const [before, now] = [was?.counted ?? nothing, is?.counted ?? nothing];
  return {
    name: String((is ?? was)?.name),
    rows: [before.rows, now.rows],
    cents: [before.cents, now.cents],
    reading: was && is ? compareValues(was.reading, is.reading) : [],
  };
}

const nothing = { rows: 0, cents: 0n };

/**
 * Lists the files of an import that may have been made by another version.
 * @param inPeriod  in the report of a period, the fingerprints of what they have in it: a file that changed in other months is no cause
 */
function listFiles(
  manifest: Record<string, unknown> | undefined,
  inPeriod: Readonly<Record<string, string>> | undefined,
): File[] {
  const files = manifest?.["files"];
  if (!Array.isArray(files)) return [];
  return files.flatMap((file) => {
    if (!/^-?\d+$/.test(String(file?.amount_cents)) || !Number.isInteger(file.rows)) return [];
    const { name, sha256, rows, amount_cents } = file;
    const cents = BigInt(amount_cents);
    const reading = Object.fromEntries(Object.entries(file).filter(([key]) => !content.has(key)));
    const its = { name, sha256, rows, cents, reading };
    if (inPeriod === undefined) return [{ ...its, content: sha256, counted: { rows, cents } }];
    const print = inPeriod[name] ?? "";
    const [count, amount] = print.split(":");
    if (amount === undefined) return [];
    return [{ ...its, content: print, counted: { rows: Number(count), cents: BigInt(amount.replace(".", "")) } }];
  });
}

/** The SHA-256 of the list of files, where their names are hidden. */
function hashFiles(manifest: Record<string, unknown> | undefined): unknown {
  return (manifest?.["files"] as { sha256?: unknown } | undefined)?.sha256;
}
