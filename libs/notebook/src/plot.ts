import { readdir, readFile, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Messages } from "@tillbook/charts";
import { formatSeconds, type Manifests, type Paths, sha256, writeFileAtomic } from "@tillbook/pipeline";
import { removeOthers, writeCharts } from "./chart-files.js";
import { readChartSources } from "./chart-sources.js";
import { listUntranslated, listUntranslatedCharts, type NamedNotebook } from "./check.js";
import { checkTypes } from "./check-types.js";
import { type Execution, executeNotebooks, type Failure, type NotebookCode } from "./execute.js";
import { fillNotebook, formatNotebook, readInputs, readNeeds } from "./executed-notebook.js";
import { describeFailure } from "./failure.js";
import { hashInputs } from "./inputs.js";
import { listCode, type Notebook, parseNotebook, readSource } from "./notebook.js";
import { listFigures } from "./outputs.js";
import { translateNotebook } from "./translation.js";

/** What `plotNotebooks` needs. */
export interface PlotOptions {
  paths: Paths;
  /** Where the notebooks are, absolute; by default `notebooks/` of the checkout. */
  folder?: string;
  /** Longest time that one cell may run, in seconds. */
  cellTimeoutS: number;
  /** The language that the notebooks are shown in. */
  messages: Messages;
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
 * @throws TillbookError NOTEBOOK_FAILED naming notebook, cell, line and error; NOTEBOOK_INVALID
 */
export async function plotNotebooks(options: PlotOptions): Promise<Plotted> {
  const { paths, log, messages, lacking = [] } = options;
  const all = await readSources(options);
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
  if (stale.length > 0) await runSources(stale, options);
  const executed = await Promise.all(sources.map(({ name }) => readExecuted(paths, name)));
  const hashes = executed.map((notebook, i) => [`${sources[i]!.name}.ipynb`, sha256(formatNotebook(notebook))]);
  const charts = await writeCharts(executed.flatMap(listFigures), paths.charts, messages.numbers);
  return { notebooks: Object.fromEntries(hashes), charts };
}

async function readSources(options: PlotOptions): Promise<Source[]> {
  const { paths, messages, folder = join(paths.root, "notebooks") } = options;
  const files = (await readdir(folder)).filter((name) => name.endsWith(".ipynb")).sort();
  const written = await Promise.all(
    files.map(async (file): Promise<NamedNotebook> => {
      const text = await readFile(join(folder, file), "utf8");
      return { name: file.slice(0, -".ipynb".length), notebook: parseNotebook(`notebooks/${file}`, text) };
    }),
  );
  await reportUntranslated(written, options);
  const sources = written.map(({ name, notebook }) => ({ name, notebook: translateNotebook(notebook, messages) }));
  const inputs = await hashInputs(paths, messages.language, sources.map(readCells));
  return sources.map(({ name, notebook }) => ({
    name,
    notebook,
    inputs: inputs.get(name),
    needs: readNeeds(notebook),
  }));
}

/**
 * Logs the texts that the report will show in another language than its own.
 * @throws TillbookError NOTEBOOK_INVALID naming the first of them, where none may be
 */
async function reportUntranslated(
  notebooks: readonly NamedNotebook[],
  { paths, messages, log, isStrict = false }: PlotOptions,
): Promise<void> {
  if (messages.notebooks === undefined) return;
  const charts = await readChartSources(paths.root);
  const missing = [
    ...notebooks.flatMap((notebook) => listUntranslated(notebook, messages)),
    ...charts.flatMap((chart) => listUntranslatedCharts(chart, [messages])),
  ];
  const [first, ...others] = missing;
  if (isStrict && first) {
    for (const { message } of others) log(`failed as well: ${message}`);
    throw first;
  }
  for (const { message, hint } of missing) log(`NOTE: ${message}; ${hint}`);
}

function readCells({ name, notebook }: NamedNotebook): NotebookCode {
  return { name, cells: listCode(notebook).map(readSource) };
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

/**
 * Runs notebooks; when some fail, the others are finished first, and the first failure in their order is thrown; the
 * other failures are logged.
 */
async function runSources(sources: readonly Source[], options: PlotOptions): Promise<void> {
  const { paths, log } = options;
  const code = sources.map(readCells);
  const failures = await checkTypes(code, paths.root, join(paths.build, "check-notebooks"));
  throwFirst(sources, failures, log);
  await executeNotebooks(code, {
    root: paths.root,
    cellTimeoutS: options.cellTimeoutS,
    kernels: Math.min(availableParallelism(), sources.length),
    signal: options.signal,
    onDone: async (execution) => {
      const source = sources.find(({ name }) => name === execution.name)!;
      if (execution.failure) failures.set(source.name, execution.failure);
      await writeExecuted(paths, source, execution);
      const outcome = execution.failure ? "failed after" : "done in";
      log(`${source.name} ${outcome} ${formatSeconds(1000 * execution.seconds)}`);
    },
  });
  throwFirst(sources, failures, log);
}

/** Writes what ran of a notebook; with a failure never under the good name. */
async function writeExecuted(paths: Paths, source: Source, { cells, failure }: Execution): Promise<void> {
  const good = join(paths.notebooks, `${source.name}.ipynb`);
  const file = failure ? join(paths.notebooks, `${source.name}.failed.ipynb`) : good;
  const inputs = failure ? "" : (source.inputs ?? "");
  if (failure) await rm(good, { force: true });
  await writeFileAtomic(file, formatNotebook(fillNotebook(source.notebook, cells, inputs)));
}

function throwFirst(sources: readonly Source[], failures: ReadonlyMap<string, Failure>, log: PlotOptions["log"]): void {
  const failed = sources.filter(({ name }) => failures.has(name));
  const [first, ...others] = failed.map((source) => describeFailure(source, failures.get(source.name)!));
  for (const { message } of others) log(`failed as well: ${message}`);
  if (first) throw first;
}
