import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** The folders of one checkout, absolute. */
export interface Paths {
  root: string;
  /** Everything made: `build/`. */
  build: string;
  csv: string;
  manifests: string;
  notebooks: string;
  charts: string;
  report: string;
  /** Tools and servers that set-up fetched: `.cache/`. */
  cache: string;
  /** The embedded database's files, and its connection file: `.data/`. */
  data: string;
}

/**
 * Names the folders below `root`, by default the checkout that holds the working directory.
 * @param build  where everything made goes, absolute; by default `build/`
 */
export function findPaths(root: string = findRoot(), build: string = join(root, "build")): Paths {
  return {
    root,
    build,
    csv: join(build, "csv"),
    manifests: join(build, "manifests"),
    notebooks: join(build, "notebooks"),
    charts: join(build, "charts"),
    report: join(build, "report"),
    cache: join(root, ".cache"),
    data: join(root, ".data"),
  };
}

/**
 * Finds the folder with `nx.json` at or above `from`.
 * @throws Error when there is none
 */
export function findRoot(from: string = process.cwd()): string {
  const folder = resolve(from);
  if (existsSync(join(folder, "nx.json"))) return folder;
  if (folder === dirname(folder)) throw new Error("expected to run inside a checkout of Tillbook: no nx.json found");
  return findRoot(dirname(folder));
}
