import { existsSync } from "node:fs";
import { join } from "node:path";
import { formatFailure, formatSeconds, type Paths, runStage, type StageContext, sha256File } from "@tillbook/pipeline";
import {
  type EmbeddedSpark,
  joinEmbeddedMysql,
  leaveEmbeddedMysql,
  startEmbeddedSpark,
  withLock,
} from "@tillbook/services";
import { watchEdits } from "./edits.js";
import { type NxRun, runNx } from "./nx.js";
import { startWatchServer } from "./watch-server.js";

// `node --import @tillbook/pipeline/tsx cli/watch.ts` serves the report to a browser on this machine, and rebuilds what depends
// on a file as soon as it is edited. Database and Spark stay up in between. Ctrl-C ends all.

/** The targets to rebuild after an edit; the PDF is left to `make report`. */
const targets = "generate,import,aggregate,plot,html";

await runStage("watch", async ({ settings, paths, log, signal }) => {
  const isEmbedded = settings.mysql.host === undefined;
  const edits = await watchEdits(paths.root);
  const server = await startWatchServer(paths.report);
  const spark = settings.spark.remote === undefined ? shareSpark(paths, settings.spark.memory, log) : undefined;
  try {
    log(`${server.url} shows the report; Ctrl-C ends`);
    if (isEmbedded) await joinEmbeddedMysql(paths, settings.mysql.database, signal);
    for (let files: string[] | "all" = "all"; ; ) {
      const started = performance.now();
      const before = await readVersion(paths);
      server.send({ state: "building", version: before, lines: files === "all" ? [] : files });
      const { code, failure } = await rebuild(files, paths, spark?.environment() ?? {}, { log, signal });
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
      spark?.start();
      const edited = await edits.next(signal);
      log(`${edited.join(", ")} edited`);
      if (edited.includes(".env")) log("restart make watch to use the new settings of .env");
      // a failed run leaves its files to the next one
      if (code === 0) files = edited;
      else if (files !== "all") files = [...new Set([...files, ...edited])];
    }
  } finally {
    await edits.close();
    await server.close();
    await spark?.stop();
    if (isEmbedded) await leaveEmbeddedMysql(paths);
  }
});

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

/** Starts an embedded Spark for all later runs; until it is up, and if it fails to start, a stage starts its own. */
function shareSpark(paths: Paths, memory: string, log: (line: string) => void) {
  let starting: Promise<void> | undefined;
  let server: EmbeddedSpark | undefined;
  async function start(): Promise<void> {
    try {
      server = await startEmbeddedSpark({ paths, memory });
    } catch (error) {
      for (const line of formatFailure(error)) log(line);
    }
  }
  return {
    start: (): void => {
      starting ??= start();
    },
    environment: (): Record<string, string> => (server ? { SPARK_REMOTE: server.remote } : {}),
    stop: async (): Promise<void> => {
      await starting;
      await server?.stop();
    },
  };
}
