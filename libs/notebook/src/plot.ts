import { readFile, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Messages } from "@tillbook/charts";
import { formatSeconds, type Manifests, type Paths, sha256, TillbookError, writeFileAtomic } from "@tillbook/pipeline";
import { removeOthers, writeCharts } from "./chart-files.js";
import type { NamedNotebook } from "./check.js";
import { checkTypes } from "./check-types.js";
import { type Execution, executeNotebooks } from "./execute.js";
import { fillNotebook, formatNotebook, formatSource, readInputs, readNeeds } from "./executed-notebook.js";
import { findProblems } from "./executed-problems.js";
import { describeFailure } from "./failure.js";
import { hashSharedInputs } from "./inputs.js";
import { listCode, type Notebook, parseNotebook, readSource } from "./notebook.js";
import { describeScratch, readNotebooks } from "./notebook-files.js";
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
    if (await isUnchanged(paths, source)) log(`${source.name} unchanged`);
    else stale.push(source);
  }
  if (stale.length > 0) problems.push(...(await runSources(stale, options)));
  throwAll(problems);
  const executed = await Promise.all(sources.map(({ name }) => readExecuted(paths, name)));
  throwAll(findProblems(executed.map((notebook, i) => ({ name: sources[i]!.name, notebook }))));
  const hashes = executed.map((notebook, i) => [`${sources[i]!.name}.ipynb`, sha256(formatNotebook(notebook))]);
  const charts = await writeCharts(executed.flatMap(listFigures), paths.charts, messages.numbers);
  return { notebooks: Object.fromEntries(hashes), charts };
}

/** Reads the notebooks, and why others can't be read or shown in the report's language. */
async function readSources({ paths, folder, messages, log }: PlotOptions) {
  const shared = await hashSharedInputs(paths, messages.language);
  const { notebooks, scratch, problems } = await readNotebooks(folder ?? join(paths.root, "notebooks"));
  describeScratch(scratch).map(log);
  const sources = notebooks.flatMap(({ name, notebook: committed }): Source[] => {
    try {
      const notebook = translateNotebook(`notebooks/${name}.ipynb`, committed, messages);
      const inputs = shared === undefined ? undefined : sha256(`${shared}\n${formatSource(notebook)}`);
      return [{ name, notebook, inputs, needs: readNeeds(notebook) }];
    } catch (error) {
      problems.push(expectProblem(error));
      return [];
    }
  });
  return { sources, problems };
}

/** Gives a failure that a user can fix; @throws any other. */
function expectProblem(error: unknown): TillbookError {
  if (error instanceof TillbookError) return error;
  throw error;
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

async function isUnchanged(paths: Paths, source: Source): Promise<boolean> {
  if (source.inputs === undefined) return false;
  try {
    return readInputs(await readExecuted(paths, source.name)) === source.inputs;
  } catch {
    return false;
  }
}

async function readExecuted(paths: Paths, name: string): Promise<Notebook> {
  const file = `${name}.ipynb`;
  return parseNotebook(`build/notebooks/${file}`, await readFile(join(paths.notebooks, file), "utf8"), "make plot");
}

/** Runs the notebooks whose types are right, each to its end or its first failure; returns all failures, in their order. */
async function runSources(sources: readonly Source[], options: PlotOptions): Promise<TillbookError[]> {
  const { paths, log } = options;
  const code = sources.map(({ name, notebook }) => ({ name, cells: listCode(notebook).map(readSource) }));
  const failures = await checkTypes(code, paths.root, join(paths.build, "check-notebooks"));
  const right = code.filter(({ name }) => !failures.has(name));
  if (right.length > 0) {
    await executeNotebooks(right, {
      root: paths.root,
      cellTimeoutS: options.cellTimeoutS,
      kernels: Math.min(availableParallelism(), right.length),
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
async function writeExecuted(paths: Paths, source: Source, { cells, failure }: Execution): Promise<void> {
  const good = join(paths.notebooks, `${source.name}.ipynb`);
  const file = failure ? join(paths.notebooks, `${source.name}.failed.ipynb`) : good;
  const inputs = failure ? "" : (source.inputs ?? "");
  if (failure) await rm(good, { force: true });
  await writeFileAtomic(file, formatNotebook(fillNotebook(source.notebook, cells, inputs)));
}
