import { formatFailure, type Paths, TillbookError } from "@tillbook/pipeline";
import type { Rebuilt } from "./edited-files.js";
import type { NxRun, runNx } from "./nx.js";
import { withRunLock } from "./run-lock.js";
import type { WatchServices } from "./watch-services.js";

/** The targets to rebuild after an edit; the PDF is left to `make report`. */
const targets = "generate,import,aggregate,plot,html";

/** What a rebuild gets. */
export interface RebuildContext {
  paths: Paths;
  log: (line: string) => void;
  signal: AbortSignal;
  services: Pick<WatchServices, "mend" | "environment">;
  nx: typeof runNx;
  /** The environment at the start, without what was in `.env`, which may have changed since. */
  shell: NodeJS.ProcessEnv;
}

/** Rebuilds; after servers were killed, starts them again, before and if need be once more after a run that failed by it. */
export async function rebuild(files: Rebuilt, context: RebuildContext): Promise<NxRun> {
  await mend(context);
  const run = await rebuildOnce(files, context);
  if (run.code === 0 || context.signal.aborted || !(await mend(context))) return run;
  return rebuildOnce(files, context);
}

/** Starts servers again that have ended; whether there were some. */
async function mend({ services, log, signal }: RebuildContext): Promise<boolean> {
  const ended = await services.mend(signal);
  if (ended.length > 0) log(`${ended.join(" and ")} had ended, and ${ended.length > 1 ? "are" : "is"} started again`);
  return ended.length > 0;
}

/** Rebuilds the report: all of it, or only what depends on the edited files. A fault of `.env` is a failed run, as one of a source is. */
async function rebuildOnce(files: Rebuilt, context: RebuildContext): Promise<NxRun> {
  const { paths, log, signal, services, nx, shell } = context;
  const env = services.environment();
  try {
    return await withRunLock(paths, log, () => nx(paths.root, listArguments(files), { env, shell, signal }));
  } catch (error) {
    if (!(error instanceof TillbookError)) throw error;
    const failure = formatFailure(error);
    for (const line of failure) log(line);
    return { code: 1, failure };
  }
}

function listArguments(files: Rebuilt): string[] {
  // nx splits the list at commas and blanks
  if (files === "all" || files.length >= 1000 || files.some((file) => /[\s,]/.test(file)))
    return ["run-many", "-t", "html"];
  // without the left-out tasks the hash would miss their output, so an old report could come from the cache
  return ["affected", "-t", targets, `--files=${files.join(",")}`, "--exclude-task-dependencies", "--skip-nx-cache"];
}
