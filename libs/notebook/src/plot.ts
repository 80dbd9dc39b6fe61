import { readFile, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Messages } from "@tillbook/charts";
import {
  formatSeconds,
  type Manifests,
  type Paths,
  sha256,
  type TillbookError,
  writeFileAtomic,
} from "@tillbook/pipeline";
import type { ReportScope } from "@tillbook/queries";
import { attachPictures } from "./attach-pictures.js";
import { removeOthers, writeCharts } from "./chart-files.js";
import type { NamedNotebook } from "./check.js";
import { checkTypes } from "./check-types.js";
import { executeNotebooks, type NamedExecution, type NotebookCode } from "./execute.js";
import { fillNotebook, formatNotebook, readInputs, readNeeds } from "./executed-notebook.js";
import { findProblems } from "./executed-problems.js";
import { describeFailure } from "./failure.js";
import { hashInputs } from "./inputs.js";
import { listCode, type Notebook, parseNotebook, readSource } from "./notebook.js";
import { describeScratch, readNotebooks } from "./notebook-files.js";
import { listFigures } from "./outputs.js";
import { translateNotebook } from "./translation.js";
import { listUntranslated } from "./untranslated.js";

/** What `plotNotebooks` needs. */
export interface PlotOptions {
  paths: Paths;
  /** Where the notebooks are, absolute; by default `notebooks/` of the checkout. */
  folder?: string;
  /** Longest time that one cell may run, in seconds. */
  cellTimeoutS: number;
  /** The language that the notebooks are shown in. */
  messages: Messages;
  /** What the report speaks of; undefined where the notebooks ask the settings and the data. */
  scope?: ReportScope | undefined;
  /** Whether a text without translation is a failure. */
  isStrict?: boolean;
  /** Columns of `sales` that have nothing: notebooks that need one are left out. */
  lacking?: readonly string[];
  log: (line: string) => void;
  signal: AbortSignal;
}

/** SHA-256 of each executed notebook and of each chart, by file name. */
export interface Plotted {
  notebooks: Record<string, string>;
  charts: Record<string, string>;
}

interface Source extends NamedNotebook {
  /** Hash of all that the executed notebook depends on; undefined when the tables are unknown. */
  inputs: string | undefined;
  /** The column of `sales` without which the notebook has nothing to show, if there is one. */
  needs: string | undefined;
}

/**
 * Runs the notebooks of a folder whose inputs changed, and writes them with their outputs into `build/notebooks`, their
 * charts into `build/charts`. What an earlier run left of other notebooks and charts is removed.
 * @throws TillbookError NOTEBOOK_FAILED naming notebook, cell, line and error; NOTEBOOK_INVALID; AggregateError of several. All
 * that can run has run by then.
 */
export async function plotNotebooks(options: PlotOptions): Promise<Plotted> {
  const { paths, log, messages, lacking = [] } = options;
  const { sources: all, problems } = await readSources(options);
  const sources = all.filter(({ needs }) => needs === undefined || !lacking.includes(needs));
  for (const { name, needs } of all)
    if (needs !== undefined && lacking.includes(needs)) log(`${name} left out: the files have no ${needs}`);
  await removeOthers(paths.notebooks, new Set(sources.map((source) => `${source.name}.ipynb`)));
  const stale: Source[] = [];
  for (const source of sources) {
    const kept = await keepResults(paths, source);
    if (kept === undefined) stale.push(source);
    else log(`${source.name} ${kept}`);
  }
  if (stale.length > 0) problems.push(...(await runSources(stale, options)));
  throwAll(problems);
  const executed = await Promise.all(sources.map(({ name }) => readExecuted(paths, name)));
  throwAll(findProblems(executed.map((notebook, i) => ({ name: sources[i]!.name, notebook }))));
  const hashes = executed.map((notebook, i) => [`${sources[i]!.name}.ipynb`, sha256(formatNotebook(notebook))]);
  const charts = await writeCharts(executed.flatMap(listFigures), paths.charts, messages.numbers);
  return { notebooks: Object.fromEntries(hashes), charts };
}

