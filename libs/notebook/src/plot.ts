import { readFile, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Messages } from "@tillbook/charts";
import {
  type CashierNames,
  formatSeconds,
  type Manifests,
  type Paths,
  removeOthers,
  sha256,
  type TillbookError,
  writeFileAtomic,
} from "@tillbook/pipeline";
import type { ReportScope } from "@tillbook/queries";
import { attachPictures } from "./attach-pictures.js";
import { writeCharts } from "./chart-files.js";
import type { NamedNotebook } from "./check.js";
import { checkTypes } from "./check-types.js";
import { executeNotebooks, type KeepKernels, type NamedExecution, type NotebookCode } from "./execute.js";
import { fillNotebook, formatNotebook, readInputs, readNeeds } from "./executed-notebook.js";
import { findProblems } from "./executed-problems.js";
import { describeFailure } from "./failure.js";
import { hashInputs, prepareHashes } from "./inputs.js";
import { type Failure, openKernels } from "./kernels.js";
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
  /** Keeps the kernels open for the next call. */
  keepKernels?: KeepKernels;
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
}

/**
 * Runs the notebooks of a folder whose inputs changed, and writes them with their outputs into `build/notebooks`, their
 * charts into `build/charts`. What an earlier run left of other notebooks and charts is removed.
 * @throws TillbookError NOTEBOOK_FAILED naming notebook, cell, line and error; NOTEBOOK_INVALID; AggregateError of several. All
 * that can run has run by then.
 */
export async function plotNotebooks(options: PlotOptions): Promise<Plotted> {
  const { paths, log, messages, scope } = options;
  const { notebooks, problems } = await readSources(options);
  const inputs = await hashInputs(paths, messages.language, notebooks.map(readCells), scope);
  const sources = notebooks.map((named): Source => ({ ...named, inputs: inputs.get(named.name) }));
  await removeOthers(paths.notebooks, new Set(sources.map((source) => `${source.name}.ipynb`)));
  const stale: Source[] = [];
  for (const source of sources) {
    const kept = await keepResults(paths, source);
    if (kept === undefined) stale.push(source);
    else log(`${source.name} ${kept}`);
  }
  if (stale.length > 0) problems.push(...(await runSources(stale, options)));
  throwAll(problems);
  const executed = sources.map(async ({ name }) => ({ name, notebook: await readExecuted(paths, name) }));
  return finish(await Promise.all(executed), options);
}

/** Checks that executed notebooks make a report, and writes their charts. */
async function finish(
  executed: readonly NamedNotebook[],
  { paths, messages }: Pick<PlotOptions, "paths" | "messages">,
): Promise<Plotted> {
  throwAll(findProblems(executed));
  const hashes = executed.map(({ name, notebook }) => [`${name}.ipynb`, sha256(formatNotebook(notebook))]);
  const figures = executed.flatMap(({ notebook }) => listFigures(notebook));
  return { notebooks: Object.fromEntries(hashes), charts: await writeCharts(figures, paths.charts, messages.numbers) };
}

/** Plots the same notebooks for one report after the other, in kernels that stay up. */
export interface Plotter {
  /**
   * Does what `plotNotebooks` does, for what the report speaks of.
   * @param paths  of the folders that get notebooks and charts
   * @throws what `plotNotebooks` throws
   */
  plot: (paths: Paths, scope: ReportScope) => Promise<Plotted>;
  /** Ends the kernels. */
  close: () => Promise<void>;
}

/**
 * Reads the notebooks and checks their types, once for all reports.
 * @param options  with the paths of the manifests that tell what the tables have
 * @throws TillbookError NOTEBOOK_FAILED, NOTEBOOK_INVALID; AggregateError of several
 */
export async function openPlotter(options: Omit<PlotOptions, "scope">): Promise<Plotter> {
  const { paths, messages, cellTimeoutS, signal } = options;
  const { notebooks, problems } = await readSources(options);
  const code = notebooks.map(readCells);
  const failures = await checkTypes(code, paths.root, join(paths.build, "check-notebooks"));
  for (const named of notebooks)
    problems.push(...(failures.get(named.name) ?? []).map((failure) => describeFailure(named, failure)));
  throwAll(problems);
  const hash = await prepareHashes(paths, messages.language, code);
  const kernels = await openKernels({ root: paths.root, cellTimeoutS, kernels: availableParallelism(), signal });
  const plot: Plotter["plot"] = async (own, scope) => {
    const inputs = hash(scope);
    const environment = { TILLBOOK_SCOPE: JSON.stringify(scope) };
    const runs = await Promise.all(code.map(({ cells }) => kernels.run(cells, environment)));
    throwAll(runs.flatMap(({ failure }, i) => (failure ? [describeFailure(notebooks[i]!, failure)] : [])));
    const executed = notebooks.map(({ name, notebook }, i): NamedNotebook => {
      return { name, notebook: fillNotebook(notebook, runs[i]!.cells, inputs.get(name) ?? "") };
    });
    for (const { name, notebook } of executed)
      await writeFileAtomic(join(own.notebooks, `${name}.ipynb`), formatNotebook(notebook));
    return finish(executed, { paths: own, messages });
  };
  return { plot, close: kernels.close };
}

/** Reads the notebooks, and why others can't be read, or shown in the report's language where that is a must. */
async function readSources(options: Omit<PlotOptions, "scope">) {
  const { paths, folder, messages, log, isStrict, lacking = [] } = options;
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
  const isLacking = ({ notebook }: NamedNotebook): boolean =>
    (readNeeds(notebook) ?? "").split(" or ").every((column) => lacking.includes(column));
  for (const named of shown)
    if (isLacking(named)) log(`${named.name} left out: the files have no ${readNeeds(named.notebook)}`);
  return { notebooks: shown.filter((named) => !isLacking(named)), problems };
}

function readCells({ name, notebook }: NamedNotebook): NotebookCode {
  return { name, cells: listCode(notebook).map(readSource) };
}

function throwAll(problems: readonly TillbookError[]): void {
  if (problems.length > 1) throw new AggregateError(problems, problems.map(({ message }) => message).join("\n"));
  if (problems[0]) throw problems[0];
}

/** Lists the columns that none of the imported files has, and that of the cashiers where the report has no chapter on them. */
export function listLacking(
  { files }: Pick<Manifests["import"], "files">,
  { cashiers }: { cashiers?: CashierNames } = {},
): string[] {
  const [first = [], ...others] = files.filter(({ rows }) => rows > 0).map(({ lacks = [] }) => lacks);
  const lacking = first.filter((column) => others.every((lacks) => lacks.includes(column)));
  return [...new Set([...lacking, ...(cashiers === "off" ? ["cashier"] : [])])];
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
  const failures = new Map<string, Failure[]>();
  const check = async (): Promise<NotebookCode[]> => {
    const wrong = await checkTypes(code, paths.root, join(paths.build, "check-notebooks"));
    for (const [name, found] of wrong) failures.set(name, found);
    return code.filter(({ name }) => !failures.has(name));
  };
  await executeNotebooks(check(), {
    root: paths.root,
    cellTimeoutS: options.cellTimeoutS,
    kernels: availableParallelism(),
    started: Math.min(availableParallelism(), code.length),
    keep: options.keepKernels,
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
