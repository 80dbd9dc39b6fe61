import { existsSync } from "node:fs";
import { join } from "node:path";
import { formatSeconds, type Paths, type Settings, sha256File } from "@tillbook/pipeline";
import { adviseRestart, describeEdits, pickNext, type Rebuilt } from "./edited-files.js";
import type { Edits } from "./edits.js";
import { learnTasks, type RebuildContext, rebuild } from "./rebuild.js";
import { makeRunFolders } from "./run-lock.js";
import type { StageProcesses } from "./stage-processes.js";
import type { WatchServer } from "./watch-server.js";
import type { WatchServices } from "./watch-services.js";

/** What watching gets. */
export interface WatchContext extends RebuildContext {
  settings: Pick<Settings, "mysql" | "spark">;
  edits: Pick<Edits, "next">;
  server: Pick<WatchServer, "send">;
  services: Pick<WatchServices, "mend" | "environment" | "warm">;
  stages: Pick<StageProcesses, "run" | "renew" | "warm">;
}

/**
 * Builds the report, and again after each edit what depends on it; tells the pages and prints how each build ended.
 * @throws the reason of `signal` when it aborts
 */
export async function watchReport(context: WatchContext): Promise<never> {
  const { settings, paths, log, signal, services, edits, shell } = context;
  await makeRunFolders(paths);
  for (let files: Rebuilt = "all"; ; ) {
    const isBuilt = await showRebuild(files, context);
    services.warm();
    const isEdited = new AbortController();
    const prepared = isBuilt ? prepare({ ...context, signal: AbortSignal.any([signal, isEdited.signal]) }) : undefined;
    const edited = await edits.next(signal).finally(() => isEdited.abort());
    await prepared;
    log(describeEdits(edited));
    const advice = adviseRestart(edited, settings, paths.root, shell);
    if (advice !== undefined) log(advice);
    files = pickNext(files, edited, !isBuilt);
  }
}

/** Gets ready for the next edit; what fails is told by the next rebuild. */
async function prepare(context: WatchContext): Promise<void> {
  const { services, stages, shell } = context;
  try {
    stages.warm({ env: services.environment(), shell });
    await learnTasks(context);
  } catch {}
}

/** Rebuilds while the pages say so; whether it went well. */
async function showRebuild(files: Rebuilt, context: WatchContext): Promise<boolean> {
  const { paths, log, signal, server } = context;
  const started = performance.now();
  const before = await readVersion(paths);
  server.send({ state: "building", version: before, lines: files === "all" ? [] : [...files] });
  const { code, failure } = await rebuild(files, context);
  signal.throwIfAborted();
  const version = await readVersion(paths);
  const took = formatSeconds(performance.now() - started);
  if (code === 0) {
    server.send({ state: "built", version, lines: [] });
    log(version === before ? `report unchanged after ${took}` : `new report after ${took}`);
  } else {
    const lines = failure.length > 0 ? failure : [`the build ended with exit code ${code}`];
    server.send({ state: "failed", version, lines });
    log("waiting for the next edit");
  }
  return code === 0;
}

/** Hashes the report in place; empty when there is none. */
async function readVersion({ report }: Paths): Promise<string> {
  const file = join(report, "tillbook.html");
  return existsSync(file) ? sha256File(file) : "";
}
