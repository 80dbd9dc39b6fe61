import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Figure, Messages } from "@tillbook/charts";
import { formatSeconds, type Paths, sha256, TillbookError, writeFileAtomic } from "@tillbook/pipeline";
import { checkNotebooks } from "./check.js";
import { formatCsv } from "./csv.js";
import { type Execution, executeNotebooks, type Failure } from "./execute.js";
import { hashSharedInputs } from "./inputs.js";
import {
  fillNotebook,
  formatNotebook,
  formatSource,
  listCode,
  listFigures,
  type Notebook,
  parseNotebook,
  readInputs,
  readSource,
} from "./notebook.js";
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
  log: (line: string) => void;
  signal: AbortSignal;
}

/** SHA-256 of each executed notebook and of each chart, by file name. */
export interface Plotted {
  notebooks: Record<string, string>;
  charts: Record<string, string>;
}

interface Source {
  name: string;
  notebook: Notebook;
  /** Hash of all that the executed notebook depends on; undefined when that can't be told. */
  inputs: string | undefined;
}

/**
 * Runs the notebooks of a folder whose inputs changed, and writes them with their outputs into `build/notebooks`, their
 * charts into `build/charts`. What an earlier run left of other notebooks and charts is removed.
 * @throws TillbookError NOTEBOOK_FAILED naming notebook, cell, line and error; NOTEBOOK_INVALID
 */
export async function plotNotebooks(options: PlotOptions): Promise<Plotted> {
  const { paths, log, messages } = options;
  const sources = await readSources(paths, options.folder ?? join(paths.root, "notebooks"), messages);
  await removeOthers(paths.notebooks, new Set(sources.map((source) => `${source.name}.ipynb`)));
  const stale: Source[] = [];
  for (const source of sources) {
    if (await isUpToDate(paths, source)) log(`${source.name} up to date`);
    else stale.push(source);
  }
  if (stale.length > 0) await runSources(stale, options);
  return writeCharts(paths, sources);
}

async function readSources(paths: Paths, folder: string, messages: Messages): Promise<Source[]> {
  const shared = await hashSharedInputs(paths, messages.language);
  const files = (await readdir(folder)).filter((name) => name.endsWith(".ipynb")).sort();
  return Promise.all(
    files.map(async (file): Promise<Source> => {
      const text = await readFile(join(folder, file), "utf8");
      const notebook = translateNotebook(`notebooks/${file}`, parseNotebook(`notebooks/${file}`, text), messages);
      const inputs = shared === undefined ? undefined : sha256(`${shared}\n${formatSource(notebook)}`);
      return { name: file.slice(0, -".ipynb".length), notebook, inputs };
    }),
  );
}

async function isUpToDate(paths: Paths, source: Source): Promise<boolean> {
  if (source.inputs === undefined) return false;
  try {
    return readInputs(await readExecuted(paths, source.name)) === source.inputs;
  } catch {
    return false;
  }
}

async function readExecuted(paths: Paths, name: string): Promise<Notebook> {
  const file = `${name}.ipynb`;
  return parseNotebook(`build/notebooks/${file}`, await readFile(join(paths.notebooks, file), "utf8"));
}

/**
 * Runs notebooks; when some fail, the others are finished first, and the first failure in their order is thrown; the
 * other failures are logged.
 */
