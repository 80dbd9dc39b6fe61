import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { hashArtefacts, listDifferences } from "./artefacts.js";
import { type Checkout, copyCheckout, type Ended } from "./checkout.js";
import { watchTables } from "./reader.js";

// `make test-kills`: kills a cold run at seeded random moments, and has the next `make report` end as if nothing had been,
// while somebody reads the database. KILLS is the number of moments, KILL_SEED chooses them. Prints a table, one line each.

/** What is killed, and how its processes are known; a run has its whole process group killed, `runner` only the one that starts nx. */
const kinds = {
  run: undefined,
  mariadb: /mariadbd .*--datadir/,
  spark: /SparkConnectServer/,
  browser: /\/chromium\/[\d.]+\/chromium/,
  runner: /scripts\/run\.ts/,
  everything: /./,
} as const;
type Kind = keyof typeof kinds;

const count = Number(process.env["KILLS"] ?? 50);
const seed = Number(process.env["KILL_SEED"] ?? 1);
/** Two data sets take turns, so that each run has old results of the other to replace. */
const data = [{ SALES_SEED: "1" }, { SALES_SEED: "2" }];
const other = { SALES_SEED: "3" };

const checkout = copyCheckout();
const reader = watchTables(checkout.root);
let bad = 0;
try {
  const { expected, spans } = await runUndisturbed(checkout);
  const random = createRandom(seed);
  console.log(`kills     ${count} moments of a run of ${formatMs(spans.run)}, seed ${seed}`);
  console.log(
    "   # | killed     | at      | in        | run ended          | before the next      | next run | outcome",
  );
  for (let i = 0; i < count; i++) {
    const names = Object.keys(kinds) as Kind[];
    const kind = names[i % names.length] ?? "run";
    const afterMs = 0.95 * random() * spans[kind];
    const isEmpty = i % 10 === 9;
    reset(checkout, isEmpty);
    if (isEmpty) reader.forget();
    const killed = await killAfter(checkout, kind, afterMs, data[i % 2] ?? {});
    const between = i % 5 === 3 ? "an import of others" : "";
    if (between !== "") await checkout.make("import", other);
    const started = performance.now();
    const next = await checkout.make("report", data[i % 2]);
    const problems = await judge(checkout, next, expected[i % 2]);
    if (problems.length > 0) bad++;
    const line = [
      String(i + 1).padStart(4),
      kind.padEnd(10),
      formatMs(killed.at).padStart(7),
      killed.stage.padEnd(9),
      describeEnd(killed.ended).padEnd(18),
      `${isEmpty ? "no database" : ""}${between}`.padEnd(20),
      formatMs(performance.now() - started).padStart(8),
      problems.length === 0 ? "same bytes" : problems.join("; "),
    ];
    console.log(line.join(" | "));
    if (problems.length > 0) console.log(`${killed.ended.output}\n----\n${next.output}`);
  }
} finally {
  await reader.stop();
  checkout.remove();
}
const violations = reader.violations();
console.log(`reader    ${reader.reads()} looks at all tables, ${violations.length} contradictions`);
for (const violation of violations) console.log(`reader    ${violation}`);
if (reader.reads() === 0) throw new Error("expected the reader to see the tables, it never did");
console.log(`kills     ${count - bad} of ${count} ended with the bytes of an undisturbed run`);
process.exitCode = bad + violations.length > 0 ? 1 : 0;

/** Makes both data sets, and measures for how long, in ms, which processes live. */
async function runUndisturbed(checkout: Checkout) {
  const expected: Map<string, string>[] = [];
  const spans = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, 0])) as Record<Kind, number>;
  for (const settings of data) {
    reset(checkout, false);
    const started = performance.now();
    const running = checkout.start("report", settings);
    let hasEnded = false;
    const ended = running.ended.finally(() => {
      hasEnded = true;
    });
    const seen = new Map<Kind, number>();
    while (!hasEnded) {
      const now = performance.now() - started;
      const lines = checkout.processes();
      for (const [kind, pattern] of Object.entries(kinds) as [Kind, RegExp | undefined][]) {
        if (lines.some((line) => (pattern ?? /./).test(line))) {
          seen.set(kind, seen.get(kind) ?? now);
          spans[kind] = now - (seen.get(kind) ?? now);
        }
      }
      await sleep(100);
    }
    const { code, output } = await ended;
    if (code !== 0) throw new Error(`expected an undisturbed run to succeed, got ${code}:\n${output}`);
    expected.push(await hashArtefacts(checkout.root));
  }
  return { expected, spans };
}

/** Removes what was made and what Nx remembers; the old tables stay, unless the run is to find no database at all. */
function reset(checkout: Checkout, isEmpty: boolean): void {
  for (const folder of ["build", ".nx", ...(isEmpty ? [".data"] : [])])
    rmSync(join(checkout.root, folder), { recursive: true, force: true });
}

/** Starts a run, and kills `kind` so many ms after its processes are there, or as soon as there is one again. */
async function killAfter(checkout: Checkout, kind: Kind, afterMs: number, settings: Record<string, string>) {
  const started = performance.now();
  const running = checkout.start("report", settings);
  let hasEnded = false;
  void running.ended.then(() => {
    hasEnded = true;
  });
  const pattern = kinds[kind];
  const find = async (): Promise<number[]> => {
    if (pattern === undefined) return [-Number(running.child.pid)];
    while (!hasEnded) {
      const lines = checkout.processes().filter((line) => pattern.test(line));
      if (lines.length > 0) return lines.map((line) => Number.parseInt(line, 10));
      await sleep(20);
    }
    return [];
  };
  await find();
  await Promise.race([sleep(afterMs), running.ended]);
  const pids = await find();
  const at = performance.now() - started;
  const stage = [...running.output().matchAll(/^(\w+) /gm)].at(-1)?.[1] ?? "start";
  for (const pid of pids) kill(pid);
  const ended = await Promise.race([running.ended, sleep(180_000, undefined, { ref: false })]);
  if (ended === undefined)
    throw new Error(`expected a run whose ${kind} was killed to end, it goes on:\n${running.output()}`);
  return { at, stage: pids.length === 0 ? "(ended)" : stage, ended };
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Lists what is wrong after the next run. */
async function judge(
  checkout: Checkout,
  next: Ended,
  expected: ReadonlyMap<string, string> | undefined,
): Promise<string[]> {
  if (next.code !== 0) return [`next run ended with ${next.code}`];
  const deadline = performance.now() + 10_000;
  while (checkout.processes().length > 0 && performance.now() < deadline) await sleep(100);
  const left = readdirSync(join(checkout.root, ".data")).filter((name) => /^spark-\d|part$|grants/.test(name));
  return [
    ...listDifferences(expected ?? new Map(), await hashArtefacts(checkout.root)),
    ...checkout.processes().map((line) => `still runs: ${line}`),
    ...left.map((name) => `.data/${name} is left`),
  ];
}

/** Says how the disturbed run ended: by the signal, or with which of our codes. */
function describeEnd({ code, signal, output }: Ended): string {
  if (signal !== null) return signal;
  const failure = /failed: .*\[(\w+)\]/.exec(output)?.[1] ?? (/failed by a mistake/.test(output) ? "BUG?" : "");
  return `${code} ${failure}`.trim();
}

function formatMs(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** Mulberry32 (Tommy Ettinger, public domain): numbers from 0 to 1. */
function createRandom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