/** Reads the notebooks, and why others can't be read, or shown in the report's language where that is a must. */
async function readSources(options: PlotOptions) {
  const { paths, folder, messages, scope, log, isStrict } = options;
  const home = folder ?? join(paths.root, "notebooks");
  const { notebooks, scratch, problems } = await readNotebooks(home);
  describeScratch(scratch).map(log);
  const untranslated = await listUntranslated(notebooks, messages, paths.root);
  if (isStrict) problems.push(...untranslated);
  else for (const { message, hint } of untranslated) log(`NOTE: ${message}; ${hint}`);
  const shown: NamedNotebook[] = [];
  for (const { name, notebook } of notebooks) {
    await attachPictures({ name, notebook: translateNotebook(notebook, messages) }, home).then(
      (attached) => shown.push(attached),
      (error) => problems.push(error),
    );
  }
  const inputs = await hashInputs(paths, messages.language, shown.map(readCells), scope);
  const sources = shown.map(
    ({ name, notebook }): Source => ({ name, notebook, inputs: inputs.get(name), needs: readNeeds(notebook) }),
  );
  return { sources, problems };
}

function readCells({ name, notebook }: NamedNotebook): NotebookCode {
  return { name, cells: listCode(notebook).map(readSource) };
}

function throwAll(problems: readonly TillbookError[]): void {
  if (problems.length > 1) throw new AggregateError(problems, problems.map(({ message }) => message).join("\n"));
  if (problems[0]) throw problems[0];
}

/** Lists the columns that none of the imported files has. */
export function listLacking({ files }: Pick<Manifests["import"], "files">): string[] {
  const [first = [], ...others] = files.filter(({ rows }) => rows > 0).map(({ lacks = [] }) => lacks);
  return first.filter((column) => others.every((lacks) => lacks.includes(column)));
}

/**
 * Keeps the results of an earlier run with the same inputs, below what the notebook says now.
 * @returns what to tell of it; undefined when there is no such run
 */
async function keepResults(paths: Paths, { name, notebook, inputs }: Source): Promise<string | undefined> {
  if (inputs === undefined) return undefined;
  const executed = await readExecuted(paths, name).catch(() => undefined);
  if (executed === undefined || readInputs(executed) !== inputs) return undefined;
  const results = listCode(executed).map(({ outputs = [], execution_count: executionCount = null }) => ({
    outputs,
    executionCount,
  }));
  const text = formatNotebook(fillNotebook(notebook, results, inputs));
  if (text === formatNotebook(executed)) return "unchanged";
  await writeFileAtomic(join(paths.notebooks, `${name}.ipynb`), text);
  return "has a new text; its code was not run again";
}

async function readExecuted(paths: Paths, name: string): Promise<Notebook> {
  const file = `${name}.ipynb`;
  return parseNotebook(`build/notebooks/${file}`, await readFile(join(paths.notebooks, file), "utf8"), "make plot");
}

/** Runs the notebooks whose types are right, each to its end or its first failure; returns all failures, in their order. */
async function runSources(sources: readonly Source[], options: PlotOptions): Promise<TillbookError[]> {
  const { paths, log } = options;
  const code = sources.map(readCells);
  const failures = await checkTypes(code, paths.root, join(paths.build, "check-notebooks"));
  const right = code.filter(({ name }) => !failures.has(name));
  if (right.length > 0) {
    await executeNotebooks(right, {
      root: paths.root,
      cellTimeoutS: options.cellTimeoutS,
      kernels: Math.min(availableParallelism(), right.length),
      ...(options.scope && { environment: { TILLBOOK_SCOPE: JSON.stringify(options.scope) } }),
      signal: options.signal,
      onDone: async (execution) => {
        const source = sources.find(({ name }) => name === execution.name)!;
        if (execution.failure) failures.set(source.name, [execution.failure]);
        await writeExecuted(paths, source, execution);
        const outcome = execution.failure ? "failed after" : "done in";
        log(`${source.name} ${outcome} ${formatSeconds(1000 * execution.seconds)}`);
      },
    });
  }
  return sources.flatMap((source) =>
    (failures.get(source.name) ?? []).map((failure) => describeFailure(source, failure)),
  );
}

/** Writes what ran of a notebook; with a failure never under the good name. */
async function writeExecuted(paths: Paths, source: Source, { cells, failure }: NamedExecution): Promise<void> {
  const good = join(paths.notebooks, `${source.name}.ipynb`);
  const file = failure ? join(paths.notebooks, `${source.name}.failed.ipynb`) : good;
  const inputs = failure ? "" : (source.inputs ?? "");
  if (failure) await rm(good, { force: true });
  await writeFileAtomic(file, formatNotebook(fillNotebook(source.notebook, cells, inputs)));
}
