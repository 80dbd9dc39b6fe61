import { appendFileSync } from "node:fs";
import { inspect } from "node:util";
import { explainSystemError, TillbookError } from "./errors.js";
import { findPaths, type Paths } from "./paths.js";
import { createProgress, type Progress } from "./progress.js";
import { readSettings, type Settings } from "./settings.js";
import { watchParent } from "./watch-parent.js";

/** The stages, and the targets that keep a service up; each word is a Make target, an Nx target and a log prefix. */
export type Stage =
  | "generate"
  | "import"
  | "aggregate"
  | "plot"
  | "html"
  | "pdf"
  | "report"
  | "mysql"
  | "jupyter"
  | "watch"
  | "verify"
  | "setup";

/** What a stage is given: plain data in, lines out. */
export interface StageContext {
  settings: Settings;
  paths: Paths;
  /** Prints one line on stderr, behind the stage's name. */
  log: (line: string) => void;
  progress: Progress;
  /** Aborted by the first SIGINT or SIGTERM; a stage that holds something lets go of it and rejects. */
  signal: AbortSignal;
}

/**
 * Runs one stage as a process: reads the settings, prints what is made and how long it took, and turns a failure into
 * its message and exit code 1 (130 after Ctrl-C, 143 after SIGTERM). `run` returns the last line's text.
 */
export async function runStage(stage: Stage, run: (context: StageContext) => Promise<string>): Promise<void> {
  const log = (line: string): void => void process.stderr.write(`${stage.padEnd(9)} ${line}\n`);
  const progress = createProgress(stage, log);
  const stop = new AbortController();
  const interrupt = (name: NodeJS.Signals): void => {
    process.exitCode = name === "SIGINT" ? 130 : 143;
    stop.abort(new TillbookError("INTERRUPTED", `stopped by ${name}`, `make ${stage} starts it again`));
  };
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  const watch = watchParent(() => interrupt("SIGTERM"));
  const started = performance.now();
  try {
    const made = await run({ settings: readSettings(), paths: findPaths(), log, progress, signal: stop.signal });
    progress.end();
    const ms = performance.now() - started;
    log(`done in ${formatSeconds(ms)}: ${made}`);
    noteTime(stage, ms);
  } catch (error) {
    progress.end();
    for (const line of formatFailure(stop.signal.aborted ? stop.signal.reason : error)) log(line);
    process.exitCode ||= 1;
  } finally {
    clearInterval(watch);
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  }
}

/** Leaves the stage's time for the summary at the end of a `make`, which names a file for it; not part of any result. */
function noteTime(stage: Stage, ms: number): void {
  const file = process.env["TILLBOOK_TIMES"];
  if (file) appendFileSync(file, `${JSON.stringify({ stage, ms: Math.round(ms) })}\n`);
}

/** Formats a duration in ms for people, e.g. `3.1 s`. */
export function formatSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** Formats a failure as the lines that a stage prints: message and next command, or for a bug of ours the whole stack. */
export function formatFailure(failure: unknown): string[] {
  const error = explainSystemError(failure);
  if (error instanceof TillbookError) {
    const details = error.details.map((line) => `  ${line}`);
    return [`failed: ${error.message} [${error.code}]`, ...details, `  try: ${error.hint}`];
  }
  return [`failed by a mistake in Tillbook, not in your data: ${inspect(error)}`];
}
