import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { sha256File } from "@tillbook/pipeline";

/** Hashes every file below `build/`, by its path from there. */
export async function hashArtefacts(root: string): Promise<Map<string, string>> {
  const build = join(root, "build");
  const files = readdirSync(build, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return new Map(
    await Promise.all(files.map(async (file) => [relative(build, file), await sha256File(file)] as const)),
  );
}

/** Names the files that are in one of the two only, or differ. */
export function listDifferences(expected: ReadonlyMap<string, string>, got: ReadonlyMap<string, string>): string[] {
  const names = [...new Set([...expected.keys(), ...got.keys()])].sort();
  return names.flatMap((name) => {
    if (!got.has(name)) return [`${name} is missing`];
    if (!expected.has(name)) return [`${name} is too many`];
    return expected.get(name) === got.get(name) ? [] : [`${name} differs`];
  });
}
