import { existsSync, readFileSync, rmSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import {
  escapeControls,
  findPaths,
  formatFailure,
  formatSeconds,
  makePrivateFolder,
  readManifest,
  readSettings,
  removeOthers,
  type Stage,
  sha256,
  TillbookError,
} from "@tillbook/pipeline";
import { nameNext, readBy } from "@tillbook/reports";
import { withLock } from "@tillbook/services";
import { runNx } from "./nx.js";

// `node --import @tillbook/pipeline/tsx cli/run.ts <target>` runs a target by nx, and prints at the end how long each stage
// took. Only one run at a time in a checkout; `mysql` and `jupyter`, which stay up, may run beside it.

const stages = [
  "generate",
  "import",
  "aggregate",
  "plot",
  "html",
  "pdf",
  "reports",
] as const satisfies readonly Stage[];

const target = process.argv[2] ?? "";
const paths = findPaths();
const started = performance.now();
const log = (line: string): void => void process.stderr.write(`${target.padEnd(9)} ${escapeControls(line)}\n`);

await makePrivateFolder(paths.data);
// who may read nx's database may lock it
await makePrivateFolder(join(paths.root, ".nx"));
if (!checkSettings()) process.exitCode = 1;
else if (stages.some((stage) => stage === target)) {
  await withLock(join(paths.data, "run.lock"), runStages, printHolder);
} else {
  const work = async (): Promise<void> => {
    const env: Record<string, string> = target === "mysql" ? { TILLBOOK_SHOW_MYSQL: "1" } : {};
    process.exitCode = (await runNx(paths.root, ["run-many", "-t", target], { env })).code;
  };
  // these read what the stages write, so they wait for their end
  const isReader = ["verify", "archive", "deliver"].includes(target);
  await (isReader ? withLock(join(paths.data, "run.lock"), work, printHolder) : work());
}

function printHolder(holder: string): void {
  log(`waiting for the run with pid ${holder} to end`);
}

/** Prints which settings are invalid, before anything runs. */
function checkSettings(): boolean {
  try {
    const { report } = readSettings();
    if (target === "reports") readBy(process.env["TILLBOOK_REPORTS_BY"], report);
    return true;
  } catch (error) {
    printFailure(error);
    return false;
  }
}

function printFailure(error: unknown): void {
  for (const line of formatFailure(error)) log(line);
}

async function runStages(): Promise<void> {
  const times = join(paths.data, "run-times.jsonl");
  rmSync(times, { force: true });
  const makesReport = target === "pdf" || target === "reports";
  const isSigned = makesReport && readSettings().signing !== undefined;
  // signatures are of the report that was there before
  if (makesReport) rmSync(join(paths.build, "signed"), { recursive: true, force: true });
  const run = (...options: string[]) =>
    runNx(paths.root, ["run-many", "-t", target, ...(isSigned ? ["sign"] : []), ...options], {
      env: { TILLBOOK_TIMES: times },
    });
  let { code, failure } = await run();
  if (code === 0 && target === "pdf" && !(await isOfPlot())) {
    log("NOTE: nx had an older report in its cache for these inputs; all is made again");
    ({ code, failure } = await run("--skip-nx-cache"));
  }
  process.exitCode = code;
  // at Ctrl-C, nx ends before its stages can say so
  if ((code === 130 || code === 143) && failure.length === 0)
    printFailure(new TillbookError("INTERRUPTED", "stopped by a signal", describeNext()));
  if (code === 0 && stages.indexOf(target as (typeof stages)[number]) >= stages.indexOf("plot"))
    await removeOldCharts();
  if (code === 0) await printSummary(existsSync(times) ? readFileSync(times, "utf8") : "");
  rmSync(times, { force: true });
}

/** The command that goes on. */
function describeNext(): string {
  return target === "reports" ? nameNext(process.env["TILLBOOK_REPORTS_BY"]) : `make ${target}`;
}

async function printSummary(lines: string): Promise<void> {
  const taken = new Map<string, number>();
  for (const line of lines.split("\n").filter(Boolean)) {
    const { stage, ms } = JSON.parse(line);
    taken.set(stage, ms);
  }
  if (target === "pdf") await printFiles();
  const parts = stages.slice(0, stages.indexOf(target as (typeof stages)[number]) + 1).map((stage) => {
    const ms = taken.get(stage);
    return `${stage} ${ms === undefined ? "unchanged" : formatSeconds(ms)}`;
  });
  log(parts.join(", "));
  log(`${formatSeconds(performance.now() - started)} in all`);
}

/** Removes charts of other data that nx left beside those that it brought back from its cache. */
async function removeOldCharts(): Promise<void> {
  const plot = await readManifest("plot", paths.manifests);
  if (plot === undefined) return;
  const charts = Object.keys(plot.charts);
  const pictures = charts.flatMap((file) => [file.replace(/\.\w+$/, ".svg"), file.replace(/\.\w+$/, ".png")]);
  await removeOthers(paths.charts, new Set([...charts, ...pictures]));
}

/** Whether the PDF was printed from the HTML, and that made from what plot made last. */
async function isOfPlot(): Promise<boolean> {
  const [plot, html, pdf] = await Promise.all([
    readFile(join(paths.manifests, "plot.json")).then(sha256),
    readManifest("html", paths.manifests),
    readManifest("pdf", paths.manifests),
  ]);
  return html?.plot === plot && pdf?.html === html.sha256;
}

async function printFiles(): Promise<void> {
  const pages = (await readManifest("pdf", paths.manifests))?.pages;
  for (const [name, more] of [
    ["tillbook.html", ""],
    ["tillbook.pdf", `, ${pages} pages`],
  ]) {
    const file = join(paths.report, String(name));
    log(`${relative(paths.root, file)}  ${(statSync(file).size / 1e6).toFixed(1)} MB${more}`);
  }
}
