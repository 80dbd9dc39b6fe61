import { AsyncLocalStorage } from "node:async_hooks";
import { type CellFailure, explainThrown, type RunCell } from "./cell-failure.js";

/** One run of a cell. */
export interface CellRun extends RunCell {
  /** Which run of this kernel it is, from 1; JupyterLab shows it in brackets. */
  number: number;
  /** What went wrong, the first thing first. */
  failures: CellFailure[];
  isDone: boolean;
  /** Line of its JavaScript that it waits at, or waited at last, 1-based. */
  awaitedAt?: number;
}

/** All runs of this kernel; in a stack, `cell-3.js` is the third. */
const runs: CellRun[] = [];
/** The run that started what is going on, however much later. */
const running = new AsyncLocalStorage<CellRun>();

/** Starts a run. */
export function startRun(source: string): CellRun {
  const number = runs.length + 1;
  const run: CellRun = { number, source, javascript: "", script: `cell-${number}.js`, failures: [], isDone: false };
  runs.push(run);
  return run;
}

/** Forgets all runs; what they left behind belongs to none from now on. */
export function forgetRuns(): void {
  runs.length = 0;
}

/** Whether a run was forgotten since it started. */
export function isForgotten(run: CellRun): boolean {
  return !runs.includes(run);
}

/** Calls `execute` so that all it starts counts as the run's. */
export function runWithin<T>(run: CellRun, execute: () => T): T {
  return running.run(run, execute);
}

/** The latest run; undefined before the first. */
export function findLatest(): CellRun | undefined {
  return runs.at(-1);
}

/** The run that the caller belongs to. */
export function findRunning(): CellRun | undefined {
  return running.getStore();
}

/**
 * Explains what was thrown outside of a cell's own statements, and finds the run that it belongs to: the one that started it, or
 * else the one whose code threw it.
 * @param startedAt  a stack to take instead of the error's, which is that of another thread
 */
export function explainStray(
  thrown: unknown,
  where: string,
  startedAt?: string,
): { run: CellRun | undefined; failure: CellFailure } {
  const stack = startedAt ?? String((thrown as Error | undefined)?.stack ?? "");
  const number = /\bcell-(\d+)\.js:/.exec(stack)?.[1];
  const run = running.getStore() ?? (number === undefined ? runs.at(-1) : runs[Number(number) - 1]);
  const failure = explainThrown(thrown, run ?? { source: "", javascript: "", script: "" }, { where, runs, stack });
  return { run, failure };
}

/** Explains what a cell threw. */
export function explainOwn(thrown: unknown, run: CellRun): CellFailure {
  return explainThrown(thrown, run, { runs, awaitedAt: run.awaitedAt });
}
