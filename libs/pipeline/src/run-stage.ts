import { on, once } from "node:events";
import { appendFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { inspect } from "node:util";
import { cleanEnvironment } from "./environment.js";
import { explainSystemError, TillbookError } from "./errors.js";
import { type KeptOpen, keepOpen } from "./keep-open.js";
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
  /** Keeps open what the next run of this process uses again, e.g. a browser; it is closed at the end. */
  keep: KeptOpen["keep"];
}

/** What the parent of a stage that stays up asks for: a run, or to open beforehand what it will keep open. */
export type StageRequest = "run" | "warm";

/** What a stage that stays up sends to its parent: a line to print, or the exit code of a run. */
export type StageMessage = { line: string } | { code: number };

/** How a stage is run. */
export interface StageOptions {
  /** The command that is advised after it was stopped; by default that of the stage. */
  next?: string;
  /** Opens beforehand what a run will `keep`, where the parent asks for that. */
  warm?: (context: StageContext) => Promise<void>;
}

/**
 * Runs one stage as a process: checks all settings, runs, and prints what `run` returns and how long it took. A failure
 * becomes a message and exit code 1 (130 after Ctrl-C, 143 after SIGTERM, also when the parent process is gone).
 * With TILLBOOK_STAYS and a channel to its parent, the process stays up, and runs when it is asked to, until the channel is closed.
 */
export async function runStage(
  stage: Stage,
  run: (context: StageContext) => Promise<string>,
  { next = `make ${stage}`, warm }: StageOptions = {},
): Promise<void> {
  const parent = findParent();
  const print = (line: string): void => {
    if (parent) parent.send({ line });
    else process.stderr.write(`${line}\n`);
  };
  const log = (line: string): void => print(`${stage.padEnd(9)} ${escapeControls(line)}`);
  const stop = new AbortController();
  const interrupt = (name: NodeJS.Signals): void => {
    process.exitCode = name === "SIGINT" ? 130 : 143;
    stop.abort(new TillbookError("INTERRUPTED", `stopped by ${name}`, next));
  };
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  const watch = endWithParent("SIGTERM");
  const open = keepOpen();
  const makeContext = (): StageContext => {
    const paths = findPaths();
    cleanEnvironment(paths.root);
    const progress = createProgress(log, process.env["TILLBOOK_PROGRESS"] ? 1 : 10);
    return { settings: readSettings(), paths, log, progress, signal: stop.signal, keep: open.keep };
  };
  const runOnce = async (): Promise<void> => {
    const started = performance.now();
    try {
      const made = await run(makeContext());
      const ms = performance.now() - started;
      log(`done in ${formatSeconds(ms)}: ${made}`);
      recordTime(stage, ms);
    } catch (error) {
      if (!stop.signal.aborted) await Promise.race([once(stop.signal, "abort"), sleep(signalPatienceMs)]);
      for (const line of formatFailure(stop.signal.aborted ? stop.signal.reason : error)) log(line);
      process.exitCode ||= 1;
    }
  };
  try {
    if (parent === undefined) return await runOnce();
    for await (const request of parent.ask(stop.signal)) {
      if (request === "warm") {
        // what is wrong is told by the next run
        void (async () => warm?.(makeContext()))().catch(() => {});
        continue;
      }
      await runOnce();
      parent.send({ code: Number(process.exitCode ?? 0) });
      if (!stop.signal.aborted) process.exitCode = undefined;
    }
  } finally {
    await open.close();
    await watch.terminate();
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  }
}

/** The channel to a parent that has asked this process to stay up; undefined without one. */
function findParent() {
  // a channel alone may be that of a program which started make
  if (process.send === undefined || process.env["TILLBOOK_STAYS"] === undefined) return undefined;
  // a parent that is gone ends this process (endWithParent)
  const send = (message: StageMessage): void => void process.send?.(message, undefined, undefined, () => {});
  return {
    send,
    /** Yields what the parent asks for, until it closes the channel, is gone, or `signal` aborts. */
    async *ask(signal: AbortSignal): AsyncGenerator<StageRequest> {
      const messages = on(process, "message", { signal, close: ["disconnect"] });
      try {
        for await (const [request] of messages) yield request;
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    },
  };
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
