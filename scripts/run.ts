import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { findPaths, formatSeconds, readReceipt, type Stage } from "@tillbook/pipeline";
import { tieToParent, withLock } from "@tillbook/services";

// `node --import tsx scripts/run.ts <target>`: has nx bring the target about, one run at a time in a checkout, and says at
// the end what each stage took. `mysql` and `jupyter`, which stay up, may run beside it.

const stages = ["generate", "import", "aggregate", "plot", "html", "pdf"] as const satisfies readonly Stage[];

/** Back to the start of the terminal's line, and what is there removed (ECMA-48: EL). */
const clearLine = "\r\x1b[K";
const isTerminal = process.stderr.isTTY;

const target = process.argv[2] ?? "";
const paths = findPaths();
const started = performance.now();
const log = (line: string): void => void process.stderr.write(`${target.padEnd(9)} ${line}\n`);

mkdirSync(paths.data, { recursive: true, mode: 0o700 });
if (stages.some((stage) => stage === target)) {
  await withLock(join(paths.data, "run.lock"), runStages, (holder) =>
    log(`waits for the run with pid ${holder} to end`),
  );
} else {
  process.exitCode = await runNx({});
}

async function runStages(): Promise<void> {
  const times = join(paths.data, "run-times.jsonl");
  rmSync(times, { force: true });
  process.exitCode = await runNx({ TILLBOOK_TIMES: times });
  if (process.exitCode === 0) await summarise(existsSync(times) ? readFileSync(times, "utf8") : "");
  rmSync(times, { force: true });
}

/** Runs nx and resolves to its exit code. Ctrl-C reaches nx by itself, since it shares our terminal. */
async function runNx(env: Record<string, string>): Promise<number> {
  const command = [join(paths.root, "node_modules/nx/dist/bin/nx.js"), "run-many", "-t", target];
  const nx = spawn(
    // So that no stage goes on, beside those of the next run, when this process is killed.
    ...tieToParent(process.execPath, [...command, "--output-style=stream-without-prefixes"], "TERM"),
    // Nx takes FORCE_COLOR=0 for itself and for the stages; NO_COLOR reaches neither.
    {
      cwd: paths.root,
      stdio: ["inherit", "pipe", "pipe"],
      env: { ...process.env, FORCE_COLOR: "0", ...(isTerminal && { TILLBOOK_PROGRESS: "1" }), ...env },
    },
  );
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => nx.kill("SIGTERM"));
  const [talk, lines] = await Promise.all([readNxTalk(nx.stdout), passStageLines(nx.stderr)]);
  const [code, signal] =
    nx.exitCode === null && nx.signalCode === null ? await once(nx, "exit") : [nx.exitCode, nx.signalCode];
  const wasStopped = signal !== null || code === 130 || code === 143;
  if (code !== 0 && !wasStopped && !lines.hasExplained)
    process.stderr.write(`${[...talk, ...lines.talk].join("\n")}\n`);
  return code ?? (signal === "SIGINT" ? 130 : 143);
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

/** Passes the stages' lines on, without what nx says after them; tells whether a stage has said why it failed. */
async function passStageLines(stderr: Readable): Promise<{ talk: string[]; hasExplained: boolean }> {
  const talk: string[] = [];
  let hasExplained = false;
  for await (const line of createInterface({ input: stderr })) {
    const [, stage = "", percent] = /^(\w+) +(\d+) %$/.exec(line) ?? [];
    if (isTerminal && percent !== undefined) drawBar(stage, Number(percent));
    else if (talk.length > 0 || /^ NX |^Warning: command "/.test(line)) talk.push(line);
    else process.stderr.write(`${isTerminal ? clearLine : ""}${line}\n`);
    hasExplained ||= /^\w+ +failed/.test(line);
  }
  return { talk, hasExplained };
}

/** Draws over the current line of the terminal. */
function drawBar(stage: string, percent: number): void {
  const done = Math.round((percent * 32) / 100);
  process.stderr.write(`${clearLine}${stage.padEnd(9)} [${"#".repeat(done)}${".".repeat(32 - done)}] ${percent} %`);
}

async function summarise(lines: string): Promise<void> {
  const taken = new Map<string, number>();
  for (const line of lines.split("\n").filter(Boolean)) {
    const { stage, ms } = JSON.parse(line);
    taken.set(stage, ms);
  }
  if (target === "pdf") await nameFiles();
  const parts = stages.slice(0, stages.indexOf(target as (typeof stages)[number]) + 1).map((stage) => {
    const ms = taken.get(stage);
    return `${stage} ${ms === undefined ? "unchanged" : formatSeconds(ms)}`;
  });
  log(`${parts.join(", ")}`);
  log(`${formatSeconds(performance.now() - started)} in all`);
}

async function nameFiles(): Promise<void> {
  const pages = (await readReceipt("pdf", paths.receipts))?.["pages"];
  for (const [name, more] of [
    ["tillbook.html", ""],
    ["tillbook.pdf", `, ${pages} pages`],
  ]) {
    const file = join(paths.report, String(name));
    log(`${relative(paths.root, file)}  ${(statSync(file).size / 1e6).toFixed(1)} MB${more}`);
  }
}
