import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findRoot } from "@tillbook/pipeline";
import type { ColumnsSpec } from "./columns-file.js";
import { parseProfile } from "./columns-file.js";
import { foldName } from "./header-names.js";

/** The layout of a known system: the settings that its files need, and the header by which they are known. */
export interface Profile {
  /** E.g. `Square items`. */
  name: string;
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

/** Finds the profile of a header: the one that knows most of its names; undefined where none knows it. */
export function findProfile(names: readonly string[], wanted?: string): Profile | undefined {
  const isNamed = wanted !== undefined;
  if (isNamed) return listProfiles().find(({ name }) => foldName(name) === foldName(wanted));
  const folded = new Set(names.map(foldName));
  return listProfiles()
    .filter(({ header }) => header.length > 0 && header.every((name) => folded.has(foldName(name))))
    .reduce<Profile | undefined>(
      (best, profile) => (profile.header.length > (best?.header.length ?? 0) ? profile : best),
      undefined,
    );
}
