import { existsSync, mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { parseEnv } from "node:util";
import { locales } from "@tillbook/charts";
import {
  findChoice,
  findPaths,
  formatFailure,
  formatSeconds,
  readManifest,
  readSettings,
  type Stage,
} from "@tillbook/pipeline";
import { withLock } from "@tillbook/services";
import { runNx } from "./nx.js";

// `node --import tsx cli/run.ts <target>`: has nx bring the target about, one run at a time in a checkout, and says at
// the end what each stage took. `mysql` and `jupyter`, which stay up, may run beside it.

const stages = ["generate", "import", "aggregate", "plot", "html", "pdf"] as const satisfies readonly Stage[];

const target = process.argv[2] ?? "";
const paths = findPaths();
const started = performance.now();
const log = (line: string): void => void process.stderr.write(`${target.padEnd(9)} ${line}\n`);

mkdirSync(paths.data, { recursive: true, mode: 0o700 });
if (!isSetRight()) process.exitCode = 1;
else if (stages.some((stage) => stage === target)) {
  await withLock(join(paths.data, "run.lock"), runStages, sayWhoHolds);
} else {
  const work = async (): Promise<void> => {
    process.exitCode = (await runNx(paths.root, ["run-many", "-t", target])).code;
  };
  // It reads what the stages make, and must not see half of it.
  await (target === "verify" ? withLock(join(paths.data, "run.lock"), work, sayWhoHolds) : work());
}

function sayWhoHolds(holder: string): void {
  log(`waits for the run with pid ${holder} to end`);
}

/** Says what is wrong with a setting before anything runs, where a late stage alone would find out. */
function isSetRight(): boolean {
  const file = join(paths.root, ".env");
  const own = existsSync(file) ? parseEnv(readFileSync(file, "utf8")) : {};
  try {
    const { report } = readSettings({ ...own, ...process.env });
    findChoice("REPORT_LOCALE", report.locale, locales);
    return true;
  } catch (error) {
    for (const line of formatFailure(error)) log(line);
    return false;
  }
}

async function runStages(): Promise<void> {
  const times = join(paths.data, "run-times.jsonl");
  rmSync(times, { force: true });
  const { code } = await runNx(paths.root, ["run-many", "-t", target], { env: { TILLBOOK_TIMES: times } });
  process.exitCode = code;
  if (code === 0) await summarise(existsSync(times) ? readFileSync(times, "utf8") : "");
  rmSync(times, { force: true });
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
  const pages = (await readManifest("pdf", paths.manifests))?.pages;
  for (const [name, more] of [
    ["tillbook.html", ""],
    ["tillbook.pdf", `, ${pages} pages`],
  ]) {
    const file = join(paths.report, String(name));
    log(`${relative(paths.root, file)}  ${(statSync(file).size / 1e6).toFixed(1)} MB${more}`);
  }
}
