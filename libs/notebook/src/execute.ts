import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { TillbookError, tieToParent } from "@tillbook/pipeline";
import type { CellResult } from "./executed-notebook.js";
import { makeSocketFolder } from "./socket-folder.js";

/** The code cells of one notebook. */
export interface NotebookCode {
  name: string;
  cells: string[];
}

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
  name: string;
  seconds: number;
  cells: CellResult[];
  failure?: Failure;
}

/** How and where to run notebooks. */
export interface ExecuteOptions {
  /** The checkout. */
  root: string;
  /** Longest time that one cell may run, in seconds. */
  cellTimeoutS: number;
  /** Kernels at a time. */
  kernels: number;
  signal: AbortSignal;
  /** Called for each notebook as soon as it has ended. */
  onDone: (execution: Execution) => Promise<void>;
}

/** How long the kernels may take to end before their parent is killed, in ms; then they end by themselves. */
const endPatienceMs = 5000;

/**
 * Runs notebooks in kernels, several at a time, each in one of its own; none of them outlives the call.
 * @throws TillbookError SETUP_MISSING without Jupyter; the reason of `signal` when it aborts
 */
export async function executeNotebooks(notebooks: readonly NotebookCode[], options: ExecuteOptions): Promise<void> {
  const { root, cellTimeoutS, kernels, signal, onDone } = options;
  signal.throwIfAborted();
  const python = join(root, ".venv", "bin", "python");
  if (!existsSync(python))
    throw new TillbookError("SETUP_MISSING", "expected Jupyter in .venv, found none", "make setup");
  const folder = join(root, "notebooks");
  const sockets = await makeSocketFolder("999-9".length);
  const env = {
    ...process.env,
    JUPYTER_PATH: join(root, "libs/notebook/jupyter"),
    TILLBOOK_PLOT: "1",
    FORCE_COLOR: "0",
  };
  // a group of its own: Ctrl-C reaches only the stage, which ends the rest in order
  const [command, args] = tieToParent(python, [join(root, "libs/notebook/src/execute.py")], "TERM");
  const child = spawn(command, args, {
    env,
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
  });
  let killer: NodeJS.Timeout | undefined;
  const stop = (): void => {
    child.kill("SIGTERM");
    killer = setTimeout(() => child.kill("SIGKILL"), endPatienceMs);
  };
  signal.addEventListener("abort", stop, { once: true });
  const closed = once(child, "close") as Promise<[number | null, string | null]>;
  try {
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr = (stderr + text).slice(-10_000);
    });
    child.stdin.on("error", () => {}).end(JSON.stringify({ folder, sockets, cellTimeoutS, kernels, notebooks }));
    closed.catch(() => {});
    for await (const line of createInterface({ input: child.stdout })) await onDone(JSON.parse(line));
    const [code, killedBy] = await closed;
    signal.throwIfAborted();
    // 130 is how it ends after a SIGTERM or SIGINT of its own
    if (killedBy !== null || code === 130) {
      const by = killedBy ?? "a signal";
      throw new TillbookError("INTERRUPTED", `the process that runs the notebooks was ended by ${by}`, "make plot");
    }
    if (code !== 0) throw new Error(`libs/notebook/src/execute.py ended with ${code}:\n${stderr}`);
  } finally {
    signal.removeEventListener("abort", stop);
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      stop();
      await closed;
    }
    clearTimeout(killer);
    await rm(sockets, { recursive: true, force: true });
  }
}