async function runSources(sources: readonly Source[], options: PlotOptions): Promise<void> {
  const { paths, log } = options;
  const code = sources.map(({ name, notebook }) => ({ name, cells: listCode(notebook).map(readSource) }));
  const failed: { source: Source; failure: Failure }[] = [];
  const mistakes = await checkNotebooks(code, paths.root, join(paths.build, "check-notebooks"));
  for (const source of sources) {
    const failure = mistakes.get(source.name);
    if (failure) failed.push({ source, failure });
  }
  throwFirst(failed, log);
  const keep = async (execution: Execution): Promise<void> => {
    const source = sources.find((candidate) => candidate.name === execution.name)!;
    const { failure } = execution;
    if (failure) failed.push({ source, failure });
    const file = failure ? `${source.name}.failed.ipynb` : `${source.name}.ipynb`;
    const inputs = failure ? "" : (source.inputs ?? "");
    const text = formatNotebook(fillNotebook(source.notebook, execution.cells, inputs));
    if (failure) await rm(join(paths.notebooks, `${source.name}.ipynb`), { force: true });
    await writeFileAtomic(join(paths.notebooks, file), text);
    log(`${source.name} ${failure ? "failed after" : "done in"} ${formatSeconds(1000 * execution.seconds)}`);
  };
  await executeNotebooks(code, {
    root: paths.root,
    cellTimeoutS: options.cellTimeoutS,
    kernels: Math.min(availableParallelism(), sources.length),
    signal: options.signal,
    onDone: keep,
  });
  failed.sort((a, b) => sources.indexOf(a.source) - sources.indexOf(b.source));
  throwFirst(failed, log);
}

function throwFirst(failed: readonly { source: Source; failure: Failure }[], log: PlotOptions["log"]): void {
  const [first, ...others] = failed.map(({ source, failure }) => describeFailure(source, failure));
  for (const { message } of others) log(`failed as well: ${message}`);
  if (first) throw first;
}

/** Messages a failure, e.g. `2-monthly-sales.ipynb cell 3 line 2: TypeError: … in: const x = …`; cells count from 1, Markdown included. */
export function describeFailure(source: { name: string; notebook: Notebook }, failure: Failure): TillbookError {
  const { notebook, name } = source;
  const cell = listCode(notebook)[failure.cell];
  const place = cell ? `cell ${notebook.cells.indexOf(cell) + 1}` : "before its first cell";
  const text = cell && failure.line ? readSource(cell).split("\n")[failure.line - 1]?.trim() : undefined;
  const line = failure.line ? ` line ${failure.line}` : "";
  const quoted = text ? `, in: ${text}` : "";
  return new TillbookError(
    "NOTEBOOK_FAILED",
    `notebooks/${name}.ipynb ${place}${line}: ${failure.name}: ${failure.message.replace(/\s*\n\s*/g, " ")}${quoted}`,
    failure.hint ??
      (failure.name === "TypeScript"
        ? `mend notebooks/${name}.ipynb; make jupyter opens it`
        : `make jupyter to run it by hand; what it got to is in build/notebooks/${name}.failed.ipynb`),
  );
}

async function writeCharts(paths: Paths, sources: readonly Source[]): Promise<Plotted> {
  const plotted: Plotted = { notebooks: {}, charts: {} };
  const figures = new Map<string, Figure>();
  for (const { name } of sources) {
    const notebook = await readExecuted(paths, name);
    plotted.notebooks[`${name}.ipynb`] = sha256(formatNotebook(notebook));
    for (const figure of listFigures(notebook)) {
      const chart = figure.layout.meta.name;
      if (!/^[a-z0-9-]+$/.test(chart)) throw new Error(`expected a chart's name like "monthly-sales", got "${chart}"`);
      if (figures.has(chart)) throw new Error(`expected a chart "${chart}" in one notebook, got it twice`);
      figures.set(chart, figure);
    }
  }
  const files = new Map<string, string>();
  for (const [chart, figure] of figures) {
    files.set(`${chart}.json`, `${JSON.stringify(figure, undefined, 1)}\n`);
    files.set(`${chart}.csv`, formatCsv(figure.layout.meta.table));
  }
  // the report adds pictures
  const pictures = [...figures.keys()].flatMap((chart) => [`${chart}.svg`, `${chart}.png`]);
  await removeOthers(paths.charts, new Set([...files.keys(), ...pictures]));
  for (const [file, text] of files) {
    plotted.charts[file] = sha256(text);
    await writeFileAtomic(join(paths.charts, file), text);
  }
  return plotted;
}

/** Removes the files of a folder that are not among `kept`. */
async function removeOthers(folder: string, kept: ReadonlySet<string>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) {
    if (!kept.has(name)) await rm(join(folder, name), { recursive: true, force: true });
  }
}
