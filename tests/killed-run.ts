import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { hashArtefacts, listDifferences } from "./artefacts.js";
import type { Checkout, Ended } from "./checkout.js";

// Runs of a checkout that are killed, and what is looked at afterwards.

/** The parts of a run, each known by its first line; `start` is what comes before. */
const stages = ["start", "generate", "import", "aggregate", "plot", "html", "pdf"] as const;
export type Stage = (typeof stages)[number];

/**
 * Who is killed, how their processes are known, in which stages they live, and how long at least, from when they are there.
 * A run has its process group killed, `runner` is alone. The browser of html is there before html's first line, that of pdf
 * before pdf's.
 */
export const kinds: Record<string, { processes?: RegExp; lives: readonly Stage[]; forMs?: number }> = {
  run: { lives: stages },
  mariadb: { processes: /mariadbd .*--datadir/, lives: stages.slice(1, 5) },
  spark: { processes: /java-runtime\/bin\/java/, lives: ["aggregate"], forMs: 4000 },
  browser: { processes: /\/chromium\/[\d.]+\/chromium/, lives: ["plot", "html"], forMs: 500 },
  runner: { processes: /cli\/run\.ts/, lives: stages },
  everything: { processes: /./, lives: stages },
};

/** A moment of a run: so many ms after a stage's first line, or that stage's end, where it comes sooner this time. */
export interface Moment {
  stage: Stage;
  afterMs: number;
}

/** Makes a report from nothing but old tables; resolves to its files' hashes and to how long each stage took, in ms. */
export async function runUndisturbed(checkout: Checkout, settings: Record<string, string>) {
  reset(checkout, false);
  const durations = Object.fromEntries(stages.map((stage) => [stage, 0])) as Record<Stage, number>;
  const running = checkout.start("report", settings);
  let hasEnded = false;
  void running.ended.then(() => {
    hasEnded = true;
  });
  for (let last = performance.now(); !hasEnded; ) {
    await sleep(20);
    durations[findStage(running.output())] += performance.now() - last;
    last = performance.now();
  }
  const { code, output } = await running.ended;
  if (code !== 0) throw new Error(`expected an undisturbed run to succeed, got ${code}:\n${output}`);
  return { expected: await hashArtefacts(checkout.root), durations };
}

/** Finds the stage that the output of a run has come to. */
function findStage(output: string): Stage {
  return stages.findLast((stage) => new RegExp(`^${stage} `, "m").test(output)) ?? "start";
}

/** Finds the moment at a part, 0 to 1, of the stages' time. */
export function findMoment(durations: Record<Stage, number>, lives: readonly Stage[], part: number): Moment {
  let afterMs = part * sum(lives.map((stage) => durations[stage]));
  for (const stage of lives) {
    if (afterMs < durations[stage]) return { stage, afterMs };
    afterMs -= durations[stage];
  }
  throw new Error("expected a part below 1");
}

/** Removes what was made and what Nx remembers; the old tables stay, unless the run is to find no database at all. */
export function reset(checkout: Checkout, isEmpty: boolean): void {
  for (const folder of ["build", ".nx", ...(isEmpty ? [".data"] : [])])
    rmSync(join(checkout.root, folder), { recursive: true, force: true });
}

/** Starts a run, and kills its process group, or the processes that match, at the moment. */
export async function killAt(
  checkout: Checkout,
  processes: RegExp | undefined,
  moment: Moment,
  settings: Record<string, string>,
) {
  const started = performance.now();
  const running = checkout.start("report", settings);
  let hasEnded = false;
  void running.ended.then(() => {
    hasEnded = true;
  });
  const isBefore = (stage: Stage): boolean => stages.indexOf(findStage(running.output())) < stages.indexOf(stage);
  const find = async (): Promise<number[]> => {
    if (processes === undefined) return [-Number(running.child.pid)];
    for (;;) {
      const pids = findPids(checkout, processes);
      if (pids.length > 0 || hasEnded) return pids;
      await sleep(10);
    }
  };
  while (!hasEnded && isBefore(moment.stage)) await sleep(10);
  await find();
  for (
    const until = performance.now() + moment.afterMs;
    !hasEnded && findStage(running.output()) === moment.stage && performance.now() < until;
  )
    await sleep(10);
  const pids = await find();
  const at = performance.now() - started;
  const stage = pids.length === 0 ? "(ended)" : findStage(running.output());
  for (const pid of pids) kill(pid);
  const ended = await Promise.race([running.ended, sleep(180_000, undefined, { ref: false })]);
  if (ended === undefined) throw new Error(`expected a disturbed run to end, it goes on:\n${running.output()}`);
  return { at, stage, ended };
}

function findPids(checkout: Checkout, processes: RegExp): number[] {
  return checkout
    .processes()
    .filter((line) => processes.test(line))
    .map((line) => Number.parseInt(line, 10));
}

export function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Lists what is wrong after the next run. */
export async function judge(
  checkout: Checkout,
  next: Ended,
  expected: ReadonlyMap<string, string> | undefined,
): Promise<string[]> {
  if (next.code !== 0) return [`next run ended with ${next.code}`];
  const running = await checkout.leftovers();
  const left = readdirSync(join(checkout.root, ".data")).filter((name) => /^spark-\d|part$|grants/.test(name));
  return [
    ...listDifferences(expected ?? new Map(), await hashArtefacts(checkout.root)),
    ...running.map((line) => `still runs: ${line}`),
    ...left.map((name) => `.data/${name} is left`),
  ];
}

/** Says how the disturbed run ended: by the signal, or with which of our codes. */
export function describeEnd({ code, signal, output }: Ended): string {
  if (signal !== null) return signal;
  const failure = /failed: .*\[(\w+)\]/.exec(output)?.[1] ?? (/failed by a mistake/.test(output) ? "BUG?" : "");
  return `${code} ${failure}`.trim();
}

export function formatMs(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
