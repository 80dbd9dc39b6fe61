import { isDeepStrictEqual } from "node:util";
import { readEnvironment, readSettings, type Settings } from "@tillbook/pipeline";
import { historyFile } from "./edits.js";

/** The files to rebuild for, or all. */
export type Rebuilt = readonly string[] | "all";

/** Names what was edited; a commit or another branch as such, with how many files it has changed. */
export function describeEdits(edited: readonly string[]): string {
  const files = edited.filter((file) => file !== historyFile);
  if (files.length === edited.length && files.length < 20) return `${files.join(", ")} edited`;
  const count = `${files.length} ${files.length === 1 ? "file" : "files"}`;
  return files.length === edited.length ? `${count} edited` : `git has another commit, ${count} edited`;
}

/** Picks what to rebuild for next: what was edited, and the files of a run that failed. */
export function pickNext(last: Rebuilt, edited: readonly string[], hasFailed: boolean): Rebuilt {
  // settings are inputs of nx's, but .env is in no project
  if (edited.includes(historyFile) || edited.includes(".env")) return "all";
  if (!hasFailed) return edited;
  return last === "all" ? "all" : [...new Set([...last, ...edited])];
}

/**
 * Says when a restart is needed: what is fetched or read once at the start has changed.
 * @param shell  the environment at the start, without what was in `.env`
 */
export function adviseRestart(
  edited: readonly string[],
  { mysql, spark }: Pick<Settings, "mysql" | "spark">,
  root: string,
  shell: NodeJS.ProcessEnv,
): string | undefined {
  if (edited.includes(".env")) {
    const now = readNewSettings(root, shell);
    const isSame = now === undefined || isDeepStrictEqual([now.mysql, now.spark], [mysql, spark]);
    if (!isSame) return "restart make watch to use the new settings of MySQL or Spark in .env";
  }
  const fetched = edited.find((file) => /^(package-lock\.json|requirements[\w-]*\.txt|\.nvmrc)$/.test(file));
  return fetched && `restart make watch to fetch what ${fetched} names`;
}

/** Reads the settings again; undefined where one is invalid, of which the stages tell. */
function readNewSettings(root: string, shell: NodeJS.ProcessEnv): Settings | undefined {
  try {
    return readSettings(readEnvironment(root, shell), root);
  } catch {
    return undefined;
  }
}
