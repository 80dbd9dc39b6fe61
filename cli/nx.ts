import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { tieToParent } from "@tillbook/pipeline";

/** How a run of nx ended. */
export interface NxRun {
  /** Exit code; 130 or 143 after a signal. */
  code: number;
  /** What the first stage that failed said, e.g. `plot failed: … [NOTEBOOK_FAILED]` and `try: …`; empty when none did. */
  failure: string[];
}

/** Back to the start of the terminal's line, and what is there removed (ECMA-48: EL). */
const clearLine = "\r\x1b[K";
const isTerminal = process.stderr.isTTY;

/**
 * Runs nx, and passes on what the stages say, not what nx says about them. Ctrl-C reaches nx by itself, since it shares
 * our terminal; a SIGTERM, and the signal of the options, are passed on.
 */
export async function runNx(
  root: string,
  args: readonly string[],
  { env = {}, signal }: { env?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<NxRun> {
  const command = [join(root, "node_modules/nx/dist/bin/nx.js"), ...args, "--output-style=stream-without-prefixes"];
  const nx = spawn(
    // So that no stage goes on, beside those of the next run, when this process is killed.
    ...tieToParent(process.execPath, command, "TERM"),
    // Nx takes FORCE_COLOR=0 for itself and for the stages; NO_COLOR reaches neither.
    {
      cwd: root,
      stdio: ["inherit", "pipe", "pipe"],
      env: { ...process.env, FORCE_COLOR: "0", ...(isTerminal && { TILLBOOK_PROGRESS: "1" }), ...env },
    },
  );
  const ignore = (): void => {};
  const stop = (): void => void nx.kill("SIGTERM");
  process.on("SIGINT", ignore).on("SIGTERM", stop);
  signal?.addEventListener("abort", stop);
  try {
    const [talk, lines] = await Promise.all([readNxTalk(nx.stdout), passStageLines(nx.stderr)]);
    const [code, killedBy] =
      nx.exitCode === null && nx.signalCode === null ? await once(nx, "exit") : [nx.exitCode, nx.signalCode];
    const wasStopped = killedBy !== null || code === 130 || code === 143;
    if (code !== 0 && !wasStopped && lines.failure.length === 0)
      process.stderr.write(`${[...talk, ...lines.talk].join("\n")}\n`);
    return { code: code ?? (killedBy === "SIGINT" ? 130 : 143), failure: lines.failure };
  } finally {
    process.off("SIGINT", ignore).off("SIGTERM", stop);
    signal?.removeEventListener("abort", stop);
  }
}

/**
 * Reads what nx says: a stage's own lines come on stderr, so this is nx's talk and the old lines of cached stages. Only
 * which stages it took from its cache is passed on.
 */
async function readNxTalk(stdout: Readable): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: stdout })) {
    lines.push(line);
    const cached = /^> nx run \w+:(\w+)\s+\[.*(cache|match)/.exec(line)?.[1];
    if (cached !== undefined) process.stderr.write(`${cached.padEnd(9)} up to date\n`);
  }
  return lines;
}

/** Passes the stages' lines on, without what nx says after them, and keeps what the first stage that failed said. */
async function passStageLines(stderr: Readable): Promise<{ talk: string[]; failure: string[] }> {
  const talk: string[] = [];
  const failure: string[] = [];
  for await (const line of createInterface({ input: stderr })) {
    const [, stage = "", percent] = /^(\w+) +(\d+) %$/.exec(line) ?? [];
    if (isTerminal && percent !== undefined) drawBar(stage, Number(percent));
    else if (talk.length > 0 || /^ NX |^Warning: command "/.test(line)) talk.push(line);
    else process.stderr.write(`${isTerminal ? clearLine : ""}${line}\n`);
    const isHint = failure.length === 1 && /^\w+ +try: /.test(line);
    if (isHint || (failure.length === 0 && /^\w+ +failed/.test(line))) failure.push(line);
  }
  return { talk, failure };
}

/** Draws over the current line of the terminal. */
function drawBar(stage: string, percent: number): void {
  const done = Math.round((percent * 32) / 100);
  process.stderr.write(`${clearLine}${stage.padEnd(9)} [${"#".repeat(done)}${".".repeat(32 - done)}] ${percent} %`);
}
