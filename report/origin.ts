import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { sha256 } from "@tillbook/pipeline";
import type { Origin } from "@tillbook/provenance";

/** What pins the program's parts. */
const lockfiles = ["package-lock.json", "requirements.txt", "requirements-spark.txt"];

/** Finds out what program this is: its commit, whether files were changed since, and the hashes of its lockfiles. */
export async function readOrigin(root: string): Promise<Omit<Origin, "versions">> {
  const hashes = lockfiles.map(async (file) => [file, sha256(await readFile(join(root, file)))] as const);
  return { ...(await findCommit(root)), lockfiles: Object.fromEntries(await Promise.all(hashes)) };
}

/** Asks git, or the file that the Dockerfile wrote when there was git. */
async function findCommit(root: string): Promise<Pick<Origin, "commit" | "tree">> {
  const built = join(root, "origin.json");
  if (existsSync(built)) return JSON.parse(await readFile(built, "utf8"));
  const commit = await git(root, "rev-parse", "HEAD");
  const changes = await git(root, "status", "--porcelain");
  return {
    commit: commit ?? "unknown",
    tree: changes === undefined ? "unknown" : changes === "" ? "clean" : "changed",
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
