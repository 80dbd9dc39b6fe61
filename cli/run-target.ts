import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { formatFailure, formatSeconds, type Paths, readSettings, type Stage, TillbookError } from "@tillbook/pipeline";
import { nameNext, readBy } from "@tillbook/reports";
import { isOfPlot, listReportFiles, removeOldCharts } from "./made-files.js";
import type { NxRun, runNx } from "./nx.js";
import { makeRunFolders, withRunLock } from "./run-lock.js";

/** What a run gets. */
export interface RunContext {
  paths: Paths;
  /** Prints a line after the target's name. */
  log: (line: string) => void;
  nx: typeof runNx;
  /** What `BY` says, for `reports`. */
  by: string | undefined;
}

const stages = [
  "generate",
  "import",
  "aggregate",
  "plot",
  "html",
  "pdf",
  "reports",
] as const satisfies readonly Stage[];
type RunStage = (typeof stages)[number];

/** These read what the stages write, so they wait for their end. */
const readers = ["verify", "archive", "deliver"];

/**
 * Runs a target by nx; of the stages, prints at the end how long each took. Only one run at a time in a checkout; `mysql` and
 * `jupyter`, which stay up, may run beside it.
 * @returns the exit code
 */
export async function runTarget(target: string, context: RunContext): Promise<number> {
  const { paths, log } = context;
  await makeRunFolders(paths);
  if (!checkSettings(target, context)) return 1;
  const stage = stages.find((name) => name === target);
  const work = () => (stage === undefined ? runOther(target, context) : runStages(stage, context));
  if (stage === undefined && !readers.includes(target)) return work();
  return withRunLock(paths, log, work);
}

/** Prints which settings are invalid, before anything runs. */
function checkSettings(target: string, { paths, log, by }: RunContext): boolean {
  try {
    const { report } = readSettings(undefined, paths.root);
    if (target === "reports") readBy(by, report);
    return true;
  } catch (error) {
    printFailure(error, log);
    return false;
  }
}

function printFailure(error: unknown, log: RunContext["log"]): void {
  for (const line of formatFailure(error)) log(line);
}

async function runOther(target: string, { paths, nx }: RunContext): Promise<number> {
  const env: Record<string, string> = target === "mysql" ? { TILLBOOK_SHOW_MYSQL: "1" } : {};
  return (await nx(paths.root, ["run-many", "-t", target], { env })).code;
}

async function runStages(target: RunStage, context: RunContext): Promise<number> {
  const { paths, log } = context;
  const started = performance.now();
  const times = join(paths.data, "run-times.jsonl");
  rmSync(times, { force: true });
  const { code, failure } = await makeStages(target, context, times);
  // at Ctrl-C, nx ends before its stages can say so
  if ((code === 130 || code === 143) && failure.length === 0)
    printFailure(new TillbookError("INTERRUPTED", "stopped by a signal", describeNext(target, context.by)), log);
  if (code === 0) {
    if (stages.indexOf(target) >= stages.indexOf("plot")) await removeOldCharts(paths);
    if (target === "pdf") for (const line of await listReportFiles(paths)) log(line);
    log(formatTimes(target, existsSync(times) ? readFileSync(times, "utf8") : ""));
    log(`${formatSeconds(performance.now() - started)} in all`);
  }
  rmSync(times, { force: true });
  return code;
}

/** Runs the stages up to the target, and `sign` where the report is to be signed; the PDF again where nx brought back an older one. */
async function makeStages(target: RunStage, { paths, log, nx }: RunContext, times: string): Promise<NxRun> {
  const makesReport = target === "pdf" || target === "reports";
  const isSigned = makesReport && readSettings(undefined, paths.root).signing !== undefined;
  // signatures are of the report that was there before
  if (makesReport) rmSync(join(paths.build, "signed"), { recursive: true, force: true });
  const run = (...options: string[]): Promise<NxRun> =>
    nx(paths.root, ["run-many", "-t", target, ...(isSigned ? ["sign"] : []), ...options], {
      env: { TILLBOOK_TIMES: times, TILLBOOK_TARGET: target },
    });
  const made = await run();
  if (made.code !== 0 || target !== "pdf" || (await isOfPlot(paths))) return made;
  log("NOTE: nx had an older report in its cache for these inputs; all is made again");
  return run("--skip-nx-cache");
}

/** The command that goes on. */
function describeNext(target: RunStage, by: string | undefined): string {
  return target === "reports" ? nameNext(by) : `make ${target}`;
}

/**
 * Writes how long each stage up to the target took.
 * @param lines  what the stages recorded: JSON, one a line; a stage that is missing has not run
 */
function formatTimes(target: RunStage, lines: string): string {
  const records: { stage: string; ms: number }[] = lines
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  const taken = new Map(records.map(({ stage, ms }) => [stage, ms]));
  const parts = stages.slice(0, stages.indexOf(target) + 1).map((stage) => {
    const ms = taken.get(stage);
    return `${stage} ${ms === undefined ? "unchanged" : formatSeconds(ms)}`;
  });
  return parts.join(", ");
}
