import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { findRoot, sha256, TillbookError } from "@tillbook/pipeline";
import type { ColumnsSpec } from "./columns-file.js";
import { parseProfile } from "./columns-file.js";
import type { Header } from "./csv-header.js";
import { foldBareName, foldName } from "./header-names.js";

/** The layout of a known system: the settings that its files need, and the header by which they are known. */
export interface Profile {
  /** E.g. `Square items`. */
  name: string;
  /** The system, where several of its reports tell the same sales. */
  system?: string;
  /** Column names that all of its files have. */
  header: string[];
  settings: ColumnsSpec;
}

let profiles: Profile[] | undefined;

/** Reads the profiles in `libs/dataset/profiles`, one file each, once. */
export function listProfiles(): Profile[] {
  const folder = join(findRoot(), "libs/dataset/profiles");
  profiles ??= readdirSync(folder)
    .filter((name) => name.endsWith(".jsonc"))
    .sort()
    .map((name) => parseProfile(name, readFileSync(join(folder, name), "utf8")));
  return profiles;
}

/** Computes one hash of all profiles: with another one, the same files may be read in another way. */
export function hashProfiles(): string {
  return sha256(JSON.stringify(listProfiles()));
}

/** Finds the profile of a header: the one that knows most of its names, and an amount; undefined where none does. */
export function findProfile(names: readonly string[], wanted?: string): Profile | undefined {
  const isNamed = wanted !== undefined;
  if (isNamed) return listProfiles().find(({ name }) => foldName(name) === foldName(wanted));
  const folded = new Set(names.map(foldName));
  const bare = new Set(names.flatMap((name) => [foldName(name), foldBareName(name)]));
  return listProfiles()
    .filter(({ header }) => header.length > 0 && header.every((name) => folded.has(foldName(name))))
    .filter((profile) => hasAmount(profile, bare))
    .reduce<Profile | undefined>(
      (best, profile) => (profile.header.length > (best?.header.length ?? 0) ? profile : best),
      undefined,
    );
}

/** Whether a file has one of the names that a profile knows for the amount; true where it is computed, or asked for. */
function hasAmount({ settings }: Profile, names: ReadonlySet<string | undefined>): boolean {
  const known = Object.entries(settings.columns ?? {}).filter(([, column]) => column === "amount");
  return known.length === 0 || known.some(([name]) => names.has(foldName(name)));
}

/**
 * Refuses two reports of one system, e.g. its receipts beside the items of the same receipts, unless `columns.json` names the
 * profile of both.
 * @throws TillbookError CSV_INVALID
 */
export function refuseSecondReports(files: readonly { file: string; header: Header; isNamed: boolean }[]): void {
  const first = new Map<string, (typeof files)[number]>();
  for (const second of files) {
    const { system, profile } = second.header;
    if (system === undefined) continue;
    const known = first.get(system) ?? second;
    first.set(system, known);
    if (known.header.profile === profile || (known.isNamed && second.isNamed)) continue;
    const answers = [known, second].map(({ file }) => JSON.stringify({ files: { [basename(file)]: { read: false } } }));
    throw new TillbookError(
      "CSV_INVALID",
      `${second.file}: expected one report of ${system}, got ${profile} beside ${known.header.profile} in ${known.file}, which would count the same sales twice`,
      `leave one out, in a columns.json beside the files: ${answers.join(" or ")}; if they are sales of different shops, name the "profile" of each file there`,
    );
  }
}
