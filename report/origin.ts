import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { pickToolEnvironment, sha256 } from "@tillbook/pipeline";
import type { Origin } from "@tillbook/provenance";

/** They pin every version that the program uses. */
const lockfiles = ["package-lock.json", "requirements.txt", "requirements-spark.txt"];

/** What of an untracked file's name makes it part of the program. */
const sources = ["ts", "sql", "ipynb", "json", "css", "js", "mjs", "py"].map((ending) => `*.${ending}`);

/** Reads which program this is: its commit, whether files have been changed since, and the hashes of its lockfiles. */
export async function readOrigin(root: string): Promise<Omit<Origin, "versions">> {
  const hashes = lockfiles.map(async (file) => [file, sha256(await readFile(join(root, file)))] as const);
  return { ...(await findCommit(root)), lockfiles: Object.fromEntries(await Promise.all(hashes)) };
}

/** Asks git, or reads the file that the Dockerfile wrote, since an image has no git. */
async function findCommit(root: string): Promise<Pick<Origin, "commit" | "tree">> {
  const built = join(root, "origin.json");
  if (existsSync(built)) return JSON.parse(await readFile(built, "utf8"));
  const commit = await git(root, "rev-parse", "HEAD");
  const changes = [
    await git(root, "status", "--porcelain", "--untracked-files=normal", "--ignore-submodules=none"),
    // a source that only the user's own excludes hide
    await git(root, "ls-files", "--others", "--exclude-per-directory=.gitignore", "--", ":!.*", ...sources),
    // a file of which git was told not to look at it
    (await git(root, "ls-files", "-v"))?.replace(/^H .*\n?/gm, ""),
  ];
  return {
    commit: commit ?? "unknown",
    tree: changes.includes(undefined) ? "unknown" : changes.every((list) => list === "") ? "clean" : "changed",
  };
}

/** Runs git, whatever the user's shell or settings make of it; undefined where there is none, or the folder isn't a checkout itself. */
async function git(root: string, ...args: string[]): Promise<string | undefined> {
  try {
    const options = {
      cwd: root,
      maxBuffer: 1 << 26,
      env: { ...pickToolEnvironment(), GIT_OPTIONAL_LOCKS: "0", GIT_CEILING_DIRECTORIES: join(root, "..") },
    };
    return (await promisify(execFile)("git", ["-c", "core.fsmonitor=false", ...args], options)).stdout.trim();
  } catch {
    return undefined;
  }
}
