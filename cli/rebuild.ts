import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { formatFailure, type Paths, TillbookError } from "@tillbook/pipeline";
import type { Rebuilt } from "./edited-files.js";
import { isSource, type KnownTasks } from "./known-tasks.js";
import type { NxRun, runNx } from "./nx.js";
import { withRunLock } from "./run-lock.js";
import type { StageProcesses } from "./stage-processes.js";
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
  /** What depends on the files that were edited before: their stages are run without nx, whose start takes as long as some of them. */
  known: KnownTasks;
  stages: Pick<StageProcesses, "run" | "renew">;
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
async function mend({ services, stages, log, signal }: RebuildContext): Promise<boolean> {
  const ended = await services.mend(signal);
  if (ended.length > 0) stages.renew();
  if (ended.length > 0) log(`${ended.join(" and ")} had ended, and ${ended.length > 1 ? "are" : "is"} started again`);
  return ended.length > 0;
}

/** Rebuilds the report: all of it, or only what depends on the edited files. A fault of `.env` is a failed run, as one of a source is. */
async function rebuildOnce(files: Rebuilt, context: RebuildContext): Promise<NxRun> {
  const { paths, log, signal, services, nx, known, stages, shell } = context;
  const options = { env: services.environment(), shell, signal };
  try {
    if (files === "all" || files.some(isSource)) stages.renew();
    known.forget(files);
    const tasks = files === "all" ? undefined : known.find(files);
    return await withRunLock(paths, log, async () => {
      if (tasks !== undefined) return stages.run(tasks, options);
      const run = await nx(paths.root, listArguments(files), options);
      if (files !== "all" && run.code === 0) known.learn(files, run.tasks ?? []);
      return run;
    });
  } catch (error) {
    if (!(error instanceof TillbookError)) throw error;
    const failure = formatFailure(error);
    for (const line of failure) log(line);
    return { code: 1, failure };
  }
}

/**
 * Asks nx what depends on notebooks and on styles, where that isn't known, so that their first edit needs no nx.
 * @param signal  ends it when it aborts
 */
export async function learnTasks(context: Omit<RebuildContext, "stages" | "log">): Promise<void> {
  const { paths, services, signal, nx, known, shell } = context;
  const graph = join(paths.data, `tasks-${process.pid}.json`);
  // what is wrong is told by the next rebuild
  const printer = { isTerminal: false, write: () => {} };
  try {
    for (const file of ["notebooks/0-overview.ipynb", "report/report.css"]) {
      if (known.find([file]) !== undefined) continue;
      const options = { env: services.environment(), shell, signal, printer };
      const { code } = await nx(paths.root, [...listAffected([file]), `--graph=${graph}`], options);
      if (code !== 0 || signal.aborted) return;
      known.learn([file], readTasks(await readFile(graph, "utf8")));
    }
  } finally {
    await rm(graph, { force: true });
  }
}

/** Reads tasks from a graph of nx's, in the order of the targets. */
function readTasks(graph: string): string[] {
  const order = targets.split(",");
  const place = (task: string): number => order.indexOf(task.replace(/^.*:/, ""));
  return Object.keys(JSON.parse(graph).tasks.tasks).sort((a, b) => place(a) - place(b));
}

function listArguments(files: Rebuilt): string[] {
  // nx splits the list at commas and blanks
  if (files === "all" || files.length >= 1000 || files.some((file) => /[\s,]/.test(file)))
    return ["run-many", "-t", "html"];
  // without the left-out tasks the hash would miss their output, so an old report could come from the cache
  return [...listAffected(files), "--skip-nx-cache"];
}

function listAffected(files: readonly string[]): string[] {
  return ["affected", "-t", targets, `--files=${files.join(",")}`, "--exclude-task-dependencies"];
}
