import { once } from "node:events";
import { appendFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { inspect } from "node:util";
import { cleanEnvironment } from "./environment.js";
import { explainSystemError, TillbookError } from "./errors.js";
import { endWithParent } from "./parent.js";
import { findPaths, type Paths } from "./paths.js";
import { createProgress, type Progress } from "./progress.js";
import { readSettings, type Settings } from "./settings.js";
import { escapeControls } from "./terminal.js";

/** The stages, and the targets that keep a service up; each word is a Make target, an Nx target and a log prefix. */
export type Stage =
  | "generate"
  | "import"
  | "aggregate"
  | "plot"
  | "html"
  | "pdf"
  | "sign"
  | "deliver"
  | "archive"
  | "report"
  | "reports"
  | "mysql"
  | "jupyter"
  | "watch"
  | "inspect"
  | "verify"
  | "setup";

/**
 * How long a failure waits for a signal that may have caused it, in ms: nx and a system that shuts down end a stage's own
 * processes as well, perhaps before the stage.
 */
const signalPatienceMs = 300;

/** What a stage gets. */
export interface StageContext {
  settings: Settings;
  paths: Paths;
  /** Prints a line on stderr, after the stage's name. */
  log: (line: string) => void;
  progress: Progress;
  /** Aborted by the first SIGINT or SIGTERM; the stage then closes what it has open and rejects. */
  signal: AbortSignal;
}

/**
 * Runs one stage as a process: checks all settings, runs, and prints what `run` returns and how long it took. A failure
 * becomes a message and exit code 1 (130 after Ctrl-C, 143 after SIGTERM, also when the parent process is gone).
 * @param next  the command that is advised after it was stopped
 */
export async function runStage(
  stage: Stage,
  run: (context: StageContext) => Promise<string>,
  next = `make ${stage}`,
): Promise<void> {
  const log = (line: string): void => void process.stderr.write(`${stage.padEnd(9)} ${escapeControls(line)}\n`);
  const progress = createProgress(log, process.env["TILLBOOK_PROGRESS"] ? 1 : 10);
  const stop = new AbortController();
  const interrupt = (name: NodeJS.Signals): void => {
    process.exitCode = name === "SIGINT" ? 130 : 143;
    stop.abort(new TillbookError("INTERRUPTED", `stopped by ${name}`, next));
  };
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  const watch = endWithParent("SIGTERM");
  const started = performance.now();
  try {
    const paths = findPaths();
    cleanEnvironment(paths.root);
    const made = await run({ settings: readSettings(), paths, log, progress, signal: stop.signal });
    const ms = performance.now() - started;
    log(`done in ${formatSeconds(ms)}: ${made}`);
    recordTime(stage, ms);
  } catch (error) {
    if (!stop.signal.aborted) await Promise.race([once(stop.signal, "abort"), sleep(signalPatienceMs)]);
    for (const line of formatFailure(stop.signal.aborted ? stop.signal.reason : error)) log(line);
    process.exitCode ||= 1;
  } finally {
    await watch.terminate();
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  }
}

/** Records the stage's time in the file that `make` names for its summary; not part of any result. */
function recordTime(stage: Stage, ms: number): void {
  const file = process.env["TILLBOOK_TIMES"];
  if (file) appendFileSync(file, `${JSON.stringify({ stage, ms: Math.round(ms) })}\n`);
}

/** Formats a duration in ms for people, e.g. `3.1 s`. */
export function formatSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/**
 * Formats a failure as the lines that a stage prints, safe for a terminal: message and next command, or for an internal
 * error the stack. Of an AggregateError, each.
 */
export function formatFailure(failure: unknown): string[] {
  if (failure instanceof AggregateError && failure.errors.length > 0) return failure.errors.flatMap(formatFailure);
  const error = explainSystemError(failure);
  if (error instanceof TillbookError) {
    const details = error.details.map((line) => `  ${line}`);
    return [`failed: ${error.message} [${error.code}]`, ...details, `  try: ${error.hint}`].flatMap(splitLines);
  }
  return splitLines(`failed: internal error (a bug in Tillbook, not your data): ${inspect(error)}`);
}

/** Splits a text into lines, all but the first indented, so that none looks like another message. */
function splitLines(text: string): string[] {
  return text.split("\n").map((line, i) => escapeControls(i === 0 || line.startsWith("  ") ? line : `  ${line}`));
}
