import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { sha256 } from "@tillbook/pipeline";
import type { Origin } from "@tillbook/verify";

/** What pins the program's parts. */
const lockfiles = ["package-lock.json", "requirements.txt", "requirements-spark.txt"];

/** Finds out what program this is: its commit, whether files were changed since, and the hashes of its lockfiles. */
export async function readOrigin(root: string): Promise<Omit<Origin, "versions">> {
  const commit = await git(root, "rev-parse", "HEAD");
  const changes = await git(root, "status", "--porcelain");
  const hashes = lockfiles.map(async (file) => [file, sha256(await readFile(join(root, file)))] as const);
  return {
    commit: commit ?? "unknown",
    tree: changes === undefined ? "unknown" : changes === "" ? "clean" : "changed",
    lockfiles: Object.fromEntries(await Promise.all(hashes)),
  };
}

/** What git says; undefined where there is no git, or the folder is no checkout of its own. */
async function git(root: string, ...args: string[]): Promise<string | undefined> {
  try {
    const options = {
      cwd: root,
      env: { ...process.env, GIT_OPTIONAL_LOCKS: "0", GIT_CEILING_DIRECTORIES: join(root, "..") },
    };
    return (await promisify(execFile)("git", args, options)).stdout.trim();
  } catch {
    return undefined;
  }
}
