import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { findRoot, pickStageEnvironment, readEnvironment, tieToParent } from "@tillbook/pipeline";
import { type Printer, printStageLines, readNxOutput } from "./stage-lines.js";

/** How a run of nx ended. */
export interface NxRun {
  /** Exit code; 130 or 143 after a signal. */
  code: number;
  /** The lines of the first stage that failed, e.g. `plot failed: … [NOTEBOOK_FAILED]` and `try: …`; empty when none did. */
  failure: string[];
  /** The tasks that nx ran, in their order, e.g. `report:html`. */
  tasks?: readonly string[];
}

/** How nx is run. */
export interface NxOptions {
  /** Variables for the stages, before those of the shell and `.env`. */
  env?: Record<string, string>;
  /** The variables that `.env` is read beside; by default those of this process. */
  shell?: NodeJS.ProcessEnv;
  /** Ends nx when it aborts. */
  signal?: AbortSignal;
  /** Where lines are printed, by default on stderr. */
  printer?: Printer;
}

export const stderr: Printer = {
  isTerminal: process.stderr.isTTY,
  write: (text: string) => void process.stderr.write(text),
};

/**
 * Runs nx, and prints what the stages print, without nx's own output unless it fails by itself. Ctrl-C reaches nx directly,
 * since it shares the terminal; SIGTERM and an abort of `signal` are passed on.
 */
export async function runNx(
  root: string,
  args: readonly string[],
  { env = {}, shell = process.env, signal, printer = stderr }: NxOptions = {},
): Promise<NxRun> {
  const command = [join(findRoot(), "cli/nx-without-dotenv.mjs"), ...args, "--output-style=stream-without-prefixes"];
  const nx = spawn(
    // otherwise the stages would go on, beside those of the next run, when this process is killed
    ...tieToParent(process.execPath, command, "TERM"),
    {
      cwd: root,
      stdio: ["inherit", "pipe", "pipe"],
      env: makeEnvironment(root, { env, shell, printer }),
    },
  );
  const ignore = (): void => {};
  const stop = (): void => void nx.kill("SIGTERM");
  process.on("SIGINT", ignore).on("SIGTERM", stop);
  signal?.addEventListener("abort", stop);
  try {
    const [nxLines, lines] = await Promise.all([readNxOutput(nx.stdout, printer), printStageLines(nx.stderr, printer)]);
    const [code, killedBy] =
      nx.exitCode === null && nx.signalCode === null ? await once(nx, "exit") : [nx.exitCode, nx.signalCode];
    const wasStopped = killedBy !== null || code === 130 || code === 143;
    if (code !== 0 && !wasStopped && lines.failure.length === 0)
      printer.write(`${[...nxLines, ...lines.others].join("\n")}\n`);
    const tasks = nxLines.flatMap((line) => /^> nx run (\S+:\w+)/.exec(line)?.[1] ?? []);
    return { code: code ?? (killedBy === "SIGINT" ? 130 : 143), failure: lines.failure, tasks };
  } finally {
    process.off("SIGINT", ignore).off("SIGTERM", stop);
    signal?.removeEventListener("abort", stop);
  }
}

/** Makes the environment of nx and of the stages. */
export function makeEnvironment(
  root: string,
  { env, shell = process.env, printer = stderr }: Pick<NxOptions, "env" | "shell" | "printer">,
): NodeJS.ProcessEnv {
  return {
    ...pickStageEnvironment(readEnvironment(root, shell)),
    // nx takes FORCE_COLOR=0 for itself and for the stages; NO_COLOR reaches neither
    FORCE_COLOR: "0",
    ...(printer.isTerminal && { TILLBOOK_PROGRESS: "1" }),
    ...env,
  };
}
