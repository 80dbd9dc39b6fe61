import { existsSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import {
  formatSeconds,
  type Paths,
  readSettings,
  runStage,
  type Settings,
  type StageContext,
  sha256File,
} from "@tillbook/pipeline";
import { withLock } from "@tillbook/services";
import { historyFile, watchEdits } from "./edits.js";
import { type NxRun, runNx } from "./nx.js";
import { startWatchServer } from "./watch-server.js";
import { keepServices, type WatchServices } from "./watch-services.js";

// `node --import @tillbook/pipeline/tsx cli/watch.ts` serves the report to a browser on this machine, and rebuilds what depends
// on a file as soon as it is edited. Database and Spark stay up in between. Ctrl-C ends all.

/** The targets to rebuild after an edit; the PDF is left to `make report`. */
const targets = "generate,import,aggregate,plot,html";

await runStage("watch", async ({ settings, paths, log, signal }) => {
  const edits = await watchEdits(paths.root);
  const server = await startWatchServer(paths.report);
  const services = keepServices(settings, paths, log);
  try {
    log(`${server.url} shows the report; Ctrl-C ends`);
    for (let files: string[] | "all" = "all"; ; ) {
      const started = performance.now();
      const before = await readVersion(paths);
      server.send({ state: "building", version: before, lines: files === "all" ? [] : files });
      const { code, failure } = await rebuildWith(services, files, paths, { log, signal });
      signal.throwIfAborted();
      const version = await readVersion(paths);
      const took = formatSeconds(performance.now() - started);
      if (code === 0) server.send({ state: "built", version, lines: [] });
      else
        server.send({
          state: "failed",
          version,
          lines: failure.length > 0 ? failure : [`nx ended with exit code ${code}`],
        });
      if (code !== 0) log("waiting for the next edit");
      else log(version === before ? `report unchanged after ${took}` : `new report after ${took}`);
      services.warm();
      const edited = await edits.next(signal);
      log(describeEdits(edited));
      const advice = adviseRestart(edited, settings, paths.root);
      if (advice !== undefined) log(advice);
      // a failed run leaves its files to the next one
      // settings are inputs of nx's, but .env is in no project
      if (edited.includes(historyFile) || edited.includes(".env")) files = "all";
      else if (code === 0) files = edited;
      else if (files !== "all") files = [...new Set([...files, ...edited])];
    }
  } finally {
    await edits.close();
    await server.close();
    await services.stop();
  }
});

/** Names what was edited; a commit or another branch as such, with how many files it has changed. */
function describeEdits(edited: readonly string[]): string {
  const files = edited.filter((file) => file !== historyFile);
  if (files.length === edited.length && files.length < 20) return `${files.join(", ")} edited`;
  const count = `${files.length} ${files.length === 1 ? "file" : "files"}`;
  return files.length === edited.length ? `${count} edited` : `git has another commit, ${count} edited`;
}

/** Says when a restart is needed: what is fetched or read once at the start has changed. */
function adviseRestart(edited: readonly string[], { mysql, spark }: Settings, root: string): string | undefined {
  if (edited.includes(".env")) {
    const now = readNewSettings(root);
    const isSame = now === undefined || isDeepStrictEqual([now.mysql, now.spark], [mysql, spark]);
    if (!isSame) return "restart make watch to use the new settings of MySQL or Spark in .env";
  }
  const fetched = edited.find((file) => /^(package-lock\.json|requirements[\w-]*\.txt|\.nvmrc)$/.test(file));
  return fetched && `restart make watch to fetch what ${fetched} names`;
}

/** Reads the settings again; undefined where one is invalid, of which the stages tell. */
function readNewSettings(root: string): Settings | undefined {
  try {
    return readSettings(undefined, root);
  } catch {
    return undefined;
  }
}

/** Rebuilds; after servers were killed, starts them again, before and if need be once more after a run that failed by it. */
async function rebuildWith(
  services: WatchServices,
  files: string[] | "all",
  paths: Paths,
  context: Pick<StageContext, "log" | "signal">,
): Promise<NxRun> {
  const mend = async (): Promise<boolean> => {
    const ended = await services.mend(context.signal);
    if (ended.length > 0)
      context.log(`${ended.join(" and ")} had ended, and ${ended.length > 1 ? "are" : "is"} started again`);
    return ended.length > 0;
  };
  await mend();
  const run = await rebuild(files, paths, services.environment(), context);
  if (run.code === 0 || context.signal.aborted || !(await mend())) return run;
  return rebuild(files, paths, services.environment(), context);
}

/** Rebuilds the report: all of it, or only what depends on the edited files. */
function rebuild(
  files: string[] | "all",
  paths: Paths,
  env: Record<string, string>,
  { log, signal }: Pick<StageContext, "log" | "signal">,
): Promise<NxRun> {
  // nx splits the list at commas and blanks
  const isListable = files !== "all" && files.length < 1000 && !files.some((file) => /[\s,]/.test(file));
  const args = isListable
    ? // without the left-out tasks the hash would miss their output, so an old report could come from the cache
      ["affected", "-t", targets, `--files=${files.join(",")}`, "--exclude-task-dependencies", "--skip-nx-cache"]
    : ["run-many", "-t", "html"];
  return withLock(
    join(paths.data, "run.lock"),
    () => runNx(paths.root, args, { env, signal }),
    (holder) => log(`waiting for the run with pid ${holder} to end`),
  );
}

/** Hashes the report in place; empty when there is none. */
async function readVersion(paths: Paths): Promise<string> {
  const file = join(paths.report, "tillbook.html");
  return existsSync(file) ? sha256File(file) : "";
}
