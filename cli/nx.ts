import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { readEnvironment, tieToParent } from "@tillbook/pipeline";

/** How a run of nx ended. */
export interface NxRun {
  /** Exit code; 130 or 143 after a signal. */
  code: number;
  /** The lines of the first stage that failed, e.g. `plot failed: … [NOTEBOOK_FAILED]` and `try: …`; empty when none did. */
  failure: string[];
}

/** Moves to the start of the terminal's line and clears it (ECMA-48: EL). */
const clearLine = "\r\x1b[K";
const isTerminal = process.stderr.isTTY;

/**
 * Runs nx, and prints what the stages print, without nx's own output unless it fails by itself. Ctrl-C reaches nx directly,
 * since it shares the terminal; SIGTERM and an abort of `signal` are passed on.
 */
export async function runNx(
  root: string,
  args: readonly string[],
  { env = {}, signal }: { env?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<NxRun> {
  const command = [join(root, "node_modules/nx/dist/bin/nx.js"), ...args, "--output-style=stream-without-prefixes"];
  const nx = spawn(
    // otherwise the stages would go on, beside those of the next run, when this process is killed
    ...tieToParent(process.execPath, command, "TERM"),
    {
      cwd: root,
      stdio: ["inherit", "pipe", "pipe"],
      env: {
        // nx would read .env by rules of its own, e.g. replace $ in a password
        ...readEnvironment(root),
        NX_LOAD_DOT_ENV_FILES: "false",
        // nx takes FORCE_COLOR=0 for itself and for the stages; NO_COLOR reaches neither
        FORCE_COLOR: "0",
        ...(isTerminal && { TILLBOOK_PROGRESS: "1" }),
        ...env,
      },
    },
  );
  const ignore = (): void => {};
  const stop = (): void => void nx.kill("SIGTERM");
  process.on("SIGINT", ignore).on("SIGTERM", stop);
  signal?.addEventListener("abort", stop);
  try {
    const [nxLines, lines] = await Promise.all([readNxOutput(nx.stdout), printStageLines(nx.stderr)]);
    const [code, killedBy] =
      nx.exitCode === null && nx.signalCode === null ? await once(nx, "exit") : [nx.exitCode, nx.signalCode];
    const wasStopped = killedBy !== null || code === 130 || code === 143;
    if (code !== 0 && !wasStopped && lines.failure.length === 0)
      process.stderr.write(`${[...nxLines, ...lines.others].join("\n")}\n`);
    return { code: code ?? (killedBy === "SIGINT" ? 130 : 143), failure: lines.failure };
  } finally {
    process.off("SIGINT", ignore).off("SIGTERM", stop);
    signal?.removeEventListener("abort", stop);
  }
}

/** Reads nx's stdout, which has nx's own lines and the old lines of cached stages, and prints which stages are unchanged. */
async function readNxOutput(stdout: Readable): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: stdout })) {
    lines.push(line);
    const cached = /^> nx run \w+:(\w+)\s+\[.*(cache|match)/.exec(line)?.[1];
    if (cached !== undefined) process.stderr.write(`${cached.padEnd(9)} unchanged\n`);
  }
  return lines;
}

/** Prints the stages' lines, a bar for those such as `40 %`, and returns nx's own lines and those of the first failure. */
async function printStageLines(stderr: Readable): Promise<{ others: string[]; failure: string[] }> {
  const others: string[] = [];
  const failure: string[] = [];
  for await (const line of createInterface({ input: stderr })) {
    const [, stage = "", percent] = /^(\w+) +(\d+) %$/.exec(line) ?? [];
    if (isTerminal && percent !== undefined) drawBar(stage, Number(percent));
    else if (others.length > 0 || /^ NX |^Warning: command "/.test(line)) others.push(line);
    else process.stderr.write(`${isTerminal ? clearLine : ""}${line}\n`);
    const isHint = failure.length === 1 && /^\w+ +try: /.test(line);
    if (isHint || (failure.length === 0 && /^\w+ +failed/.test(line))) failure.push(line);
  }
  return { others, failure };
}

/** Draws over the current line of the terminal. */
function drawBar(stage: string, percent: number): void {
  const done = Math.round((percent * 32) / 100);
  process.stderr.write(`${clearLine}${stage.padEnd(9)} [${"#".repeat(done)}${".".repeat(32 - done)}] ${percent} %`);
}
