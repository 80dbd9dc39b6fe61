import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { TillbookError, tieToParent } from "@tillbook/pipeline";
import type { CellResult } from "./executed-notebook.js";
import { makeSocketFolder } from "./socket-folder.js";

/** Why a cell failed, as reported by the kernel or nbclient. */
export interface Failure {
  /** Place among the code cells, from 0. */
  cell: number;
  name: string;
  message: string;
  /** Line of the cell, 1-based. */
  line?: number;
  hint?: string;
}

/** What running one notebook gave; with a failure, only up to the cell that failed. */
export interface Execution {
  seconds: number;
  cells: CellResult[];
  failure?: Failure;
}

/** How and where to run notebooks. */
export interface KernelOptions {
  /** The checkout. */
  root: string;
  /** Longest time that one cell may run, in seconds. */
  cellTimeoutS: number;
  /** Kernels at a time. */
  kernels: number;
  signal: AbortSignal;
}

/** Kernels that stay up. */
export interface Kernels {
  /**
   * Runs the code cells of a notebook as in a new kernel, when one is free; what is asked first runs first.
   * @param environment  variables that its cells see besides those of this process
   */
  run: (cells: readonly string[], environment?: Readonly<Record<string, string>>) => Promise<Execution>;
  /** Whether they still run what they are given. */
  isOpen: () => boolean;
  /** Ends the kernels at once; what is running rejects with the reason. */
  abort: (reason: unknown) => void;
  /** Waits for what is running, and ends the kernels. */
  close: () => Promise<void>;
}

/** How long the kernels may take to end before their parent is killed, in ms; then they end by themselves. */
const endPatienceMs = 5000;
/** How many notebooks one kernel runs before another takes its place: its memory grows by a MB or less with each. */
const mostRuns = 200;

/**
 * Starts what runs kernels; each of these starts when it is needed. They end with this process, however that ends.
 * @throws TillbookError SETUP_MISSING without Jupyter; later all runs reject with the reason of `signal` when it aborts
 */
export async function openKernels(options: KernelOptions): Promise<Kernels> {
  const { root, cellTimeoutS, kernels, signal } = options;
  signal.throwIfAborted();
  const python = join(root, ".venv", "bin", "python");
  if (!existsSync(python))
    throw new TillbookError("SETUP_MISSING", "expected Jupyter in .venv, found none", "make setup");
  const folder = join(root, "notebooks");
  const sockets = await makeSocketFolder("9999-9".length);
  const env = {
    ...process.env,
    JUPYTER_PATH: join(root, "libs/notebook/jupyter"),
    TILLBOOK_PLOT: "1",
    FORCE_COLOR: "0",
  };
  // a group of its own: Ctrl-C reaches only the stage, which ends the rest in order
  const [command, args] = tieToParent(python, [join(root, "libs/notebook/src/execute.py")], "TERM");
  const child = spawn(command, args, { env, detached: true, stdio: ["pipe", "pipe", "pipe"] });
  const waiting = new Map<number, { resolve: (execution: Execution) => void; reject: (reason: unknown) => void }>();
  let count = 0;
  let end: unknown;
  let aborted: { reason: unknown } | undefined;
  let killer: NodeJS.Timeout | undefined;
  const stop = (): void => {
    child.kill("SIGTERM");
    killer = setTimeout(() => child.kill("SIGKILL"), endPatienceMs);
  };
  const abort = (reason: unknown): void => {
    aborted ??= { reason };
    stop();
  };
  const onSignal = (): void => abort(signal.reason);
  signal.addEventListener("abort", onSignal, { once: true });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-10_000);
  });
  const send = (message: object): void => void child.stdin.write(`${JSON.stringify(message)}\n`);
  child.stdin.on("error", () => {});
  send({ folder, sockets, cellTimeoutS, kernels, runs: mostRuns });
  createInterface({ input: child.stdout }).on("line", (line) => {
    const { id, ...execution } = JSON.parse(line);
    waiting.get(id)?.resolve(execution);
    waiting.delete(id);
  });
  const closed = once(child, "close").then(async ([code, killedBy]) => {
    signal.removeEventListener("abort", onSignal);
    clearTimeout(killer);
    await rm(sockets, { recursive: true, force: true });
    end = aborted ? aborted.reason : explainEnd(code, killedBy, stderr);
    for (const { reject } of waiting.values()) reject(end);
    waiting.clear();
  });
  closed.catch(() => {});
  return {
    run: (cells, environment = {}) => {
      if (end !== undefined) return Promise.reject(end);
      const id = count++;
      const execution = new Promise<Execution>((resolve, reject) => waiting.set(id, { resolve, reject }));
      send({ id, environment, cells });
      return execution;
    },
    isOpen: () => aborted === undefined && end === undefined,
    abort,
    close: async () => {
      child.stdin.end();
      await closed;
    },
  };
}

function explainEnd(code: number | null, killedBy: string | null, stderr: string): Error {
  // 130 is how it ends after a SIGTERM or SIGINT of its own
  if (killedBy !== null || code === 130) {
    const by = killedBy ?? "a signal";
    return new TillbookError("INTERRUPTED", `the process that runs the notebooks was ended by ${by}`, "make plot");
  }
  return new Error(`libs/notebook/src/execute.py ended with ${code}:\n${stderr}`);
}
